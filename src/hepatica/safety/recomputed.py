"""Clocks whose source was edited afterwards: what was due before, what is due now, and because of which answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from hepatica.ledger.events import ItemChanged
from hepatica.ledger.fact import Fact
from hepatica.safety.case import Case, When
from hepatica.safety.clocks import obligations
from hepatica.study.clocks import Clock
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.study import AE_FORM, AE_START, Study

ONSET_TIME, AWARE = "aesttim", "aeaware"
"""Items of the event log beside ``AE_START`` from which clocks count."""


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """A limit that moved: both values are kept."""

    clock: Clock
    was: datetime
    """The limit before, UTC."""
    due: datetime | None
    """The limit now."""
    because: str
    """The answer it rested on: 'onset was 14 Mar 2026'."""

    def words(self, zone: tzinfo) -> str:
        """Say it: 'was due 28 Mar 2026, 23:59, because onset was 14 Mar 2026'."""
        local = self.was.astimezone(zone)
        return f"was due {PartialDate.of(local.date()).words()}, {local:%H:%M}, because {self.because}"


def recomputed(
    study: Study, case: Case, trail: Iterable[Fact], zone: tzinfo, now: datetime
) -> tuple[Recomputed, ...]:
    """Return each limit of a case that an earlier answer of its trail gave otherwise, the latest change first.

    ``trail`` holds the facts about the participant's log in the order of the ledger; others are passed over.
    """
    present = {o.clock.id: o.due for o in obligations(study, case, zone, now)}
    found = {}
    for earlier, because in _earlier(case, trail):
        for one in obligations(study, earlier, zone, now):
            due = present.get(one.clock.id)
            if one.due is not None and one.due != due:
                found[one.clock.id, one.due] = Recomputed(
                    clock=one.clock, was=one.due, due=due, because=because
                )
    return tuple(found.values())


def _earlier(case: Case, trail: Iterable[Fact]) -> Iterator[tuple[Case, str]]:
    """Yield the case as it stood before each change, going back from the present."""
    for fact in reversed(tuple(trail)):
        if not isinstance(fact, ItemChanged) or (fact.form, fact.row) != (AE_FORM, case.row):
            continue
        if fact.item == AE_START:
            case = replace(case, onset=When(day=_day(fact.was), time=case.onset.time))
            yield case, f"onset was {case.onset.words()}"
        elif fact.item == ONSET_TIME:
            case = replace(case, onset=When(day=case.onset.day, time=fact.was or ""))
            yield case, f"onset was {case.onset.words()}"
        elif fact.item == AWARE:
            day, _, time = (fact.was or "").partition("T")
            case = replace(case, aware=When(day=_day(day), time=time))
            yield case, f"it was heard of {case.aware.words() if case.aware else ''}"


def _day(text: str | None) -> PartialDate:
    try:
        return PartialDate.parse(text or "")
    except NotADate:
        return PartialDate()
