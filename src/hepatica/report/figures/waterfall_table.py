"""The table twin of the waterfall: every column with its scores, its change, or why there is none."""

from hepatica.report.figures import waterfall_values as values
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text


def waterfall_table(table_id: str, columns: tuple[values.Column, ...], goal: str) -> Table:
    """Give a row per participant dosed, in order of infusion."""
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title=""),
            Column(title="infused"),
            Column(title="baseline", unit="score", align="right"),
            Column(title=goal, unit="score", align="right"),
            Column(title="change", unit="unrounded", align="right", decimals=1, signed=True),
            Column(title="noise", unit="± points", align="right", decimals=1),
            Column(title="what happened", width=1),
        ),
        groups=(Group(rows=tuple(_row(column) for column in columns)),),
        listing=True,
    )


def _row(column: values.Column) -> Row:
    who = Text(text=str(column.digit), strong=True, participant=column.digit if column.digit <= 5 else None)
    score = column.score if column.change is not None else None
    return Row(
        cells=(
            who,
            Text(text=column.infused),
            _number(column.base, "no baseline"),
            _number(score, "none"),
            Missing(reason="none") if column.change is None else Number(value=column.change, why=column.why),
            _number(column.noise, "–"),
            Text(text=_happened(column)),
        )
    )


def _happened(column: values.Column) -> str:
    parts = [column.terminal.words] if column.terminal else []
    parts += [column.missing] if column.missing and column.change is None else []
    if column.change is None and column.last:
        parts.append(f"last MELD {column.last.score} on day {column.last.day}")
    return "; ".join(parts) or "–"


def _number(value: object, absent: str) -> Cell:
    return Missing(reason=absent) if value is None else Number(value=value)  # type: ignore[arg-type]
