"""The audit trail in numbers and lines: events by kind, changes with their reasons, late entries, protocol versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from hepatica.ledger import upcast
from hepatica.ledger.events import Event, Fact, ItemChanged, ItemEntered, RowRemoved, StudyPublished
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate

LATE_DAYS = 7
"""An answer entered more than so many days after the day of its visit counts as late, where a study says nothing else
(``study.monitoring.late_days``); printed wherever it acts."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of the protocol and the event that brought it into force."""

    seq: int
    at: str
    actor: str
    version: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """An answer replaced, or a row struck out, after it was entered."""

    seq: int
    at: str
    actor: str
    subject: str
    visit: str
    form: str
    item: str
    row: int
    was: str
    now: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Late:
    """Answers of one form entered late."""

    subject: str
    visit: str
    form: str
    answers: int
    days: int
    """Of the latest, after the day of the visit."""


@dataclass(frozen=True, kw_only=True)
class Trail:
    """What the ledger says about itself, to a cut."""

    events: int
    kinds: tuple[tuple[str, int], ...]
    """Kind → how many, by name."""
    versions: tuple[Version, ...]
    changes: tuple[Change, ...]
    """With a reason, in order of the ledger."""
    unexplained: int
    """Changes made before a form was first complete: those need no reason."""
    late: tuple[Late, ...]
    late_days: int = LATE_DAYS
    """How many days are not late yet."""


class Trailing:
    """Collects a trail while the ledger is read once; ``trail`` gives it."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()
        self._versions: list[Version] = []
        self._changes: list[Change] = []
        self._unexplained = 0
        self._entered: dict[tuple[str, str, str], list[str]] = {}

    def add(self, event: Event) -> None:
        """Take note of one event, in order of the ledger."""
        self._kinds[event.kind] += 1
        if event.kind == StudyPublished.kind:
            fact = upcast.read(event)
            assert isinstance(fact, StudyPublished)
            self._versions.append(
                Version(
                    seq=event.seq, at=event.at, actor=event.actor, version=fact.version, sha256=fact.sha256
                )
            )
        elif event.kind == ItemEntered.kind:
            fact = upcast.read(event)
            assert isinstance(fact, ItemEntered)
            self._entered.setdefault((event.subject, fact.visit, fact.form), []).append(event.at)
        elif event.kind in {ItemChanged.kind, RowRemoved.kind}:
            self._change(event, upcast.read(event))

    def _change(self, event: Event, fact: Fact) -> None:
        if isinstance(fact, ItemChanged):
            item, was, now, reason = (
                fact.item,
                _shown(fact.was, fact.was_unit, fact.was_state),
                "",
                fact.reason,
            )
            now = _shown(fact.value, fact.unit, fact.state)
        else:
            assert isinstance(fact, RowRemoved)
            item, was, now, reason = fact.group, "a row", "struck out", fact.reason
        if not reason:
            self._unexplained += 1
            return
        self._changes.append(
            Change(
                seq=event.seq, at=event.at, actor=event.actor, subject=event.subject, visit=fact.visit,
                form=fact.form, item=item, row=fact.row, was=was, now=now, reason=reason,
            )
        )  # fmt: skip

    def trail(self, state: State, zone: tzinfo, late_days: int = LATE_DAYS) -> Trail:
        """Return what was collected, with the visits' days as they stand in ``state``."""
        return Trail(
            events=sum(self._kinds.values()),
            kinds=tuple(sorted(self._kinds.items())),
            versions=tuple(self._versions),
            changes=tuple(self._changes),
            unexplained=self._unexplained,
            late=tuple(_late(state, zone, self._entered, late_days)),
            late_days=late_days,
        )


def _late(
    state: State, zone: tzinfo, entered: dict[tuple[str, str, str], list[str]], late_days: int
) -> Iterable[Late]:
    for (subject, visit, form), moments in sorted(entered.items()):
        person = state.get(SubjectRow, subject)
        held = _day(person.visits.get(visit, "")) if person else None
        if held is None:
            continue
        lags = [(datetime.fromisoformat(at).astimezone(zone).date() - held).days for at in moments]
        late = [lag for lag in lags if lag > late_days]
        if late:
            yield Late(subject=subject, visit=visit, form=form, answers=len(late), days=max(late))


def _day(text: str) -> date | None:
    if not text[:4].isdigit():
        return None
    found = PartialDate.parse(text[:10])
    return found.earliest if found.complete else None


def _shown(value: str | None, unit: str, state: str) -> str:
    if value is None:
        return state.replace("_", " ") or "nothing"
    return f"{value} {unit}".strip()
