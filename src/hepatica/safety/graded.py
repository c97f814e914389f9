"""Laboratory values graded by CTCAE: proposed when the grade is worse than it was before the treatment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from hepatica.checks.values import NotEvaluable, read_number
from hepatica.ledger.rows import Answer
from hepatica.safety.ranges import Laboratories, Limits, Person, limits
from hepatica.scores.ctcae import GRADERS, UNGRADED, Graded, baseline_grade, emergent, grade_value
from hepatica.scores.units import UnitError, convert
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.form import Item
from hepatica.study.rules import CtcaeGrade, Signal
from hepatica.study.study import Study

VERSION = "ctcae_version"
"""The study's parameter that pins the version."""
GRADE, BASELINE_GRADE = "grade", "baseline_grade"
"""Among the readings of a proposal: the grade, and that of the participant's own baseline."""


@dataclass(frozen=True, kw_only=True)
class Grading:
    """What a signal needs to grade a value of its item."""

    rule: CtcaeGrade
    version: str
    item: Item
    unit: str
    """In which the readings are shown."""
    laboratories: Laboratories
    laboratory: str
    """Item of the draw that names the laboratory."""
    drawn: str
    """Item of the draw that dates it."""

    @property
    def reads(self) -> frozenset[str]:
        """Items of a draw on which a grade depends."""
        return frozenset({self.item.id, self.laboratory, self.drawn} - {""})


@dataclass(frozen=True, kw_only=True)
class GradedDraw:
    """Whether a value is to be proposed, and what the proposal shows."""

    fires: bool
    readings: dict[str, str | None]


def grading(study: Study, item: Item, rule: CtcaeGrade, unit: str | None) -> Grading:
    """Return how a signal of the study grades an item; raises ValueError for what no grade can be told of."""
    if rule.test not in GRADERS:
        raise ValueError(unfit(rule.test) or f"CTCAE grades no test '{rule.test}' by its number")
    bindings = study.analysis.bindings
    if version_of(study) not in GRADERS[rule.test].terms:
        raise ValueError(f"the parameter '{VERSION}' must pin a version of CTCAE that is known here")
    return Grading(
        rule=rule,
        version=version_of(study),
        item=item,
        unit=unit or item.unit or "",
        laboratories={lab.id: lab.ranges for lab in study.laboratories},
        laboratory=bindings["draw_laboratory"].item if "draw_laboratory" in bindings else "",
        drawn=bindings["draw_at"].item if "draw_at" in bindings else "",
    )


def version_of(study: Study) -> str:
    """Return the version of CTCAE the study pins, or ''."""
    return next((p.value for p in study.parameters if p.id == VERSION), "")


def ctcae_of(study: Study, signal: Signal) -> str:
    """Return CTCAE's term of a signal as the pinned version names it, or ''.

    'Platelet count decreased' of 5.0 is 'Thrombocytopenia' in 6.0.
    """
    term, version = signal.ctcae or "", version_of(study)
    known = (one.terms for one in GRADERS.values() if term in one.terms.values())
    return next((terms[version] for terms in known if version in terms), term)


def unfit(test: str) -> str:
    """Say why a test that is measured is not graded by its number; '' for one that is."""
    return UNGRADED[test][1] if test in UNGRADED else ""


def grade_draw(
    grading: Grading, row: Mapping[str, Answer], baseline: Mapping[str, Answer], person: Person
) -> GradedDraw:
    """Grade the value of a draw against the range of its day and the participant's own baseline.

    Raises ``NotEvaluable`` where a reference is missing that could bring the value to a grade that counts: a lower
    limit alone decides grade 1 only, so its absence matters only where grade 1 counts.
    """
    answer, given = row[grading.item.id], baseline.get(grading.item.id)
    own = given if given is not None and given.value is not None else None
    value, unit = read_number(answer.value or ""), answer.unit or grading.item.unit or ""
    held = _limits(grading, row, unit, person)
    before = _before(grading, own, baseline, person)
    said = _graded(grading, value, unit, held, _converted(grading, own, unit))
    grade = said.grade or 0
    return GradedDraw(
        fires=grade >= grading.rule.least and emergent(grade, before.grade if before else None),
        readings={
            grading.item.id: _shown(grading, value, unit),
            **({f"baseline__{grading.item.id}": _shown_own(grading, own)} if own else {}),
            "unit": grading.unit,
            "range": _limits(grading, row, grading.unit, person).words,
            GRADE: str(grade),
            BASELINE_GRADE: str(before.grade) if before and before.grade is not None else "",
            "why": said.driver,
        },
    )


def _graded(grading: Grading, value: Decimal, unit: str, held: Limits, own: Decimal | None) -> Graded:
    rule, assumed = grading.rule, held.low
    if assumed is None and rule.least > 1:
        assumed = value + 1  # as if it were low: worth grade 1, which does not count
    said = grade_value(rule.test, grading.version, value, unit, lln=assumed, uln=held.high, baseline=own)
    if said.grade is None:
        raise NotEvaluable(f"{grading.item.label}: {said.sentence}")
    return said


def _before(
    grading: Grading, own: Answer | None, baseline: Mapping[str, Answer], person: Person
) -> Graded | None:
    """Return the grade of the baseline itself, by the range of its own day; None without a baseline."""
    if own is None:
        return None
    unit = own.unit or grading.item.unit or ""
    held = _limits(grading, baseline, unit, person)
    return baseline_grade(
        grading.rule.test, grading.version, read_number(own.value or ""), unit, lln=held.low, uln=held.high
    )


def _limits(grading: Grading, row: Mapping[str, Answer], unit: str, person: Person) -> Limits:
    laboratory, drawn = row.get(grading.laboratory), row.get(grading.drawn)
    try:
        day = PartialDate.parse(((drawn.value if drawn else None) or "")[:10])
    except NotADate:
        day = PartialDate()
    name = (laboratory.value if laboratory else None) or ""
    return limits(grading.laboratories, name, grading.item.analyte or "", unit, day, person)


def _converted(grading: Grading, own: Answer | None, unit: str) -> Decimal | None:
    if own is None:
        return None
    value, source = read_number(own.value or ""), own.unit or grading.item.unit or ""
    if source == unit:
        return value
    try:
        return convert(value, grading.item.analyte or "", source, unit)
    except UnitError as error:
        raise NotEvaluable(f"{grading.item.label}, before the treatment: {error}") from error


def _shown(grading: Grading, value: Decimal, unit: str) -> str:
    if unit == grading.unit:
        return f"{value:f}"
    try:
        return f"{convert(value, grading.item.analyte or '', unit, grading.unit):f}"
    except UnitError as error:
        raise NotEvaluable(f"{grading.item.label}: {error}") from error


def _shown_own(grading: Grading, own: Answer) -> str:
    return _shown(grading, read_number(own.value or ""), own.unit or grading.item.unit or "")
