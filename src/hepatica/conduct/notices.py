"""Letters that decisions and results oblige the laboratory to write: prepared by themselves, sent by a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from hepatica.conduct.case import Case
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import NoticePrepared
from hepatica.ledger.product_rows import NoticeRow
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
                said = " ".join(dict.fromkeys(filter(None, (waits.result, result))))
            yield NoticePrepared(notice=notice.id, to=to, lot=lot, cause=cause, due=due, result=said)
