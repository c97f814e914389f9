"""Registers beside the trial: incidents, breaches of personal data, participants' requests, users' problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.conduct import commands as c
from hepatica.conduct import copies, redacting, statements
from hepatica.conduct.books import Book, books, owed
from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.minutes import minute
from hepatica.conduct.need import Need
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.events import Draft
from hepatica.ledger.review_facts import RegisterClosed, RegisterNoted, RegisterOpened
from hepatica.ledger.review_rows import RegisterRow


def enter(case: Case, command: c.OpenRegister) -> Decision:
    """Enter something in a register; its clocks start at the minute at which it became known."""
    book = books()[command.book]
    if refused := _wanting(case, command, book):
        return refused
    aware = minute(case, command.aware, "When it became known")
    if isinstance(aware, Refused):
        return aware
    fact = RegisterOpened(
        register=book.id,
        title=command.title.strip(),
        aware=aware,
        text=command.text.strip(),
        severity=command.severity,
        scope=command.scope.strip(),
    )
    return (Draft(subject=command.subject, fact=fact),)


def _wanting(case: Case, command: c.OpenRegister, book: Book) -> Refused | None:
    if not command.title.strip() or not command.text.strip():
        return refuse("reason_missing", "Say in a few words what it is, and then what happened.")
    if command.subject and isinstance(unknown := known_subject(case, command.subject), Refused):
        return unknown
    if book.scopes and not command.subject:
        return refuse("not_possible", "A request is somebody's: name the participant.", item="subject")
    if book.scopes and command.scope not in book.scopes:
        return refuse("unknown_code", f"A request asks for {listed(book.scopes)}.", item="scope")
    if book.severities and command.severity not in book.severities:
        said = f"Say how grave {book.one} is: {listed(book.severities)}."
        return refuse("unknown_code", said, item="severity")
    return None


def note(case: Case, command: c.NoteRegister) -> Decision:
    """Say what was found or done about an entry, and whom it was reported to at which minute."""
    row = _entry(case, command.subject, command.entry)
    if isinstance(row, Refused):
        return row
    if not command.text.strip():
        return refuse("reason_missing", "Say what was found or done.", item="text")
    at = ""
    if told := command.told.strip():
        if books()[row.register].tell(told) is None:
            known = tuple(tell.id for tell in books()[row.register].tells)
            return refuse(
                "unknown_code", f"{books()[row.register].title} go to {listed(known)}.", item="told"
            )
        if told in row.told:
            return refuse("not_possible", "That report is recorded already.", item="told")
        found = minute(case, command.at, "When it was reported")
        if isinstance(found, Refused):
            return found
        at = found
    fact = RegisterNoted(entry=row.seq, text=command.text.strip(), told=told, at=at)
    return (Draft(subject=command.subject, fact=fact),)


def close(case: Case, command: c.CloseRegister) -> Decision:
    """Settle an entry with the decision and its reason; what it owes must have been reported."""
    row = _entry(case, command.subject, command.entry)
    if isinstance(row, Refused):
        return row
    book = books()[row.register]
    if refused := missing_reason(command.reason, "A decision"):
        return refused
    if book.decisions and command.decision not in book.decisions:
        return refuse("unknown_code", f"A request is {listed(book.decisions)}.", item="decision")
    if not command.decision.strip():
        return refuse("reason_missing", "Say how it was settled.", item="decision")
    waits = tuple(tell.title for tell in owed(row))
    if waits:
        said = f"Not closed: it has not been recorded that this was reported to: {'; '.join(waits)}."
        return refuse("not_possible", said)
    fact = RegisterClosed(entry=row.seq, decision=command.decision.strip(), reason=command.reason.strip())
    return (Draft(subject=command.subject, fact=fact),)


def _entry(case: Case, subject: str, entry: int) -> RegisterRow | Refused:
    row = case.state.get(RegisterRow, subject, str(entry))
    if row is None:
        return refuse("no_such", f"No register has an entry {entry} here.")
    return row if row.state == "open" else refuse("not_possible", f"The entry {row.title!r} is closed.")


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {
    c.OpenRegister: enter,
    c.NoteRegister: note,
    c.CloseRegister: close,
    c.AcceptStatement: statements.accept,
    c.RedactText: redacting.redact,
    c.CertifyCopy: copies.certify,
}
"""Command → its decision."""


def _register(command: Any) -> Need:
    return Need(subject=command.subject, study=False, review=True)


NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    c.OpenRegister: _register,
    c.NoteRegister: _register,
    c.CloseRegister: _register,
    c.AcceptStatement: lambda _: Need(study=False),
    c.RedactText: redacting.needs,
    c.CertifyCopy: lambda command: Need(
        subject=command.subject, review=True, forms=frozenset({(command.visit, command.form)})
    ),
}
"""Command → the rows it needs."""
