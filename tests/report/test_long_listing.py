"""Thousands of rows: set as lines, whole rows only, in bounded memory; a short table stays a table."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.bench.bench_report import LIMIT_MB, ROWS, measured
from tests.report.samples import document

from hepatica.report import typst
from hepatica.report.payload import LONG_ROWS, document_data
from hepatica.report.table import Column, Group, Interval, Missing, Number, Row, Table, Text


def table(rows):
    columns = (
        Column(title="Event", width=3), Column(title="day", unit="d", align="right"),
        Column(title="interval", interval=True, decimals=1), Column(title="What", width=2),
    )  # fmt: skip

    def row(n):
        if n % 10 == 9:
            return Row(cells=(Text(text=f"row {n}"),), sentence="not done (participant travelling)")
        cells = (
            Text(text=f"row {n}"),
            Number(value=n),
            Interval(lower=1, upper=2),
            Missing(reason=f"why {n}"),
        )
        return Row(cells=cells, indent=True)

    return Table(
        id="16.2.9", title="Long", columns=columns, groups=(Group(rows=tuple(row(n) for n in range(rows))),)
    )


def test_a_long_listing_prints_every_row_and_its_heads_again():
    rows = LONG_ROWS + 1
    words = " ".join(
        page.extract_text() for page in PdfReader(BytesIO(typst.pdf(document(table(rows))))).pages
    )
    for n in (0, 8, 9, 1234, rows - 1):
        assert f"row {n}" in words
    assert f"why {rows - 3}" in words or f"why {rows - 2}" in words
    assert "not done (participant travelling)" in words
    assert "day, d" in words


def test_shares_of_a_long_listing_fill_the_line_and_a_short_one_has_none():
    (long,) = document_data(document(table(LONG_ROWS + 1)), str)["blocks"]
    (short,) = document_data(document(table(LONG_ROWS)), str)["blocks"]
    assert len(long["shares"]) == len(long["columns"]) == 6
    assert sum(long["shares"]) == pytest.approx(1, abs=0.01)
    assert short["shares"] == []


@pytest.mark.torture
def test_ten_thousand_rows_stay_within_their_memory():
    assert measured("listing", str(ROWS))["peak_mb"] < LIMIT_MB
