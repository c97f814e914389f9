"""Laboratory shifts on paper: baseline grade beside worst grade, every participant, every test, and the values."""

from __future__ import annotations

from hepatica.datasets.shifts import LabGrade, Shift, ShiftCourse, derive_shifts, pinned_version
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text

NONE = (Group(rows=(Row(cells=(Text(text="–"),), sentence="No participant has started."),)),)
NOTES = (
    "Baseline: the last value before the first G-CSF dose. Worst: every later value, until a transplant.",
    "Graded by the number alone, against the laboratory's range of the day and the own baseline; symptoms may raise it.",
)


def shift_table(cut: Cut, *, table_id: str = "14.3.5") -> Table:
    """Return a row per test and a column per participant: `1 → 3` is grade 1 at baseline, worst grade 3.

    Worse than at baseline, or grade 4, is set in semibold. No mean, no percentage.
    """
    courses = derive_shifts(cut.study, cut.state)
    tests = [shift.test for shift in courses[0].shifts] if courses else []
    rows = tuple(
        Row(cells=(Text(text=test.label),), sentence=f"not graded: {test.ungraded}", muted=True)
        if test.ungraded
        else Row(cells=(Text(text=test.label), Text(text=test.term), *(_cell(c.shifts[n]) for c in courses)))
        for n, test in enumerate(tests)
    )
    return Table(
        id=table_id,
        title="Laboratory shifts from the own baseline",
        deck=f"CTCAE {pinned_version(cut.study)}, grade at baseline {write.ARROW} worst grade after it",
        columns=(
            Column(title="Test"),
            Column(title="Term", width=2),
            *(Column(title=_who(course), align="centre") for course in courses),
        ),
        groups=(Group(rows=rows),) if rows else NONE,
        footnotes=(*NOTES, "–: no value; ?: a value that has no grade. The listing says why."),
        listing=True,
    )


def shift_listing(cut: Cut, *, table_id: str = "16.2.8") -> Table:
    """Return the values behind the shifts: a group per test, a row per participant, what has no grade as a sentence."""
    courses = derive_shifts(cut.study, cut.state)
    tests = [shift.test for shift in courses[0].shifts] if courses else []
    groups = tuple(
        Group(
            title=f"{test.label}: {test.term}",
            rows=tuple(row for course in courses for row in _rows(course, course.shifts[n])),
        )
        for n, test in enumerate(tests)
        if not test.ungraded
    )
    return Table(
        id=table_id,
        title="Listing of laboratory shifts",
        deck="The own baseline and the first value of the worst grade; day counted from the infusion",
        columns=(
            Column(title=""),
            Column(title="Baseline", width=2),
            Column(title="Grade", align="centre"),
            Column(title="Worst", width=2),
            Column(title="Day", align="right", signed=True),
            Column(title="Grade", align="centre"),
            Column(title="Worse than baseline"),
        ),
        groups=groups or NONE,
        footnotes=NOTES,
        listing=True,
    )


def _who(course: ShiftCourse) -> str:
    return f"{course.participant.ordinal} · {course.participant.subject}"


def _cell(shift: Shift) -> Cell:
    before, worst = (_grade(shift.baseline), _grade(shift.worst))
    if shift.worst is None and shift.ungraded:
        worst = "?"
    mark = "?" if shift.ungraded and worst != "?" else ""
    return Text(text=f"{before} {write.ARROW} {worst}{mark}", strong=shift.emergent)


def _grade(one: LabGrade | None) -> str:
    if one is None:
        return "–"
    return "?" if one.grade is None else str(one.grade)


def _rows(course: ShiftCourse, shift: Shift) -> tuple[Row, ...]:
    who = course.participant
    name = Text(text=_who(course), participant=who.ordinal if who.ordinal <= 5 else None)
    if shift.worst is None and not shift.ungraded:
        reason = "no value after the first G-CSF dose" if who.anchor else "not yet dosed with G-CSF"
        own = f"; baseline {_value(shift.baseline)}" if shift.baseline else ""
        return (Row(cells=(name,), sentence=f"{reason}{own}"),)
    without = tuple(
        Row(cells=(Text(text=""),), sentence=f"{_value(one)}, {_when(one)}: {one.why}", muted=True)
        for one in shift.ungraded
    )
    if shift.worst is None:
        return (Row(cells=(name,), sentence="no later value has a grade"), *without)
    cells: tuple[Cell, ...] = (
        name,
        Text(text=_value(shift.baseline)) if shift.baseline else Missing(reason="none"),
        Text(text=_grade(shift.baseline)),
        Text(text=_value(shift.worst), strong=shift.emergent),
        Missing(reason="not known") if shift.worst.day is None else Number(value=shift.worst.day),
        Text(text=_grade(shift.worst), strong=shift.emergent),
        Text(text="yes" if shift.emergent else "no", strong=shift.emergent),
    )
    return (Row(cells=cells), *without)


def _value(one: LabGrade | None) -> str:
    return "–" if one is None else f"{one.value} {'' if one.unit == 'ratio' else one.unit}".strip()


def _when(one: LabGrade) -> str:
    return "day not known" if one.day is None else f"day {write.study_day(one.day)}"
