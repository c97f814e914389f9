"""Consent after an amendment that bears on participants: who must give it again, and a procedure done before they did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hepatica.conduct.case import Case
from hepatica.conduct.flags import flag, places, value
from hepatica.conduct.plan import Changed, Plan
from hepatica.ledger.events import Draft
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.study import CONSENT_ANCHOR

RULE = "reconsent_missing"


def asked_again(head: Plan, subject: SubjectRow) -> bool:
    """Whether the version in force wants a renewed consent of a participant who was there before it asked for one."""
    since = head.published.reconsent_since or head.definition
    return bool(head.published.reconsent) and subject.seq < since


def renewed_on(head: Plan, subject: SubjectRow) -> str:
    """Return the day of the earliest renewed consent that does for the version in force; '' while there is none."""
    days = (subject.consented.get(version, "") for version in head.published.reconsent)
    return min(filter(None, days), default="")


def must_renew(head: Plan, subject: SubjectRow) -> bool:
    """Whether a participant still has to consent again: they consented once, are in the trial, and have not since."""
    return (
        asked_again(head, subject)
        and CONSENT_ANCHOR in subject.anchors
        and not subject.ended
        and not renewed_on(head, subject)
    )


def missing(case: Case, ahead: State, subject: str, changed: Iterable[Changed]) -> Iterator[Draft]:
    """Yield the deviations of procedures done under the version in force before the consent to it was renewed."""
    row = ahead.get(SubjectRow, subject)
    if row is None or case.plan is not case.head or not asked_again(case.head, row):
        return
    since = _since(case)
    for place in sorted({c for c in changed if (c.form, c.item) in case.plan.procedures}):
        said = _said(case, row, place, civil(value(ahead, subject, place)), since)
        yield from flag(case, subject, RULE, place, said, critical=True)


def reconsidered(case: Case, ahead: State, subject: str) -> Iterator[Draft]:
    """Yield what a renewed consent changes in the deviations of every procedure of a participant."""
    every = (place for at in case.plan.procedures for place in places(ahead, subject, *at))
    yield from missing(case, ahead, subject, every)


def _said(case: Case, row: SubjectRow, place: Changed, done: PartialDate | None, since: date | None) -> str:
    if done is None or done.earliest is None or since is None or done.earliest < since:
        return ""
    renewed = civil(renewed_on(case.head, row))
    if renewed is not None and renewed.latest is not None and renewed.latest <= done.earliest:
        return ""
    title = case.plan.procedures[place.form, place.item][0].title
    when = f"before it was renewed on {renewed.words()}" if renewed else "and it is not renewed"
    version = case.head.published.reconsent[0]
    return f"{title} took place on {done.words()}; consent to version {version} was asked for, {when}."


def _since(case: Case) -> date | None:
    """Return the civil day at the site on which the version in force was published."""
    if not case.head.at:
        return None
    at = datetime.strptime(case.head.at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return at.astimezone(ZoneInfo(case.now.zone)).date()
