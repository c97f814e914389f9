"""Every event stands in both listings; every participant is named in every phase."""

from tests.report.board.packs import FIRST, SECOND, THIRD, pack, said

from hepatica.report.board.ae_figure import ae_figure
from hepatica.report.board.events import component_listing, phase_listing
from hepatica.report.study.safety_table import count_categories


def test_every_participant_is_named_in_every_phase_with_an_event_or_without():
    table = phase_listing(pack())
    phases = {title for title, _ in said(table)}
    assert len(phases) >= len(pack().study.oversight.phases)
    for phase in phases:
        named = " ".join(" ".join(words) for title, words in said(table) if title == phase)
        assert all(who in named for who in (FIRST, SECOND, THIRD)), phase


def test_a_row_says_grade_from_baseline_who_is_blamed_and_what_is_still_open():
    (row,) = (words for _, words in said(phase_listing(pack())) if "Acute kidney injury" in words)
    assert row[:6] == [
        FIRST,
        "Acute kidney injury",
        "10\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026",
        "+8",
        "1 → 3",
        "yes",
    ]
    assert "MSC" in row[6]
    assert row[6].endswith("not judged throughout")
    assert row[7] == "Recovering"


def test_an_event_in_someone_not_infused_has_no_day_and_stays_listed():
    (row,) = (words for _, words in said(phase_listing(pack())) if "Site bleeding" in words)
    assert (row[0], row[3]) == (THIRD, "–")


def test_a_component_lists_related_and_open_and_counts_the_rest():
    found = said(component_listing(pack()))
    titles = {s.id: str(s.title) for s in pack().study.oversight.suspects}
    cd34 = [words for title, words in found if title == titles["cd34"]]
    # The fever and the bleed were not judged for CD34; the kidney injury was judged unlikely.
    assert [words[1] for words in cd34] == ["Fever", "Site bleeding", "1 more judged unrelated"]
    assert {words[5] for words in cd34[:2]} == {"not judged yet"}
    catheter = [words for title, words in found if title == titles["catheter"]]
    assert "Acute kidney injury" in [words[1] for words in catheter]


def test_the_figure_counts_participants_as_the_table_does_and_says_what_it_cannot_place():
    made = pack()
    figure = ae_figure(made, number="Figure 1")
    counted = {
        c.category.title.en: f"{c.any_event.x}/{c.any_event.at_risk}"
        for c in count_categories(made.cut)
        if c.at_risk
    }
    drawn = {words[0]: words[7] for _, words in said(figure.twin)}
    fever = next(name for name in drawn if "infusion" in name.lower())
    # The fever has no grade, so it cannot be placed; the note says that one is missing.
    assert {k: v for k, v in drawn.items() if k != fever} == {k: v for k, v in counted.items() if k != fever}
    assert "1 event without a grade or a place is in the listings alone" in figure.note


def test_there_is_no_figure_before_anybody_started():
    assert ae_figure(pack(without=(FIRST, SECOND, THIRD))) is None
