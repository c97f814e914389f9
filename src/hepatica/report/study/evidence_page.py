"""Evidence in context: what was published, beside this trial's participants, with what contradicts itself left visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hepatica.report.document import Block, Heading, Para
from hepatica.report.figure import Figure
from hepatica.report.study.base_rates_table import base_rates_table
from hepatica.report.study.cut import Cut
from hepatica.report.study.evidence_figures import forest_figure, lines_figure, timeline_figure
from hepatica.report.study.evidence_tables import (
    answers_table,
    arms_table,
    excluded_table,
    synthesis_table,
    undrawn_table,
)

INTRO = (
    "Published results are set beside this study as their sources print them. They are no control group: patients, cells, "
    "routes and years differ, and most trials were not masked. Rows that contradict their own source are left out of every "
    "synthesis and listed; controls that improved, trials that found nothing and the animal result stand with the rest."
)


def evidence_blocks(cut: Cut) -> tuple[Block, ...]:
    """Return the page: answers, the participants beside published lines, forest, synthesis, timeline, what is left out."""
    return (
        Para(text=INTRO),
        answers_table(cut),
        *_drawn(cut, lines_figure),
        undrawn_table(cut),
        Heading(text="Synthesis, and what is not pooled", level=2),
        *_drawn(cut, forest_figure),
        synthesis_table(cut),
        *_drawn(cut, timeline_figure),
        Heading(text="Published numbers that contradict themselves", level=2),
        excluded_table(cut),
        arms_table(cut),
        base_rates_table(cut),
    )


def _drawn(cut: Cut, make: Callable[[Cut], Figure]) -> Iterator[Block]:
    """Give the figure, or the sentence in its place: an error in a picture never takes the report with it."""
    try:
        yield make(cut)
    except ValueError as error:
        yield Para(text=f"The figure could not be drawn: {error}. The tables hold its values.")
