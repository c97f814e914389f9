"""What the committee is asked to decide: questions that follow from what a design does to people, each with two boxes."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design.document import Design
from hepatica.design.treatment import CELLS_OF
from hepatica.report.figures.design_days import biopsied, fullest
from hepatica.report.table import Column, Group, Row, Table, Text

MOST = 5
BOXES = "☐\N{NO-BREAK SPACE}yes\N{EM SPACE}☐\N{NO-BREAK SPACE}no"


def decisions(design: Design) -> Table:
    """Return at most five questions, the weightiest first; the last is always that of the consent sheet."""
    asked = [*questions(design)]
    shown = [*asked[: MOST - 1], asked[-1]] if len(asked) > MOST else asked
    return Table(
        id="decide",
        title="",
        columns=(Column(title=""), Column(title="", width=1), Column(title="", align="right")),
        groups=(
            Group(
                rows=tuple(
                    Row(cells=(Text(text=str(n)), Text(text=one), Text(text=BOXES)))
                    for n, one in enumerate(shown, 1)
                )
            ),
        ),
    )


def questions(design: Design) -> Iterator[str]:
    """Yield every question, in plain words and without a leaning."""
    wait = design.stagger
    if biopsied(design):
        yield (
            "Are liver biopsies justified that serve research only, when what they show is CD34 in tissue and can never show "
            "that infused cells engrafted?"
        )
    if design.control is None:
        yield "Is a study justified that has no group without cells, and so cannot show benefit?"
    elif any(CELLS_OF[arm.cells] for arm in design.arms):
        yield (
            "May the group under standard care go without a sham collection and a sham catheterisation, so that people and "
            "operators know who was given cells?"
        )
    if wait.participants > 1 and (wait.days or wait.sentinel_days):
        yield (
            f"Are {wait.sentinel_days} days after the first person, then {wait.days} between each of the first "
            f"{wait.participants}, long enough to see harm before the next is treated?"
        )
    else:
        yield "May people be treated without a wait between one and the next?"
    if len(fullest(design).infusions) > 1:
        yield "May a person be given cells again before it is known what the first infusion did in the others?"
    if any(arm.cells == "gcsf" for arm in design.arms):
        yield "May people be given G-CSF and no cells, to tell one from the other?"
    if design.grid:
        yield "Is the least number of cells right for the first people, and the most of the plan right for anybody?"
    yield _consent(design)


def _consent(design: Design) -> str:
    expected = (
        "no benefit is expected from taking part"
        if design.control is None
        else "nobody knows whether cells help"
    )
    return f"Does the consent sheet say, in the language of the person, that {expected}?"
