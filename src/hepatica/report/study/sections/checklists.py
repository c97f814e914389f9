"""Where each item of the reporting guidelines stands in this report, or why it does not."""

from __future__ import annotations

from hepatica.report.document import Block
from hepatica.report.study.checklist_items import CONSORT, SPIRIT, Item
from hepatica.report.study.sections.parts import page
from hepatica.report.table import Column, Group, Row, Table, Text

HEADING = "Appendix: reporting guidelines"


def checklists() -> tuple[Block, ...]:
    """Return CONSORT (pilot and feasibility) and SPIRIT, item by item."""
    return page(
        HEADING,
        _table("16.6.1", "CONSORT, extension to pilot and feasibility trials", CONSORT),
        _table("16.6.2", "SPIRIT", SPIRIT),
    )


def _table(number: str, title: str, items: tuple[Item, ...]) -> Table:
    rows = tuple(
        Row(
            cells=(
                Text(text=item.number),
                Text(text=item.topic),
                Text(text=item.at or f"Not applicable: {item.absent}"),
            )
        )
        for item in items
    )
    return Table(
        id=number,
        title=title,
        deck="Topics in short; the guideline's own words decide",
        columns=(
            Column(title="Item"),
            Column(title="Topic", width=4),
            Column(title="Where it stands", width=5),
        ),
        groups=(Group(rows=rows),),
        listing=True,
    )
