"""The table twin of the mDISH picture: every draw with its limits and its multiples, every gap as a sentence."""

from collections.abc import Iterable
from decimal import Decimal

from hepatica.report.figures.mdish_values import (
    DishCourse,
    DishDraw,
    DishGap,
    against_baseline,
)
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Spanner, Table, Text


def mdish_table(table_id: str, courses: tuple[DishCourse, ...]) -> Table:
    """Give the baseline and every later draw of every participant, in order of infusion, then of time."""
    value = Column(title="value", align="right", decimals=1)
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title=""),
            Column(title="date"),
            Column(title="day", align="right", signed=True),
            Column(title="value", align="right"),
            Column(title="ULN", align="right"),
            Column(title="× own", align="right", decimals=1),
            Column(title="× ULN", align="right", decimals=1),
            value,
            Column(title="ULN", align="right", decimals=1),
            Column(title="× own", align="right", decimals=1),
            Column(title="× ULN", align="right", decimals=1),
        ),
        spanners=(
            Spanner(title=f"ALT, {_unit(courses, 'alt')}", first=3, last=6),
            Spanner(title=f"Bilirubin, {_unit(courses, 'bilirubin')}", first=7, last=10),
        ),
        groups=tuple(Group(rows=tuple(_rows(course))) for course in courses),
        listing=True,
    )


def _unit(courses: tuple[DishCourse, ...], name: str) -> str:
    every = (d for c in courses for d in (*((c.baseline,) if c.baseline else ()), *c.draws))
    return next((str(getattr(draw, name).unit) for draw in every), "no value")


def _rows(course: DishCourse) -> Iterable[Row]:
    own = against_baseline(course)
    who = Text(text=str(course.digit), strong=True, participant=course.digit if course.digit <= 5 else None)
    said = iter([who])
    ratios = {id(m.draw): m for m in own.marks} if own else {}
    for gap in (g for g in course.gaps if g.day is None):
        yield _gap(next(said, Text(text="")), gap)
    every: list[DishDraw | DishGap] = [*((course.baseline,) if course.baseline else ()), *course.native]
    every += [g for g in course.gaps if g.day is not None]
    for one in sorted(every, key=lambda d: (d.day or 0, d is not course.baseline)):
        lead = next(said, Text(text=""))
        if isinstance(one, DishGap):
            yield _gap(lead, one)
            continue
        mark = ratios.get(id(one))
        yield Row(
            cells=(
                lead,
                Text(text=f"{one.date}, baseline" if one is course.baseline else one.date),
                Number(value=one.day),
                Number(value=one.alt.value, href=one.href, why=one.why[0]),
                _number(one.alt.uln, "no range"),
                _number(mark.alt if mark else None, "no baseline"),
                _number(one.alt.of_limit, "no range"),
                Number(value=one.bilirubin.value, href=one.href, why=one.why[1]),
                _number(one.bilirubin.uln, "no range"),
                _number(mark.bilirubin if mark else None, "no baseline"),
                _number(one.bilirubin.of_limit, "no range"),
            )
        )
    if course.terminal:
        ended = f"{course.terminal.words}. No later value of the native liver exists."
        yield Row(cells=(next(said, Text(text="")),), sentence=ended)


def _gap(lead: Text, gap: DishGap) -> Row:
    return Row(cells=(lead, Text(text=gap.date or "–")), sentence=gap.reason, muted=True)


def _number(value: Decimal | None, absent: str) -> Cell:
    return Missing(reason=absent) if value is None else Number(value=value)
