"""What such steps did to other people: published counts for the steps of a design, as context and never as a control."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design.document import Design
from hepatica.design.treatment import CELLS_OF
from hepatica.design.words import ROUTES
from hepatica.evidence.load import load_base_rates
from hepatica.evidence.row import BaseRate
from hepatica.report import text as write
from hepatica.report.figures.design_days import biopsied
from hepatica.report.table import Column, Group, Row, Table, Text

CONTEXT = "Counted in other people and other illnesses: context, no control."
SAID = {
    "B03": "Marrow: unbearable pain",
    "B05": "Marrow: bleeding, as reported",
    "B12": "G-CSF: bone pain, healthy donors",
    "B08": "Leukapheresis: numbness from citrate",
    "B18": "Artery, cirrhosis: tear (Couto 2011)",
    "B20": "Artery, cirrhosis: kidney injury after contrast, then death (Mohamadnejad 2007; trial stopped)",
    "B22": "Liver biopsy by the vein: major complication",
}
"""Row of the published base rates → what it is called here; its numbers stay where they are."""


def risks(design: Design) -> Table:
    """Return the published rates of the steps that the design takes; a route without one says so."""
    rows = [Row(cells=(Text(text=SAID[one.id]), Text(text=_printed(one)))) for one in _rates(design)]
    rows += [
        Row(cells=(Text(text=f"By the {way}: nothing here is published"), Text(text="unknown")))
        for way in _unknown(design)
    ]
    if not rows:
        rows = [Row(cells=(Text(text="No step beside standard care"), Text(text="none")))]
    return Table(
        id="risks",
        title="",
        columns=(Column(title="step and event", width=1), Column(title="published", align="right")),
        groups=(Group(rows=tuple(rows)),),
        note=CONTEXT,
    )


def _rates(design: Design) -> Iterator[BaseRate]:
    steps = frozenset(_steps(design))
    yield from (rate for rate in load_base_rates() if rate.id in steps)


def _steps(design: Design) -> Iterator[str]:
    cells = {cell for arm in design.arms for cell in CELLS_OF[arm.cells]}
    if "msc" in cells:
        yield from ("B03", "B05")
    if "cd34" in cells or any(arm.cells == "gcsf" for arm in design.arms):
        yield "B12"
    if "cd34" in cells:
        yield "B08"
    if any(arm.route == "hepatic_artery" for arm in design.arms):
        yield from ("B18", "B20")
    if biopsied(design):
        yield "B22"


def _unknown(design: Design) -> list[str]:
    return sorted({ROUTES[arm.route] for arm in design.arms} - {ROUTES["none"], ROUTES["hepatic_artery"]})


def _printed(rate: BaseRate) -> str:
    if rate.events is not None and rate.n is not None:
        return write.proportion(rate.events, rate.n)
    return "as printed" if rate.percent is None else write.percent(rate.percent, 0)
