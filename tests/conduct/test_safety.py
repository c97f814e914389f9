from tests.conduct.desk import COORDINATOR, begun, kinds, sentences

from hepatica.conduct.commands import ConfirmSignal, DismissSignal, Entry, RemoveRow
from hepatica.ledger.rows import ProposalRow

HERE = {"subject": "01-001", "visit": "screening", "form": "laboratory", "signal": "severe_pain"}
CONFIRM = ConfirmSignal(**HERE, entries=(Entry(item="aeser", value="n"),))


def proposed():
    desk = begun().consented()
    desk.enter("visit", svstdtc="2026-02-01")
    desk.enter("laboratory", pain="7")
    return desk


def proposal(desk):
    (row,) = desk.state.of(ProposalRow, "01-001")
    return row


def test_a_reading_that_meets_a_signal_is_proposed_and_one_on_the_limit_is_not():
    desk = begun().consented()
    assert kinds(desk.enter("laboratory", pain="6")) == ["item.entered"]
    assert kinds(desk.enter("laboratory", pain="6.1")) == ["item.changed", "signal.proposed"]


def test_a_mended_reading_withdraws_the_proposal():
    desk = proposed()
    assert kinds(desk.enter("laboratory", pain="1")) == ["item.changed", "signal.withdrawn"]
    assert proposal(desk).state == "withdrawn"


def test_a_confirmed_proposal_is_a_row_of_the_log_with_what_the_signal_says():
    desk = proposed()
    assert kinds(desk.do(CONFIRM))[-1] == "signal.confirmed"
    assert (proposal(desk).state, proposal(desk).ae_row) == ("confirmed", 1)
    answers = {item: a.value for item, a in desk.form("ae", "log").answers["1"].items()}
    assert answers == {"aeterm": "Pain", "aecat": "aspiration", "aestdtc": "2026-02-01", "aeser": "n"}


def test_what_the_clinician_says_stands_before_what_was_proposed():
    desk = proposed()
    desk.do(ConfirmSignal(**HERE, entries=(Entry(item="aeterm", value="Biopsy pain"),)))
    assert desk.form("ae", "log").answer("aeterm", 1).value == "Biopsy pain"


def test_a_row_that_was_struck_out_is_not_used_again():
    desk = proposed()
    desk.enter("ae", visit="log", row=1, aeterm="Rash")
    desk.enter("ae", visit="log", row=2, aeterm="Fever")
    desk.do(RemoveRow(subject="01-001", visit="log", form="ae", group="event", row=2, reason="same event"))
    desk.do(CONFIRM)
    assert proposal(desk).ae_row == 3


def test_a_confirmation_with_an_impossible_answer_stores_nothing():
    desk = proposed()
    before = desk.seq
    assert sentences(
        desk.do(ConfirmSignal(**HERE, entries=(Entry(item="aestdtc", value="31/02/2026"),)))
    ) == ["Onset: 31/02/2026 is not a date: February 2026 has 28 days."]
    assert desk.seq == before


def test_a_proposal_is_dismissed_with_a_reason_and_judged_once():
    desk = proposed()
    assert desk.do(DismissSignal(**HERE, reason=" ")).refusals[0].code == "reason_missing"
    assert kinds(desk.do(DismissSignal(**HERE, reason="moved house"))) == ["signal.dismissed"]
    assert sentences(desk.do(CONFIRM)) == ["This proposal was dismissed already."]


def test_only_a_clinician_judges_and_only_what_was_proposed():
    desk = begun().consented()
    assert desk.do(CONFIRM).refusals[0].code == "no_such"
    assert proposed().do(CONFIRM, COORDINATOR).refusals[0].code == "not_allowed"
