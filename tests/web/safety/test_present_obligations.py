"""Bars of obligations: as few as say everything, red for the law alone, in the words of the design."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.safety.clock_cases import ONSET, ZONE, case, sent, study, when

from hepatica.safety.clocks import obligations
from hepatica.web.docket import Entry
from hepatica.web.safety.present_obligations import serious
from hepatica.web.visit_marks import Marks

THREE = ("first_authority", "first_sponsor", "first_ethics")
RECIPIENTS = ("licensing_authority", "sponsor", "ethics_committee")


def shown(event, hours):
    """The case as the desk shows it so many hours after its onset."""
    now = ONSET + timedelta(hours=hours)
    entry = Entry(case=event, owed=obligations(study(), event, ZONE, now))
    return serious(study(), [entry], Marks(["01-001"]), ZONE)


def bars(event, hours):
    """(limit, to, words, state) of every bar."""
    (one,) = shown(event, hours)
    return [(bar.limit, bar.to, bar.left, bar.state) for bar in one.bars]


def told(at="2026-03-16T00:30", clocks=THREE):
    """Submissions to the three, at a civil minute."""
    pairs = dict(zip(THREE, RECIPIENTS, strict=True))
    return tuple(sent(clock, pairs[clock], at) for clock in clocks)


def test_a_legal_limit_in_its_last_day_is_an_alarm_with_what_is_left():
    assert ("24 hours", "CDSCO", "6 h 30 min left", "alarm") in bars(case(), 17.5)


def test_one_recipient_told_is_green_while_the_others_still_run():
    found = bars(case(submitted=told(clocks=("first_sponsor",))), 17.5)
    assert ("24 hours", "Sponsor", "sent at 7 h 20", "sent") in found
    assert ("24 hours", "Ethics", "6 h 30 min left", "alarm") in found


def test_a_report_all_three_have_is_one_bar_at_the_last_of_them():
    early, late = told("2026-03-16T00:30", THREE[:2]), told("2026-03-16T15:50", THREE[2:])
    found = bars(case(submitted=early + late), 23)
    assert ("24 hours", "all three", "sent at 22 h 40", "sent") in found
    assert not any(to in {"CDSCO", "Ethics"} for _limit, to, _left, _state in found)


def test_reports_in_days_have_a_bar_for_each_who_owes_one():
    found = bars(case(), 1)
    assert ("14 days", "investigator", "due 29 Mar 2026", "calm") in found
    assert ("14 days", "sponsor", "due 29 Mar 2026", "calm") in found
    assert [limit for limit, *_ in found].count("14 days") == 2


def test_what_has_not_started_says_what_it_waits_for():
    assert ("30 days", "ethics committee", "starts when it receives", "idle") in bars(case(), 1)


def test_a_late_legal_report_is_red_and_asks_for_its_reason_an_in_house_one_is_ochre():
    found = bars(case(), 26)
    assert ("24 hours", "CDSCO", "2 h late, reason needed", "late") in found
    assert ("24 hours", "Sponsor, protocol", "1 h 10 min late", "passed") in found


def test_a_report_sent_after_its_limit_says_so_for_ever():
    found = bars(case(submitted=told("2026-03-16T19:10", THREE[:1])), 60)
    assert ("24 hours", "CDSCO", "sent 2 h late", "sent_late") in found


def test_a_case_is_closed_when_it_is_resolved_and_nothing_runs():
    owed = obligations(study(), case(), ZONE, ONSET)
    everything = tuple(
        sent(one.clock.id, one.clock.recipient, "2026-03-16T10:00") for one in owed if one.state != "idle"
    )
    ended = case(end=when("2026-03-20"), submitted=everything)
    (one,) = shown(replace(ended, submitted=everything + opinions()), 24 * 40)
    assert one.closed
    assert one.began == "began 15 Mar 2026, 17:10, resolved 20 Mar 2026"
    assert {bar.state for bar in one.bars} <= {"sent", "sent_late"}
    (still,) = shown(case(submitted=everything + opinions()), 24 * 40)
    assert not still.closed


def opinions():
    """What committee, authority and sponsor owe after the reports, all done."""
    later = (c for c in study().clocks if c.per == "case" and c.id not in THREE)
    return tuple(sent(c.id, c.recipient, "2026-03-25T10:00") for c in later)


def test_an_event_nobody_called_serious_runs_because_it_may_be_and_one_that_is_not_stays_away():
    (one,) = shown(case(serious=None, criteria=frozenset()), 1)
    assert one.asked
    assert any(note.startswith("Runs because it cannot be ruled out") for note in one.notes)
    assert shown(case(serious=False, criteria=frozenset()), 1) == []


def test_an_assumed_beginning_is_said_under_the_bars():
    (one,) = shown(case(onset=when("2026-03-15")), 1)
    assert any("its time is not known: counted from 00:00" in note for note in one.notes)


@pytest.mark.parametrize("later", [0, 30])
def test_cases_stand_by_the_law_s_nearest_limit_with_in_house_ones_after(later):
    now = ONSET + timedelta(hours=later)
    legal = case(row=2)
    special = case(row=1, serious=False, criteria=frozenset(), special="kidney", aware=when("2026-01-02"))
    entries = [Entry(case=one, owed=obligations(study(), one, ZONE, now)) for one in (special, legal)]
    assert [one.row for one in serious(study(), entries, Marks([]), ZONE)] == [2, 1]


def test_what_has_not_started_stands_after_all_that_has():
    told_ethics = told("2026-03-16T00:30", THREE)
    found = bars(case(submitted=told_ethics), 24 * 3)
    states = [state for _limit, _to, _left, state in found]
    assert states.index("idle") == len(states) - 1


def test_closed_cases_stand_last_and_the_latest_of_them_first():
    owed = obligations(study(), case(), ZONE, ONSET)
    everything = tuple(sent(one.clock.id, one.clock.recipient, "2026-03-25T10:00") for one in owed)
    ended = case(end=when("2026-03-20"), submitted=everything)
    cases = [ended, replace(ended, row=2, onset=when("2026-03-18", "09:00")), case(row=3)]
    now = ONSET + timedelta(days=40)
    entries = [Entry(case=one, owed=obligations(study(), one, ZONE, now)) for one in cases]
    assert [one.row for one in serious(study(), entries, Marks([]), ZONE)] == [3, 2, 1]
