"""The published evidence beside this trial's participants: lines, forest and timeline at a cut."""

from __future__ import annotations

from hepatica.evidence.load import load
from hepatica.evidence.synthesis import synthesise
from hepatica.report.figure import Figure
from hepatica.report.figures.evidence_forest import evidence_forest
from hepatica.report.figures.evidence_lines import evidence_lines
from hepatica.report.figures.evidence_timeline import evidence_timeline
from hepatica.report.figures.evidence_values import arm_panels, undrawn
from hepatica.report.study.cut import Cut
from hepatica.report.study.meld_figure import meld_course
from hepatica.report.study.timeline import drawn

MEASURE, TIME = "MELD", "3 months"
"""What the report's forest shows: the trial's own outcome where most sources print it."""


def lines_figure(cut: Cut) -> Figure:
    """Return published changes in MELD with every infused participant drawn once."""
    return evidence_lines(
        panels=arm_panels(load()),
        undrawn=undrawn(load()),
        courses=tuple(meld_course(cut, who) for who in drawn(cut)),
        own=_own(cut),
        stamp=cut.stamp,
        synthetic=cut.tag,
    )


def forest_figure(cut: Cut) -> Figure:
    """Return the forest of MELD at 3 months by kind of cells, what is left out beside what stands."""
    return evidence_forest(synthesis=synthesise(load(), MEASURE, by="cells", time=TIME), stamp=cut.stamp)


def timeline_figure(cut: Cut) -> Figure:
    """Return every published study by year, with its own result."""
    return evidence_timeline(evidence=load(), stamp=cut.stamp)


def _own(cut: Cut) -> tuple[str, str, str]:
    """Head this trial's panel: its product, its route, its masking and allocation, as the study says them."""
    design = cut.study.design
    masking = "open" if "open" in design.masking.lower() else design.masking.lower()
    routes = list(dict.fromkeys(product.route.en for product in cut.study.products))
    cells = " + ".join((product.short or product.title).en for product in cut.study.products)
    return f"This trial: {cells}", ", ".join(routes).lower(), f"{masking}, {design.allocation.lower()}"
