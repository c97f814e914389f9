"""Analysis visits of a participant: the baseline, each window that has a draw, and what is carried into a gap when asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hepatica.datasets.adam.frame import Variable
from hepatica.datasets.adam.inputs import Key, Person, key_of
from hepatica.datasets.efficacy import Course, WindowValue
from hepatica.datasets.visit_scores import ScoredDraw

AVERAGE, CARRIED_FORWARD = "AVERAGE", "LOCF"
ABSORBING = ("death", "transplant")
"""After these there is no value of the participant's own liver to carry."""
RULES = "closest, last or mean, by analysis.repeats"

AVISIT = Variable(
    name="AVISIT",
    label="Analysis Visit",
    type="text",
    origin="Derived",
    source=f"title of the analysis window that took this draw ({RULES}); empty where none did",
    of=("ADT", "TRTSDT"),
)
AVISITN = Variable(
    name="AVISITN",
    label="Analysis Visit (N)",
    type="integer",
    origin="Derived",
    source="target day of the analysis window; 0 for the baseline",
    of=("ADT", "TRTSDT"),
)
ABLFL = Variable(
    name="ABLFL",
    label="Baseline Record Flag",
    type="flag",
    origin="Derived",
    source="Y for the last complete draw before the anchor of the baseline rule",
    of=("ADT", "TRTSDT"),
)
ANL01FL = Variable(
    name="ANL01FL",
    label="Analysis Flag 01",
    type="flag",
    origin="Derived",
    source="Y for the baseline and for the draw a window took: at most one of each window",
    of=("ADT", "TRTSDT"),
)
DTYPE = Variable(
    name="DTYPE",
    label="Derivation Type",
    type="text",
    origin="Derived",
    source="AVERAGE: mean over a window's draws (analysis.repeats); LOCF: carried forward (analysis.missing_visits)",
)


@dataclass(frozen=True, kw_only=True)
class AnalysisVisit:
    """One analysis visit that has a value."""

    title: str
    number: int
    value: WindowValue
    dtype: str = ""
    """'' for a draw as it is, AVERAGE or LOCF."""
    baseline: bool = False


def derive_visits(person: Person, course: Course) -> tuple[AnalysisVisit, ...]:
    """Return the baseline and the windows in order; a window without a draw is left out unless the study carries forward.

    Nothing is carried from the baseline, into a window that has not closed at the cut, or into one that had not closed
    before death or transplant.
    """
    found = []
    if course.baseline is not None:
        window = course.baseline.window
        found.append(AnalysisVisit(title=str(window.title), number=0, value=course.baseline, baseline=True))
    last: WindowValue | None = None
    for one in course.windows:
        dtype = AVERAGE if one.averaged else ""
        if one.scored is None:
            if last is None or not _carries(person, one.window.last):
                continue
            dtype = CARRIED_FORWARD
        else:
            last = one
        value = last if one.scored is None else one
        found.append(
            AnalysisVisit(title=str(one.window.title), number=one.window.target, value=value, dtype=dtype)
        )
    return tuple(found)


def _carries(person: Person, last: int) -> bool:
    """Whether a gap may be filled: by the study's rule, once its window has closed with the participant's own liver."""
    anchor = person.who.anchor
    if person.study.analysis.missing_visits != "last" or anchor is None or anchor.latest is None:
        return False
    closed: date = anchor.latest + timedelta(days=last)
    ends = [day for how in ABSORBING if (day := person.ended(how))]
    return closed <= person.inputs.cut and all(day.earliest and day.earliest > closed for day in ends)


def draws_of(visits: tuple[AnalysisVisit, ...]) -> frozenset[Key]:
    """Return every draw that analysis visits read, averaged ones too."""
    taken = (
        one for visit in visits for one in (visit.value.scored, *visit.value.averaged) if one is not None
    )
    return frozenset(key_of(one.draw) for one in taken)


def filled(visit: AnalysisVisit, scored: dict[Key, ScoredDraw]) -> AnalysisVisit:
    """Return the visit with its draws scored in full; KeyError where a draw is not among them."""
    value = visit.value
    whole = replace(
        value,
        scored=scored[key_of(value.scored.draw)] if value.scored else None,
        averaged=tuple(scored[key_of(one.draw)] for one in value.averaged),
    )
    return replace(visit, value=whole)
