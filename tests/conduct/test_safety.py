from tests.conduct.desk import COORDINATOR, begun, kinds, sentences

from hepatica.conduct.commands import ConfirmSignal, DismissSignal, Entry, Proposal, RemoveRow
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
    """VAL-17."""
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
    """VAL-17."""
    desk = begun().consented()
    assert desk.do(CONFIRM).refusals[0].code == "no_such"
    assert proposed().do(CONFIRM, COORDINATOR).refusals[0].code == "not_allowed"


def two_proposed():
    desk = proposed()
    desk.enter("laboratory", visit="week_1", pain="8")
    return desk


OTHER = Proposal(visit="week_1", form="laboratory", signal="severe_pain")


def states(desk):
    return {p.visit: (p.state, p.ae_row) for p in desk.state.of(ProposalRow, "01-001")}


def test_all_proposals_of_an_episode_become_one_event():
    desk = two_proposed()
    assert kinds(desk.do(CONFIRM.model_copy(update={"others": (OTHER,)})))[-2:] == ["signal.confirmed"] * 2
    assert states(desk) == {"screening": ("confirmed", 1), "week_1": ("confirmed", 1)}
    assert list(desk.form("ae", "log").answers) == ["1"]


def test_a_proposal_named_twice_is_judged_once():
    desk = two_proposed()
    again = Proposal(visit="screening", form="laboratory", signal="severe_pain")
    done = desk.do(CONFIRM.model_copy(update={"others": (again, OTHER, OTHER)}))
    assert kinds(done).count("signal.confirmed") == 2


def test_a_proposal_belongs_to_an_event_that_stands_already_and_adds_only_what_is_said():
    desk = two_proposed()
    desk.do(CONFIRM)
    before = {item: a.value for item, a in desk.form("ae", "log").answers["1"].items()}
    into = ConfirmSignal(**HERE | {"visit": "week_1"}, into=1, entries=(Entry(item="aeser", value="y"),))
    desk.do(into)
    assert states(desk)["week_1"] == ("confirmed", 1)
    after = {item: a.value for item, a in desk.form("ae", "log").answers["1"].items()}
    assert after == before | {"aeser": "y"}


def test_a_struck_out_event_takes_no_proposal_nor_does_one_that_never_was():
    desk = two_proposed()
    desk.do(CONFIRM)
    desk.do(RemoveRow(subject="01-001", visit="log", form="ae", group="event", row=1, reason="not an event"))
    said = sentences(desk.do(ConfirmSignal(**HERE | {"visit": "week_1"}, into=1)))
    assert said == ["Event 1 of the log was struck out: it cannot take a proposal."]
    assert sentences(desk.do(ConfirmSignal(**HERE | {"visit": "week_1"}, into=9))) == [
        "There is no event 9 in the log."
    ]
    assert states(desk)["week_1"] == ("proposed", 0)


def test_an_episode_is_dismissed_with_one_reason():
    desk = two_proposed()
    desk.do(DismissSignal(**HERE, reason="a pulled muscle", others=(OTHER,)))
    assert {p.reason for p in desk.state.of(ProposalRow, "01-001")} == {"a pulled muscle"}
    assert {state for state, _ in states(desk).values()} == {"dismissed"}


def test_one_proposal_of_an_episode_that_is_judged_already_refuses_the_whole():
    desk = two_proposed()
    desk.do(DismissSignal(**HERE | {"visit": "week_1"}, reason="a pulled muscle"))
    refused = desk.do(CONFIRM.model_copy(update={"others": (OTHER,)}))
    assert sentences(refused) == ["This proposal was dismissed already."]
    assert states(desk)["screening"] == ("proposed", 0)


def test_the_values_of_a_struck_out_event_wait_again():
    desk = two_proposed()
    desk.do(CONFIRM.model_copy(update={"others": (OTHER,)}))
    gone = RemoveRow(subject="01-001", visit="log", form="ae", group="event", row=1, reason="two events")
    assert kinds(desk.do(gone)) == ["row.removed", "signal.proposed", "signal.proposed"]
    assert {state for state, _ in states(desk).values()} == {"proposed"}


def test_a_value_corrected_after_it_was_confirmed_is_withdrawn_when_its_event_is_struck_out():
    desk = proposed()
    desk.do(CONFIRM)
    desk.enter("laboratory", pain="1")
    assert proposal(desk).state == "confirmed"
    gone = RemoveRow(subject="01-001", visit="log", form="ae", group="event", row=1, reason="mistyped")
    assert kinds(desk.do(gone)) == ["row.removed", "signal.withdrawn"]
