"""Reports of a case: a version is issued only with everything its form must say, and is sealed by what it says."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.authority import roles_for
from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.commands import Refusal
from hepatica.conduct.desk_commands import IssueReport
from hepatica.conduct.forms import unproven
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.datasets.cases import derive_case
from hepatica.exchange.e2b.names import case_id
from hepatica.ledger.desk_facts import ReportIssued
from hepatica.ledger.desk_rows import ReportRow, SubmissionRow
from hepatica.ledger.events import Draft, SignatureGiven
from hepatica.ledger.rows import FormRow, ProposalRow
from hepatica.report.forms.facts import Occasion
from hepatica.report.forms.fill import fill
from hepatica.report.forms.filled import Filled, Line
from hepatica.report.forms.questions import asked
from hepatica.safety.case import Case as Event
from hepatica.study.dates import PartialDate
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

ISSUE = "report.issue"
ICSR = "icsr"
FORM_OF = {ICSR: "cioms"}
"""A message has no paper of its own: printed, it is CIOMS I. What it must say its own rules ask (`exchange.e2b.check`)."""
MEANINGS = {
    "initial": "first report",
    "follow_up": "follow-up report",
    "amendment": "amended report",
    "nullification": "withdrawal of the report",
}
"""Purpose of a version → what its signature means."""


def issue(case: Case, command: IssueReport) -> Decision:
    """Issue a version of a report: the signature, then the version it seals.

    Refused: without a fresh password, a second first report, a later version of none, a version after the withdrawal,
    a withdrawal or an amendment without its reason, and with every mandatory line that says nothing, by its question.
    A message was checked by its own rules before it came here; it is sealed by its bytes.
    """
    event = _event(case, command)
    if isinstance(event, Refused):
        return event
    if refused := unproven(case):
        return refused
    issued = versions(case, command.subject, command.row, command.report)
    if refused := _out_of_turn(command, issued):
        return refused
    study, role = case.plan.study, roles_for(case.actor, command.kind)[0]
    occasion = occasion_of(
        event,
        study,
        purpose=command.purpose,
        version=len(issued) + 1,
        on=PartialDate.of(case.now.today),
        reporter=case.actor.name,
        role=role,
    )
    sealed = _message(command, event) if command.report == ICSR else _paper(command, event, study, occasion)
    if isinstance(sealed, Refused):
        return sealed
    at_seq = last_word(case, command.subject)
    signature = SignatureGiven(
        name=case.actor.name,
        role=role,
        meaning=MEANINGS[command.purpose],
        act=ISSUE,
        at_seq=at_seq,
        state_sha256=sealed,
    )
    fact = ReportIssued(
        row=command.row,
        report=command.report,
        version=occasion.version,
        purpose=command.purpose,
        at_seq=at_seq,
        sha256=sealed,
        reason=command.reason.strip(),
    )
    # The signature first: the state at the version's own event holds all that its paper shows.
    return tuple(Draft(subject=command.subject, fact=one) for one in (signature, fact))


def filled_as(report: str, event: Event, study: Study, occasion: Occasion) -> Filled:
    """Return what a report says of a case on an occasion."""
    return fill(FORM_OF.get(report, report), event, study, occasion)


def occasion_of(
    event: Event,
    study: Study,
    *,
    purpose: str,
    version: int = 0,
    on: PartialDate | None = None,
    reporter: str = "",
    role: str = "",
    signed: str = "",
) -> Occasion:
    """Return the occasion of a version, with what the record of the case adds: its number, the report before."""
    return Occasion(
        purpose=purpose,
        version=version,
        on=on,
        reporter=reporter,
        role=role,
        signed=signed,
        earlier="" if purpose == "initial" else _earlier(event),
        worldwide=worldwide(event, study),
    )


def case_number(event: Event) -> int:
    """Return the number a case has for ever: the participant's, and behind it three digits of the event's row."""
    digits = "".join(character for character in event.subject if character.isdecimal())
    return int(digits or "0") * 1000 + event.row


def worldwide(event: Event, study: Study) -> str:
    """Return the worldwide unique number of a case, the same on paper and in messages; '' without a sponsor's code."""
    try:
        return case_id(
            country=COUNTRY,
            sponsor=study.oversight.sponsor_code,
            study=study.protocol,
            number=case_number(event),
        )
    except ValueError:  # the sponsor's code is not set: the paper shows the field empty
        return ""


