"""The batch record of a product: every step, hand-over, test, decision, comparison at the bedside and minute of infusion."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.ledger.product_rows import BagRow, BranchRow, MatchRow, MaterialRow, Move
from hepatica.product.custody import accounts, excursions, gaps
from hepatica.product.moments import hours, hours_words
from hepatica.product.times import timings
from hepatica.report import text as write
from hepatica.report.document import Block, Document, Heading, KeyValues, Pair, Para
from hepatica.report.figure import Figure
from hepatica.report.product.cells import (
    AUTOLOGOUS,
    Cells,
    NoSuchPaper,
    listed,
    minute,
    noted,
    quantity_words,
)
from hepatica.report.product.certificate import criteria_table, decision_blocks
from hepatica.report.table import Cell, Column, Group, Missing, Row, Table, Text
from hepatica.study.product import Product


def batch_document(cells: Cells, product: str, pictures: Iterable[Figure] = ()) -> Document:
    """Return the batch record of one participant's product; NoSuchPaper when nothing of it was made."""
    made, asked = cells.of_product(product), cells.product(product)
    if not made:
        raise NoSuchPaper(f"Nothing of {asked.short or asked.title} was made for {cells.subject}.")
    return Document(
        title=f"Batch record: {asked.short or asked.title}, participant {cells.subject}",
        number=cells.study.protocol,
        kind="Batch record",
        subtitle=f"{asked.title}. {AUTOLOGOUS}.",
        synthetic=cells.synthetic,
        synthetic_tag=cells.tag,
        blocks=(
            Heading(text="Steps", level=2),
            _steps(cells, made),
            Heading(text="Hand-overs", level=2),
            *_custody(cells, made),
            Heading(text="Time limits", level=2),
            _times(cells, asked),
            *_lots(cells, asked, made),
            *_bedside(cells, made),
            Heading(text="Unused cells", level=2),
            _accounts(cells, made),
            *_branches(cells, product),
            *pictures,
        ),
        stamp=cells.stamp,
    )


def _steps(cells: Cells, made: Iterable[MaterialRow]) -> Table:
    rows = []
    for row in made:
        step = cells.lineage.step(row.material)
        place = ", ".join(filter(None, (row.vessel, row.place)))
        said = "; ".join(filter(None, (listed(row.measures, step), place, row.note)))
        taken = "; ".join(f"{one.name} {quantity_words(f'{one.value} {one.unit}')}" for one in row.taken)
        rows.append(
            _row(
                row.material,
                str(step.title) if step else row.step,
                minute(row.at),
                taken or ", ".join(row.parents) or "the participant",
                said or "nothing measured",
                f"{row.by}; {row.witness}",
            )
        )
    return _table(
        "steps",
        rows,
        ("Material", 4),
        ("Step", 3),
        ("When", 4),
        ("Out of", 4),
        ("Measured", 7),
        ("By, seen by", 4),
    )


def _custody(cells: Cells, made: Iterable[MaterialRow]) -> tuple[Block, ...]:
    rows, breaks = [], []
    for row in made:
        before = row.at
        for move in row.moves:
            passed = hours(before, move.at, cells.zone)
            rows.append(
                _row(
                    row.material,
                    move.move,
                    minute(move.at),
                    "" if passed is None else hours_words(passed),
                    move.place,
                    f"{move.given_by} → {move.received_by}",
                    _temperatures(move),
                )
            )
            before = move.at
        breaks += [one.sentence for one in gaps(row)]
        breaks += [one.sentence for one in excursions(cells.study.manufacture, row)]
    if not rows:
        return (Para(text="No hand-over is recorded to the data cut."),)
    found = " ".join(breaks) or "No break in the chain of names and no temperature outside its limits."
    return (
        _table(
            "custody", rows,
            ("Material", 4), ("What", 3), ("When", 5), ("After", 2), ("Place", 5), ("From, to", 5), ("°C", 3),
        ),
        Para(text=f"After: since the hand-over before it. °C: at the hand-over, then the log; – was not recorded. {found}"),
    )  # fmt: skip


def _times(cells: Cells, product: Product) -> Table:
    rows = []
    for one in timings(product, cells.state, cells.subject, cells.now, cells.zone):
        took = f"{hours_words(one.took)}{', running' if one.running else ''}"
        limit = "none set" if one.limit.hours is None else hours_words(one.limit.hours)
        verdict_ = "longer than allowed" if one.exceeded else "kept" if one.margin is not None else "shown"
        rows.append(_row(str(one.limit.title), f"{one.material} → {one.until or '…'}", took, limit, verdict_))
    return _table("times", rows, ("Stretch", 5), ("From, to", 6), ("Took", 3), ("Limit", 2), ("Verdict", 3))


