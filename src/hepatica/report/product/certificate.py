"""The certificate of analysis of a lot: lineage, every criterion with its limit, result and verdict, and the decision."""

from __future__ import annotations

from hepatica.ledger.product_rows import ReleaseRow, TestRow
from hepatica.product.lineage import Breach
from hepatica.product.release import CONDITIONAL, EXCEPTIONAL, REJECTED, Criterion, Specification
from hepatica.report.document import Block, Document, Heading, KeyValues, Pair, Para
from hepatica.report.product.cells import AUTOLOGOUS, Cells, NoSuchPaper, listed, minute, quantity_words
from hepatica.report.table import Cell, Column, Group, Missing, Row, Table, Text
from hepatica.study.product import Product

WORDS = {
    "pass": "meets",
    "fail": "does not meet",
    "pending": "pending",
    "missing": "not tested",
    "shown": "shown",
}
"""Verdict → word on the certificate; one that is shown decides nothing."""
DECIDED = {
    "released": "Released",
    CONDITIONAL: "Released at risk, with results pending",
    EXCEPTIONAL: "Released out of specification",
    REJECTED: "Rejected",
}


def certificate_document(cells: Cells, lot: str) -> Document:
    """Return the certificate of a lot as it stands at the cut; NoSuchPaper for what is no lot of a product."""
    row, product = cells.material(lot), cells.product_of(lot)
    if product is None or cells.lineage.kind(lot) != "lot":
        raise NoSuchPaper(f"{lot} is no lot: a certificate of analysis belongs to a lot.")
    stands = cells.stands(product, lot)
    blocks: list[Block] = [
        KeyValues(
            columns=2,
            pairs=(
                Pair(key="Product", value=f"{product.title}. {AUTOLOGOUS}."),
                Pair(key="Participant", value=cells.subject),
                Pair(key="Made", value=minute(row.at)),
                Pair(key="By", value=f"{row.by}; {row.witness}"),
                Pair(key="Laboratory", value=cells.study.manufacture.facility or "not named"),
                Pair(key="Protocol", value=cells.study.version),
                Pair(key="Contents", value=listed(row.measures, cells.lineage.step(lot)) or "not measured"),
                Pair(key="Expires", value=minute(expires) if (expires := cells.expires(lot)) else "none set"),
            ),
        ),
        Heading(text="Decision", level=2),
        *decision_blocks(cells, stands),
        Heading(text="Specification", level=2),
        criteria_table(cells, product, stands),
        Heading(text="Made of", level=2),
        _lineage(cells, lot),
    ]
    return Document(
        title=f"Lot {lot}",
        number=cells.study.protocol,
        kind="Certificate of analysis",
        subtitle=DECIDED[stands.decision.decision] if stands.decision else "Not released: may not be given",
        synthetic=cells.synthetic,
        synthetic_tag=cells.tag,
        blocks=tuple(blocks),
        stamp=cells.stamp,
    )


def decision_blocks(cells: Cells, stands: Specification) -> tuple[Block, ...]:
    """Say in words what was decided on a lot, by whom, and what is plain about it."""
    decided = stands.decision
    if decided is None:
        lacks = "; ".join(one.sentence.removesuffix(".") for one in stands.of("fail", "missing", "pending"))
        return (
            Para(
                text=f"No decision: this lot may not be given. {lacks + '.' if lacks else 'Nothing is pending.'}"
            ),
        )
    blocks: list[Block] = [KeyValues(pairs=_decided(cells, decided, stands))]
    since = [one.sentence for one in stands.of("fail") if one.id not in decided.unmet]
    if since and decided.decision != REJECTED:
        blocks.append(
            Para(text=f"Since the decision: {' '.join(since)} Nothing more of this lot may be given.")
        )
    return tuple(blocks)


def _decided(cells: Cells, decided: ReleaseRow, stands: Specification) -> tuple[Pair, ...]:
    titles = {one.id: str(one.asked.title) for one in stands.criteria}

    def named(ids: tuple[str, ...]) -> str:
        return "; ".join(titles.get(one, one) for one in ids)

    pairs = [
        Pair(key="Decision", value=DECIDED[decided.decision]),
        Pair(
            key="Signed",
            value=f"electronically by {cells.name(decided.user)}, {minute(decided.at)}, ledger {decided.seq}",
        ),
    ]
    if decided.second:
        pairs.append(Pair(key="Physician", value=f"{decided.second}, who signed beside quality"))
    if decided.pending:
        pairs.append(Pair(key="Pending then", value=named(decided.pending)))
    if decided.unmet:
        pairs.append(Pair(key="Not met", value=named(decided.unmet)))
    if decided.reason:
        pairs.append(Pair(key="Reason", value=decided.reason))
    return tuple(pairs)


