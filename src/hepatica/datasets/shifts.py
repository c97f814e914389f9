"""Laboratory shifts: the CTCAE grade of the own baseline beside the worst grade after it, test by test (ADLB)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from hepatica.checks.values import NotEvaluable, read_number
from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.datasets.participants import Participant, derive_participants
from hepatica.datasets.ranges import derive_limits
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import Answer, SubjectRow
from hepatica.ledger.state import State
from hepatica.scores.ctcae import (
    GRADERS,
    UNGRADED,
    VERSIONS,
    Graded,
    baseline_grade,
    emergent,
    grade_value,
    graders_of,
)
from hepatica.scores.units import UnitError, convert
from hepatica.study.dates import PartialDate, after
from hepatica.study.study import Study

VERSION = "ctcae_version"
"""The study's parameter that pins the version of the grades."""


@dataclass(frozen=True, kw_only=True)
class LabTest:
    """One test that CTCAE grades by a number, or does not, with its reason."""

    test: str
    label: str
    analyte: str
    term: str
    ungraded: str = ""
    """Why its number has no grade; '' where it has one."""


@dataclass(frozen=True, kw_only=True)
class LabGrade:
    """One value with its grade; ``grade`` is None where it cannot be graded, and ``why`` says why."""

    draw: LabDraw
    day: int | None
    """Days from the infusion."""
    value: str
    unit: str
    grade: int | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One participant in one test: the own baseline, the worst grade after it, and what could not be graded."""

    test: LabTest
    baseline: LabGrade | None
    worst: LabGrade | None
    graded: int
    """How many later values have a grade."""
    ungraded: tuple[LabGrade, ...]
    """Later values without one."""

    @property
    def emergent(self) -> bool:
        """Whether the worst grade is worse than the baseline's, or 4 or 5."""
        if self.worst is None or self.worst.grade is None:
            return False
        before = self.baseline.grade if self.baseline else None
        return self.worst.grade > 0 and emergent(self.worst.grade, before)


@dataclass(frozen=True, kw_only=True)
class ShiftCourse:
    """One participant with a shift for every test of the study."""

    participant: Participant
    shifts: tuple[Shift, ...]


def derive_shifts(study: Study, state: State) -> tuple[ShiftCourse, ...]:
    """Return the shifts of everybody who started a study procedure, in order of infusion.

    The baseline of a test is its last number before the analysis anchor (the first G-CSF dose); every value on its day
    or later counts as treated, until a transplant, after which the liver is another's. A draw without a date has its
    visit's; a value on an unknown day counts as treated too. Grades are those of the version the study pins, by the
    number alone, against the laboratory's range and the own baseline. Raises ValueError when the study pins none.
    """
    version = pinned_version(study)
    tests = lab_tests(study, version)
    return tuple(
        ShiftCourse(participant=who, shifts=tuple(_shifts(study, state, who, tests, version)))
        for who in derive_participants(study, state)
        if who.started
    )


def pinned_version(study: Study) -> str:
    """Return the version of CTCAE the study pins; ValueError, a sentence for the page, where it pins none we know."""
    pinned = next((p.value for p in study.parameters if p.id == VERSION), "")
    if pinned not in VERSIONS:
        raise ValueError(
            f"the parameter '{VERSION}' must pin a version of CTCAE that is known: {', '.join(VERSIONS)}"
        )
    return pinned


def lab_tests(study: Study, version: str) -> tuple[LabTest, ...]:
    """List the tests of the study's analytes in the order its forms ask them; white cells have two."""
    analytes = dict.fromkeys(item.analyte for form in study.forms for item in form.items if item.analyte)
    return tuple(_lab_test(test, analyte, version) for analyte in analytes for test in graders_of(analyte))


def _lab_test(test: str, analyte: str, version: str) -> LabTest:
    if test in UNGRADED:
        term, why = UNGRADED[test]
        return LabTest(
            test=test, label=analyte.replace("_", " ").capitalize(), analyte=analyte, term=term, ungraded=why
        )
    grader = GRADERS[test]
    return LabTest(test=test, label=grader.label, analyte=analyte, term=grader.terms[version])


def _shifts(
    study: Study, state: State, who: Participant, tests: tuple[LabTest, ...], version: str
) -> Iterator[Shift]:
    draws = [_dated(state, draw) for draw in derive_draws(study, state, who.subject)]
    for test in tests:
        values = [(d, d.answers[test.analyte]) for d in draws if _given(d, test.analyte)]
        before = [(d, a) for d, a in values if _untreated(who, d) and _number(a) is not None]
        own = max(before, key=lambda pair: pair[0].at, default=None)
        later = [_grade(study, who, test, version, d, a, own) for d, a in values if _treated(who, d)]
        graded = [one for one in later if one.grade is not None]
        yield Shift(
            test=test,
            baseline=_grade(study, who, test, version, *own, None) if own else None,
            worst=max(graded, key=lambda one: one.grade or 0, default=None),
            graded=len(graded),
            ungraded=tuple(one for one in later if one.grade is None),
        )


def _dated(state: State, draw: LabDraw) -> LabDraw:
    """Give a draw that bears no date that of its visit: a blood count taken at a procedure has none of its own."""
    row = state.get(SubjectRow, draw.subject)
    day = civil(row.visits.get(draw.visit)) if row and not draw.at else None
    return replace(draw, at=day.iso()) if day else draw


def _given(draw: LabDraw, analyte: str) -> bool:
    answer = draw.answers.get(analyte)
    return answer is not None and answer.value is not None


def _untreated(who: Participant, draw: LabDraw) -> bool:
    day = who.analysis_day(draw.date)
    return day is not None and day < 0


def _treated(who: Participant, draw: LabDraw) -> bool:
    if who.anchor is None or _untreated(who, draw):
        return False
    transplant = who.ended.get("transplant")
    return not (transplant and after(draw.date, PartialDate.parse(transplant[:10])) is True)


def _grade(
    study: Study,
    who: Participant,
    test: LabTest,
    version: str,
    draw: LabDraw,
    answer: Answer,
    own: tuple[LabDraw, Answer] | None,
) -> LabGrade:
    """Grade one value; the baseline itself is graded as if no earlier value were known."""
    unit = answer.unit or _unit(study, test.analyte)
    said: Graded | None = None
    try:
        value = read_number(answer.value or "")
        held = derive_limits(study, who, draw, test.analyte, unit)
        if own is None or draw is own[0]:
            said = baseline_grade(test.test, version, value, unit, lln=held.low, uln=held.high)
        else:
            base = _in_unit(study, test.analyte, own[1], unit)
            said = grade_value(test.test, version, value, unit, lln=held.low, uln=held.high, baseline=base)
        why = said.sentence
    except (NotEvaluable, UnitError) as error:
        why = str(error)
    return LabGrade(
        draw=draw,
        day=who.day(draw.date),
        value=answer.value or "",
        unit=unit,
        grade=said.grade if said else None,
        why=why,
    )


def _number(answer: Answer) -> Decimal | None:
    try:
        return read_number(answer.value or "")
    except NotEvaluable:
        return None


def _in_unit(study: Study, analyte: str, own: Answer, unit: str) -> Decimal:
    value, source = read_number(own.value or ""), own.unit or _unit(study, analyte)
    return value if source == unit else convert(value, analyte, source, unit)


def _unit(study: Study, analyte: str) -> str:
    """Return the unit in which the study asks an analyte."""
    items = (item for form in study.forms for item in form.items if item.analyte == analyte)
    return next((item.unit for item in items if item.unit), "")
