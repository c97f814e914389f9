"""The letters a decision or a result obliges the laboratory to send: the protocol's words, the record's facts."""

from __future__ import annotations

from hashlib import sha256

from hepatica.ledger.product_rows import NoticeRow
from hepatica.product.moments import in_words
from hepatica.report.document import Block, Document, Heading, KeyValues, Pair, Para
from hepatica.report.product.cells import Cells, NoSuchPaper, minute
from hepatica.report.product.certificate import DECIDED, criteria_table
from hepatica.study.product import Notice


def letter_document(cells: Cells, lot: str, notice: str, to: str) -> Document:
    """Return the letter to one recipient; NoSuchPaper when none is owed, so that no letter tells of nothing."""
    row = cells.state.get(NoticeRow, cells.subject, f"{lot}/{notice}/{to}")
    asked = next((one for one in cells.study.manufacture.notices if one.id == notice), None)
    if row is None or asked is None:
        raise NoSuchPaper(f"No letter {notice!r} on lot {lot} is owed to {to}.")
    subject, text = words(cells, asked, row)
    blocks: list[Block] = [
        KeyValues(
            pairs=(
                Pair(key="To", value=to),
                Pair(key="From", value=_sender(cells)),
                Pair(key="Prepared", value=minute(cells.local(row.prepared_at))),
                Pair(key="To be sent by", value=minute(row.due)),
                Pair(key="Sent", value=_sent(cells, row)),
            )
        ),
        Para(text=text),
        Heading(text="Where it can be checked", level=2),
        KeyValues(pairs=_proof(cells, row, text)),
    ]
    product = cells.product_of(lot)
    if product is not None:
        stands = cells.stands(product, lot)
        blocks += [Heading(text=f"Lot {lot} as it stands", level=2), criteria_table(cells, product, stands)]
    return Document(
        title=subject,
        number=cells.study.protocol,
        kind="Letter of the cell laboratory",
        synthetic=cells.synthetic,
        synthetic_tag=cells.tag,
        blocks=tuple(blocks),
        stamp=cells.stamp,
    )


def words(cells: Cells, notice: Notice, row: NoticeRow) -> tuple[str, str]:
    """Return subject and text of a letter with the facts of the record filled in; nothing else is changed."""
    facts = {
        "lot": row.lot,
        "participant": cells.subject,
        "result": row.result.removesuffix(".") or "not recorded",
        "infused": infused(cells, row.lot),
    }
    return _filled(str(notice.subject), facts), _filled(str(notice.text), facts)


def _filled(text: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def infused(cells: Cells, lot: str) -> str:
    """Say what of a lot was given, when: 'bag MSC-01-004-A on 9 Mar 2026, 17:42, 20 mL'; 'nothing of it' otherwise."""
    given = []
    labels = {lot, *(row.material for row in cells.lineage.bags(lot))} if lot in cells.lineage else {lot}
    for bag in sorted(cells.bags.values(), key=lambda bag: (bag.started, bag.bag)):
        if bag.started and bag.bag in labels:
            amount = f", {bag.volume} mL" if bag.volume else ", still running"
            whose = "" if bag.subject == cells.subject else f", into {bag.subject}, whose cells they are not"
            given.append(f"bag {bag.bag} on {in_words(bag.started)}{amount}{whose}")
    return "; ".join(given) or "nothing of it"


def _sender(cells: Cells) -> str:
    made = cells.study.manufacture
    telephone = f"telephone {made.telephone}" if made.telephone else ""
    return ", ".join(filter(None, (made.facility, telephone))) or "The cell laboratory"


def _sent(cells: Cells, row: NoticeRow) -> str:
    if not row.sent:
        return "not yet"
    late = f"; late because: {row.reason}" if row.reason else ""
    return f"{minute(row.sent)}, said by {cells.name(row.sent_by)}{late}"


def _proof(cells: Cells, row: NoticeRow, text: str) -> tuple[Pair, ...]:
    kind, _, about = row.cause.partition("/")
    pairs = [
        Pair(key="Cause", value=f"{kind} {about}, ledger {row.seq}"),
        Pair(key="SHA-256 of the text", value=sha256(text.encode()).hexdigest()),
    ]
    decided = cells.release(row.lot)
    if decided:
        by = f"{cells.name(decided.user)}, {minute(decided.at)}, ledger {decided.seq}"
        pairs.append(Pair(key="Decision on the lot", value=f"{DECIDED[decided.decision]}: {by}"))
    if row.file:
        pairs.append(Pair(key="As sent", value=f"{row.file_name or 'file'}, SHA-256 {row.file}"))
    return tuple(pairs)