def criteria_table(cells: Cells, product: Product, stands: Specification) -> Table:
    """Return every criterion in the protocol's order with limit, result, verdict, date, who measured, and the source."""
    decides = [one for one in stands.criteria if not one.asked.informs]
    shown = [one for one in stands.criteria if one.asked.informs]
    groups = [Group(rows=tuple(_row(cells, stands.lot, one) for one in decides))]
    if shown:
        title = "Shown, decides nothing"
        groups.append(Group(title=title, rows=tuple(_row(cells, stands.lot, one) for one in shown)))
    return Table(
        id="criteria",
        title="",
        columns=(
            Column(title="Criterion", width=7),
            Column(title="Limit", width=3),
            Column(title="Result", width=3),
            Column(title="Verdict", width=4),
            Column(title="Measured", width=4),
            Column(title="By", width=3),
        ),
        groups=tuple(group for group in groups if group.rows),
        footnotes=(
            "Computed: from the lineage and the counts of the record, not from a test. Pending is not a pass; not tested neither.",
            f"Where the limits come from. {_sources(product)}",
        ),
        listing=True,
    )


def _sources(product: Product) -> str:
    """Say where limits come from, each source once."""
    found: dict[str, list[str]] = {}
    for one in product.release:
        found.setdefault(f"{one.reference} ({one.source})", []).append(str(one.title))
    return " ".join(f"{', '.join(titles)}: {source}." for source, titles in found.items())


def _row(cells: Cells, lot: str, one: Criterion) -> Row:
    title = Text(text=str(one.asked.title), strong=one.verdict == "fail")
    limit = Text(text="none set" if one.asked.informs else quantity_words(one.limit))
    if one.verdict == "missing" or not one.at:
        return Row(cells=(title, limit), sentence="not tested: nobody has recorded it")
    tested = cells.state.get(TestRow, cells.subject, f"{lot}/{one.id}")
    return Row(
        cells=(
            title,
            limit,
            _result(one, tested),
            Text(text=_verdict(one), strong=one.verdict == "fail"),
            Text(text=minute(one.at)),
            Text(text="computed" if one.computed else _by(one, tested)),
        )
    )


def _result(one: Criterion, tested: TestRow | None) -> Cell:
    if not one.value:
        return Missing(reason="no result yet")
    so_far = " so far" if tested and not tested.final else ""
    return Text(text=f"{quantity_words(one.result)}{so_far}", strong=one.verdict == "fail")


def _verdict(one: Criterion) -> str:
    on = f", day {one.day} of {one.of}" if one.verdict == "pending" and one.of else ""
    return f"{WORDS[one.verdict]}{on}"


def _by(one: Criterion, tested: TestRow | None) -> str:
    parts = [one.by]
    if tested and tested.repeats:
        parts.append("replaced once" if tested.repeats == 1 else f"replaced {tested.repeats} times")
    if tested and tested.file:
        parts.append(f"{tested.file_name or 'report'} (SHA-256 {tested.file[:12]})")
    return ", ".join(parts)


def _lineage(cells: Cells, lot: str) -> Table:
    """Return what a lot was made of, from what the participant gave to the lot itself."""
    try:
        rows = (*reversed(cells.lineage.ancestors(lot)), cells.lineage.row(lot))
    except Breach as error:
        raise NoSuchPaper(f"The lineage of {lot} is broken: {error}") from error
    return Table(
        id="lineage",
        title="",
        columns=(
            Column(title="Material"),
            Column(title="Step"),
            Column(title="When"),
            Column(title="Measured", width=1),
        ),
        groups=(
            Group(
                rows=tuple(
                    Row(
                        cells=(
                            Text(text=row.material),
                            Text(
                                text=str(step.title)
                                if (step := cells.lineage.step(row.material))
                                else row.step
                            ),
                            Text(text=minute(row.at)),
                            _measures(listed(row.measures, step)),
                        )
                    )
                    for row in rows
                )
            ),
        ),
        listing=True,
    )


def _measures(words: str) -> Cell:
    return Text(text=words) if words else Missing(reason="nothing measured")
