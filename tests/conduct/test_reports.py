"""A report is issued with everything its form must say, in turn, and sealed; what is missing is named by its question."""

from dataclasses import replace as changed
from datetime import UTC, datetime
from functools import cache

import msgspec
import pytest
from tests.conduct.desk import COORDINATOR, INVESTIGATOR, person
from tests.datasets.record import form, state, study
from tests.datasets.record import person as subject_row

from hepatica.conduct.commands import Moment
from hepatica.conduct.decide import decide, needs
from hepatica.conduct.desk_commands import IssueReport
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused
from hepatica.conduct.reports import case_number, worldwide
from hepatica.datasets.cases import derive_case
from hepatica.ledger.desk_rows import ReportRow, SubmissionRow
from hepatica.ledger.events import SignatureGiven
from hepatica.ledger.rows import StudyRow

WHO = "01-004"
MESSAGE = "b" * 64
NOW = Moment(at=datetime(2026, 3, 15, 20, 0, tzinfo=UTC), zone="Asia/Kolkata")
JUDGED = {
    f"aerel_{name}": "unlikely"
    for name in ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy", "conmed", "disease")
}
KIDNEY = {
    "aeterm": "Acute kidney injury",
    "aestdtc": "2026-03-15",
    "aesttim": "17:10",
    "aeongo": "yes",
    "aetoxgr": "3",
    "aeser": "yes",
    "aeshosp": "yes",
    "aeout": "recovering",
    "aenarr": "Seen at the ward round.",
    **JUDGED,
}


@cache
def plan():
    return Plan(study())


def record(*more, event=KIDNEY):
    return state(
        StudyRow(subject="", study="s", definition=1),
        subject_row(WHO, infusion="2026-03-09", gcsf="2026-03-06T08:00"),
        form(WHO, "log", "ae", event),
        form(WHO, "screening", "demographics", flat={"age": "54", "sex": "male"}),
        *more,
    )


def issue(*more, event=KIDNEY, by=INVESTIGATOR, **said):
    command = IssueReport(**{"subject": WHO, "row": 1, "report": "table5"} | said)
    return decide(plan(), record(*more, event=event), command, NOW, by)


def issued(version=1, purpose="initial", report="table5"):
    return ReportRow(
        subject=WHO,
        row=1,
        report=report,
        version=version,
        purpose=purpose,
        at_seq=1,
        sha256="a" * 64,
        at="z",
        seq=50 + version,
    )


def sentences(decision):
    assert isinstance(decision, Refused), decision
    return [refusal.sentence for refusal in decision.refusals]


def test_a_version_is_a_signature_and_the_version_it_seals():
    signature, version = (draft.fact for draft in issue()[:2])
    assert isinstance(signature, SignatureGiven)
    assert (signature.act, signature.meaning, signature.name) == (
        "report.issue",
        "first report",
        INVESTIGATOR.name,
    )
    assert signature.state_sha256 == version.sha256
    assert (version.row, version.report, version.version, version.purpose) == (1, "table5", 1, "initial")


def test_the_seal_is_of_what_the_form_says():
    sealed = issue()[1].fact.sha256
    assert issue()[1].fact.sha256 == sealed
    assert issue(event=KIDNEY | {"aeout": "recovered"})[1].fact.sha256 != sealed


def test_every_missing_mandatory_line_is_refused_by_name_with_its_question():
    said = issue(event=KIDNEY | {"aenarr": None, "aeshosp": "no", "aerel_disease": None})
    assert sentences(said) == [
        "4.1 Criteria for regarding it as serious must be given and is not: Why is it serious?",
        "4.1 Full description must be given and is not: What happened, in your own words?",
        "By the investigator (The liver disease) must be given and is not: Could the liver disease have caused it?",
    ]
    assert [(r.code, r.form, r.item) for r in said.refusals][:2] == [
        ("mandatory_missing", "ae", "aeser"),
        ("mandatory_missing", "ae", "aenarr"),
    ]


def test_the_adr_form_is_refused_without_its_mandatory_fields():
    bare = {"aeterm": "Fever", "aestdtc": None}
    assert sentences(issue(report="adr", event=bare)) == [
        "5 Reaction started must be given and is not: When did it begin?"
    ]


