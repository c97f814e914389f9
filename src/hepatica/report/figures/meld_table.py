"""The table twin of the MELD lines: every value, every gap and every ending as a row."""

from collections.abc import Iterable

from hepatica.report.figures.meld_values import MeldCourse
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Spanner, Table, Text


def meld_table(table_id: str, courses: tuple[MeldCourse, ...]) -> Table:
    """Give every visit of every participant, with its score, its change and the end of the native liver."""
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title=""),
            Column(title="visit"),
            Column(title="date"),
            Column(title="day", align="right"),
            Column(title="raw", align="right", decimals=1),
            Column(title="score", align="right"),
            Column(title="change", align="right", decimals=1, signed=True),
            Column(title="Child-Pugh", width=1),
        ),
        spanners=(Spanner(title="MELD", first=4, last=6),),
        groups=tuple(Group(rows=tuple(_rows(course))) for course in courses),
        listing=True,
    )


def _rows(course: MeldCourse) -> Iterable[Row]:
    base = course.scored[0].raw if course.scored and course.has_baseline else None
    for n, p in enumerate(course.native):
        who = Text(text=str(course.digit) if n == 0 else "", strong=True, participant=course.digit)
        if p.raw is None and not p.child_pugh:
            yield Row(cells=(who, Text(text=p.visit)), sentence=p.missing, muted=True)
            continue
        change: Cell = Text(text="")
        if p.raw is not None and base is not None and p is not course.scored[0]:
            change = Number(value=p.raw - base)
        yield Row(
            cells=(
                who,
                Text(text=p.visit),
                Text(text=p.date),
                Number(value=p.day),
                Number(value=p.raw, href=p.href, why=p.why[0])
                if p.raw is not None
                else Missing(reason=p.missing),
                Number(value=p.score, why=p.why[1]) if p.score is not None else Text(text=""),
                change,
                Text(text=p.child_pugh or "not scored"),
            )
        )
    if course.terminal:
        yield Row(
            cells=(Text(text=""),),
            sentence=f"{course.terminal.words}. No later value of the native liver exists.",
        )
