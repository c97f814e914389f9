"""What people do because the system said something: alerts are seen, questions answered, signatures given anew, holds reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hepatica.conduct.commands import DecideBoard, EnterItems, ExplainFinding, LiftHold, SignBoard, SignForm
from hepatica.conduct.desk_commands import AcknowledgeAlert, GiveClearance, Member
from hepatica.conduct.review_commands import AssessDeviation
from hepatica.demo import cast
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.played import Played
from hepatica.ledger.events import DeviationRecorded, Event, HoldPlaced, SignatureInvalidated
from hepatica.ledger.rows import FindingRow, FormRow
from hepatica.study.study import Study

BOARD = (BY_ROLE["board"], cast.Member("board", "thomas", "Dr J. Thomas"), cast.Member("board", "basu", "Dr P. Basu"))  # fmt: skip
"""The safety board of a simulated trial: the demo's member and two more, in the delegation log and without accounts."""
_SEEN = timedelta(minutes=7)
REVIEW = timedelta(days=2, hours=3)
"""How long after a hold the board meets."""
_LATE = "The event went on after the page was complete"
_MONITOR, _INVESTIGATOR = BY_ROLE["medical_monitor"], BY_ROLE["investigator"]


def alerted(subject: str, alert: str, at: datetime) -> Played:
    """Return the medical monitor's acknowledgement of an alert."""
    return Played(at + _SEEN, _MONITOR.actor(), AcknowledgeAlert(subject=subject, alert=alert))


def explained(finding: FindingRow, at: datetime) -> Played:
    """Return the investigator's answer to an edit check that still asks: the value was compared, and stands."""
    command = ExplainFinding(
        subject=finding.subject,
        visit=finding.visit,
        form=finding.form,
        check=finding.check,
        row=finding.row,
        reason="Compared with the source: it stands as entered",
    )
    return Played(at, _INVESTIGATOR.actor(), command)


def corrected(written: Played, page: FormRow) -> Played:
    """Return answers for a page that is complete: what they change has its reason."""
    command = written.command
    if not isinstance(command, EnterItems):
        raise TypeError(f"{command.kind} writes no answers")
    given = {(one.item, one.row) for one in command.entries if page.answer(one.item, one.row)}
    entries = tuple(
        one.model_copy(update={"reason": one.reason or _LATE}) if (one.item, one.row) in given else one
        for one in command.entries
    )
    return written._replace(command=command.model_copy(update={"entries": entries}))


def signed_again(study: Study, subject: str, fact: SignatureInvalidated, at: datetime) -> Played:
    """Return the investigator's new signature of a page that changed after the first."""
    meaning = "responsibility" if study.form_by_id[fact.form].signed else "review"
    command = SignForm(subject=subject, visit=fact.visit, form=fact.form, meaning=meaning)
    return Played(at, _INVESTIGATOR.actor(reauthenticated=True), command)


def assessed(subject: str, fact: DeviationRecorded, at: datetime) -> Played:
    """Return the investigator's judgement of a deviation."""
    command = AssessDeviation(
        subject=subject,
        deviation="/".join((fact.rule, fact.visit, fact.form, fact.item, str(fact.row))),
        grade="important" if fact.critical else "minor",
        cause="As the record shows",
        action="Talked over with the staff; no change of the conduct",
        reported=at.date().isoformat() if fact.critical else "",
    )
    return Played(at, _INVESTIGATOR.actor(), command)


def goes_on(subject: str, fact: HoldPlaced, at: datetime) -> Played:
    """Return the monitor's word that somebody mobilised already goes on under a hold: to stop there would be worse."""
    command = GiveClearance(
        subject=subject,
        clearance=f"hold:{fact.hold}",
        decision="clear",
        reason="Mobilised already; nothing in the event stands against this participant.",
    )
    return Played(at, _MONITOR.actor(), command)


def reviewed(event: Event, fact: HoldPlaced, number: int, at: datetime, *, stops: bool, cut: int) -> Iterator[Played]:  # fmt: skip
    """Yield the review of a hold: the board meets and signs, and two lift it; where the trial stops nobody does.

    A hold of one participant is the medical monitor's, whose written judgement is the decision.
    """
    decision = f"Judgement of the medical monitor MM-SYN-{number:03d}"
    if not event.subject:
        decision = f"DSMB-SYN-{number:03d}"
        yield from _meeting(decision, fact, at, stops=stops, cut=cut)
    if stops:
        return
    lift = LiftHold(
        subject=event.subject,
        hold=fact.hold,
        reason="Reviewed: the trial may go on as planned",
        decision=decision,
    )
    for plus, member in ((40, _MONITOR), (65, _INVESTIGATOR)):
        yield Played(at + timedelta(minutes=plus), member.actor(reauthenticated=True), lift)


def _meeting(name: str, fact: HoldPlaced, at: datetime, *, stops: bool, cut: int) -> Iterator[Played]:
    said = "The boundary is met: the trial stops." if stops else "Nothing that asks for a change was found."
    command = DecideBoard(
        meeting=name,
        held_on=at.date().isoformat(),
        cut=cut,
        recommendation="stop" if stops else "continue",
        sentence=f"{fact.reason.removesuffix('.')}. {said}",
        members=tuple(Member(name=one.name, present=True, user=one.user) for one in BOARD),
        clears=() if stops else (f"hold:{fact.hold}",),
    )
    yield Played(at, _MONITOR.actor(), command)
    for plus, member in enumerate(BOARD, start=1):
        actor = member.actor(reauthenticated=True)
        yield Played(at + timedelta(minutes=9 * plus), actor, SignBoard(meeting=name))
