"""The safety board's page: members with conflicts, the quorum, signatures with a password, and what a decision clears."""

import pytest
from tests.delegating import delegate
from tests.web import play
from tests.web.conftest import PASSWORD
from tests.web.safety.test_desk import said

from hepatica.conduct.board import in_force
from hepatica.jobs.tasks import print_board_pack
from hepatica.ledger.desk_rows import BoardRow
from hepatica.people.accounts import add_account
from hepatica.store import read
from hepatica.store.access import Access

FORM = {
    "meeting": "Second meeting",
    "held.day": "5",
    "held.month": "Feb",
    "held.year": "2026",
    "cut": "40",
    "recommendation": "continue",
    "sentence": "Go on: nothing stands against it.",
    "user.0": "usha",
    "present.0": "yes",
    "user.1": "vani",
    "present.1": "yes",
    "name.2": "Dr C. Bose",
    "conflict.2": "Holds shares of the sponsor",
    "present.2": "yes",
}


@pytest.fixture
def board(signed_in):
    """Two members with accounts, and the medical monitor who enters the form."""
    delegate("pavan", "Dr Pavan Iyer", "medical_monitor")
    for user, name in (("usha", "Dr Usha Sen"), ("vani", "Dr Vani Das")):
        add_account(user, name, PASSWORD, checked=False)
        delegate(user, name, "board")
    return signed_in


def stands():
    return in_force(read.plan().study, read.state_at(read.head().seq), "Second meeting")


@pytest.mark.engine
def test_a_decision_is_in_force_once_as_many_members_as_the_quorum_have_signed(board):
    page = said(board("pavan").post("/safety/board/decide", FORM, follow=True))
    assert "0 of 2 signatures" in page
    assert "Dr C. Bose conflict: Holds shares of the sponsor; does not sign" in page
    usha, vani = board("usha"), board("vani")
    sign = {"meeting": "Second meeting", "password": PASSWORD}
    assert "1 of 2 signatures" in said(usha.post("/safety/board/sign", sign, follow=True))
    assert not stands()
    assert "in force" in said(vani.post("/safety/board/sign", sign, follow=True))
    assert stands()


def test_a_signature_without_the_password_is_refused_beside_its_form(board):
    board("pavan").post("/safety/board/decide", FORM)
    wrong = {"meeting": "Second meeting", "password": "not-hers"}
    assert "Dr Usha Sen: enter your password again" in said(
        board("usha").post("/safety/board/sign", wrong), status=422
    )
    assert not stands()


def test_who_was_not_at_the_meeting_sees_no_form_to_sign_and_is_refused(board):
    board("pavan").post("/safety/board/decide", FORM | {"user.1": "", "name.1": "Dr Vani Das"})
    board("pavan").post("/safety/board/decide", FORM | {"user.1": "vani"})
    pavan = board("pavan")
    assert "Sign as a member" not in said(pavan.get("/safety/board/"))
    signed = {"meeting": "Second meeting", "password": PASSWORD}
    assert "a member of the safety board may" in said(pavan.post("/safety/board/sign", signed), status=422)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"recommendation": ""}, "Say what the board recommends."),
        ({"meeting": ""}, "A meeting needs a name"),
        ({"conflict.1": "Is the sponsor's adviser"}, "the quorum is 2"),
        ({"held.year": "2199"}, "lies in the future"),
        ({"user.0": "", "user.1": "", "name.2": ""}, "Name the members of the board."),
    ],
)
def test_a_form_that_cannot_stand_is_refused_and_what_was_typed_stays(board, change, sentence):
    response = board("pavan").post("/safety/board/decide", FORM | change)
    assert sentence in said(response, status=422)
    assert read.of_study(BoardRow) == ()
    page = response.content.decode()
    assert "Go on: nothing stands against it." in page
    assert ("user.0" in change) or '<option value="usha" selected>' in page


def test_a_decision_clears_whoever_waits_at_a_stagger_gate(board):
    first = read.infused()[0]
    page = said(board("pavan").get("/safety/board/"))
    assert f"{first}: SEN-01" in page
    cleared = FORM | {"clears": [f"stagger:sentinel/{first}"]}
    assert f"Clears: {first}: SEN-01" in said(
        board("pavan").post("/safety/board/decide", cleared, follow=True)
    )
    (row,) = read.of_study(BoardRow)
    assert row.clears == (f"stagger:sentinel/{first}",)


def test_a_reader_sees_the_log_of_decisions_and_no_form(board):
    board("pavan").post("/safety/board/decide", FORM)
    page = said(board("iris").get("/safety/board/"))
    assert "Second meeting" in page
    assert "read the pack of event 40" in page
    assert "Enter a decision" not in page
    assert play.IRIS.name in said(board("iris").post("/safety/board/decide", FORM), status=422)


def test_a_pack_is_ordered_for_a_cut_printed_by_the_worker_and_given_by_its_hash(board):
    pavan = board("pavan")
    ordered = pavan.post("/safety/board/pack", {"cut": "900"})
    assert "Printing. The worker prints one at a time." in said(pavan.get(ordered["Location"]))
    done = print_board_pack.call(cut=900, actor="pavan")
    assert "Pack at event 900 Dr Pavan Iyer" in said(pavan.get("/safety/board/"))
    given = pavan.get(f"/safety/board/packs/{done['sha256']}.pdf")
    assert b"".join(given.streaming_content).startswith(b"%PDF")
    assert read.accesses(Access.EXPORTED, limit=1)[0].actor == "pavan"


def test_a_pack_of_a_cut_that_never_was_is_not_found(board):
    pavan = board("pavan")
    assert pavan.post("/safety/board/pack", {"cut": "99999999"}).status_code == 404
    assert pavan.post("/safety/board/pack", {"cut": "many"}).status_code == 404
    assert pavan.get(f"/safety/board/packs/{'0' * 64}.pdf").status_code == 404
    assert pavan.get("/safety/board/pack/nothing/").status_code == 404
