"""Holds at the desk: a reason and what they block to place one, two people with their passwords to lift one."""

import pytest
from tests.delegating import delegate
from tests.web import play
from tests.web.conftest import PASSWORD
from tests.web.safety.test_desk import said

from hepatica.ledger.rows import HoldRow
from hepatica.store import read

HOLD = {"subject": "", "hold": "Sterility", "reason": "Day 9 turned positive", "blocks": ["infusion", "gcsf"]}
LIFT = {
    "subject": "",
    "hold": "Sterility",
    "reason": "Contaminant, letter of the board",
    "password": PASSWORD,
}


@pytest.mark.engine
def test_a_hold_is_placed_and_listed_with_what_it_blocks(signed_in):
    text = said(signed_in("meena").post("/safety/hold", HOLD, follow=True))
    assert "The hold is in force." in text
    assert "The whole study · Sterility Day 9 turned positive" in text
    assert "None of two signatures to lift." in text
    (hold,) = read.holds()
    assert hold.blocks == ("infusion", "gcsf")


def test_a_hold_of_one_participant_stands_with_the_participant(signed_in):
    signed_in("meena").post("/safety/hold", HOLD | {"subject": "01-002"})
    assert read.holds() == ()
    assert [hold.subject for hold in read.among(HoldRow, ["01-002"])] == ["01-002"]


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ({"reason": " "}, "A hold needs a reason."),
        ({"blocks": []}, "A hold says which gates it closes"),
        ({"hold": ""}, "A hold needs a name, by which it can be lifted."),
        ({"subject": "99-999"}, "There is no participant"),
    ],
)
def test_a_hold_that_says_too_little_is_refused_and_what_was_typed_stays(signed_in, left_out, sentence):
    response = signed_in("meena").post("/safety/hold", HOLD | left_out)
    assert sentence in said(response, status=422)
    assert (left_out.get("hold") == "") or 'value="Sterility"' in response.content.decode()
    assert read.holds() == ()


def test_who_may_not_hold_is_refused_in_a_sentence(signed_in):
    text = said(signed_in("asha").post("/safety/hold", HOLD), status=422)
    assert "Asha Reddy, as a coordinator, may not place a hold" in text
    assert read.holds() == ()


@pytest.mark.engine
def test_a_hold_is_lifted_by_two_people_who_typed_their_passwords(signed_in):
    delegate("pavan", "Dr Pavan Iyer", "medical_monitor")
    meena, pavan = signed_in("meena"), signed_in("pavan")
    meena.post("/safety/hold", HOLD)
    first = said(meena.post("/safety/lift", LIFT, follow=True))
    assert "Signed: one of two." in first
    assert "One of two signatures to lift: Dr Meena Rao." in first
    assert "You have signed. A second person ends it." in first
    assert "Dr Meena Rao has signed already; a second person must sign" in said(
        meena.post("/safety/lift", LIFT), status=422
    )
    assert len(read.holds()) == 1
    second = said(pavan.post("/safety/lift", LIFT, follow=True))
    assert "Signed by two people: the hold is lifted." in second
    assert "No hold is in force." in second
    assert read.holds() == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "not-hers"}, "Dr Meena Rao: enter your password again to sign."),
        ({"password": ""}, "Dr Meena Rao: enter your password again to sign."),
        ({"reason": ""}, "Lifting a hold needs a reason."),
        ({"hold": "Another"}, "in force"),
    ],
)
def test_a_lift_without_password_or_reason_is_refused(signed_in, change, sentence):
    meena = signed_in("meena")
    meena.post("/safety/hold", HOLD)
    assert sentence in said(meena.post("/safety/lift", LIFT | change), status=422)
    assert len(read.holds()) == 1


def test_a_reader_sees_a_hold_and_no_way_to_lift_it(signed_in):
    signed_in("meena").post("/safety/hold", HOLD)
    text = said(signed_in("iris").get("/safety/"))
    assert "None of two signatures to lift." in text
    assert "Sign to lift it" not in text
    assert play.IRIS.name in said(signed_in("iris").post("/safety/lift", LIFT), status=422)
