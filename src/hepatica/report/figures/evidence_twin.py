"""The table twin of the evidence lines: each published change, each participant's, and every source that is not drawn."""

from collections.abc import Iterator

from hepatica.report import text as write
from hepatica.report.figures.evidence_people import People
from hepatica.report.figures.evidence_values import ArmLine, ArmPanel, Undrawn, design_of
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text

NO_SPREAD = "none printed"


def evidence_twin(
    table_id: str, panels: tuple[ArmPanel, ...], undrawn: tuple[Undrawn, ...], people: tuple[People, ...]
) -> Table:
    """Give a group for each panel, one for the participants and one for what cannot be drawn."""
    groups = [
        Group(title=f"{p.cells}, {p.way}, {p.design}", rows=tuple(r for line in p.lines for r in _arm(line)))
        for p in panels
    ]
    if people:
        groups.append(
            Group(title="This trial, each participant", rows=tuple(r for one in people for r in _person(one)))
        )
    if undrawn:
        groups.append(
            Group(
                title="Published, but not drawable as a change in points",
                rows=tuple(_not(each) for each in undrawn),
            )
        )
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title="", width=3),
            Column(title="n", align="right"),
            Column(title="months", align="right", decimals=1),
            Column(title="change", unit="points", align="right", decimals=1, signed=True),
            Column(title="quartiles of the change", interval=True, decimals=1),
            Column(title="from rows", width=4),
        ),
        groups=tuple(groups),
        listing=True,
    )


def _arm(line: ArmLine) -> Iterator[Row]:
    for place, p in enumerate(line.points):
        why = f"EVIDENCE:{p.rows[0]}"
        spread: Cell = Missing(reason=NO_SPREAD)
        if p.low is not None and p.high is not None:
            spread = Interval(lower=p.low, upper=p.high, why=why)
        source = f"as printed, {p.rows[0]}" if line.printed else f"{' − '.join(p.rows)}"
        source += "; its own source contradicts it" if p.failed else ""
        yield Row(
            cells=(
                Text(text=f"{line.study.label}, {line.arm}" if place == 0 else ""),
                Number(value=line.n),
                Number(value=p.months),
                Number(value=p.change, why=why),
                spread,
                Text(text=source),
            )
        )


def _person(one: People) -> Iterator[Row]:
    for place, p in enumerate(one.points[1:]):
        yield Row(
            cells=(
                Text(
                    text=f"{one.digit} · {one.code}" if place == 0 else "",
                    strong=True,
                    participant=min(one.digit, 5),
                ),
                Number(value=1),
                Number(value=write.rounded(p.month, 1)),
                Number(value=write.rounded(p.change, 1)),
                Missing(reason="one person"),
                Text(text=f"unrounded MELD, {p.when}"),
            )
        )


def _not(each: Undrawn) -> Row:
    rows = f" ({', '.join(each.rows[:2])}{' …' if len(each.rows) > 2 else ''})" if each.rows else ""
    said = f"{each.why[:1].upper()}{each.why[1:]}. {each.cells}, {each.way}; {design_of(each.study)}{rows}."
    gap = Missing(reason="–")
    return Row(cells=(Text(text=each.study.label), gap, gap, gap, gap, Text(text=said)))
