"""The next participant waits: the days, the clearance, one at a time, never two on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conduct.desk import CELL_LAB, begun, kinds, sentences
from tests.conduct.watched import (
    FIRST,
    INFUSE,
    MOBILISE,
    MONITOR,
    SECOND,
    THIRD,
    clear,
    infused,
    on,
    plan,
    watched,
)

from hepatica.conduct.commands import AuthoriseAct, LiftHold, PlaceHold
from hepatica.conduct.desk_commands import GiveClearance
from hepatica.conduct.gates import gate_lines
from hepatica.conduct.stagger import too_early
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate

WAITS = (
    "Participant 01-001 was infused on 3 Mar 2026: "
    "start of G-CSF may be authorised for the next from 31 Mar 2026."
)
UNCLEARED = "Before the next starts, a medical monitor or the board must clear 01-001 in writing: nobody has cleared it."


def after_first(day=date(2026, 3, 15)):
    return on(infused(watched(), FIRST, "2026-03-03"), day)


def test_the_first_participant_waits_for_nobody():
    assert kinds(watched().do(AuthoriseAct(subject=FIRST, gate="gcsf"))) == ["act.authorised"]


def test_the_second_waits_four_weeks_and_for_the_clearance_of_the_first():
    assert sentences(after_first().do(MOBILISE)) == [WAITS, UNCLEARED]


def test_the_gate_opens_on_the_day_that_was_said_and_not_the_day_before():
    desk = after_first(date(2026, 3, 30))
    clear(desk)
    assert sentences(desk.do(MOBILISE)) == [WAITS]
    assert kinds(on(desk, date(2026, 3, 31), 0).do(MOBILISE)) == ["act.authorised"]


def test_a_decision_to_wait_closes_the_gate_again():
    desk = after_first(date(2026, 4, 10))
    clear(desk)
    clear(desk, decision="wait", reason="creatinine rises")
    assert sentences(desk.do(MOBILISE)) == [
        "Before the next starts, a medical monitor or the board must clear 01-001 in writing: meera decided otherwise."
    ]


def test_the_third_waits_for_the_second_by_the_rule_of_the_second():
    desk = after_first(date(2026, 4, 10))
    clear(desk)
    infused(desk, SECOND, "2026-04-05")
    desk.enrolled(THIRD)
    third = AuthoriseAct(subject=THIRD, gate="gcsf")
    assert "for the next from 12 Apr 2026" in sentences(desk.do(third))[0]
    clear(on(desk, date(2026, 4, 12)), SECOND, "later")
    assert kinds(desk.do(third)) == ["act.authorised"]


def test_one_participant_at_a_time():
    desk = watched()
    desk.do(AuthoriseAct(subject=FIRST, gate="gcsf"))
    assert sentences(desk.do(MOBILISE)) == [
        "01-001 is authorised for start of G-CSF and is not infused yet: one participant at a time."
    ]


def test_who_left_before_the_infusion_keeps_nobody_waiting():
    desk = watched()
    desk.do(AuthoriseAct(subject=FIRST, gate="gcsf"))
    desk.enter("disposition", visit="log", subject=FIRST, end="withdrawal", end_date="2026-03-10")
    assert kinds(desk.do(MOBILISE)) == ["act.authorised"]


def test_a_day_of_infusion_known_in_part_counts_as_its_last():
    desk = on(infused(watched(), FIRST, "2026-02"), date(2026, 3, 15))
    assert "for the next from 28 Mar 2026" in sentences(desk.do(MOBILISE))[0]


def test_the_lines_of_the_next_dose_say_what_is_done_and_when_the_rest_can_be():
    desk = after_first()
    lines = gate_lines(plan(), desk.state, SECOND, plan().gates["gcsf"], desk.now.today)
    assert [(line.title, line.done, line.when) for line in lines] == [
        ("Ethics committee", True, date(2026, 12, 31)),
        ("28 days after 01-001 was infused", False, date(2026, 3, 31)),
        ("01-001 is cleared", False, None),
    ]


def test_a_study_without_stagger_asks_for_none():
    desk = begun().enrolled()
    desk.enter(
        "product",
        viability="90",
        by=CELL_LAB,
    )
    infused(desk.enrolled(SECOND), SECOND, "2026-03-14")
    assert kinds(desk.do(AuthoriseAct(subject=FIRST, gate="infusion"))) == ["act.authorised"]


# -- What happened all the same -------------------------------------------------------------------------------------


def test_two_infusions_on_one_day_are_stored_and_are_a_critical_deviation():
    desk = infused(after_first(), SECOND, "2026-03-03")
    found = desk.deviations(SECOND)["stagger"]
    assert found.critical
    assert found.sentence == "Infusion took place on 3 Mar 2026, the day on which 01-001 was infused."


def test_an_act_before_its_stagger_is_a_critical_deviation_until_its_date_is_mended():
    desk = after_first()
    desk.enter("treatment", subject=SECOND, gcsf_date="2026-03-12")
    assert desk.deviations(SECOND)["stagger"].sentence == (
        "G-CSF took place on 12 Mar 2026, less than 28 days after 01-001 was infused on 3 Mar 2026."
    )
    desk.enter("treatment", subject=SECOND, gcsf_date="2026-02-12", reason="typing error")
    assert "stagger" not in desk.deviations(SECOND)


@given(st.integers(-40, 60))
def test_an_act_is_too_early_from_the_infusion_to_the_day_before_it_is_free(days):
    day = date(2026, 3, 3) + timedelta(days=days)
    rows = [
        SubjectRow(subject=FIRST, site="01", seq=1, screened_at="", infused="2026-03-03"),
        SubjectRow(subject=SECOND, site="01", seq=2, screened_at=""),
    ]
    said = too_early(plan().study, State(rows), SECOND, "gcsf", PartialDate.of(day))
    assert bool(said) == (0 <= days < 28)


# -- Clearances -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"subject": "01-077"}, "There is no participant '01-077'."),
        ({"clearance": "x"}, "There is nothing 'x' to clear; there are sentinel, later and hold:NAME."),
        ({"reason": " "}, "A decision needs a reason."),
        ({"subject": SECOND}, "01-002 has not been infused: there is nothing to clear yet."),
        ({"clearance": "hold:x"}, "There is no hold 'x' in force for 01-001."),
    ],
)
def test_what_cannot_be_cleared_is_said(command, words):
    given_ = {"subject": FIRST, "clearance": "sentinel", "decision": "clear", "reason": "read"} | command
    assert sentences(after_first().do(GiveClearance(**given_), MONITOR)) == [words]


def test_the_same_clearance_again_changes_nothing():
    desk = after_first()
    assert kinds(clear(desk)) == ["clearance.given"]
    assert clear(desk) == ()


def test_only_a_medical_monitor_clears():
    command = GiveClearance(subject=FIRST, clearance="sentinel", decision="clear", reason="read")
    assert after_first().do(command).refusals[0].code == "not_allowed"


# -- Under a hold -----------------------------------------------------------------------------------------------------


def under_hold():
    desk = after_first(date(2026, 4, 10))
    clear(desk)
    desk.do(MOBILISE)
    desk.do(PlaceHold(hold="death", reason="A death.", blocks=("gcsf", "infusion")))
    return desk


def test_who_is_mobilised_when_a_hold_comes_is_named_with_who_decides():
    assert sentences(under_hold().do(INFUSE)) == [
        (
            "Infusion is on hold for all participants (death): A death. "
            "01-002 is mobilised already: a medical monitor decides whether it goes on."
        )
    ]


def test_the_monitors_decision_by_name_lets_the_mobilised_go_on_and_nobody_else():
    desk = under_hold()
    desk.enrolled(THIRD)
    desk.enter(
        "product",
        subject=THIRD,
        viability="90",
        by=CELL_LAB,
    )
    clear(desk, SECOND, "hold:death", reason="cells are collected")
    assert kinds(desk.do(INFUSE)) == ["act.authorised"]
    infused(desk, SECOND, "2026-04-10")
    assert set(desk.deviations(SECOND)) == set()
    assert any("on hold" in s for s in sentences(desk.do(AuthoriseAct(subject=THIRD, gate="infusion"))))


def test_nobody_for_whom_nothing_is_under_way_goes_on_under_a_hold():
    desk = under_hold()
    desk.enrolled(THIRD)
    assert sentences(clear(desk, THIRD, "hold:death")) == [
        "Nothing is under way for 01-003: it waits until the hold is lifted."
    ]


def test_a_decision_about_an_older_hold_does_not_open_a_new_one_of_its_name():
    desk = under_hold()
    clear(desk, SECOND, "hold:death", reason="cells are collected")
    lift = LiftHold(hold="death", reason="reviewed")
    desk.do(lift)
    desk.do(lift, MONITOR)
    desk.do(PlaceHold(hold="death", reason="Another death.", blocks=("infusion",)))
    assert "on hold" in sentences(desk.do(INFUSE))[0]
    assert kinds(clear(desk, SECOND, "hold:death", reason="cells are collected")) == ["clearance.given"]
    assert kinds(desk.do(INFUSE)) == ["act.authorised"]
