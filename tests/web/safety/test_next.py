"""The card of the next dose: who is next, what still stands before it, and who opens it when."""

from datetime import date

import msgspec
from tests.safety.clock_cases import study

from hepatica.conduct.plan import Plan
from hepatica.ledger.desk_rows import ApprovalRow, ClearanceRow
from hepatica.ledger.rows import HoldRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.web.safety.present_gate import coming
from hepatica.web.visit_marks import Marks

AT = "2026-03-01T08:05:12.345678Z"
FIRST = SubjectRow(subject="01-001", site="01", seq=1, screened_at=AT, enrolled_seq=2, infused="2026-03-01")
SECOND = SubjectRow(subject="01-002", site="01", seq=3, screened_at=AT, enrolled_seq=4)
THIRD = SubjectRow(subject="01-003", site="01", seq=5, screened_at=AT, enrolled_seq=6)


def card(*rows, today=date(2026, 3, 16)):
    """The card on a day."""
    return coming(Plan(study()), State(rows), today, {"iyer": "Dr S. Iyer"}, Marks(["01-001"]))


def lines(gate):
    return [(line.words, line.done, line.who) for line in gate.clearances]


def test_nobody_enrolled_and_waiting_has_no_card():
    assert card(FIRST) is None


def test_the_first_by_number_is_next_and_one_already_under_way_before_them():
    assert card(FIRST, SECOND, THIRD).mark.code == "01-002"
    assert card(FIRST, SECOND, msgspec.structs.replace(THIRD, authorised={"gcsf": 7})).mark.code == "01-003"


def test_what_stands_in_the_way_comes_first_with_the_day_it_ends_and_who_must_act():
    shown = card(FIRST, SECOND)
    assert shown.earliest.endswith("from 29 Mar 2026")
    assert ("28 days after 01-001 was infused", False, "29 Mar") in lines(shown.gate)
    assert ("01-001 is cleared", False, "a medical monitor") in lines(shown.gate)
    assert any("from 29 Mar 2026" in said for said in shown.why)
    assert not shown.gate.is_open


def test_what_is_met_is_folded_away_with_who_gave_it():
    approval = ApprovalRow(
        subject="", approval="registry", number="CTRI-1", valid_from="2026-01-01", by="asha", seq=1
    )
    clear = ClearanceRow(
        subject="01-001", clearance="sentinel", decision="clear", reason="Read", by="iyer", at=AT, seq=9
    )
    shown = card(FIRST, SECOND, approval, clear, today=date(2026, 4, 2))
    met = {words: who for words, _done, who in lines(shown.met)}
    assert met["01-001 is cleared"] == "Dr S. Iyer"
    assert met["Clinical Trials Registry - India"] == "CTRI-1"
    assert met["28 days after 01-001 was infused"] == "29 Mar"


def test_a_hold_stands_among_the_conditions():
    hold = HoldRow(subject="", hold="STP-02", reason="Met", blocks=("gcsf",), seq=9, at=AT)
    assert ("The hold STP-02 is lifted", False, "a medical monitor") in lines(card(FIRST, SECOND, hold).gate)