def _lots(cells: Cells, product: Product, made: Iterable[MaterialRow]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for row in made:
        if cells.lineage.kind(row.material) == "lot":
            stands = cells.stands(product, row.material)
            blocks += [
                Heading(text=f"Lot {row.material}", level=2),
                *decision_blocks(cells, stands),
                criteria_table(cells, product, stands),
            ]
    return tuple(blocks)


def _bedside(cells: Cells, made: Iterable[MaterialRow]) -> tuple[Block, ...]:
    labels = {row.material for row in made}
    blocks: list[Block] = [Heading(text="At the bedside", level=2), _matches(cells, labels)]
    bags = [bag for bag in cells.bags.values() if bag.started and bag.bag in labels]
    for bag in sorted(bags, key=lambda bag: bag.started):
        blocks += [
            Heading(text=f"Infusion of {bag.bag}", level=2),
            _given(cells, bag),
            infusion_table(cells, bag),
        ]
    if not bags:
        blocks.append(Para(text="Nothing was infused to the data cut."))
    return tuple(blocks)


def _matches(cells: Cells, labels: set[str]) -> Table:
    rows = [
        _row(
            minute(cells.local(one.at)),
            one.wristband,
            one.code,
            f"{'match' if one.matched else 'MISMATCH'}: {one.sentence}",
            f"{cells.name(one.user)}; {one.second}",
        )
        for one in sorted(cells.state.of(MatchRow, cells.subject), key=lambda one: one.seq)
        if one.bag in labels or not one.matched
    ]
    return _table("matches", rows, ("When", 4), ("Wristband", 4), ("Bag", 5), ("Compared", 6), ("By", 4))


def _given(cells: Cells, bag: BagRow) -> KeyValues:
    whole = "whole" if bag.complete else f"in part: {bag.stopped_for or 'no reason given'}"
    leave = (
        f"by {cells.name(bag.authorised_by)}, ledger {bag.authorised}"
        if bag.authorised
        else f"given without authorisation: {bag.reason or 'no reason given'}"
    )
    pairs = [
        Pair(
            key="Ran", value=f"{minute(bag.started)} to {minute(bag.ended) if bag.ended else 'still running'}"
        ),
        Pair(key="By", value=f"{bag.first}; {bag.second}"),
        Pair(key="Given", value=f"{bag.volume} mL, {whole}" if bag.ended else "not ended"),
        Pair(key="Viable cells", value=f"{bag.cells} million" if bag.cells else "not known"),
        Pair(key="Authorised", value=leave),
    ]
    if bag.subject != cells.subject:
        pairs.insert(0, Pair(key="Into", value=f"{bag.subject}, whose cells they are not"))
    if bag.paper:
        pairs.append(Pair(key="From paper", value=f"sheet {bag.paper}. {bag.reason}".strip()))
    return KeyValues(pairs=tuple(pairs), columns=2)


def infusion_table(cells: Cells, bag: BagRow) -> Table:
    """Return what was recorded at each minute of a bag's infusion, in order."""
    rows = [
        _row(one.at[11:16], one.what, noted(cells.study, one) or "no more was said")
        for one in sorted(bag.notes, key=lambda one: (one.at, one.seq))
    ]
    return _table("minutes", rows, ("Time", 2), ("What", 3), ("", 14))


def _accounts(cells: Cells, made: Iterable[MaterialRow]) -> Table:
    rows = []
    for row in made:
        if cells.lineage.kind(row.material) == "lot":
            for one in accounts(cells.lineage, cells.bags, row.material):
                parts = (one.made, one.onward, one.given, one.stored, one.disposed, one.lost)
                said = one.sentence or "all accounted for"
                unit = one.unit.replace("10^6", "10⁶")
                rows.append(_row(one.material, unit, *(write.number(part, 1) for part in parts), said))
    return _table(
        "accounts", rows,
        ("Material", 5), ("Unit", 2), ("Made", 2), ("Onward", 2), ("Given", 2), ("Kept", 2), ("Disposed", 2), ("Lost", 2), ("Account", 6),
    )  # fmt: skip


def _branches(cells: Cells, product: str) -> tuple[Block, ...]:
    ways = {one.id: one for one in cells.study.manufacture.branches}
    said = []
    for row in cells.state.of(BranchRow, cells.subject):
        if row.product not in {"", product}:
            continue
        way = ways.get(row.branch)
        choice = next((one for one in way.choices if one.id == row.choice), None) if way else None
        what = f"{way.title}: {choice.title}" if way and choice else f"{row.branch}: {row.choice}"
        said.append(
            f"{what}. {row.reason} {cells.name(row.user)}, {minute(cells.local(row.at))}, ledger {row.seq}."
        )
    return (Heading(text="Ways that were taken", level=2), *(Para(text=one) for one in said)) if said else ()


def _temperatures(move: Move) -> str:
    """Write what was read at a hand-over and what the log of the way there holds: '19; log −190 to −171'."""
    log = f"log {_celsius(move.lowest)} to {_celsius(move.highest)}" if move.lowest or move.highest else ""
    read = _celsius(move.temperature) if move.temperature else "–"
    return "; ".join(filter(None, (read, log)))


def _celsius(value: str) -> str:
    return value.replace("-", "\N{MINUS SIGN}") if value else "?"


def _row(*words: str) -> Row:
    return Row(cells=tuple(Text(text=word) for word in words))


def _table(name: str, rows: list[Row], *columns: tuple[str, int]) -> Table:
    """Return a listing; an empty cell says so, an empty table that nothing is recorded."""

    def filled(row: Row) -> Row:
        return Row(cells=tuple(map(_filled, row.cells)))

    nothing = Row(cells=(Text(text="–"),), sentence="nothing recorded to the data cut")
    return Table(
        id=name,
        title="",
        columns=tuple(Column(title=title, width=width) for title, width in columns),
        groups=(Group(rows=tuple(map(filled, rows)) or (nothing,)),),
        listing=True,
    )


def _filled(cell: Cell) -> Cell:
    return Missing(reason="none") if isinstance(cell, Text) and not cell.text else cell
