"""Clocks run from the facts: at their edges, with facts missing, across zones, and only a submission stops them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.safety.clock_cases import ONSET, ZONE, case, sent, study, when, with_clocks

from hepatica.ledger.desk_rows import ApprovalRow, BoardRow
from hepatica.ledger.state import State
from hepatica.safety.case import Issued, Patient
from hepatica.safety.clocks import (
    Trial,
    at_moment,
    derive_trial,
    nearest,
    obligations,
    trial_obligations,
)
from hepatica.study.clocks import Clock, Limit
from hepatica.study.dates import PartialDate

NOW = datetime(2026, 3, 16, 10, 40, tzinfo=ZONE)
SECOND = timedelta(seconds=1)


def owed(a_case, now=NOW, a_study=None, zone=ZONE):
    return {o.clock.id: o for o in obligations(a_study or study(), a_case, zone, now)}


def running(a_case, now=NOW, a_study=None):
    return {name for name, o in owed(a_case, now, a_study).items() if o.open}


def test_a_serious_event_is_owed_to_three_within_24_hours_of_its_occurrence():
    """VAL-04."""
    found = owed(case())
    for name in ("first_authority", "first_sponsor", "first_ethics"):
        assert found[name].due == ONSET + timedelta(hours=24)
        assert found[name].state == "alarm"
        assert found[name].left == timedelta(hours=6, minutes=30)
        assert found[name].used == pytest.approx(17.5 / 24)
        assert found[name].start.words == "onset 15 Mar 2026, 17:10"


def test_the_three_clocks_of_fourteen_days_have_their_own_starts_and_the_earliest_is_due():
    told = case(submitted=(sent("first_authority", "licensing_authority", "2026-03-16T09:00"),))
    one = owed(told)["analysis_investigator_authority"]
    assert one.start.moment == "occurred"
    assert one.due.astimezone(ZONE).date() == date(2026, 3, 29)
    assert [start.moment for start, _ in one.others] == ["reported:licensing_authority"]
    assert one.latest_legal.astimezone(ZONE).date() == date(2026, 3, 30)


def test_an_event_that_is_not_serious_owes_nothing_by_law():
    mild = case(serious=False, criteria=frozenset())
    assert running(mild) == set()
    assert owed(mild)["first_authority"].state == "not_applicable"


def test_seriousness_that_nobody_answered_runs_the_clock_and_says_so():
    one = owed(case(serious=None, criteria=frozenset()))["first_authority"]
    assert one.state == "alarm"
    assert one.doubt == "serious is missing"


def test_a_death_has_its_own_clocks_counted_from_the_day_of_it_when_it_came_later():
    died = case(
        criteria=frozenset({"death"}),
        patient=Patient(subject="01-004", site="01", death=PartialDate.parse("2026-03-20")),
    )
    one = owed(died)["death_sponsor_head"]
    assert one.due.astimezone(ZONE).date() == date(2026, 3, 29)
    assert [limit.astimezone(ZONE).date() for _, limit in one.others] == [date(2026, 4, 3)]
    assert owed(died)["analysis_sponsor_head"].state == "not_applicable"


def test_a_clock_that_starts_with_a_receipt_is_idle_until_it_came():
    assert owed(case())["ethics_opinion"].state == "idle"
    told = case(submitted=(sent("first_ethics", "ethics_committee", "2026-03-16T09:00"),))
    assert owed(told)["ethics_opinion"].due.astimezone(ZONE).date() == date(2026, 4, 15)


def test_the_order_starts_the_payment_and_either_starts_the_details():
    ordered = sent("order", "sponsor", "2026-06-01T10:00")
    found = owed(case(submitted=(ordered,)), datetime(2026, 6, 2, tzinfo=UTC))
    assert found["payment"].due.astimezone(ZONE).date() == date(2026, 7, 1)
    assert found["payment_details"].due.astimezone(ZONE).date() == date(2026, 7, 13)
    assert found["order"].state == "sent"


def test_only_a_submission_fulfils_and_a_late_one_stays_late():
    within = case(submitted=(sent("first_authority", "licensing_authority", "2026-03-16T17:10"),))
    late = case(submitted=(sent("first_authority", "licensing_authority", "2026-03-16T17:11"),))
    now = NOW + timedelta(days=3)
    assert owed(within, now)["first_authority"].state == "sent"
    assert owed(late, now)["first_authority"].state == "sent_late"
    assert owed(late, now)["first_authority"].left == -timedelta(minutes=1)
    assert owed(case(), now)["first_authority"].state == "late"


@pytest.mark.parametrize("later", [timedelta(hours=-30), timedelta(), timedelta(hours=7), timedelta(days=40)])
def test_an_obligation_kept_from_an_earlier_moment_stands_as_one_judged_now(later):
    news = {"sae_kind": "follow_up", "sae_aware": "2026-03-18T10:00"}
    told = sent("first_authority", "licensing_authority", "2026-03-16T09:00")
    for one in (case(), case(report=news, submitted=(told,)), case(onset=when("2026-03-16", "11:00"))):
        then = obligations(study(), one, ZONE, NOW)
        assert tuple(at_moment(each, NOW + later) for each in then) == obligations(
            study(), one, ZONE, NOW + later
        )


def test_new_information_needs_its_own_follow_up():
    news = {"sae_kind": "follow_up", "sae_aware": "2026-03-18T10:00"}
    before = sent("follow_up_authority", "licensing_authority", "2026-03-17T09:00")
    now = datetime(2026, 3, 19, tzinfo=UTC)
    assert owed(case(), now)["follow_up_authority"].state == "idle"
    assert owed(case(report=news, submitted=(before,)), now)["follow_up_authority"].state == "running"
    after = replace(before, at="2026-03-18T12:00")
    assert owed(case(report=news, submitted=(after,)), now)["follow_up_authority"].state == "sent"


def test_a_suspected_reaction_whose_expectedness_is_open_counts_as_unexpected_abroad():
    abroad = study().model_copy(
        update={
            "parameters": tuple(
                p.model_copy(update={"value": "yes"}) if p.id == "regulators_abroad" else p
                for p in study().parameters
            )
        }
    )
    assert not any(name.startswith(("ich", "fda", "eu_")) for name in running(case(expected=None)))
    assert {"ich_fifteen", "fda_fifteen", "eu_fifteen"} <= running(case(expected=None), a_study=abroad)
    assert "ich_seven" not in running(case(expected=None), a_study=abroad)
    fatal = case(expected=None, criteria=frozenset({"life_threatening"}))
    assert {"ich_seven", "fda_seven", "eu_seven"} <= running(fatal, a_study=abroad)
    assert not any(name.startswith("ich") for name in running(case(expected=True), a_study=abroad))
    unrelated = case(expected=False, causality=(replace(case().causality[0], investigator="unlikely"),))
    assert not any(name.startswith("ich") for name in running(unrelated, a_study=abroad))


def test_a_limit_of_the_protocol_is_never_an_alarm():
    found = owed(case(special="splenic"))
    assert found["site_to_sponsor"].state == "running"
    assert found["special_interest"].state == "running"
    assert owed(case(special="none"))["special_interest"].state == "not_applicable"
    assert owed(case(special=""))["special_interest"].state == "not_applicable"


def test_a_rule_holds_for_what_began_while_it_was_in_force_and_for_what_may_have():
    early = case(onset=when("2019-09-14", "23:59"))
    assert owed(early)["first_authority"].state == "not_applicable"
    assert owed(case(onset=when("2019-09-15", "00:00")))["first_authority"].state == "late"
    assert owed(case(onset=when("2019")))["first_authority"].state == "late"


def test_a_case_opened_in_error_owes_nothing_more():
    gone = Issued(
        report="table5", version=2, purpose="nullification", at="2026-03-16T05:00:00Z", sha256="", seq=9
    )
    assert running(case(issued=(gone,))) == set()


def test_the_nearest_clock_is_the_one_whose_limit_comes_first():
    assert nearest(owed(case()).values()).clock.id in {"first_authority", "first_sponsor", "first_ethics"}
    assert nearest(()) is None


# -- What is missing ----------------------------------------------------------------------------------------------------


def test_each_missing_part_of_the_onset_is_said_and_counts_early():
    def start(onset):
        return owed(case(onset=onset))["first_authority"].start

    assert start(when("2026-03-15")).words == "onset 15 Mar 2026, its time is not known: counted from 00:00"
    assert start(when("2026-03")).words == "onset Mar 2026: counted from the first day it can mean"
    unknown = start(when("unknown"))
    assert unknown.at == datetime(2026, 3, 15, tzinfo=ZONE)
    assert unknown.assumed
    assert unknown.words.startswith("onset is not known")


ONSETS = [
    when("2026-03-15", "17:10"),
    when("2026-03-15", "17"),
    when("2026-03-15"),
    when("2026-03"),
    when("2026"),
]
AWARES = [when("2026-03-15", "18:00"), when("2026-03-15"), when("2026-03"), None]
DEATHS = [PartialDate.parse("2026-03-20"), PartialDate.parse("2026-03"), None]


@given(st.sampled_from(range(5)), st.sampled_from(range(4)), st.sampled_from(range(3)), st.data())
def test_no_limit_is_later_when_a_fact_is_taken_away(onset, aware, death, data):
    def limits(a, b, c):
        dead = Patient(subject="01-004", site="01", death=DEATHS[c])
        criteria = frozenset({"death"})
        found = owed(case(onset=ONSETS[a], aware=AWARES[b], patient=dead, criteria=criteria, expected=None))
        return {name: o.due for name, o in found.items() if o.open}

    less = (
        data.draw(st.sampled_from(range(onset, 5))),
        data.draw(st.sampled_from(range(aware, 4))),
        data.draw(st.sampled_from(range(death, 3))),
    )
    more, fewer = limits(onset, aware, death), limits(*less)
    assert more.keys() <= fewer.keys()
    assert all(fewer[name] <= due for name, due in more.items())


@given(st.sets(st.sampled_from(["serious", "criteria", "expected", "causality"])))
def test_no_clock_falls_silent_when_an_answer_is_taken_away(gone):
    empty = {"serious": None, "criteria": frozenset(), "expected": None, "causality": ()}
    whole = case(expected=False)
    assert running(whole) <= running(replace(whole, **{name: empty[name] for name in gone}))


# -- Edges --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Europe/London", "America/New_York"])
@pytest.mark.parametrize("clock", [c for c in study().clocks if c.per == "case"], ids=lambda c: c.id)
def test_each_clock_runs_to_its_last_second_and_is_late_one_second_on(clock, zone):
    """VAL-04."""
    zone = ZoneInfo(zone)
    told = tuple(
        sent(other.id, other.recipient, "2026-03-16T09:00")
        for other in study().clocks
        if other.id != clock.id and other.per == "case"
    )
    news = {"sae_kind": "follow_up", "sae_aware": "2026-03-16T09:00"}
    abroad = with_clocks(
        clock.model_copy(update={"applies": "true"}), *(c for c in study().clocks if c != clock)
    )
    one = case(submitted=told, report=news, criteria=frozenset({"death"}))

    def state(now):
        return owed(one, now, abroad, zone)[clock.id].state

    due = owed(one, NOW, abroad, zone)[clock.id].due
    assert state(due - SECOND) == ("alarm" if clock.legal else "running")
    assert state(due) == state(due - SECOND)
    assert state(due + SECOND) == "late"
    if clock.legal and clock.limit.hours is None:
        assert state(due - timedelta(hours=24)) == "alarm"
        assert state(due - timedelta(hours=24) - SECOND) == "running"


@given(st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1)), st.integers(1, 60 * 24 * 30))  # noqa: DTZ001 - civil
def test_a_later_onset_never_gives_an_earlier_limit(onset, minutes):
    def due(at):
        told = case(onset=when(f"{at:%Y-%m-%d}", f"{at:%H:%M}"), aware=None, entered_at="")
        return {name: o.due for name, o in owed(told).items() if o.due}

    first, second = due(onset), due(onset + timedelta(minutes=minutes))
    assert all(first[name] <= limit for name, limit in second.items())


# -- The trial's own ----------------------------------------------------------------------------------------------------

PERMITTED = Trial(permission=PartialDate.parse("2026-01-31"))


def trial(facts, now):
    return [o for o in trial_obligations(study(), facts, ZONE, now) if o.clock.id == "enrolment_status"]


def test_a_recurring_report_is_owed_for_every_period_that_ended():
    found = trial(PERMITTED, datetime(2026, 8, 20, tzinfo=ZONE))
    assert [(o.period, o.state) for o in found] == [(1, "late"), (2, "late"), (3, "idle")]
    assert [o.due.astimezone(ZONE).date() for o in found] == [
        date(2026, 5, 15),
        date(2026, 8, 15),
        date(2026, 11, 15),
    ]


def test_each_submission_fulfils_one_period_and_the_next_waits():
    told = replace(
        PERMITTED, submitted=(sent("enrolment_status", "licensing_authority", "2026-05-02T10:00"),)
    )
    found = trial(told, datetime(2026, 5, 3, tzinfo=ZONE))
    assert [(o.period, o.state) for o in found] == [(1, "sent"), (2, "idle")]


def test_without_a_permission_the_trials_own_clocks_are_idle():
    assert {o.state for o in trial_obligations(study(), Trial(), ZONE, NOW)} == {"idle"}


def test_the_trial_reads_its_permission_and_a_decision_to_stop_from_the_record():
    approval = ApprovalRow(
        subject="", approval="licensing_authority", number="CT-06/1", valid_from="2026-01-31", seq=3
    )
    stop = BoardRow(
        subject="", meeting="m2", held_on="2026-06-01", cut=1, recommendation="stop", sentence="Stop.",
        members=(), by="iyer", at="2026-06-01T10:00:00Z", seq=9,
    )  # fmt: skip
    facts = derive_trial(State([approval, stop]))
    assert (facts.permission, facts.terminated) == (PERMITTED.permission, PartialDate.parse("2026-06-01"))
    (one,) = [o for o in trial_obligations(study(), facts, ZONE, NOW) if o.clock.id == "termination"]
    assert one.due.astimezone(ZONE).date() == date(2026, 7, 13)


def test_a_rule_that_does_not_compile_runs_and_says_so():
    broken = Clock(
        id="broken", title="x", applies="serios", starts=("occurred",), limit=Limit(hours=1), duty="sponsor",
        recipient="sponsor", basis="none", source="seed",
    )  # fmt: skip
    one = owed(case(), a_study=with_clocks(broken))["broken"]
    assert one.state == "late"
    assert "serios" in one.doubt
