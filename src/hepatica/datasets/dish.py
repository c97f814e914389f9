"""Liver injury: ALT and total bilirubin of one draw, each with its limit of normal, and the own baseline (ADLB)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.datasets.participants import Participant, derive_participants
from hepatica.datasets.ranges import derive_limits
from hepatica.ledger.state import State
from hepatica.scores.units import UnitError, convert
from hepatica.study.study import Study

ANALYTES = ("alt", "bilirubin")
NAMES = {"alt": "ALT", "bilirubin": "bilirubin"}


@dataclass(frozen=True, kw_only=True)
class LiverValue:
    """A value in the study's unit, with the upper limit of normal of its laboratory on that day where one is known."""

    value: Decimal
    unit: str
    uln: Decimal | None


@dataclass(frozen=True, kw_only=True)
class LiverDraw:
    """Both values of one draw; ``day`` counts from the infusion."""

    draw: LabDraw
    day: int
    alt: LiverValue
    bilirubin: LiverValue


@dataclass(frozen=True, kw_only=True)
class LiverGap:
    """What cannot be used or must be known, in a sentence; ``draw`` is None where it concerns the whole person."""

    draw: LabDraw | None
    day: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class LiverCourse:
    """One infused participant: the own baseline, every later draw, and what is missing."""

    participant: Participant
    baseline: LiverDraw | None
    draws: tuple[LiverDraw, ...]
    gaps: tuple[LiverGap, ...]


def derive_dish(study: Study, state: State) -> tuple[LiverCourse, ...]:
    """Return the liver values of every infused participant, in order of infusion.

    The baseline is the last draw with both values before the analysis anchor (the first G-CSF dose); draws on the
    anchor's day or after it are later draws. Nothing is carried forward and no value is taken from another draw.
    """
    return tuple(_course(study, state, who) for who in derive_participants(study, state) if who.infused)


def _course(study: Study, state: State, who: Participant) -> LiverCourse:
    usable: list[LiverDraw] = []
    gaps: list[LiverGap] = []
    for draw in derive_draws(study, state, who.subject):
        if any(analyte in draw.answers for analyte in ANALYTES):
            found = _read(study, who, draw)
            if isinstance(found, LiverDraw):
                usable.append(found)
            else:
                gaps.append(found)
    before = [one for one in usable if (day := who.analysis_day(one.draw.date)) is not None and day < 0]
    baseline = max(before, key=lambda one: (one.day, one.draw.at), default=None)
    after = [one for one in usable if (day := who.analysis_day(one.draw.date)) is not None and day >= 0]
    return LiverCourse(
        participant=who,
        baseline=baseline,
        draws=tuple(after),
        gaps=(*_about_baseline(study, who, baseline), *gaps),
    )


def _about_baseline(study: Study, who: Participant, baseline: LiverDraw | None) -> tuple[LiverGap, ...]:
    """Say that there is no baseline, or that it is older than its window allows."""
    if baseline is None:
        why = "no ALT and bilirubin from one draw before the first G-CSF dose, so no own baseline"
        return (LiverGap(draw=None, day=None, reason=why),)
    day = who.analysis_day(baseline.draw.date)
    if day is not None and day < study.analysis.baseline.first:
        why = f"baseline drawn {-day} days before the first G-CSF dose, outside its window"
        return (LiverGap(draw=baseline.draw, day=baseline.day, reason=why),)
    return ()


def _read(study: Study, who: Participant, draw: LabDraw) -> LiverDraw | LiverGap:
    day = who.day(draw.date)
    try:
        alt, bilirubin = (_value(study, who, draw, analyte) for analyte in ANALYTES)
    except ValueError as error:
        return LiverGap(draw=draw, day=day, reason=str(error))
    if day is None:
        return LiverGap(draw=draw, day=None, reason="the day of this draw is not known")
    return LiverDraw(draw=draw, day=day, alt=alt, bilirubin=bilirubin)


def _value(study: Study, who: Participant, draw: LabDraw, analyte: str) -> LiverValue:
    """Return one value in the study's unit; ValueError, a sentence for the table, where it cannot be used."""
    name, answer = NAMES[analyte], draw.answers.get(analyte)
    if answer is None or answer.value is None:
        raise ValueError(f"{name} was not measured in this draw")
    unit = _unit(study, analyte) or answer.unit
    try:
        number = Decimal(answer.value)
        value = convert(number, analyte, answer.unit, unit) if answer.unit != unit else number
    except InvalidOperation as error:
        raise ValueError(f"{name} {answer.value!r} is not a number") from error
    except UnitError as error:
        raise ValueError(f"{name} {answer.value} {answer.unit}: {error}") from error
    if not value.is_finite() or value <= 0:
        raise ValueError(f"{name} {answer.value} is not above 0, so it has no ratio")
    limits = derive_limits(study, who, draw, analyte, unit)
    return LiverValue(value=value, unit=unit, uln=limits.high)


def _unit(study: Study, analyte: str) -> str:
    """Return the unit in which the study shows an analyte."""
    items = (item for form in study.forms for item in form.items if item.analyte == analyte)
    return next((item.unit for item in items if item.unit), "")
