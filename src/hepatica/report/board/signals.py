"""What became of the proposals: how often each signal fired, how often it was dismissed and why, and what still waits."""

from __future__ import annotations

from hepatica.datasets.unanswered import Unanswered
from hepatica.ledger.rows import ProposalRow
from hepatica.report import text as write
from hepatica.report.board.pack import Pack
from hepatica.report.study.disposition import visit_title
from hepatica.report.table import Column, Group, Number, Row, Table, Text
from hepatica.safety.episodes import STATES, Rate, rates

WHY = {
    "waiting": "nobody has judged it",
    "no_event": "confirmed, but its event is not on the log any more",
    "never_proposed": "entered before the protocol had the signal",
}


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


def unanswered_table(pack: Pack) -> Table:
    """Return the values that met a signal and have no event: it must be empty before the record is locked."""
    rows = tuple(
        Row(
            cells=(
                Text(text=one.subject),
                Text(text=one.term),
                Text(text=visit_title(pack.cut, one.visit)),
                Text(text=_taken(one.at)),
                Text(text=_values(pack, one)),
                Text(text=WHY[one.why]),
            )
        )
        for one in pack.unanswered
    )
    none = Row(cells=(Text(text="None"),), sentence="every value that met a signal is answered")
    return Table(
        id="B.7",
        title="Values that met a signal and have no event",
        deck="Judged again over every reading on record; this list is empty before the record is locked",
        columns=(
            Column(title="Participant"),
            Column(title="Signal", width=4),
            Column(title="Visit", width=2),
            Column(title="Taken", width=2),
            Column(title="Values", width=3),
            Column(title="", width=3),
        ),
        groups=(Group(rows=rows or (none,)),),
        listing=True,
    )


def _values(pack: Pack, one: Unanswered) -> str:
    """Say the values of the row that met the signal, by the names their form gives them."""
    said = []
    for name, value in one.readings.items():
        item = pack.study.item(one.form, name)
        if item is not None and value is not None:
            words = pack.study.codelist_by_id[item.codelist].label(value) if item.codelist else value
            unit = (item.unit or "").replace("10^9", "× 10⁹").replace("10^6", "× 10⁶")
            said.append(f"{item.label} {words} {unit}".strip())
    return ", ".join(said)


def _taken(at: str) -> str:
    day = write.partial_date(at[:10]) if at else "unknown"
    return f"{day}, {at[11:16]}" if len(at) > 10 else day


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
