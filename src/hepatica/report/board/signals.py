"""What became of the proposals: how often each signal fired, how often it was dismissed and why, and what still waits."""

from __future__ import annotations

from hepatica.ledger.rows import ProposalRow
from hepatica.report.board.pack import Pack
from hepatica.report.table import Column, Group, Number, Row, Table, Text

STATES = ("proposed", "confirmed", "dismissed", "withdrawn")


def signals_table(pack: Pack) -> Table:
    """Return a row per signal that ever fired, with the reasons of its dismissals; the silent ones are counted."""
    found = proposals(pack)
    rows = tuple(
        _row(signal.term.en, mine)
        for signal in pack.study.signals
        if (mine := [one for one in found if one.signal == signal.id])
    )
    silent = len(pack.study.signals) - len(rows)
    none = Row(cells=(Text(text="None"),), sentence="no signal has fired to the data cut")
    return Table(
        id="B.6",
        title="Proposals, and what became of them",
        deck="A rule proposes, a clinician decides; a corrected value withdraws its proposal",
        columns=(
            Column(title="Signal", width=4),
            Column(title="fired", align="right"),
            Column(title="waits", align="right"),
            Column(title="confirmed", align="right"),
            Column(title="dismissed", align="right"),
            Column(title="withdrawn", align="right"),
            Column(title="Dismissed because", width=4),
        ),
        groups=(Group(rows=rows or (none,)),),
        footnotes=(f"{silent} of {len(pack.study.signals)} signals have not fired to the data cut.",),
        listing=True,
    )


def proposals(pack: Pack) -> tuple[ProposalRow, ...]:
    """Return every proposal, in order of infusion, then as it arose."""
    return tuple(
        row
        for p in pack.cut.participants
        for row in sorted(pack.cut.state.of(ProposalRow, p.subject), key=lambda row: (row.seq, row.key))
    )


def _row(term: str, mine: list[ProposalRow]) -> Row:
    counts = [sum(one.state == state for one in mine) for state in STATES]
    reasons = dict.fromkeys(
        f"{one.subject}: {one.reason.rstrip('.')}" for one in mine if one.state == "dismissed"
    )
    return Row(
        cells=(
            Text(text=term),
            Number(value=len(mine)),
            *(Number(value=count) for count in counts),
            Text(text="; ".join(reasons) or "–"),
        )
    )
