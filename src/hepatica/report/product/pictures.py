"""The pictures of one participant's cells, read from the record: pedigree, infusion by the minute, growth of the cultures."""

from __future__ import annotations

from hepatica.datasets.bindings import find
from hepatica.product.moments import in_words
from hepatica.product.pedigree import pedigree
from hepatica.product.pedigree_values import Ahead, Pedigree
from hepatica.report.figure import Figure
from hepatica.report.figures.pedigree import draw, on_paper, pedigree_table, said
from hepatica.report.product.cells import Cells

MOBILISED = "cd34"
"""The product whose collections follow the growth factor."""


def pedigree_of(cells: Cells) -> Pedigree:
    """Return the pedigree, with the growth factor before the leukapheresis."""
    before = ahead(cells)
    return pedigree(
        cells.study, cells.state, cells.subject, now=cells.now, zone=cells.zone, ahead={MOBILISED: before} if before else {}
    )  # fmt: skip


def ahead(cells: Cells) -> Ahead | None:
    """Return the doses of the growth factor as one node; None when none is on record."""
    doses = sorted(
        one.value for one in find(cells.study, cells.state, cells.subject, "gcsf_dose_at") if one.value
    )
    if not doses:
        return None
    count = f"{len(doses)} {'dose' if len(doses) == 1 else 'doses'}"
    return Ahead(title="G-CSF", facts=(count, f"last {in_words(doses[-1]).split(', ')[0]}"), at=doses[-1])


def pedigree_figure(cells: Cells) -> Figure:
    """Return the pedigree as a figure of a paper: a drawing that stands alone, and its twin table."""
    made = pedigree_of(cells)
    return Figure(
        id="pedigree",
        title=f"Pedigree of the cells of {cells.subject}",
        deck="Every material from collection to infusion; hours on the way, with their limits; outlined: what was given.",
        spec={},
        wide=True,
        drawing=draw(made, ordinal=cells.ordinal, css=on_paper(cells.ordinal)),
        note="Check: meets its limit. Clock: pending, day and length of the culture. Cross: does not meet. Dashed: rejected or gone.",
        twin=pedigree_table(made),
        alt=said(made),
        stamp=cells.stamp,
        synthetic=cells.tag,
    )
