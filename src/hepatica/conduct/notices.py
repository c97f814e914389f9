"""Letters that decisions and results oblige the laboratory to write: prepared by themselves, sent by a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from hepatica.conduct.case import Case, missing_reason
from hepatica.conduct.minutes import minute
from hepatica.conduct.product_commands import SendNotice
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import NoticePrepared, NoticeSent
from hepatica.ledger.product_rows import NoticeRow
from hepatica.product.moments import in_words
from hepatica.study.dates import minute_text


def prepared(
    case: Case, subject: str, *, on: str, lot: str, cause: str, result: str = ""
) -> tuple[Draft, ...]:
    """Return the letters that a decision or a result obliges: one for each whom the protocol names.

    ``on`` is conditional, out_of_specification, rejected, late_positive or mismatch; ``cause`` the kind of event and what
    it was about. A letter that waits already keeps its moment, and says both results.
    """
    return tuple(Draft(subject=subject, fact=fact) for fact in _owed(case, subject, on, lot, cause, result))


def _owed(case: Case, subject: str, on: str, lot: str, cause: str, result: str) -> Iterator[NoticePrepared]:
    for notice in case.plan.study.manufacture.notices:
        if notice.on != on:
            continue
        due = minute_text(case.now.at + timedelta(hours=notice.hours), ZoneInfo(case.now.zone))
        for to in map(str, notice.to):
            waits = case.state.get(NoticeRow, subject, f"{lot}/{notice.id}/{to}")
            said = result
            if waits is not None and not waits.sent:
                if cause == waits.cause and result == waits.result:
                    continue
                due = min(due, waits.due)
                said = "; ".join(dict.fromkeys(filter(None, (waits.result, result))))
            yield NoticePrepared(notice=notice.id, to=to, lot=lot, cause=cause, due=due, result=said)


def send(case: Case, command: SendNotice) -> Decision:
    """Say that a letter went out; one that went after its moment says why."""
    row = case.state.get(NoticeRow, command.subject, f"{command.lot}/{command.notice}/{command.to}")
    if row is None:
        return refuse("no_such", f"No letter to {command.to} about {command.lot} is owed.")
    at = minute(case, command.at, "Sent")
    if isinstance(at, Refused):
        return at
    if row.sent:
        return refuse("not_possible", f"The letter to {row.to} went out on {in_words(row.sent)} already.")
    if at > row.due and (
        refused := missing_reason(command.reason, f"A letter sent after {in_words(row.due)}")
    ):
        return refused
    fact = NoticeSent(
        notice=row.notice,
        to=row.to,
        lot=row.lot,
        at=at,
        file=command.file,
        file_name=command.file_name,
        reason=command.reason.strip(),
    )
    return (Draft(subject=command.subject, fact=fact),)
