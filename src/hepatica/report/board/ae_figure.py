"""The figure of adverse events for the board: one dot per event, by the record's categories."""

from __future__ import annotations

from hepatica.report.board.pack import Pack
from hepatica.report.figure import Figure
from hepatica.report.study import ae_figure as study


def ae_figure(pack: Pack, *, number: str = "") -> Figure | None:
    """Return the dots of every graded event; None before anybody has started a procedure."""
    return study.ae_figure(pack.cut, number=number, figure_id="board-ae-dots")
