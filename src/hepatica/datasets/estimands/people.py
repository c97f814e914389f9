"""Everything an estimand is derived from, once per participant: scores, drugs and events of the record at a cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hepatica.datasets.adverse_events import AdverseEvent, derive_events
from hepatica.datasets.estimands.intercurrent import Occurrence, derive_occurrences
from hepatica.datasets.participants import Participant, derive_participants
from hepatica.datasets.tissue import BiopsyPair, derive_pair
from hepatica.datasets.visit_scores import COMPLETE, ScoredDraw, derive_scores
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, days_between
from hepatica.study.study import Study

STOPS = ("withdrawal", "completed")


@dataclass(frozen=True, kw_only=True)
class People:
    """The record at a cut, as estimands read it; what is derived already may be handed in."""

    study: Study
    state: State
    cut: date
    """Civil day of the data cut: nobody is followed after it."""
    scored: Mapping[str, tuple[ScoredDraw, ...]]

    @cached_property
    def started(self) -> tuple[Participant, ...]:
        """Everybody who began a study procedure, in order of infusion."""
        return tuple(p for p in derive_participants(self.study, self.state) if p.started)

    @cached_property
    def occurrences(self) -> dict[str, tuple[Occurrence, ...]]:
        """Intercurrent events by participant."""
        return {p.subject: derive_occurrences(self.study, self.state, p) for p in self.started}

    @cached_property
    def pairs(self) -> dict[str, BiopsyPair]:
        """Biopsies before and after by participant."""
        return {p.subject: derive_pair(self.study, self.state, p.subject) for p in self.started}

    @cached_property
    def events(self) -> dict[str, tuple[AdverseEvent, ...]]:
        """Adverse events by participant."""
        return {p.subject: derive_events(self.study, self.state, p.subject) for p in self.started}

    def draws(self, subject: str, score: str) -> tuple[ScoredDraw, ...]:
        """Return a participant's draws with a score: those handed in where they hold it, else scored for it."""
        found = self.scored.get(subject)
        if found is not None and all(score in one.results for one in found):
            return found
        return derive_scores(self.study, self.state, subject, names=dict.fromkeys((COMPLETE, score)))

    def followed(self, who: Participant, since: PartialDate | None = None) -> int | None:
        """Return how many days a participant was followed: to withdrawal or completion, else to the cut.

        None before an anchor, or where no day is known.
        """
        start = since if since is not None else who.anchor
        if start is None:
            return None
        ends = [PartialDate.parse(when[:10]) for how, when in who.ended.items() if how in STOPS]
        days = [
            day for end in (*ends, PartialDate.of(self.cut)) if (day := days_between(start, end)) is not None
        ]
        return max(0, min(days)) if days else None
