"""Submissions: that a report reached its recipient, with its evidence. Nothing else fulfils an obligation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.commands import Refusal
from hepatica.conduct.desk_commands import RecordSubmission, WithdrawSubmission
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.datasets.cases import derive_case
from hepatica.ledger.desk_facts import SubmissionRecorded, SubmissionWithdrawn
from hepatica.ledger.desk_rows import ReportRow, SubmissionRow
from hepatica.ledger.events import Draft
from hepatica.safety.case import Case as Event
from hepatica.safety.clocks import Obligation, derive_trial, obligations, trial_obligations
from hepatica.safety.limits import earliest
from hepatica.study.clocks import Clock
from hepatica.study.dates import NotADate, PartialDate, future_minute_fault, parse_datetime
from hepatica.study.sentences import nearest


def record(case: Case, command: RecordSubmission) -> Decision:
    """Record that a report reached its recipient; all the named clocks are fulfilled, or none and every fault is said.

    Refused: a moment in the future or before the event began, a late report without its reason where the law asks for
    it, a report after due analysis that leaves a causality open, one with neither diary number nor file.
    """
    event = _event(case, command)
    if isinstance(event, Refused):
        return event
    clocks = _clocks(case, command)
    if isinstance(clocks, Refused):
        return clocks
    at = _moment(case, command.at, event)
    if isinstance(at, Refused):
        return at
    refusals = tuple(fault for clock in clocks for fault in _faults(case, command, clock, event, at))
    if refusals:
        return Refused(refusals=tuple(dict.fromkeys(refusals)))
    facts = (_fact(command, clock) for clock in clocks if _row(case, command, clock) is None)
    return tuple(Draft(subject=command.subject, fact=fact) for fact in facts)


def _event(case: Case, command: RecordSubmission) -> Event | Refused | None:
    """Give the event that is reported; None for a report of the trial itself."""
    if not command.subject:
        return (
            refuse("no_such", "The trial itself has no events: name the participant.")
            if command.row
            else None
        )
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    event = derive_case(case.plan.study, case.state, command.subject, command.row)
    if event is None:
        return refuse("no_such", f"{command.subject} has no adverse event in row {command.row} of the log.")
    return event


def _clocks(case: Case, command: RecordSubmission) -> tuple[Clock, ...] | Refused:
    known = {c.id: c for c in case.plan.study.clocks if (c.per == "case") == bool(command.subject)}
    strange = [name for name in command.clocks if name not in known]
    if strange:
        whose = "An event" if command.subject else "The trial itself"
        said = (f"{whose} has no clock {name!r}{nearest(name, tuple(known)) or '.'}" for name in strange)
        return refuse("no_such", " ".join(said))
    return tuple(known[name] for name in dict.fromkeys(command.clocks))


def _moment(case: Case, text: str, event: Event | None) -> datetime | Refused:
    zone = ZoneInfo(case.now.zone)
    try:
        at = parse_datetime(text, zone)
    except NotADate as error:
        return refuse("impossible_date", f"When it reached its recipient: {error}.")
    if said := future_minute_fault(at, zone, case.now.at):
        return refuse("future_date", f"When it reached its recipient: {said}.")
    began = earliest(event.onset, zone) if event else None
    if event and began and at < began:
        said = f"it cannot have been reported on {_words(at)}, before the event began ({event.onset.words()})"
        return refuse("impossible_date", f"When it reached its recipient: {said}.")
    return at


def _words(at: datetime) -> str:
    return f"{PartialDate.of(at.date()).words()}, {at:%H:%M}"


def _faults(
    case: Case, command: RecordSubmission, clock: Clock, event: Event | None, at: datetime
) -> Iterator[Refusal]:
    row = _row(case, command, clock)
    if row is not None and _same(row, command):
        return
    if row is not None:
        said = f"{clock.title} to {_whom(case, clock)} stands as sent {row.at}: withdraw it first."
        yield Refusal(code="not_possible", sentence=said)
    if clock.legal and not (command.diary.strip() or command.file):
        said = f"{clock.title} to {_whom(case, clock)}: give its evidence, a diary number or a file."
        yield Refusal(code="mandatory_missing", sentence=said)
    if clock.delay_reason and not command.reason.strip() and (said := _late(case, clock, event, at)):
        yield Refusal(code="reason_missing", sentence=said)
    if clock.causality and event and event.left_open:
        yield Refusal(code="mandatory_missing", sentence=_open(case, event))
    if command.report and not any(r.seq == command.report for r in case.state.of(ReportRow, command.subject)):
        yield Refusal(code="no_such", sentence=f"No report was issued under number {command.report}.")


def _late(case: Case, clock: Clock, event: Event | None, at: datetime) -> str:
    """Say that a report is late, or may be, as long as nobody knows from when it counts; '' when it is in time."""
    owed = next((one for one in reversed(_owed(case, event)) if one.clock.id == clock.id), None)
    whom = _whom(case, clock)
    if owed is None or owed.due is None or owed.start is None:
        return f"{clock.title} to {whom}: from when it counts is not known, so say why it may be late."
    if at <= owed.due:
        return ""
    due = owed.due.astimezone(ZoneInfo(case.now.zone))
    return f"{clock.title} to {whom} was due {_words(due)} ({owed.start.words}): say why it went late."


def _owed(case: Case, event: Event | None) -> tuple[Obligation, ...]:
    study, zone = case.plan.study, ZoneInfo(case.now.zone)
    if event is None:
        return trial_obligations(study, derive_trial(case.state), zone, case.now.at)
    return obligations(study, event, zone, case.now.at)


def _open(case: Case, event: Event) -> str:
    titles = {suspect.id: str(suspect.title) for suspect in case.plan.study.oversight.suspects}
    names = listed(tuple(titles.get(one, one) for one in event.left_open), "and")
    return f"Causality is still open for {names}: the report after due analysis judges each."


def _whom(case: Case, clock: Clock) -> str:
    recipients = case.plan.study.oversight.recipients
    return next((str(one.title) for one in recipients if one.id == clock.recipient), clock.recipient)


def _fact(command: RecordSubmission, clock: Clock) -> SubmissionRecorded:
    return SubmissionRecorded(
        clock=clock.id,
        recipient=clock.recipient,
        at=command.at.strip(),
        row=command.row,
        diary=command.diary.strip(),
        file=command.file,
        file_name=command.file_name,
        reason=command.reason.strip(),
        report=command.report,
    )


def _row(case: Case, command: RecordSubmission, clock: Clock) -> SubmissionRow | None:
    key = f"{command.row}/{clock.id}" if command.row else f"0/{clock.id}/{command.at.strip()}"
    return case.state.get(SubmissionRow, command.subject, key)


def _same(row: SubmissionRow, command: RecordSubmission) -> bool:
    given = (command.at.strip(), command.diary.strip(), command.file, command.reason.strip())
    return (row.at, row.diary, row.file, row.reason) == given


def withdraw(case: Case, command: WithdrawSubmission) -> Decision:
    """Say that a submission was recorded in error: its clock runs again, from where it ran before."""
    if command.subject:
        subject = known_subject(case, command.subject)
        if isinstance(subject, Refused):
            return subject
    rows = case.state.of(SubmissionRow, command.subject)
    if not any((row.row, row.clock) == (command.row, command.clock) for row in rows):
        return refuse("no_such", f"No submission of {command.clock!r} stands there.")
    if refused := missing_reason(command.reason, "Withdrawing a submission"):
        return refused
    fact = SubmissionWithdrawn(clock=command.clock, row=command.row, reason=command.reason.strip())
    return (Draft(subject=command.subject, fact=fact),)
