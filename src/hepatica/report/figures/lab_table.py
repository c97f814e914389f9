"""The table twin of the laboratory's small multiples: every value by participant and day, a column per analyte."""

from collections.abc import Iterable

from hepatica.report.figures.lab_values import LabPanel, LabPoint
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text


def lab_table(table_id: str, panels: tuple[LabPanel, ...]) -> Table:
    """Give a row per participant and day; an ending is a row, and what was not drawn that day says so."""
    digits = sorted({course.digit for panel in panels for course in panel.courses})
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title=""),
            Column(title="date"),
            Column(title="day", align="right", signed=True),
            *(
                Column(title=panel.name, unit=panel.unit, align="right", decimals=panel.decimals)
                for panel in panels
            ),
        ),
        groups=tuple(Group(rows=tuple(_rows(panels, digit))) for digit in digits),
        listing=True,
    )


def _rows(panels: tuple[LabPanel, ...], digit: int) -> Iterable[Row]:
    courses = [next((c for c in panel.courses if c.digit == digit), None) for panel in panels]
    days: dict[int, str] = {}
    for course in courses:
        for p in course.native if course else ():
            days[p.day] = days.get(p.day) or p.date
    who = iter([Text(text=str(digit), strong=True, participant=digit if digit <= 5 else None)])
    for day in sorted(days):
        cells: list[Cell] = [next(who, Text(text="")), Text(text=days[day]), Number(value=day)]
        for course in courses:
            found = [p for p in (course.native if course else ()) if p.day == day]
            cells.append(_cell(found[-1] if found else None))
        yield Row(cells=tuple(cells))
    ended = next((c.terminal for c in courses if c and c.terminal), None)
    if ended:
        yield Row(
            cells=(next(who, Text(text="")),),
            sentence=f"{ended.words}. No later value of the native liver exists.",
        )


def _cell(point: LabPoint | None) -> Cell:
    if point is None:
        return Missing(reason="–")
    return Number(value=point.value, href=point.href, why=point.why)