def test_it_needs_the_password_typed_again_and_a_role():
    tired = msgspec.structs.replace(INVESTIGATOR, reauthenticated=False)
    assert [r.code for r in issue(by=tired).refusals] == ["reauthentication"]
    assert [r.code for r in issue(by=COORDINATOR).refusals] == ["not_allowed"]
    assert not isinstance(issue(by=person("meera", "medical_monitor")), Refused)


def test_the_first_report_is_issued_once_and_follow_ups_are_counted():
    assert sentences(issue(issued())) == ["Version 1 was issued already: issue a follow-up."]
    assert sentences(issue(purpose="follow_up")) == [
        "No version was issued yet: the first report comes first."
    ]
    assert issue(issued(), issued(2, "follow_up"), purpose="follow_up")[1].fact.version == 3


def test_each_report_of_a_case_counts_for_itself():
    assert issue(issued(report="adr"))[1].fact.version == 1


@pytest.mark.parametrize("purpose", ["nullification", "amendment"])
def test_withdrawing_and_amending_need_a_reason(purpose):
    assert [r.code for r in issue(issued(), purpose=purpose).refusals] == ["reason_missing"]
    assert (
        issue(issued(), purpose=purpose, reason="Another patient's.")[1].fact.reason == "Another patient's."
    )


def test_a_case_opened_in_error_is_withdrawn_although_it_says_little_and_has_no_further_version():
    bare = {"aeterm": "Something"}
    assert issue(issued(), event=bare, purpose="nullification", reason="No event.")[1].fact.version == 2
    gone = (issued(), issued(2, "nullification"))
    assert "withdrawn" in sentences(issue(*gone, purpose="follow_up"))[0]


def test_an_event_or_a_participant_that_is_not_there_is_named():
    assert sentences(issue(row=7)) == ["01-004 has no adverse event in row 7 of the log."]
    assert sentences(issue(subject="01-009")) == ["There is no participant '01-009'."]


def test_a_message_needs_the_code_of_the_sites_licence():
    assert "MedDRA" in sentences(issue(report="icsr", sha256=MESSAGE))[0]


def test_a_message_is_sealed_by_its_own_bytes_and_asks_nothing_of_a_form():
    coded = KIDNEY | {"aellt": "90000011", "aelltv": "27.0"}
    signature, version = (draft.fact for draft in issue(report="icsr", event=coded, sha256=MESSAGE)[:2])
    assert (version.report, version.sha256, signature.state_sha256) == ("icsr", MESSAGE, MESSAGE)
    assert not isinstance(issue(report="icsr", event=coded | {"aenarr": None}, sha256=MESSAGE), Refused)
    assert sentences(issue(report="icsr", event=coded)) == [
        "A message is issued with its file: make it on the page of the case."
    ]


def test_a_message_is_withdrawn_whatever_became_of_its_code():
    again = {"report": "icsr", "sha256": MESSAGE, "purpose": "nullification", "reason": "Another patient's."}
    assert not isinstance(issue(issued(report="icsr"), **again), Refused)


def test_a_form_takes_no_seal_from_outside():
    assert sentences(issue(sha256=MESSAGE)) == [
        "Only a message is sealed by a file; a form is sealed by what it says."
    ]


def test_what_was_read_last_is_said():
    sent = SubmissionRow(
        subject=WHO, clock="c", recipient="ethics_committee", at="2026-03-16T10:40", row=1, seq=77
    )
    assert issue(sent)[1].fact.at_seq == 77


def test_the_number_of_a_case_is_one_on_paper_and_in_messages():
    case = derive_case(study(), record(), WHO, 1)
    assert case_number(case) == 1004001
    assert worldwide(case, study()).startswith("IN-")
    nameless = study().model_copy(
        update={"oversight": study().oversight.model_copy(update={"sponsor_code": ""})}
    )
    assert worldwide(case, nameless) == ""
    assert case_number(changed(case, row=12)) == 1004012


def test_the_command_needs_all_that_the_case_stands_on():
    need = needs(plan(), IssueReport(subject=WHO, row=1, report="table5"))
    assert (need.subject, need.desk, need.whole) == (WHO, True, True)