COUNTRY = "IN"
"""Country of the primary source, as the forms of this package are India's."""


def versions(case: Case, subject: str, row: int, report: str) -> tuple[ReportRow, ...]:
    """Return the issued versions of a report, the first first."""
    found = (one for one in case.state.of(ReportRow, subject) if (one.row, one.report) == (row, report))
    return tuple(sorted(found, key=lambda one: one.version))


def last_word(case: Case, subject: str) -> int:
    """Return the last event of the participant's record that a report was read from."""
    state = case.state
    return max(
        case.study.definition,
        *(row.last_seq for row in state.of(FormRow, subject)),
        *(row.seq for row in state.of(ProposalRow, subject)),
        *(row.seq for row in state.of(SubmissionRow, subject)),
    )


def _event(case: Case, command: IssueReport) -> Event | Refused:
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    event = derive_case(case.plan.study, case.state, command.subject, command.row)
    return event or refuse(
        "no_such", f"{command.subject} has no adverse event in row {command.row} of the log."
    )


def _out_of_turn(command: IssueReport, issued: tuple[ReportRow, ...]) -> Refused | None:
    """Return why a version of this purpose cannot follow those that were issued, or None."""
    last = issued[-1] if issued else None
    if last is None and command.purpose != "initial":
        return refuse("not_possible", "No version was issued yet: the first report comes first.")
    if last is not None and last.purpose == "nullification":
        said = "This report was withdrawn: a case that was opened in error has no further version."
        return refuse("not_possible", said)
    if last is not None and command.purpose == "initial":
        return refuse("not_possible", f"Version {last.version} was issued already: issue a follow-up.")
    if command.purpose in {"nullification", "amendment"}:
        what = "Withdrawing a report" if command.purpose == "nullification" else "An amended report"
        return missing_reason(command.reason, what)
    return None


def _message(command: IssueReport, event: Event) -> str | Refused:
    """Return the seal of a message, or why there is none; a withdrawal repeats the codes it was sent with."""
    if not event.coded and command.purpose != "nullification":
        said = (
            "The event has no MedDRA code: a message needs the lowest level term of the site's own licence."
        )
        return Refused(
            refusals=(
                Refusal(
                    code="mandatory_missing",
                    sentence=said,
                    visit=LOG_VISIT,
                    form=AE_FORM,
                    item="aellt",
                    row=command.row,
                ),
            )
        )
    if not command.sha256:
        return refuse("not_possible", "A message is issued with its file: make it on the page of the case.")
    return command.sha256


def _paper(command: IssueReport, event: Event, study: Study, occasion: Occasion) -> str | Refused:
    """Return the seal of a paper: of what it says; refused with every mandatory line that says nothing."""
    if command.sha256:
        return refuse("not_possible", "Only a message is sealed by a file; a form is sealed by what it says.")
    filled = filled_as(command.report, event, study, occasion)
    refusals = tuple(_unsaid(command, event, study, filled))
    if refusals and command.purpose != "nullification":
        return Refused(refusals=refusals)
    return filled.sha256


def _unsaid(command: IssueReport, event: Event, study: Study, filled: Filled) -> Iterator[Refusal]:
    """Yield a refusal for each mandatory line that says nothing, with the question that fills it."""
    questions = {question.id: question.text for question in asked(filled, event, study)}
    for line in filled.missing:
        yield Refusal(
            code="mandatory_missing",
            sentence=_sentence(line, questions.get(line.question, "")),
            visit=LOG_VISIT,
            form=line.form or AE_FORM,
            item=line.item,
            row=command.row if line.form in {"", AE_FORM} else 0,
        )


def _sentence(line: Line, question: str) -> str:
    name = f"{line.number} {line.label}".strip() + (f" ({line.of})" if line.of else "")
    return f"{name} must be given and is not: {question}" if question else f"{name} must be given and is not."


def _earlier(event: Event) -> str:
    """Say when the last report was sent to the licensing authority, and its diary number."""
    sent = sorted(
        (one for one in event.submitted if one.recipient == "licensing_authority"), key=lambda one: one.at
    )
    if not sent:
        return ""
    day = PartialDate.parse(sent[-1].at[:10]).words()
    return f"{day}, diary no. {sent[-1].diary}" if sent[-1].diary else day
