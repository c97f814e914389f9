"""Freeze, lock, unlock, from a form to the whole study: one rule that the drafts of every command must pass.

``locked`` is that rule. A lock lies on a place; what would change anything there, by whatever path, refuses the whole
command, also where the change only follows from another. What lies outside of it is listed in ``lock_table``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hepatica.conduct.authority import masked
from hepatica.conduct.case import Case
from hepatica.conduct.commands import Refusal
from hepatica.conduct.lock_table import GOES_ON, OUTSIDE
from hepatica.conduct.locking import freeze, lock, unlock
from hepatica.conduct.need import Need
from hepatica.conduct.refused import Decision, Refused
from hepatica.conduct.review_commands import FreezeRecord, LockRecord, UnlockRecord
from hepatica.ledger.events import Draft, SignalConfirmed, SubjectScreened
from hepatica.ledger.review_facts import DeviationAssessed, QueryAnswered, QueryClosed, QueryReopened
from hepatica.ledger.review_rows import LockRow, QueryRow
from hepatica.ledger.rows import DeviationRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

ENTRY = frozenset({"items.enter", "row.remove", "form.complete", "form.reopen"})
"""Commands that a freeze stops, whatever else stands against them."""


class Place(NamedTuple):
    """Where a change falls; visit and form '' for the participant as a whole, subject '' for the study."""

    subject: str
    visit: str = ""
    form: str = ""
    site: str = ""


def locked(case: Case, drafts: Iterable[Draft]) -> Refused | None:
    """Return the refusal of drafts that change anything of a locked or frozen place, naming each lock once; else None."""
    refusals: dict[tuple[str, str], Refusal] = {}
    for draft in drafts:
        if isinstance(draft.fact, OUTSIDE):
            continue
        for place in places_of(case.state, draft):
            row = standing(case.state, place, frozen=not isinstance(draft.fact, GOES_ON))
            if row is not None:
                refusals.setdefault((row.subject, row.key), _refusal(case, row, place))
    return Refused(refusals=tuple(refusals.values())) if refusals else None


def locked_first(case: Case, command: Any) -> Refused | None:
    """Return the refusal of a command by the lock on the form it names, before anything else that stands against it."""
    subject, visit, form = (getattr(command, name, "") for name in ("subject", "visit", "form"))
    if not (subject and visit and form) or isinstance(command, FreezeRecord | LockRecord | UnlockRecord):
        return None
    place = Place(subject, visit, form, site_of(case.state, subject))
    row = standing(case.state, place, frozen=command.kind in ENTRY)
    return Refused(refusals=(_refusal(case, row, place),)) if row else None


def standing(state: State, place: Place, *, frozen: bool = True) -> LockRow | None:
    """Return the lock (or, where asked, the freeze) that lies on a place, the widest first; None when nothing does."""
    for subject, key in _keys(place):
        row = state.get(LockRow, subject, key)
        if row is not None and (row.locked or frozen):
            return row
    return None


def _keys(place: Place) -> Iterator[tuple[str, str]]:
    yield "", "study///"
    if place.site:
        yield "", f"site/{place.site}//"
    if place.subject:
        yield place.subject, "subject///"
    if place.subject and place.visit:
        yield place.subject, f"visit//{place.visit}/"
    if place.subject and place.visit and place.form:
        yield place.subject, f"form//{place.visit}/{place.form}"


def site_of(state: State, subject: str) -> str:
    """Return the site of a participant; '' when the state does not hold them."""
    row = state.get(SubjectRow, subject) if subject else None
    return row.site if row else ""


def places_of(state: State, draft: Draft) -> Iterator[Place]:
    """Yield every place that a draft changes."""
    subject, fact = draft.subject, draft.fact
    site = site_of(state, subject)
    match fact:
        case SubjectScreened():
            yield Place(subject, site=fact.site)
        case QueryAnswered() | QueryReopened() | QueryClosed():
            query = state.get(QueryRow, subject, str(fact.query))
            yield Place(subject, query.visit, query.form, site) if query else Place(subject, site=site)
        case DeviationAssessed():
            row = state.get(DeviationRow, subject, fact.deviation)
            yield Place(subject, row.visit, row.form, site) if row else Place(subject, site=site)
        case SignalConfirmed():
            yield Place(subject, fact.visit, fact.form, site)
            yield Place(subject, LOG_VISIT, AE_FORM, site)
        case _:
            own = getattr(fact, "site", "") or site
            yield Place(subject, getattr(fact, "visit", ""), getattr(fact, "form", ""), own)


def _refusal(case: Case, row: LockRow, place: Place) -> Refusal:
    if masked(case.actor):  # a reader knows codes, and learns nobody's number from a refusal
        return Refusal(code="locked", sentence="What this code stands for is locked: ask the data manager.")
    visit, form = (place.visit, place.form) if place.subject else ("", "")
    return Refusal(
        code="locked", sentence=sentence(case.plan.study, row, case.now.zone), visit=visit, form=form
    )


def sentence(study: Study, row: LockRow, zone: str) -> str:
    """Return what a lock says to whoever meets it: the place, who, when, and what mends it."""
    done = "locked" if row.locked else "frozen"
    what = "nothing of it changes" if row.locked else "nothing is entered or changed there"
    who = " and ".join(filter(None, (row.name or row.by, row.second_name)))
    return (
        f"{place_words(study, row)} was {done} by {who} on {when(row.at, zone)}: {what} until it is unlocked."
    )


def when(at: str, zone: str) -> str:
    """Return an instant as the site reads it: '14 Mar 2026, 20:00'."""
    local = datetime.fromisoformat(at).astimezone(ZoneInfo(zone))
    return f"{PartialDate.of(local.date()).words()}, {local:%H:%M}"


def place_words(study: Study, row: Any) -> str:
    """Name the place of a lock (a row, a fact with its subject, or a command), to begin a sentence with."""
    subject = getattr(row, "subject", "")
    visit = study.visit(row.visit)
    number = row.visit.partition(".")[2]
    title = (
        "The logs"
        if row.visit == LOG_VISIT
        else f"{visit.title if visit else row.visit}{f' {number}' if number else ''}"
    )
    match row.level:
        case "form":
            asked = study.form_by_id.get(row.form)
            return f"{title}, {asked.title if asked else row.form}, of {subject}"
        case "visit":
            return f"{title} of {subject}"
        case "subject":
            return f"The record of {subject}"
        case "site":
            return f"Site {row.site}"
        case _:
            return "The study"


def _need(command: FreezeRecord | LockRecord | UnlockRecord) -> Need:
    if isinstance(command, LockRecord) and command.level in {"site", "study"}:
        return Need(entire=True)
    whole = isinstance(command, LockRecord)
    return Need(subject=command.subject, whole=whole, desk=whole, review=whole)


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {
    FreezeRecord: freeze,
    LockRecord: lock,
    UnlockRecord: unlock,
}
"""Command → its decision."""

NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    FreezeRecord: _need,
    LockRecord: _need,
    UnlockRecord: _need,
}
"""Command → the rows it needs."""
