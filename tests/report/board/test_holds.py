"""Holds as the ledger tells them: in force and lifted, with who signed."""

from tests.report.board.packs import event, pack, said

from hepatica.datasets.holds import derive_holds
from hepatica.ledger.desk_rows import ApprovalRow, ClearanceRow
from hepatica.ledger.events import HoldLifted, HoldPlaced, SignatureGiven
from hepatica.ledger.rows import GrantRow
from hepatica.report.board.holds import approvals_table, clearance_table, holds_table

PLACED = HoldPlaced(
    hold="dosing", reason="Kidney injury.", blocks=("gcsf", "infusion"), lifts=("letter of the board",)
)


def signed(seq, hold, name, role="investigator"):
    fact = SignatureGiven(
        name=name, role=role, meaning="approval", act="hold.lift", at_seq=hold, state_sha256="0" * 64
    )
    return event(seq, fact)


HISTORY = (
    event(5, PLACED, actor="system"),
    signed(6, 5, "Iris I."),
    signed(7, 5, "Mona M.", "medical_monitor"),
    event(8, HoldLifted(hold="dosing", reason="Creatinine is back.", decision="meeting 1")),
    event(9, PLACED, actor="mona"),
    signed(10, 9, "Iris I."),
)


def test_a_hold_of_the_same_name_keeps_its_own_signatures():
    first, second = derive_holds(HISTORY)
    assert ([s.name for s in first.signed], first.in_force, first.decision) == (
        ["Iris I.", "Mona M."],
        False,
        "meeting 1",
    )
    assert ([s.name for s in second.signed], second.in_force) == (["Iris I."], True)


def test_a_signature_under_something_else_is_no_signature_under_a_hold():
    other = SignatureGiven(
        name="Iris I.",
        role="investigator",
        meaning="review",
        act="form.sign",
        at_seq=5,
        state_sha256="0" * 64,
    )
    (only,) = derive_holds((event(5, PLACED), event(6, other)))
    assert only.signed == ()


def test_those_in_force_come_first_with_what_lifts_them():
    made = pack(
        GrantRow(subject="", user="mona", name="Mona M.", role="medical_monitor", seq=1), history=HISTORY
    )
    (force, held), (lifted, ended) = said(holds_table(made))
    assert (force, lifted) == ("In force", "Lifted")
    assert held[0] == ended[0] == "everybody"
    assert "by Mona M." in held[3]
    assert "by the program" in ended[3]
    assert held[4].startswith("In force: letter of the board; signed by Iris I. (investigator, ")
    assert "meeting 1: Creatinine is back. Signed by Iris I." in ended[4]
    assert "Mona M. (medical monitor, " in ended[4]


def test_times_are_those_of_the_sites_clock():
    held = said(holds_table(pack(history=HISTORY)))[0][1]
    assert "11\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026, 09:39" in held[3]  # 04:09 UTC at Hyderabad


def test_no_hold_is_a_sentence():
    assert said(holds_table(pack())) == [("", ["None", "no hold was placed to the data cut"])]


def test_an_expired_approval_says_so_and_an_absent_one_is_a_row():
    over = ApprovalRow(
        subject="",
        approval="insurance",
        number="P-7",
        valid_from="2025-03-01",
        valid_to="2026-03-01",
        by="iris",
        seq=3,
    )
    given = ClearanceRow(
        subject="01-001",
        clearance="sentinel",
        decision="clear",
        reason="28 days",
        by="mona",
        at="2026-03-11T04:00:00Z",
        seq=4,
    )
    made = pack(over, given)
    found = said(approvals_table(made))
    insurance = next(words for _, words in found if "Insurance" in words[0])
    assert insurance[3].endswith("expired")
    assert (
        sum(words[-1] == "not recorded to the data cut" for _, words in found)
        == len(pack().study.oversight.approvals) - 1
    )
    ((_, cleared),) = said(clearance_table(made))
    assert cleared[:4] == ["01-001", "The first participant is followed alone", "clear", "28 days"]
    assert cleared[4].startswith("mona, ")
