"""What was frozen, locked and unlocked, by whom and why; and what changed after a lock was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hepatica.ledger import upcast
from hepatica.ledger.events import Event, ItemChanged, ItemEntered, RowRemoved
from hepatica.ledger.fact import Fact
from hepatica.ledger.review_facts import RecordFrozen, RecordLocked, RecordUnlocked


@dataclass(frozen=True, kw_only=True)
class Episode:
    """One freeze or lock, from the event that made it to the one that took it back."""

    level: str
    subject: str = ""
    site: str = ""
    visit: str = ""
    form: str = ""
    locked: bool
    """False: frozen."""
    seq: int
    at: str
    by: str
    name: str
    second: str = ""
    """Printed name of the second person; '' where one was enough."""
    lifted: int = 0
    """The event that took it back; 0 while it stands."""
    lifted_at: str = ""
    lifted_by: str = ""
    lifted_second: str = ""
    reason: str = ""

    def covers(self, *, subject: str, site: str, visit: str, form: str) -> bool:
        """Whether a page of a participant lies within the place."""
        match self.level:
            case "study":
                return True
            case "site":
                return self.site == site
            case "subject":
                return self.subject == subject
            case "visit":
                return (self.subject, self.visit) == (subject, visit)
            case _:
                return (self.subject, self.visit, self.form) == (subject, visit, form)


@dataclass(frozen=True, kw_only=True)
class AfterLock:
    """A change of a page that had been locked: flagged for ever."""

    seq: int
    at: str
    by: str
    subject: str
    visit: str
    form: str
    item: str
    row: int
    episode: Episode
    """The lock that had been taken back."""


def derive_episodes(events: Iterable[Event]) -> tuple[Episode, ...]:
    """Return every freeze and lock in order of the ledger, each with what became of it; other events are passed over."""
    found: list[Episode] = []
    for event in events:
        if not event.kind.startswith("record."):
            continue
        fact = upcast.read(event)
        if isinstance(fact, RecordUnlocked):
            _lift(found, event, fact)
        elif isinstance(fact, RecordFrozen | RecordLocked):
            found.append(
                Episode(
                    level=fact.level,
                    subject=event.subject,
                    site=fact.site,
                    visit=fact.visit,
                    form=fact.form,
                    locked=isinstance(fact, RecordLocked),
                    seq=event.seq,
                    at=event.at,
                    by=event.actor,
                    name=fact.name or event.actor,
                    second=fact.second_name,
                )
            )
    return tuple(found)


def _lift(found: list[Episode], event: Event, fact: RecordUnlocked) -> None:
    """End what stood at the place: a freeze that became a lock ends with it."""
    place = (fact.level, event.subject, fact.site, fact.visit, fact.form)
    for n, one in enumerate(found):
        if (one.level, one.subject, one.site, one.visit, one.form) == place and not one.lifted:
            found[n] = replace(
                one,
                lifted=event.seq,
                lifted_at=event.at,
                lifted_by=fact.name or event.actor,
                lifted_second=fact.second_name,
                reason=fact.reason,
            )


def first_lifted(
    episodes: Iterable[Episode], *, subject: str, site: str, visit: str, form: str
) -> Episode | None:
    """Return the lock of a page that was taken back first: what changes after it is a change after the lock."""
    own = (
        one
        for one in episodes
        if one.locked and one.lifted and one.covers(subject=subject, site=site, visit=visit, form=form)
    )
    return min(own, key=lambda one: one.lifted, default=None)


def lifted_before(episodes: Iterable[Episode], event: Event, fact: Fact, site: str) -> Episode | None:
    """Return the lock that had been taken back before an answer of its page was given or changed; None for any other event."""
    if not isinstance(fact, ItemEntered | ItemChanged | RowRemoved):
        return None
    found = first_lifted(episodes, subject=event.subject, site=site, visit=fact.visit, form=fact.form)
    return found if found is not None and event.seq > found.lifted else None


def changed_after(
    episodes: Iterable[Episode], changes: Iterable[Event], site_of: dict[str, str]
) -> tuple[AfterLock, ...]:
    """Return the changes of answers on pages whose lock had been taken back; ``site_of`` gives each participant's site."""
    known, found = tuple(episodes), []
    for event in changes:
        fact = upcast.read(event)
        episode = lifted_before(known, event, fact, site_of.get(event.subject, ""))
        if episode is not None and isinstance(fact, ItemEntered | ItemChanged | RowRemoved):
            found.append(
                AfterLock(
                    seq=event.seq,
                    at=event.at,
                    by=event.actor,
                    subject=event.subject,
                    visit=fact.visit,
                    form=fact.form,
                    item=fact.group if isinstance(fact, RowRemoved) else fact.item,
                    row=fact.row,
                    episode=episode,
                )
            )
    return tuple(found)
