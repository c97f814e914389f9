"""Holds in force and lifted, with who placed them and who signed; approvals and clearances beside them."""

from __future__ import annotations

from hepatica.datasets.holds import Held, Signed
from hepatica.ledger.desk_rows import ApprovalRow, ClearanceRow
from hepatica.report import text as write
from hepatica.report.board.pack import Pack
from hepatica.report.table import Column, Group, Row, Table, Text


def holds_table(pack: Pack) -> Table:
    """Return every hold there was: those in force first, each with its reason, what it closes and who signed."""
    in_force = [hold for hold in pack.holds if hold.in_force]
    lifted = [hold for hold in pack.holds if not hold.in_force]
    none = Row(cells=(Text(text="None"),), sentence="no hold was placed to the data cut")
    groups = tuple(
        Group(title=title, rows=tuple(_row(pack, hold) for hold in holds))
        for title, holds in (("In force", in_force), ("Lifted", lifted))
        if holds
    )
    return Table(
        id="B.9",
        title="Holds",
        deck="A hold closes gates for those not yet dosed; follow-up of the dosed goes on. Two signatures lift it",
        columns=(
            Column(title="Whom"),
            Column(title="Why", width=4),
            Column(title="Closes", width=2),
            Column(title="Placed", width=3),
            Column(title="Lifted, or what lifts it", width=4),
        ),
        groups=groups or (Group(rows=(none,)),),
        listing=True,
    )


def approvals_table(pack: Pack) -> Table:
    """Return the register of approvals; one that is absent or out of date says so."""
    return Table(
        id="B.10a",
        title="Approvals",
        deck="As recorded to the data cut; an approval that is absent or out of date closes its gates",
        columns=(
            Column(title="", width=4),
            Column(title="Number", width=2),
            Column(title="From"),
            Column(title="To", width=2),
            Column(title="Recorded by", width=2),
        ),
        groups=(Group(rows=_approvals(pack)),),
        listing=True,
    )


def clearance_table(pack: Pack) -> Table:
    """Return the decisions about participants, in order of infusion: who was cleared for the next, and why."""
    return Table(
        id="B.10b",
        title="Clearances of participants",
        columns=(
            Column(title="After"),
            Column(title="What it clears", width=3),
            Column(title="Decision"),
            Column(title="Why", width=4),
            Column(title="Given by", width=3),
        ),
        groups=(Group(rows=_clearances(pack)),),
        listing=True,
    )


def _row(pack: Pack, hold: Held) -> Row:
    rule = next((one for one in pack.study.stopping if one.id == hold.rule), None)
    why = f"{rule.code}: {hold.reason}" if rule else hold.reason
    titles = {gate.id: gate.title.en for gate in pack.study.gates}
    closes = ", ".join(titles.get(gate, gate) for gate in hold.blocks)
    placed = f"{pack.minute(hold.placed_at)}, by {pack.person(hold.placed_by)}"
    ended = _lifted(pack, hold) if hold.lifted_at else _waits(pack, hold)
    cells = tuple(Text(text=words) for words in (hold.subject or "everybody", why, closes, placed, ended))
    return Row(cells=cells)


def _lifted(pack: Pack, hold: Held) -> str:
    why = f"{hold.decision}: {hold.lifted_why}" if hold.decision else hold.lifted_why
    return f"{pack.minute(hold.lifted_at)}. {why.rstrip('.')}. Signed by {signers(pack, hold.signed)}"


def _waits(pack: Pack, hold: Held) -> str:
    needs = ", ".join(hold.lifts)
    signed = f"signed by {signers(pack, hold.signed)}" if hold.signed else "nobody has signed"
    return f"In force: {needs + '; ' if needs else ''}{signed}"


def signers(pack: Pack, signed: tuple[Signed, ...]) -> str:
    """Name who signed, in which role and when."""
    words = (f"{one.name} ({one.role.replace('_', ' ')}, {pack.minute(one.at)})" for one in signed)
    return "; ".join(words) or "nobody"


def _approvals(pack: Pack) -> tuple[Row, ...]:
    rows = []
    for approval in pack.study.oversight.approvals:
        title = Text(text=approval.title.en)
        found = pack.cut.state.get(ApprovalRow, "", approval.id)
        if found is None:
            rows.append(Row(cells=(title,), sentence="not recorded to the data cut"))
            continue
        over = bool(found.valid_to) and found.valid_to < pack.cut.stamp.cut.isoformat()
        until = write.partial_date(found.valid_to) if found.valid_to else "does not expire"
        cells = (
            title,
            Text(text=found.number),
            Text(text=write.partial_date(found.valid_from)),
            Text(text=f"{until}, expired" if over else until, strong=over),
            Text(text=pack.person(found.by)),
        )
        rows.append(Row(cells=cells))
    none = Row(cells=(Text(text="None"),), sentence="the protocol asks for no approval")
    return tuple(rows) or (none,)


def _clearances(pack: Pack) -> tuple[Row, ...]:
    titles = {one.id: one.title.en for one in pack.study.oversight.stagger}
    rows = [
        Row(cells=tuple(Text(text=words) for words in _cleared(pack, p.subject, given, titles)))
        for p in pack.cut.participants
        for given in sorted(pack.cut.state.of(ClearanceRow, p.subject), key=lambda row: row.seq)
    ]
    return tuple(rows) or (
        Row(cells=(Text(text="None"),), sentence="no clearance was given to the data cut"),
    )


def _cleared(pack: Pack, subject: str, given: ClearanceRow, titles: dict[str, str]) -> tuple[str, ...]:
    who = f"{pack.person(given.by)}, {pack.minute(given.at)}"
    return subject, titles.get(given.clearance, given.clearance), given.decision, given.reason, who
