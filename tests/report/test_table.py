"""A table refuses rows that do not fit, and writes its cells by its columns."""

from decimal import Decimal

import pytest

from hepatica.report.table import (
    Column,
    Group,
    Interval,
    Missing,
    Number,
    Proportion,
    Row,
    Spanner,
    Table,
    Text,
    cell_text,
)

COLUMNS = (Column(title="visit"), Column(title="change", decimals=1, signed=True))


def table(*rows: Row, **fields) -> Table:
    return Table(id="t", title="T", columns=COLUMNS, groups=(Group(rows=rows),), **fields)


def test_a_row_with_too_few_cells_is_named():
    with pytest.raises(ValueError, match="'t', row 2: 1 cells for 2 columns"):
        table(Row(cells=(Text(text="a"), Number(value=1))), Row(cells=(Text(text="b"),)))


def test_a_sentence_fills_the_columns_that_are_left():
    assert table(Row(cells=(Text(text="Month 3"),), sentence="not done (travelling)")).rows[0].sentence
    with pytest.raises(ValueError, match="2 cells for 2 columns"):
        table(Row(cells=(Text(text="a"), Number(value=1)), sentence="no room"))


def test_spanners_may_not_overlap_or_leave_the_table():
    for spanners in ((Spanner(title="s", first=0, last=2),), (Spanner(title="s", first=1, last=0),)):
        with pytest.raises(ValueError, match="does not fit"):
            table(spanners=spanners)


def test_a_missing_value_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="a blank is not an answer"):
        Missing(reason=" ")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (Text(text="B8"), "B8"),
        (Number(value=Decimal("-3.75")), "\u22123.8"),
        (Number(value=0), "0.0"),
        (Proportion(x=0, n=5), "0/5"),
        (Interval(lower=Decimal("5.27"), upper=Decimal("85.34")), "5.3 to 85.3"),
        (Missing(reason="INR missing"), "INR missing"),
    ],
)
def test_each_kind_of_cell_is_written_by_its_column(cell, written):
    assert cell_text(cell, COLUMNS[1]) == written


def test_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="wrong order"):
        cell_text(Interval(lower=2, upper=1), COLUMNS[1])
