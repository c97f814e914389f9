"""The next study from the one at hand and a chosen design: its whole folder, and what it leaves to people.

A step changes one part of the study and says in sentences what it could not decide. Nothing is left out silently: what
the design says and a study cannot hold, and what the study holds and the design says nothing of, stands in ``to_do``.
"""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.design.document import Design
from hepatica.design.successor import analysis, protocol, randomisation, safety, visits
from hepatica.design.successor.changing import Step
from hepatica.study.folder import pages
from hepatica.study.study import Study

STEPS: tuple[Step, ...] = (
    protocol.identity,
    protocol.arms,
    protocol.doses,
    visits.repeats,
    visits.follow_up,
    randomisation.randomised,
    safety.stagger,
    safety.stopping,
    analysis.endpoints,
    analysis.methods,
)
"""In this order: a visit that randomises must find the visits, an endpoint its window."""


@dataclass(frozen=True, kw_only=True)
class NextStudy:
    """The study a design makes of the one before, as a value and as files, and what people must still decide."""

    study: Study
    files: dict[str, str]
    """File of the folder → its text."""
    to_do: tuple[str, ...]


def next_study(study: Study, design: Design) -> NextStudy:
    """Return the folder of the study that follows ``study`` by ``design``; both must have passed their own checks."""
    to_do: list[str] = []
    for step in STEPS:
        study, more = step(study, design)
        to_do += more
    return NextStudy(study=study, files=pages(study), to_do=tuple(dict.fromkeys(to_do)))
