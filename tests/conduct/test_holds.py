"""A hold of a rule is lifted by the decision it names and two people; who is mobilised waits for the monitor by name."""

import pytest
from tests.conduct.desk import COORDINATOR, INVESTIGATOR, SECOND, kinds, person, sentences
from tests.conduct.trial import DOSING, Trial

from hepatica.conduct.commands import AuthoriseAct, LiftHold, PlaceHold
from hepatica.conduct.desk_commands import DecideBoard, GiveClearance, Member, SignBoard
from hepatica.conduct.holds import undecided
from hepatica.ledger.events import HoldLifted

G4 = {"aetoxgr": "4", "by": "msc"}
LIFT = LiftHold(
    hold="STP-02", reason="the board has seen it", decision="Letter of the board, 20 January 2026"
)
MEMBERS = ("anand", "bina", "chitra")


@pytest.fixture
def trial():
    trial = Trial().infused()
    trial.event(**G4)
    return trial


def lifted(decision):
    return next(draft.fact for draft in decision if isinstance(draft.fact, HoldLifted))


def test_a_rules_hold_is_not_lifted_without_the_decision_it_names(trial):
    bare = LIFT.model_copy(update={"decision": " "})
    assert sentences(trial.do(bare)) == [
        "The rule behind 'STP-02' is lifted by a named decision: Written recommendation of the safety board."
    ]
    assert trial.held()["STP-02"]


def test_one_signature_does_not_lift_it_and_the_same_person_cannot_sign_twice(trial):
    assert kinds(trial.do(LIFT)) == ["signature.given"]
    assert trial.held()["STP-02"]
    assert sentences(trial.do(LIFT)) == [
        "Rao has signed already; a second person must sign: an investigator, a releasing quality officer or a medical monitor."
    ]
    assert trial.held()["STP-02"]


def test_two_people_lift_it_and_the_decision_and_its_file_stay_with_the_act(trial):
    filed = LIFT.model_copy(update={"file": "a" * 64, "file_name": "letter.pdf"})
    trial.do(LIFT)
    fact = lifted(trial.do(filed, SECOND))
    assert (fact.decision, fact.file, fact.file_name) == (LIFT.decision, "a" * 64, "letter.pdf")
    assert not trial.held()


def test_a_lifted_hold_comes_again_only_on_something_new(trial):
    trial.do(LIFT)
    trial.do(LIFT, SECOND)
    trial.answer("ae", "log", row=1, aeout="recovered")
    assert not trial.held()
    assert "hold.placed" in kinds(trial.event(row=2, **G4))


def meeting(trial, *clears, name="First meeting"):
    members = tuple(Member(name=user.title(), present=True, user=user) for user in MEMBERS)
    return trial.do(
        DecideBoard(
            meeting=name,
            held_on="2026-01-25",
            cut=trial.seq,
            recommendation="continue",
            sentence="Go on with closer watch.",
            members=members,
            clears=clears,
        ),
        SECOND,
    )


def test_a_meeting_of_the_board_lifts_it_once_its_quorum_has_signed_that_it_is_cleared(trial):
    meeting(trial, "hold:STP-02")
    named = LIFT.model_copy(update={"decision": "First meeting"})
    assert sentences(trial.do(named)) == [
        "The meeting 'First meeting' has not cleared the hold 'STP-02', or its quorum has not signed."
    ]
    for user in MEMBERS:
        assert kinds(trial.do(SignBoard(meeting="First meeting"), person(user, "board"))) == [
            "signature.given"
        ]
    trial.do(named)
    silent = LIFT.model_copy(update={"decision": ""})
    assert lifted(trial.do(silent, SECOND)).decision == "First meeting"


def test_a_meeting_that_did_not_clear_it_is_no_decision_about_it(trial):
    meeting(trial)
    for user in MEMBERS:
        trial.do(SignBoard(meeting="First meeting"), person(user, "board"))
    refused = trial.do(LIFT.model_copy(update={"decision": "First meeting"}))
    assert "has not cleared the hold" in sentences(refused)[0]


def test_a_monitor_holds_without_a_trigger_and_a_coordinator_does_not():
    trial = Trial().infused()
    place = PlaceHold(hold="monitor", reason="a worrying trend", blocks=DOSING)
    assert sentences(trial.do(place, COORDINATOR))
    assert kinds(trial.do(place, SECOND)) == ["hold.placed"]
    lift = LiftHold(hold="monitor", reason="it was nothing")
    trial.do(lift)
    assert lifted(trial.do(lift, SECOND)).decision == ""


def test_who_is_mobilised_is_listed_until_the_monitor_has_decided_by_name():
    trial = Trial().infused("01-001").enrolled("01-002")
    trial.answer("gcsf", "gcsf", "01-002", row=1, ecstdtc="2026-03-12T08:00")
    assert undecided(trial.state) == ()
    trial.event(**G4)
    ((subject, hold),) = undecided(trial.state)
    assert (subject, hold.hold) == ("01-002", "STP-02")
    decided = GiveClearance(
        subject="01-002", clearance="hold:STP-02", decision="clear", reason="the cells are collected for her"
    )
    assert kinds(trial.do(decided, SECOND)) == ["clearance.given"]
    assert undecided(trial.state) == ()
    said = sentences(trial.do(AuthoriseAct(subject="01-002", gate="leukapheresis"), INVESTIGATOR))
    assert not any("on hold" in sentence for sentence in said)


def test_one_who_has_not_begun_waits_for_the_hold_to_be_lifted():
    trial = Trial().infused("01-001").enrolled("01-002")
    trial.event(**G4)
    assert undecided(trial.state) == ()
    said = sentences(trial.do(AuthoriseAct(subject="01-002", gate="gcsf"), INVESTIGATOR))
    assert any("(STP-02)" in sentence for sentence in said)
