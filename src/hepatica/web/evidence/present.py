"""What the first page of the evidence shows: how much there is, the answers, and figures that never fail the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from hepatica.evidence.answers import Answer, Line, answers
from hepatica.evidence.recompute import excluded
from hepatica.evidence.row import Evidence
from hepatica.report.html import Html, figure_html
from hepatica.report.study.catalogue import FIGURES
from hepatica.report.study.cut import Cut


@dataclass(frozen=True, kw_only=True)
class Said:
    """One line of an answer, with the addresses of its rows and of its source."""

    line: Line
    rows: tuple[tuple[str, str], ...]
    more: int
    """How many more rows there are."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One answer as a card."""

    answer: Answer
    lines: tuple[Said, ...]


def summary(evidence: Evidence) -> str:
    """Say how much was published and how much of it is left out."""
    said = _(
        "%(rows)d published numbers of %(studies)d studies, %(words)d more studies in words. %(out)d rows do not agree with "
        "their own source: they are shown, and left out of every synthesis."
    )
    with_rows = {row.study for row in evidence.rows}
    return said % {
        "rows": len(evidence.rows),
        "studies": len(with_rows),
        "words": len(evidence.studies) - len(with_rows),
        "out": len(excluded(evidence)),
    }


def shown_answers(evidence: Evidence) -> tuple[Shown, ...]:
    """Return every answer as a card of the same size."""
    return tuple(
        Shown(answer=one, lines=tuple(_said(line) for line in one.lines)) for one in answers(evidence)
    )


def drawn(cut: Cut, name: str) -> Html | str:
    """Return a figure as HTML, or the sentence in its place: a picture that fails takes nothing with it."""
    try:
        figure = FIGURES[name](cut)
    except ValueError as error:
        return _("The figure could not be drawn: %(why)s.") % {"why": error}
    return figure_html(figure) if figure else _("There is nothing to draw yet.")


def _said(line: Line) -> Said:
    rows = tuple((name, reverse("evidence:row", args=[name])) for name in line.rows[:4])
    return Said(line=line, rows=rows, more=len(line.rows) - len(rows))
