"""Protocol deviations for the board: the critical ones first."""

from __future__ import annotations

from hepatica.ledger.rows import DeviationRow
from hepatica.report.board.pack import Pack
from hepatica.report.study.disposition import visit_title
from hepatica.report.table import Column, Group, Row, Table, Text


def deviations_table(pack: Pack) -> Table:
    """Return every deviation that stands, critical before other, each in order of infusion."""
    found = [(p.subject, d) for p in pack.cut.participants for d in _of(pack, p.subject)]
    groups = tuple(
        Group(title=title, rows=rows)
        for title, critical in (("Critical", True), ("Other", False))
        if (rows := tuple(_row(pack, who, d) for who, d in found if d.critical is critical))
    )
    many = sum(d.critical for _, d in found)
    none = Row(cells=(Text(text="None"),), sentence="no deviation stands on the record")
    return Table(
        id="B.11",
        title="Protocol deviations",
        deck=f"{many} critical of {len(found)}. Facts that break the protocol are stored and flagged, never refused",
        columns=(Column(title="Participant"), Column(title="Visit"), Column(title="What", width=5)),
        groups=groups or (Group(rows=(none,)),),
        listing=True,
    )


def _of(pack: Pack, subject: str) -> list[DeviationRow]:
    return sorted(pack.cut.deviations[subject], key=lambda row: row.seq)


def _row(pack: Pack, subject: str, found: DeviationRow) -> Row:
    words = (subject, visit_title(pack.cut, found.visit), found.sentence)
    return Row(cells=tuple(Text(text=one) for one in words))
