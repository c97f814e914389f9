"""Only a submission with its evidence fulfils an obligation; what cannot be one is refused in a sentence."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tests.conduct.desk import kinds, sentences
from tests.conduct.watched import FIRST, MONITOR, on, plan, watched

from hepatica.conduct.desk_commands import RecordApproval, RecordSubmission, WithdrawSubmission
from hepatica.datasets.cases import derive_case
from hepatica.ledger.desk_rows import SubmissionRow
from hepatica.safety.clocks import derive_trial, obligations, trial_obligations

FIRSTS = ("first_authority", "first_sponsor")
SENT = RecordSubmission(subject=FIRST, row=1, clocks=FIRSTS, at="2026-03-15T20:00", diary="D-17")


def seen(hour=23, day=date(2026, 3, 15), onset="2026-03-15"):
    desk = watched()
    desk.enter("ae", visit="log", row=1, aeterm="Fever", aestdtc=onset, aeser="y")
    return on(desk, day, hour)


def states(desk):
    case = derive_case(plan().study, desk.state, FIRST, 1)
    return {
        o.clock.id: o.state for o in obligations(plan().study, case, ZoneInfo("Asia/Kolkata"), desk.now.at)
    }


def test_one_submission_fulfils_every_clock_it_names_and_no_other():
    desk = seen()
    assert kinds(desk.do(SENT)) == ["submission.recorded", "submission.recorded"]
    assert states(desk)["first_authority"] == states(desk)["first_sponsor"] == "sent"
    assert states(desk)["analysis"] == "running"
    assert desk.row(SubmissionRow, FIRST, "1/first_authority").recipient == "authority"


def test_the_same_submission_again_changes_nothing_and_another_is_refused():
    desk = seen()
    desk.do(SENT)
    assert desk.do(SENT) == ()
    assert sentences(desk.do(SENT.model_copy(update={"diary": "D-18"}))) == [
        "First report to The authority stands as sent 2026-03-15T20:00: withdraw it first.",
        "First report to The sponsor stands as sent 2026-03-15T20:00: withdraw it first.",
    ]


def test_a_submission_that_is_withdrawn_lets_its_clock_run_again():
    desk = seen()
    desk.do(SENT)
    wrong = WithdrawSubmission(subject=FIRST, row=1, clock="first_authority", reason="wrong case")
    assert kinds(desk.do(wrong)) == ["submission.withdrawn"]
    assert states(desk)["first_authority"] == "alarm"
    assert states(desk)["first_sponsor"] == "sent"
    assert sentences(desk.do(wrong)) == ["No submission of 'first_authority' stands there."]
    again = wrong.model_copy(update={"clock": "first_sponsor", "reason": " "})
    assert sentences(desk.do(again)) == ["Withdrawing a submission needs a reason."]


def test_a_late_report_says_why():
    desk = seen(day=date(2026, 3, 16))
    late = SENT.model_copy(update={"at": "2026-03-16T00:01", "clocks": FIRSTS[:1]})
    assert sentences(desk.do(late)) == [
        (
            "First report to The authority was due 16 Mar 2026, 00:00 "
            "(onset 15 Mar 2026, its time is not known: counted from 00:00): say why it went late."
        )
    ]
    assert kinds(desk.do(late.model_copy(update={"reason": "network down"}))) == ["submission.recorded"]
    assert states(desk)["first_authority"] == "sent_late"


def test_a_report_at_the_last_minute_is_in_time():
    desk = seen(day=date(2026, 3, 16))
    assert kinds(desk.do(SENT.model_copy(update={"at": "2026-03-16T00:00"})))


def test_a_report_of_which_nobody_knows_when_it_was_due_says_why_it_may_be_late():
    desk = seen(onset="unknown")
    assert "from when it counts is not known" in sentences(desk.do(SENT))[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"at": "2026-03-15T23:01"}, "lies in the future: at the site (Asia/Kolkata) it is 2026-03-15T23:00."),
        ({"at": "2026-03-14T23:59"}, "on 14 Mar 2026, 23:59, before the event began (15 Mar 2026)."),
        ({"at": "2026-03-15"}, "is not a time of day: write 08:05, 08 or unknown."),
        ({"at": "2026-03-15T25:00"}, "it lies outside 00:00 to 23:59."),
        ({"clocks": ("first_autority",)}, "An event has no clock 'first_autority'; did you mean 'first_authority'?"),
        ({"clocks": ("status",)}, "An event has no clock 'status'."),
        ({"row": 2}, "01-001 has no adverse event in row 2 of the log."),
        ({"subject": "01-077"}, "There is no participant '01-077'."),
        ({"subject": ""}, "The trial itself has no events: name the participant."),
        ({"diary": "", "clocks": FIRSTS[:1]}, "First report to The authority: give its evidence, a diary number or a file."),
        ({"report": 99}, "No report was issued under number 99."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_submission_is_said_and_nothing_is_stored(change, words):
    desk = seen()
    before = desk.seq
    assert any(said.endswith(words) for said in sentences(desk.do(SENT.model_copy(update=change))))
    assert desk.seq == before


def test_a_file_is_named_by_its_whole_hash():
    with pytest.raises(ValueError, match="file"):
        RecordSubmission(subject=FIRST, row=1, clocks=FIRSTS, at="2026-03-15T20:00", file="abc")


def test_a_limit_of_the_protocol_itself_needs_no_evidence():
    assert kinds(seen().do(SENT.model_copy(update={"clocks": ("inside",), "diary": ""})))


def test_the_report_after_due_analysis_leaves_no_causality_open():
    analysis = SENT.model_copy(update={"clocks": ("analysis",)})
    assert sentences(seen().do(analysis, MONITOR)) == [
        "Causality is still open for MSC: the report after due analysis judges each."
    ]


def test_the_trials_own_reports_follow_each_other():
    desk = on(watched(), date(2026, 8, 1))
    desk.do(RecordApproval(approval="ethics", number="EC/1", valid_from="2026-01-01", valid_to="2026-12-31"))
    status = RecordSubmission(clocks=("status",), at="2026-04-10T10:00", diary="Q1")
    assert kinds(desk.do(status)) == ["submission.recorded"]
    assert kinds(desk.do(status.model_copy(update={"at": "2026-07-10T10:00", "diary": "Q2"})))
    assert len(desk.state.of(SubmissionRow, "")) == 2
    zone = ZoneInfo("Asia/Kolkata")
    owed = trial_obligations(plan().study, derive_trial(desk.state), zone, desk.now.at)
    assert [o.state for o in owed] == ["idle"]  # the small study has no permission to count from
    withdrawn = WithdrawSubmission(clock="status", reason="sent twice")
    assert kinds(desk.do(withdrawn, MONITOR)) == ["submission.withdrawn"]
    assert [row.diary for row in desk.state.of(SubmissionRow, "")] == ["Q1"]
