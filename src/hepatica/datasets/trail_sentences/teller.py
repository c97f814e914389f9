"""An event of the ledger as a sentence: who, what, from what to what, where, why.

"Lakshmi Rao (coordinator) changed bilirubin at Month 1 from 2.1 to 3.1 mg/dL: typing error." What the program derives
by itself says so, with the version of the protocol whose rules it followed and the person whose act set it off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hepatica.datasets.lock_history import Episode, lifted_before
from hepatica.datasets.trail_sentences import desk_words, product_words, review_words, study_words
from hepatica.datasets.trail_sentences.saying import PROGRAM, Person, Saying
from hepatica.ledger import upcast
from hepatica.ledger.events import Event, Fact, HoldPlaced, ItemChanged, ItemEntered, RoleGranted, RoleRevoked
from hepatica.ledger.review_facts import QueryClosed
from hepatica.study.study import Study

SENTENCES: Mapping[type[Fact], Callable[[Saying, Any], str]] = {
    **study_words.SENTENCES,
    **desk_words.SENTENCES,
    **product_words.SENTENCES,
    **review_words.SENTENCES,
}
"""Every kind of fact of the grammar, and how it is told."""
DERIVED = frozenset(
    {
        "subject.started", "subject.kept", "subject.moved", "signature.invalidated", "finding.raised",
        "finding.cleared", "signal.proposed", "signal.withdrawn", "deviation.recorded", "deviation.withdrawn",
        "rule.counted", "rule.fired", "alert.raised", "alert.sent", "alert.failed", "alert.escalated", "notice.prepared",
    }
)  # fmt: skip
"""Kinds that the program writes by itself, beside what a person did."""
SYSTEM, OWNER = "system", "owner"
MODULE = {SYSTEM: PROGRAM, OWNER: "The owner of the trial's folder, at the command line,"}


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One line of the trail."""

    event: Event
    fact: Fact
    who: str
    """'Lakshmi Rao (coordinator)'; for what is derived 'Hepatica, by protocol 1.4, after Lakshmi Rao (coordinator)'."""
    did: str
    critical: bool
    """Whether it gives or changes an answer that the protocol calls critical."""
    after_lock: int = 0
    """For an answer on a page that had been locked: the event that took the lock back; 0 for any other."""

    @property
    def text(self) -> str:
        """The whole sentence, with what marks it for ever."""
        said = f"{self.who} {self.did}"
        if self.after_lock:
            return f"{said.rstrip('.')} (after the lock, which event {self.after_lock} had taken back)."
        return said if said.endswith(("?", "!", ".")) else f"{said}."


@dataclass
class Roll:
    """Who held which role when: filled from the role events of the ledger, in their order."""

    _names: dict[str, str] = field(default_factory=dict)
    _held: dict[str, list[tuple[int, tuple[str, ...]]]] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        """Take note of a role that was granted or taken back; any other event is nothing to it."""
        fact = upcast.read(event) if event.kind in {RoleGranted.kind, RoleRevoked.kind} else None
        if isinstance(fact, RoleGranted | RoleRevoked):
            roles = {*self._roles(fact.user, event.seq)}
            if isinstance(fact, RoleGranted):
                self._names[fact.user] = fact.name
                roles.add(fact.role)
            else:
                roles.discard(fact.role)
            self._held.setdefault(fact.user, []).append((event.seq, tuple(sorted(roles))))

    @property
    def names(self) -> Mapping[str, str]:
        """Sign-in → the name last granted under."""
        return self._names

    def person(self, user: str, seq: int) -> Person:
        """Return who acted at an event; the program and the owner by what they are."""
        if user in MODULE:
            return Person(name=MODULE[user])
        return Person(name=self._names.get(user, user), roles=self._roles(user, seq))

    def _roles(self, user: str, seq: int) -> tuple[str, ...]:
        return next((roles for at, roles in reversed(self._held.get(user, [])) if at <= seq), ())


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells events: needs the protocols that were in force, and the roll of people. Words taken out of sight are masked in the events it is given."""

    studies: Mapping[int, Study]
    """The event that published a protocol → the protocol."""
    roll: Roll
    codes: bool = True
    """Whether the reader of the trail may know which accession code is whose; without it no code is shown."""
    episodes: tuple[Episode, ...] = ()
    """Every lock of the trial; without them nothing is marked as changed after one."""
    site_of: Mapping[str, str] = field(default_factory=dict)
    """Participant → site, for locks of a whole site."""

    def study_of(self, event: Event) -> Study | None:
        """Return the protocol under which an event was recorded; before the first one, the first."""
        at = event.seq if event.seq in self.studies else event.definition
        return self.studies.get(at) or next(iter(self.studies.values()), None)

    def tell(self, event: Event) -> Sentence:
        """Return the sentence of an event; ValueError when the event is not of the grammar."""
        fact = upcast.read(event)
        study = self.study_of(event)
        if study is None:
            return self._bare(event, fact)
        lock = lifted_before(self.episodes, event, fact, self.site_of.get(event.subject, ""))
        say = Saying(study=study, event=event, name_of=self.roll.names, codes=self.codes)
        item = study.item(fact.form, fact.item) if isinstance(fact, ItemEntered | ItemChanged) else None
        return Sentence(
            event=event,
            fact=fact,
            who=self._who(
                event, derived=_is_derived(fact) or bool(item and item.compute), version=study.version
            ),
            did=SENTENCES[type(fact)](say, fact),
            critical=bool(item and item.critical),
            after_lock=lock.lifted if lock else 0,
        )

    def all(self, events: Iterable[Event]) -> tuple[Sentence, ...]:
        """Return the sentences of events, in their order."""
        return tuple(self.tell(event) for event in events)

    def _who(self, event: Event, *, derived: bool, version: str) -> str:
        person = self.roll.person(event.actor, event.seq)
        if not derived:
            return person.words
        after = f", after {person.words}" if event.actor != SYSTEM else ""
        return f"{PROGRAM}, by protocol {version}{after},"

    def _bare(self, event: Event, fact: Fact) -> Sentence:
        """Tell an event of a ledger without any protocol: roles and the mark of invented data alone come before one."""
        who = self.roll.person(event.actor, event.seq).words
        return Sentence(event=event, fact=fact, who=who, did=event.kind.replace(".", " "), critical=False)


def _is_derived(fact: Fact) -> bool:
    by_rule = isinstance(fact, HoldPlaced) and bool(fact.rule)
    return fact.kind in DERIVED or by_rule or (isinstance(fact, QueryClosed) and fact.mended)
