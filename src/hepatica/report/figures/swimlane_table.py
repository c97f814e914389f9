"""The table twin of the swimlane: cells, visits, events and how each course stands."""

from hepatica.report.figures.swimlane_values import Lane
from hepatica.report.table import Cell, Column, Group, Missing, Number, Proportion, Row, Table, Text

LISTED = "Every event with its days stands in the listing of adverse events."


def swimlane_table(table_id: str, lanes: tuple[Lane, ...]) -> Table:
    """Give a row per participant; its totals are the marks of the picture."""
    withdrew = sum(e.kind == "withdrawal" for lane in lanes for e in lane.endings)
    said = "No participant withdrew." if not withdrew else f"Withdrew: {withdrew}."
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title=""),
            Column(title="infused"),
            Column(title="CD34⁺", unit="10⁶/kg", align="right", decimals=1),
            Column(title="MSC", unit="10⁶/kg", align="right", decimals=1),
            Column(title="visits", unit="done/due", align="right"),
            Column(title="events", align="right"),
            Column(title="worst", unit="grade", align="right"),
            Column(title="serious", align="right"),
            Column(title="status", width=1),
        ),
        groups=(Group(rows=tuple(row for lane in lanes for row in _rows(lane))),),
        footnotes=(f"Visits done of those due while alive with the native liver. {said} {LISTED}",),
        listing=True,
    )


def _rows(lane: Lane) -> tuple[Row, ...]:
    first, *later = lane.infusions or (None,)
    who = Text(text=str(lane.digit), strong=True, participant=lane.digit if lane.digit <= 5 else None)
    worst: Cell = Text(text="–") if lane.worst is None else Number(value=lane.worst)
    done = sum(v.done for v in lane.visits)
    row = Row(
        cells=(
            who,
            Text(text=lane.infused, why=f"ADSL:{lane.code}/TRTSDT"),
            _dose(first.cd34 if first else None, first.why[0] if first else ""),
            _dose(first.msc if first else None, first.why[1] if first else ""),
            Proportion(x=done, n=len(lane.visits)),
            Number(value=len(lane.events)),
            worst,
            Number(value=lane.serious),
            Text(text=lane.status),
        )
    )
    again = (
        Row(cells=(Text(text=""),), sentence=f"infused again on day {one.day}", muted=True) for one in later
    )
    return (row, *again)


def _dose(value: object, why: str) -> Cell:
    return Missing(reason="not known") if value is None else Number(value=value, why=why)  # type: ignore[arg-type]
