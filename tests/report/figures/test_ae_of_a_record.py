"""The dots of a record: one per event, filled if judged related, counted as people, nothing left out."""

import pytest
from tests.report.figures import drawings
from tests.report.figures.reading import drawn, layers, texts
from tests.report.samples import STAMP
from tests.report.samples_endings import FIVE, story
from tests.report.samples_events import dots

from hepatica.report.figures.ae_terms import SHOWN, TermRow, ae_terms
from hepatica.stats.intervals import clopper_pearson

EVENTS = [(n, e) for n, one in enumerate(FIVE, 1) for e in one.events]


def discs(spec):
    found = []
    for layer in layers(spec):
        for datum in layer["data"]["values"]:
            if layer["mark"]["type"] == "point" and ", judged " in datum.get("said", ""):
                found.append((layer["mark"]["fill"]["expr"], datum["said"]))
    return found


@pytest.mark.parametrize("name", ["ae-dots", "ae-terms"])
def test_there_is_one_dot_for_each_event_filled_if_and_only_if_related(name):
    found = discs(drawings.figure(name).spec)
    assert sorted(said[0] for _, said in found) == sorted(str(n) for n, _ in EVENTS)
    for fill, said in found:
        assert (fill == "ground") == ("not related" in said)
    assert sum(fill != "ground" for fill, _ in found) == sum(bool(e.related) for _, e in EVENTS)


@pytest.mark.parametrize("name", ["ae-dots", "ae-terms"])
def test_every_serious_event_has_its_pennant(name):
    assert len(drawn(drawings.figure(name).spec, "point", "ink", size=45)) == sum(
        e.serious for _, e in EVENTS
    )


def test_a_fifth_row_holds_what_lies_outside_the_categories():
    rows = drawings.figure("ae-dots").twin.rows
    assert len(rows) == 5
    assert sum(cell.value for cell in rows[4].cells[1:6]) == sum(e.category == "outside" for _, e in EVENTS)


@pytest.mark.parametrize("name", ["ae-dots", "ae-terms"])
def test_the_bounds_are_clopper_pearsons(name):
    for row in drawings.figure(name).twin.rows:
        share, interval = row.cells[-3:-1] if name == "ae-dots" else row.cells[-2:]
        bounds = clopper_pearson(share.x, share.n)
        assert float(interval.lower) == pytest.approx(100 * bounds.lower, abs=0.05)
        assert float(interval.upper) == pytest.approx(100 * bounds.upper, abs=0.05)


def test_a_category_without_an_event_stays_with_its_upper_bound():
    written = texts(drawings.figure("ae-dots", "no events").spec)
    assert written.count("0/2") == 5
    assert "0.0–84.2" in written
    assert drawings.figure("ae-dots", "no events").title.endswith("no event; outside them: no event")


def test_terms_stand_worst_first_and_each_counts_people_not_events():
    rows = drawings.figure("ae-terms").twin.rows
    assert [row.cells[0].text for row in rows][:2] == ["Peritonitis", "Acute kidney injury"]
    share = next(row.cells[-2] for row in rows if row.cells[0].text == "Hypocalcaemia")
    assert (share.x, share.n) == (3, 5)


def test_a_record_without_events_says_so():
    figure = drawings.figure("ae-terms", "no events")
    assert figure.title == "No adverse event is on record"
    assert "none recorded" in texts(figure.spec)
    assert figure.twin.rows[0].sentence == "No adverse event is on record."


def test_terms_beyond_a_page_are_counted_and_stand_in_the_table():
    many = tuple(
        TermRow(name=f"Term {n}", events=dots((1, 1 + (n < 3), False, False)), n=5, lower=0, upper=80)
        for n in range(SHOWN + 4)
    )
    figure = ae_terms(rows=many, stamp=STAMP, note="n")
    assert "4 further terms, none of a worse grade, are in the table." in figure.note
    assert len(figure.twin.rows) == SHOWN + 4
    assert len(discs(figure.spec)) == SHOWN


def test_a_term_nobody_had_is_refused():
    with pytest.raises(ValueError, match="is not a row"):
        TermRow(name="Fever", events=(), n=5, lower=0, upper=50)


def test_an_event_without_a_place_is_counted_in_the_note():
    assert "in the listings alone" not in drawings.figure("ae-dots").note
    assert len(story("five").all_events) == 19
