"""The profile of each participant comes from the record: native values alone, gaps named, the ending on its day."""

from tests.report.figures import drawings
from tests.report.figures.reading import drawn, texts
from tests.report.samples_endings import FIVE

PROFILES = drawings.profiles()


def test_there_is_one_page_for_each_participant_in_order_of_infusion():
    assert [f.id for f in PROFILES] == [f"profile-{one.subject}" for one in FIVE]
    assert (
        PROFILES[2].title == "Participant 3 · 01-003, MELD 21 → 24, transplanted, day 131, 5 adverse events"
    )


def test_no_value_of_the_native_liver_is_drawn_after_a_transplant():
    days = [d["day"] for d in drawn(PROFILES[2].spec, "point", "p3") if "value" in d]
    assert max(days) == 91
    assert "transplanted, day 131" in texts(PROFILES[2].spec)


def test_a_missed_visit_has_a_slashed_mark_in_each_measured_track():
    lost = [d for d in drawn(PROFILES[4].spec, "point", "ink2") if "month 3 missed" in d.get("said", "")]
    assert len(lost) == 7


def test_every_event_of_the_participant_has_its_bar():
    for one, figure in zip(FIVE, PROFILES, strict=True):
        twin = str(figure.twin)
        assert all(event.term in twin for event in one.events)


def test_a_death_ends_the_profile():
    assert any(t.startswith("died +118") for t in texts(PROFILES[3].spec))
    assert "died, day 118" in PROFILES[3].title
