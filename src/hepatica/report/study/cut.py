"""Everything the report is written from, derived once from the state at a cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from hepatica.datasets.adam.frame import Dataset
from hepatica.datasets.adverse_events import AdverseEvent, derive_events
from hepatica.datasets.bindings import forms_of
from hepatica.datasets.efficacy import Course, derive_course
from hepatica.datasets.estimands.estimate import Estimate, derive_estimates
from hepatica.datasets.estimands.people import People
from hepatica.datasets.participants import Participant, derive_participants
from hepatica.datasets.tissue import BiopsyPair, derive_pair
from hepatica.datasets.visit_scores import ScoredDraw, derive_scores
from hepatica.ledger.rows import DeviationRow, StudyRow
from hepatica.ledger.state import State
from hepatica.report.stamp import Stamp
from hepatica.study.schedule import Procedure
from hepatica.study.study import Study

TAG = "Synthetic data: invented participants"


@dataclass(frozen=True, kw_only=True)
class Cut:
    """The study as of one sequence number."""

    study: Study
    state: State
    stamp: Stamp
    synthetic: bool
    participants: tuple[Participant, ...]
    scored: dict[str, tuple[ScoredDraw, ...]]
    courses: dict[str, Course]
    events: dict[str, tuple[AdverseEvent, ...]]
    pairs: dict[str, BiopsyPair]
    deviations: dict[str, tuple[DeviationRow, ...]]

    @property
    def started(self) -> tuple[Participant, ...]:
        """Participants who started a study procedure: the safety set."""
        return tuple(p for p in self.participants if p.started)

    @property
    def infused(self) -> tuple[Participant, ...]:
        """Participants who received cells."""
        return tuple(p for p in self.participants if p.infused)

    @property
    def all_events(self) -> tuple[AdverseEvent, ...]:
        """Every event of the safety set, in order of infusion, then as logged."""
        return tuple(e for p in self.started for e in self.events[p.subject])

    @property
    def tag(self) -> str:
        """The words of the framed tag; '' where the data are real."""
        return TAG if self.synthetic else ""

    @cached_property
    def people(self) -> People:
        """The record as the estimands read it."""
        return People(study=self.study, state=self.state, cut=self.stamp.cut, scored=self.scored)

    @cached_property
    def estimates(self) -> tuple[Estimate, ...]:
        """Every estimand of the study, answered; worked out when first asked for."""
        return derive_estimates(self.people)

    @cached_property
    def datasets(self) -> dict[str, Dataset]:
        """The datasets that were asked for at this cut, by name."""
        return {}

    def underwent(self, procedure: Procedure) -> tuple[str, ...]:
        """Return who had a procedure: its start is on record."""
        return tuple(p.subject for p in self.started if _began(self.state, p.subject, procedure))


def read_cut(study: Study, state: State, stamp: Stamp) -> Cut:
    """Derive the report's values from the whole state at a cut."""
    people = derive_participants(study, state)
    scored = {p.subject: derive_scores(study, state, p.subject) for p in people}
    row = state.get(StudyRow)
    return Cut(
        study=study,
        state=state,
        stamp=stamp,
        synthetic=bool(row and row.synthetic),
        participants=people,
        scored=scored,
        courses={p.subject: derive_course(study, p, scored[p.subject]) for p in people},
        events={p.subject: derive_events(study, state, p.subject) for p in people},
        pairs={p.subject: derive_pair(study, state, p.subject) for p in people},
        deviations={p.subject: state.of(DeviationRow, p.subject) for p in people},
    )


def _began(state: State, subject: str, procedure: Procedure) -> bool:
    start = procedure.start
    return any(
        answer.value
        for form in forms_of(state, subject, start.form)
        for answers in form.answers.values()
        if (answer := answers.get(start.item)) is not None
    )
