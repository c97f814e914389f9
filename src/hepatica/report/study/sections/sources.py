"""The last appendix: the reference of each number, as printed, where, and the people or ledger entries behind it."""

from __future__ import annotations

from hepatica.datasets.why.reference import Unanswerable
from hepatica.report import text as write
from hepatica.report.citations import Citation
from hepatica.report.document import Block
from hepatica.report.standalone import anchor
from hepatica.report.study.counts import Counted, counts
from hepatica.report.study.cut import Cut
from hepatica.report.study.sections.parts import page
from hepatica.report.study.why import why
from hepatica.report.table import Cell, Column, Group, Row, Table, Text

SHOWN = 8
"""Ledger events named in one row; the rest is counted."""


def sources(cut: Cut, found: tuple[Citation, ...], *, whole: bool = False) -> tuple[Block, ...]:
    """Return the row behind every cell that says where it comes from; listings' own cells only when ``whole``."""
    known = counts(cut)
    kept = [one for one in found if whole or not one.listed]
    groups: dict[str, list[Row]] = {}
    for one in kept:
        groups.setdefault(one.ref.partition(":")[0], []).append(_source(cut, known, one))
    listed = "" if whole else " Rows of listings name their own values and are left out."
    table = Table(
        id="16.5",
        title="",
        deck="The reference of each number, as printed, the tables that print it, and the people or ledger entries behind it",
        columns=(
            Column(title="Reference", width=6),
            Column(title="Printed", width=3),
            Column(title="In", width=3),
            Column(title="From", width=5),
        ),
        groups=tuple(
            Group(title=KINDS.get(kind, kind), rows=tuple(rows)) for kind, rows in sorted(groups.items())
        )
        or (
            Group(rows=(Row(cells=(Text(text="–"),), sentence="no number of this report has a reference"),)),
        ),
        footnotes=(
            f"In the application every reference opens: value, rule, inputs, events and people.{listed}",
        ),
        listing=True,
    )
    return page("Appendix: the rows behind the cells", table)


KINDS = {
    "ITEM": "Answers as entered",
    "SCORE": "Scores at one draw",
    "COUNT": "Counts of people and records",
    "PARAM": "Parameters of the protocol",
    "METHOD": "Calculations",
    "ESTIMAND": "Estimands",
    "EVIDENCE": "Published rows",
    "ADSL": "Dataset of participants, ADSL",
    "ADAE": "Dataset of adverse events, ADAE",
    "ADLB": "Dataset of laboratory values, ADLB",
    "ADEFF": "Dataset of scores, ADEFF",
    "ADTTE": "Dataset of times to events, ADTTE",
}


def _source(cut: Cut, known: dict[str, Counted], one: Citation) -> Row:
    cells: tuple[Cell, ...] = (
        Text(text=breakable(one.ref)),
        Text(text="; ".join(one.printed[:SHOWN]) or "–"),
        Text(text="; ".join(one.places[:SHOWN])),
        Text(text=_behind(cut, known, one.ref)),
    )
    return Row(cells=cells, anchor=anchor(one.ref))


def _behind(cut: Cut, known: dict[str, Counted], ref: str) -> str:
    """Say who was counted, which ledger entries gave the value, or that it follows from numbers above."""
    if ref in known:
        found = known[ref]
        who = ", ".join(found.who) or "nobody"
        of = f" of {write.number(len(found.of))}" if found.of else ""
        related = f"; related: {', '.join(found.related)}" if found.related else ""
        return f"{found.title}: {who}{of}{related}"
    if ref.startswith("METHOD:"):
        return "calculated from the numbers in the reference"
    try:
        events = why(cut, ref).all_events
    except (Unanswerable, ValueError, ArithmeticError, LookupError):
        return "counted over the record at the cut"
    if not events:
        counted = ref.startswith("COUNT:") and not ref.startswith(("COUNT:study/planned", "COUNT:analysis/"))
        return "counted over the record at the cut" if counted else "the protocol itself"
    said = ", ".join(write.number(seq) for seq in events[:SHOWN])
    more = "" if len(events) <= SHOWN else f" and {write.number(len(events) - SHOWN)} more"
    return f"ledger {said}{more}"


def breakable(ref: str) -> str:
    """Return a reference that may break over lines at its strokes."""
    return ref.replace("/", "/\u200b").replace("_", "_\u200b")
