"""A clock whose source was edited afterwards is recomputed, and both limits are kept with the answer that moved them."""

from datetime import datetime

from tests.safety.clock_cases import ZONE, case, study, when

from hepatica.ledger.events import ItemChanged, ItemEntered
from hepatica.safety.recomputed import recomputed

NOW = datetime(2026, 3, 16, 10, 40, tzinfo=ZONE)


def changed(item, was, value, row=1, form="ae"):
    return ItemChanged(visit="log", form=form, item=item, row=row, was=was, value=value, reason="corrected")


def moved(trail, a_case=None):
    found = recomputed(study(), a_case or case(), trail, ZONE, NOW)
    return [one.words(ZONE) for one in found if one.clock.id == "first_authority"]


def test_an_onset_that_was_edited_keeps_the_limit_it_gave_before():
    assert moved([changed("aestdtc", "2026-03-14", "2026-03-15")]) == [
        "was due 15 Mar 2026, 17:10, because onset was 14 Mar 2026, 17:10"
    ]


def test_each_edit_is_told_back_to_the_first():
    trail = [
        ItemEntered(visit="log", form="ae", item="aestdtc", row=1, value="2026-03"),
        changed("aestdtc", "2026-03", "2026-03-14"),
        changed("aesttim", "09:00", "17:10"),
        changed("aestdtc", "2026-03-14", "2026-03-15"),
    ]
    assert moved(trail) == [
        "was due 15 Mar 2026, 17:10, because onset was 14 Mar 2026, 17:10",
        "was due 15 Mar 2026, 09:00, because onset was 14 Mar 2026, 09:00",
        "was due 2 Mar 2026, 00:00, because onset was Mar 2026, 09:00",
    ]


def test_what_the_site_heard_and_when_moves_the_clock_of_awareness():
    found = recomputed(
        study(), case(), [changed("aeaware", "2026-03-15T20:00", "2026-03-15T18:00")], ZONE, NOW
    )
    assert [(one.clock.id, one.because) for one in found if one.clock.id == "site_to_sponsor"] == [
        ("site_to_sponsor", "it was heard of 15 Mar 2026, 20:00")
    ]


def test_an_edit_of_another_event_or_of_another_item_moves_nothing():
    trail = [changed("aestdtc", "2026-03-14", "2026-03-15", row=2), changed("aetoxgr", "2", "3")]
    assert recomputed(study(), case(), trail, ZONE, NOW) == ()


def test_an_edit_that_was_taken_back_leaves_only_what_stood_between():
    trail = [
        changed("aestdtc", "2026-03-15", "2026-03-10"),
        changed("aestdtc", "2026-03-10", "2026-03-15"),
    ]
    assert moved(trail) == ["was due 11 Mar 2026, 17:10, because onset was 10 Mar 2026, 17:10"]
    assert moved([], case(onset=when("2026-03-10", "17:10"))) == []
