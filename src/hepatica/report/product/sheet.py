"""The sheet two people fill at the bedside while the network is down, and how it is entered afterwards.

It bears no code to scan and no check character: what is compared is copied from the wristband and from the bag, not
from the sheet. Its number goes into the late entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hepatica.ledger.product_rows import BagRow, MaterialRow
from hepatica.product.lineage import GONE, Lineage
from hepatica.product.release import against_bag
from hepatica.report import typst
from hepatica.report.payload import stamped
from hepatica.report.product.cells import Cells, NoSuchPaper, minute
from hepatica.report.product.certificate import DECIDED
from hepatica.report.product.labels import contents

VITALS = (
    ("Time", "h:min"), ("Systolic", "mmHg"), ("Diastolic", "mmHg"), ("Pulse", "/min"), ("SpO₂", "%"),
    ("Temp.", "°C"), ("Rate", "mL/min"), ("What happened: pause, resume, reaction, contrast mL, position", ""),
)  # fmt: skip
MINUTES = (0, 5, 10, 15, 20, 25, 30, 45, 60)
"""Minutes from the first cells that are printed; empty lines follow."""
EMPTY = 3
UNAUTHORISED = "Not authorised when this was printed: do not give before the laboratory says so."


def sheet_number(cells: Cells) -> str:
    """Return the sheet's number: the participant and the ledger's number when it was printed."""
    return f"{cells.subject}/{cells.stamp.seq}"


def sheet_pdf(cells: Cells) -> bytes:
    """Set the sheet; NoSuchPaper when there is no bag that could be given."""
    bags = waiting(cells)
    if not bags:
        raise NoSuchPaper(
            f"{cells.subject} has no bag that waits to be given: there is nothing to print a sheet for."
        )
    made = cells.study.manufacture
    data = {
        "title": f"Bedside sheet {sheet_number(cells)}",
        "kind": f"Two-person bedside sheet · {cells.study.protocol} · participant {cells.subject}",
        "number": sheet_number(cells),
        "tag": cells.tag,
        "subject": cells.subject,
        "printed": minute(cells.now),
        "telephone": made.telephone,
        "bags": [_bag(cells, row) for row in bags],
        "vitals": [{"title": title, "unit": unit} for title, unit in VITALS],
        "minutes": [str(one) for one in MINUTES] + [""] * EMPTY,
        "late": list(late(cells)),
        **stamped(cells.stamp),
    }
    return typst.form(data, cells.stamp.at, "sheet.typ")


def waiting(cells: Cells) -> tuple[MaterialRow, ...]:
    """Return the bags that were neither given nor disposed of, in the order they were filled."""
    return not_given(cells.lineage, cells.bags)


def not_given(lineage: Lineage, bags: Mapping[str, BagRow]) -> tuple[MaterialRow, ...]:
    """Return the bags of a lineage that still wait; ``bags`` is what happened to each at the bedside."""
    return tuple(
        row
        for row in sorted(lineage.of_kind("bag"), key=lambda row: (row.at, row.material))
        if not ((bag := bags.get(row.material)) and bag.started)
        and not any(move.move in GONE for move in row.moves)
    )


def late(cells: Cells) -> tuple[str, ...]:
    """Return how the sheet is entered when the network is back, step by step."""
    return (
        f"Open the bedside page of {cells.subject} and choose Enter the paper sheet: the same day, both people together.",
        f"Give the sheet's number: {sheet_number(cells)}. Type each bag's name and check character as written here, not from memory.",
        "Enter the times as they stand here, minute by minute. A time that was not written is said to be unknown, never guessed.",
        "Whatever was not in order (no release, no authorisation, an expired bag) becomes a deviation by itself. Enter it all the same.",
        "File this sheet. It is the source; nothing is struck out so that it cannot be read, every correction is dated and signed.",
    )


def _bag(cells: Cells, row: MaterialRow) -> dict[str, Any]:
    lot, product, bag = (
        cells.lineage.lot(row.material),
        cells.product_of(row.material),
        cells.bags.get(row.material),
    )
    decision = cells.release(lot.material) if lot else None
    status = DECIDED[decision.decision] if decision else "Not released"
    authorised = bool(bag and bag.authorised)
    stands = (
        against_bag(product, cells.state, cells.subject, row.material, cells.now, cells.weight)
        if product
        else ()
    )
    return {
        "name": row.material,
        "product": str(product.short or product.title) if product else "",
        "contents": contents(row, cells.lineage.step(row.material)),
        "lot": lot.material if lot else "",
        "status": status,
        "expires": minute(cells.expires(row.material)),
        "warnings": [*stands, *([] if authorised else [UNAUTHORISED])],
    }
