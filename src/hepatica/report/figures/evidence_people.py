"""The participants as the evidence picture needs them: change in unrounded MELD from their own baseline, by month."""

from dataclasses import dataclass

from hepatica.report import text as write
from hepatica.report.figures.course import Ending
from hepatica.report.figures.meld_values import MeldCourse

DAYS = 30.4375
"""Days in a month: a year of 365.25 days by twelve."""


@dataclass(frozen=True, kw_only=True)
class PersonPoint:
    """One visit: months from the infusion, change in points, the day in words."""

    month: float
    change: float
    when: str
    said: str


@dataclass(frozen=True, kw_only=True)
class People:
    """One participant with at least a value after the baseline; ``label`` stands at the end of the line."""

    digit: int
    code: str
    points: tuple[PersonPoint, ...]
    label: str
    ending: Ending | None


def people_of(courses: tuple[MeldCourse, ...]) -> tuple[People, ...]:
    """Return everyone with a change, in order of infusion; nothing is carried forward."""
    ordered = sorted(courses, key=lambda course: course.digit)
    return tuple(_person(course) for course in ordered if course.has_baseline and len(course.scored) > 1)


def _person(course: MeldCourse) -> People:
    first = course.scored[0].raw
    points = []
    for p in course.scored:
        assert p.raw is not None
        assert first is not None
        change, when = p.raw - first, f"day {write.study_day(p.day)}"
        said = f"{course.digit} · {course.code}, {p.visit}, {when}: {write.signed(change, 1)} points"
        points.append(PersonPoint(month=p.day / DAYS, change=float(change), when=when, said=said))
    label = f"{course.digit} · {write.signed(points[-1].change, 1)}"
    if course.terminal:
        label += f", {course.terminal.words}"
    return People(
        digit=course.digit,
        code=course.code,
        points=tuple(points),
        label=label,
        ending=course.terminal.kind if course.terminal else None,
    )
