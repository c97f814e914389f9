"""The board's pack as one document: from what it needs to know, to the form on which it decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hepatica.report.board.ae_figure import ae_figure
from hepatica.report.board.decision import decision_form, decisions_table
from hepatica.report.board.deviations import deviations_table
from hepatica.report.board.events import component_listing, phase_listing
from hepatica.report.board.exposure import exposure_table
from hepatica.report.board.holds import approvals_table, clearance_table, holds_table
from hepatica.report.board.odds import counts_table, odds_table
from hepatica.report.board.owed import owed_table
from hepatica.report.board.pack import Pack
from hepatica.report.board.rules import rules_table
from hepatica.report.board.serious import narratives
from hepatica.report.board.signals import signals_table, unanswered_table
from hepatica.report.board.summary import identity, summary
from hepatica.report.document import Block, Document, Heading, PageBreak, Para
from hepatica.report.figure import Figure
from hepatica.report.study.disposition import disposition_table
from hepatica.report.study.mdish_figure import mdish_figure
from hepatica.report.study.meld_figure import meld_figure
from hepatica.report.study.safety_table import safety_table
from hepatica.report.study.score_listing import score_listing
from hepatica.report.study.shift_table import shift_listing, shift_table

KIND = "Review pack for the safety board"
Draw = Callable[[Pack], Figure | None]
FIGURES: tuple[tuple[str, Draw, str], ...] = (
    ("events", ae_figure, "Adverse events are drawn once somebody has started a study procedure."),
    (
        "mdish",
        lambda pack: mdish_figure(pack.cut),
        "Liver injury is drawn once somebody infused has ALT and bilirubin from one draw after the own baseline.",
    ),
    (
        "meld",
        lambda pack: meld_figure(pack.cut),
        "MELD and Child-Pugh are drawn from the first infusion on; nobody has been infused.",
    ),
)
"""Every figure by its address, with the sentence that stands where there is nothing to draw yet; in this order."""


def board_pack(pack: Pack) -> Document:
    """Return the whole pack at a cut."""
    cut = pack.cut
    return Document(
        kind=KIND,
        title=cut.study.title.en,
        subtitle=cut.study.short_title.en,
        number=cut.study.protocol,
        synthetic=cut.synthetic,
        synthetic_tag=cut.tag or "Synthetic data",
        stamp=cut.stamp,
        blocks=(
            identity(pack),
            Para(text="Printed again from the same event, this pack is the same to the byte.", note=True),
            Heading(text="What the board needs to know", level=2),
            summary(pack),
            *_part("Enrolment and exposure", disposition_table(cut), exposure_table(pack)),
            *_part("Adverse events in the record's four categories", safety_table(cut, watched=False)),
            *_part("Every adverse event, drawn", _drawn(pack, "events")),
            *_part("Every adverse event by phase", phase_listing(pack)),
            *_part("Every adverse event by component", component_listing(pack)),
            *_part("Serious events", *narratives(pack)),
            *_part("Laboratory values against each participant's own baseline", *_shifts(pack)),
            *_part("The liver against each participant's own baseline", _drawn(pack, "mdish")),
            *_part("MELD and Child-Pugh", _drawn(pack, "meld"), PageBreak(), score_listing(cut)),
            *_part("Stopping rules", rules_table(pack)),
            *_part(
                "Holds, approvals and decisions",
                holds_table(pack),
                approvals_table(pack),
                clearance_table(pack),
                decisions_table(pack),
            ),
            *_part("Deviations and reports", deviations_table(pack), owed_table(pack)),
            *_part("Proposals", signals_table(pack), unanswered_table(pack)),
            *_part("What the numbers can say", counts_table(pack), *_maybe(odds_table(pack))),
            PageBreak(),
            *decision_form(pack),
        ),
    )


def _part(title: str, *blocks: Block) -> tuple[Block, ...]:
    return (PageBreak(), Heading(text=title), *blocks)


def _maybe(block: Block | None) -> tuple[Block, ...]:
    return () if block is None else (block,)


def _shifts(pack: Pack) -> tuple[Block, ...]:
    """Return the shifts and the values behind them, or why a study that pins no version of CTCAE has none."""
    try:
        return shift_table(pack.cut), shift_listing(pack.cut)
    except ValueError as error:
        return (Para(text=f"There is no table of shifts: {error}."),)


def _drawn(pack: Pack, name: str) -> Block:
    """Return the figure under its number, or the sentence in its place: no picture takes the pack with it."""
    number, (_, draw, nothing) = next((n, one) for n, one in enumerate(FIGURES, 1) if one[0] == name)
    try:
        made = draw(pack)
    except ValueError as error:
        return Para(text=f"The figure could not be drawn: {error}.")
    return replace(made, number=f"Figure {number}") if made else Para(text=nothing)
