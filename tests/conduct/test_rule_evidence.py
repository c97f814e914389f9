"""Evidence that is no answer of a form: proposals, deviations, late reports; and rules that do not bear on a study."""

from tests.conduct.desk import COORDINATOR, INVESTIGATOR, NOW, Desk, begun, kinds
from tests.conduct.small_forms import OURS
from tests.conduct.small_study import small
from tests.conduct.trial import Trial, fired

from hepatica.conduct.case import Case
from hepatica.conduct.commands import DismissSignal, RecordSubmission, WithdrawSubmission
from hepatica.conduct.plan import Plan
from hepatica.conduct.rules import after
from hepatica.ledger.desk_facts import ReportIssued, RuleCounted
from hepatica.ledger.desk_rows import RuleRow
from hepatica.ledger.events import Draft
from hepatica.ledger.rows import HoldRow
from hepatica.study.stopping import StoppingRule


def ruled(**changes):
    """A desk of the small study with one stopping rule."""
    asked = {"id": "rule", "code": "R-1", "title": "A rule", "words": "Needs one.", **OURS}
    asked |= {"blocks": ("infusion",), "resume": ("a letter",)} | changes
    desk = Desk(Plan(small(stopping=(StoppingRule.model_validate(asked),))))
    return desk.consented()


def counted(desk):
    row = desk.state.get(RuleRow, "", "rule")
    return dict(row.evidence) if row else {}


def test_a_proposal_counts_until_it_is_dismissed():
    desk = ruled(signals=("severe_pain",))
    decided = desk.enter("laboratory", pain="7")
    assert kinds(decided)[-3:] == ["rule.counted", "rule.fired", "hold.placed"]
    (at,) = counted(desk)["01-001"]
    assert at.startswith("signal:severe_pain/screening/laboratory/")
    dismissal = DismissSignal(
        subject="01-001",
        signal="severe_pain",
        visit="screening",
        form="laboratory",
        row=0,
        reason="the needle",
    )
    assert kinds(desk.do(dismissal)) == ["signal.dismissed", "rule.counted"]
    assert not counted(desk)
    assert desk.row(HoldRow, "", "R-1"), "the hold stays until two people lift it"


def test_a_proposal_that_a_corrected_value_withdraws_no_longer_counts():
    desk = ruled(signals=("severe_pain",), needs=2)
    desk.enter("laboratory", pain="7")
    assert counted(desk)
    desk.enter("laboratory", pain="2")
    assert not counted(desk)


def test_a_rule_looks_only_at_the_signals_and_deviations_it_names():
    desk = ruled(deviations=("before_consent",))
    assert "rule.counted" not in kinds(desk.enter("laboratory", pain="7"))
    assert "rule.counted" not in kinds(desk.enter("treatment", infusion_date="2026-01-20"))
    assert "rule.fired" in kinds(desk.enter("treatment", gcsf_date="2026-01-04"))
    assert counted(desk) == {"01-001": ("deviation:before_consent/screening/treatment/gcsf_date/0",)}


def test_deviations_by_people_under_a_rule_are_counted_apart_for_each_person():
    desk = ruled(deviations=("before_consent",), needs=2)
    desk.enter("treatment", gcsf_date="2026-01-04")
    assert not desk.row(HoldRow, "", "R-1")
    desk.consented("01-002")
    assert "hold.placed" in kinds(desk.enter("treatment", subject="01-002", gcsf_date="2026-01-04"))


def test_a_rule_without_gates_asks_for_a_review_and_holds_nothing():
    desk = ruled(signals=("severe_pain",), blocks=(), resume=(), review_hours=24)
    decided = desk.enter("laboratory", pain="7")
    assert "rule.fired" in kinds(decided)
    assert "hold.placed" not in kinds(decided)
    assert "A review is owed within 24 hours." in decided[-1].fact.sentence


def test_a_study_without_stopping_rules_behaves_as_before():
    desk = begun().consented()
    assert not desk.plan.rules.rules
    decided = desk.enter("laboratory", pain="7")
    assert not {"rule.counted", "rule.fired", "hold.placed"} & set(kinds(decided))


def late(trial, row, *clocks, at="2026-01-22T11:01"):
    trial.event(
        row=row, day="2026-01-20", aesttim="11:00", aeaware="2026-01-20T11:00", aeser="yes", aetoxgr="2"
    )
    return trial.do(
        RecordSubmission(
            subject="01-001", row=row, clocks=clocks, at=at, diary="D-1", reason="the line was down"
        ),
        COORDINATOR,
    )


def test_two_serious_events_reported_a_day_late_are_a_loss_of_oversight():
    trial = Trial().infused()
    assert fired(late(trial, 1, "first_authority", "first_sponsor")) == []
    assert trial.counted("stp_15") == {"01-001": ("late:1",)}, "once, however many recipients"
    assert fired(late(trial, 2, "first_ethics")) == ["stp_15"]
    assert trial.held()["STP-15"].lifts == ("Letter of the sponsor",)


def test_a_report_less_than_a_day_late_is_no_loss_of_oversight():
    trial = Trial().infused()
    late(trial, 1, "first_authority", at="2026-01-22T10:59")
    assert not trial.counted("stp_15")


def test_a_submission_recorded_in_error_takes_its_lateness_along():
    trial = Trial().infused()
    late(trial, 1, "first_authority")
    withdrawn = WithdrawSubmission(subject="01-001", row=1, clock="first_authority", reason="another event")
    assert "rule.counted" in kinds(trial.do(withdrawn, INVESTIGATOR))
    assert not trial.counted("stp_15")


def test_a_case_opened_in_error_no_longer_counts():
    trial = Trial().infused()
    trial.event(aetoxgr="4", by="msc")
    fact = ReportIssued(
        row=1, report="icsr", version=2, purpose="nullification", at_seq=trial.seq, sha256="0" * 64
    )
    case = Case(trial.plan, trial.state, NOW, INVESTIGATOR)
    drafts = after(case, (Draft(subject="01-001", fact=fact),), "01-001")
    emptied = {d.fact.rule for d in drafts if isinstance(d.fact, RuleCounted) and not d.fact.evidence}
    assert "stp_02" in emptied
