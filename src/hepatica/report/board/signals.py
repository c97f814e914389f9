"""What became of the proposals: how often each signal fired, how often it was dismissed and why, and what still waits."""

from __future__ import annotations

from hepatica.ledger.rows import ProposalRow
from hepatica.report.board.pack import Pack
from hepatica.report.table import Column, Group, Number, Row, Table, Text
from hepatica.safety.episodes import STATES, Rate, rates


def signals_table(pack: Pack) -> Table:
    """Return a row per signal that ever fired, with the reasons of its dismissals; the silent ones are counted."""
    found = proposals(pack)
    told = {rate.signal: rate for rate in rates(found)}
    rows = tuple(
        _row(signal.term.en, told[signal.id], found) for signal in pack.study.signals if signal.id in told
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
            Column(title="dismissed", unit="of judged", align="centre"),
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


def _row(term: str, rate: Rate, found: tuple[ProposalRow, ...]) -> Row:
    reasons = dict.fromkeys(
        f"{one.subject}: {one.reason.rstrip('.')}"
        for one in found
        if one.signal == rate.signal and one.state == "dismissed"
    )
    return Row(
        cells=(
            Text(text=term),
            Number(value=rate.fired),
            *(Number(value=rate.by_state[state]) for state in STATES),
            Text(text=rate.dismissal or "–"),
            Text(text="; ".join(reasons) or "–"),
        )
    )
