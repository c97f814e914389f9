"""The board decides with members, conflicts and a quorum; its decision is in force once the quorum has signed."""

from datetime import date

import pytest
from tests.conduct.desk import kinds, person, sentences
from tests.conduct.watched import FIRST, MOBILISE, MONITOR, clear, infused, on, plan, watched

from hepatica.conduct.board import in_force
from hepatica.conduct.desk_commands import DecideBoard, Member, SignBoard
from hepatica.ledger.desk_rows import BoardRow

BOSE, KHAN, SEN = (person(name, "board") for name in ("bose", "khan", "sen"))
MEMBERS = (
    Member(name="Dr Bose", present=True, user="bose"),
    Member(name="Dr Khan", present=True, user="khan"),
    Member(name="Dr Sen", present=True, user="sen", conflict="treats the participant"),
)
DECISION = DecideBoard(
    meeting="DSMB-1",
    held_on="2026-03-14",
    cut=12,
    recommendation="continue",
    sentence="The second participant may start.",
    members=MEMBERS,
    clears=("stagger:sentinel/01-001",),
)
SIGN = SignBoard(meeting="DSMB-1")


def sat():
    desk = on(infused(watched(), FIRST, "2026-02-03"), date(2026, 3, 15))
    assert kinds(desk.do(DECISION, MONITOR)) == ["board.decided"]
    return desk


def stands(desk):
    return in_force(plan().study, desk.state, "DSMB-1")


def test_a_decision_is_in_force_with_the_second_signature_and_opens_the_gate_it_clears():
    desk = sat()
    assert kinds(desk.do(SIGN, BOSE)) == ["signature.given"]
    assert not stands(desk)
    assert "must clear 01-001" in sentences(desk.do(MOBILISE))[0]
    assert desk.do(SIGN, BOSE) == ()
    assert kinds(desk.do(SIGN, KHAN)) == ["signature.given"]
    assert stands(desk)
    assert kinds(desk.do(MOBILISE)) == ["act.authorised"]


def test_a_decision_to_pause_clears_nobody():
    desk = sat()
    desk.do(DECISION.model_copy(update={"recommendation": "pause"}), MONITOR)
    for member in (BOSE, KHAN):
        desk.do(SIGN, member)
    assert stands(desk)
    assert "DSMB-1 decided otherwise" in sentences(desk.do(MOBILISE))[0]


def test_who_decided_last_decides():
    desk = sat()
    clear(desk, decision="wait", reason="a late result")
    for member in (BOSE, KHAN):
        desk.do(SIGN, member)
    assert "meera decided otherwise" in sentences(desk.do(MOBILISE))[0]


def test_who_declared_a_conflict_or_was_not_there_does_not_sign():
    desk = sat()
    assert sentences(desk.do(SIGN, SEN)) == [
        "Dr Sen declared a conflict (treats the participant) and does not sign."
    ]
    assert sentences(desk.do(SIGN, person("guest", "board"))) == [
        "Guest was not at DSMB-1: Dr Bose, Dr Khan and Dr Sen were."
    ]
    assert desk.do(SIGN, MONITOR).refusals[0].code == "not_allowed"


def test_a_signature_needs_a_fresh_password_and_a_decision():
    desk = sat()
    assert desk.do(SIGN, person("bose", "board", fresh=False)).refusals[0].code == "reauthentication"
    assert sentences(desk.do(SignBoard(meeting="DSMB-9"), BOSE)) == [
        "There is no decision of a meeting 'DSMB-9'."
    ]


def test_a_decision_that_is_changed_must_be_signed_anew_and_one_in_force_is_not_changed():
    desk = sat()
    desk.do(SIGN, BOSE)
    changed = DECISION.model_copy(update={"sentence": "Start in May."})
    assert desk.do(DECISION, MONITOR) == ()
    desk.do(changed, MONITOR)
    desk.do(SIGN, KHAN)
    assert not stands(desk)
    desk.do(SIGN, BOSE)
    assert stands(desk)
    assert sentences(desk.do(DECISION, MONITOR)) == [
        "The decision of DSMB-1 is signed and in force: enter another meeting to change it."
    ]
    assert desk.row(BoardRow, "", "DSMB-1").sentence == "Start in May."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"meeting": " "}, "A meeting needs a name, by which it can be found."),
        ({"sentence": " "}, "Say in a sentence what the board recommends."),
        ({"held_on": "2026-03"}, "The day of the meeting must be known."),
        (
            {"held_on": "2026-03-16"},
            "16 Mar 2026 lies in the future: at the site (Asia/Kolkata) it is 15 Mar 2026.",
        ),
        ({"held_on": "soon"}, "write 14/03/2026, 2026-03-14, 03/2026, 2026 or unknown."),
        ({"clears": ("stagger:sentinel/01-077",)}, "There is nothing 'stagger:sentinel/01-077' to clear."),
        ({"clears": ("hold:none",)}, "There is nothing 'hold:none' to clear."),
        ({"members": MEMBERS * 2}, "Each member stands once, by name. Safety board has 3 members."),
        (
            {"members": MEMBERS[1:]},
            "1 of its members was present without a conflict; the quorum is 2.",
        ),
        (
            {"members": (MEMBERS[0], MEMBERS[1].model_copy(update={"user": ""}))},
            "At least 2 of those who vote need an account of their own, to sign.",
        ),
    ],
)
def test_what_the_charter_does_not_allow_is_said(change, words):
    desk = on(infused(watched(), FIRST, "2026-02-03"), date(2026, 3, 15))
    (said,) = sentences(desk.do(DECISION.model_copy(update=change), MONITOR))
    assert said.endswith(words)
