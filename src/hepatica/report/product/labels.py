"""Labels to cut from a sheet: a Data Matrix code, the same code to read and type, and what must stand on cells.

Sizes in mm: bag 90 × 60, wristband 190 × 25, any other material 70 × 30, slide 22 × 22. A slide's label bears its
accession code and nothing else: whoever reads it must not learn whose it is, nor when it was taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import AccessionRow, MaterialRow, ReleaseRow
from hepatica.product import codes
from hepatica.product.release import CONDITIONAL, EXCEPTIONAL, GIVES, against_bag, late_failures
from hepatica.product.symbol import SymbolError, data_matrix
from hepatica.report import text as write
from hepatica.report import typst
from hepatica.report.payload import stamped
from hepatica.report.product.cells import AUTOLOGOUS, Cells, NoSuchPaper, amount, minute
from hepatica.study.product import Product, Step

SIZES: dict[str, tuple[int, int]] = {
    "bag": (90, 60),
    "wristband": (190, 25),
    "material": (70, 30),
    "slide": (22, 22),
}
"""Kind of label → width and height in mm."""
UNRELEASED = "Not released: do not give"
HOW = {CONDITIONAL: "Released with results pending", EXCEPTIONAL: "Released out of specification"}
"""What a label says of a release that was not a full one."""
_AMOUNTS = ("cells", "cd34_cells", "harvested")


@dataclass(frozen=True, kw_only=True)
class Label:
    """One label: its size by kind, its code, and its lines of print."""

    kind: str
    name: str
    check: str
    """The check character that is printed after the name."""
    symbol: str
    """SVG."""
    heading: str = ""
    lines: tuple[str, ...] = ()
    warning: str = ""

    @property
    def masked(self) -> bool:
        """Whether it must not tell whose it is."""
        return self.kind == "slide"


def labels_of(cells: Cells, names: Sequence[str]) -> tuple[Label, ...]:
    """Return labels in the order asked; the participant's own number gives a wristband.

    NoSuchPaper for what cannot be labelled, and for slides beside anything that tells whose they are.
    """
    if not names:
        raise NoSuchPaper("Choose what to print labels for.")
    made = tuple(_wristband(cells) if name == cells.subject else _label(cells, name) for name in names)
    if len({one.masked for one in made}) > 1:
        raise NoSuchPaper(
            "Slides are labelled on a sheet of their own: their labels tell nothing but a code."
        )
    return made


def labels_pdf(labels: Sequence[Label], cells: Cells) -> bytes:
    """Set labels on sheets of A4 with lines to cut along: the same labels at the same cut give the same bytes."""
    kinds = dict.fromkeys(one.kind for one in labels)
    sizes = "; ".join(f"{kind} {SIZES[kind][0]} × {SIZES[kind][1]} mm" for kind in kinds)
    masked = all(one.masked for one in labels)
    data = {
        "title": "Slide labels" if masked else f"Labels: participant {cells.subject}",
        "tag": "Synthetic" if cells.synthetic else "",
        "sizes": f"Print at 100 %, cut along the lines. {sizes[0].upper()}{sizes[1:]}.",
        "groups": [
            {"kind": kind, "width": SIZES[kind][0], "height": SIZES[kind][1], "labels": _of(labels, kind)}
            for kind in kinds
        ],
        **stamped(cells.stamp),
    }
    return typst.form(data, cells.stamp.at, "labels.typ")


def _of(labels: Sequence[Label], kind: str) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "check": one.check,
            "symbol": one.symbol,
            "heading": one.heading,
            "lines": list(one.lines),
            "warning": one.warning,
        }
        for one in labels
        if one.kind == kind
    ]


def _wristband(cells: Cells) -> Label:
    return _coded(
        "wristband",
        codes.PERSON,
        cells.subject,
        heading=f"Participant {cells.subject}",
        lines=(f"Protocol {cells.study.protocol}", "Scan before every bag, with the bag's own label"),
    )


def _label(cells: Cells, name: str) -> Label:
    row = cells.material(name)
    step = cells.lineage.step(name)
    match step.makes if step else "":
        case "slide":
            return _slide(cells, row)
        case "bag":
            return _bag(cells, row, step)
        case _:
            return _material(cells, row, step)


def _slide(cells: Cells, row: MaterialRow) -> Label:
    found = (one for one in cells.state.of(AccessionRow, cells.subject) if one.material == row.material)
    accession = next(found, None)
    if accession is None:
        raise NoSuchPaper(f"{row.material} has no code yet: give it one, its label bears nothing else.")
    return _coded("slide", codes.MATERIAL, accession.accession)


def _bag(cells: Cells, row: MaterialRow, step: Step | None) -> Label:
    lot, product = cells.lineage.lot(row.material), cells.product_of(row.material)
    expires = cells.expires(row.material)
    decision = cells.release(lot.material) if lot else None
    released = decision is not None and decision.decision in GIVES
    return _coded(
        "bag",
        codes.MATERIAL,
        row.material,
        heading=str(product.short or product.title) if product else "",
        lines=(
            f"Participant {cells.subject}",
            str(product.title) if product else "",
            f"Lot {lot.material}" if lot else "",
            contents(row, step),
            f"Filled {minute(row.at)}",
            f"Use before {minute(expires)}" if expires and released else "",
            HOW.get(decision.decision, "") if decision else "",
            AUTOLOGOUS,
        ),
        warning=_warning(cells, row, product, decision),
    )


def _warning(cells: Cells, row: MaterialRow, product: Product | None, decision: ReleaseRow | None) -> str:
    """Return why a bag must not be given at the cut, in the few words a label has room for; '' when it may."""
    if decision is None or product is None:
        return UNRELEASED
    if decision.decision not in GIVES:
        return "Rejected: do not give"
    stands = cells.stands(product, decision.lot)
    if late_failures(stands):
        return "A late result failed: do not give"
    if stands.expired:
        return "Expired: do not give"
    against = against_bag(product, cells.state, cells.subject, row.material, cells.now, cells.weight)
    return "Do not give: ask the laboratory" if against else ""


def _material(cells: Cells, row: MaterialRow, step: Step | None) -> Label:
    product = cells.product_of(row.material)
    return _coded(
        "material",
        codes.MATERIAL,
        row.material,
        heading=" · ".join(filter(None, (str(step.title) if step else "", _short(cells, row)))),
        lines=(
            f"Participant {cells.subject}",
            contents(row, step),
            minute(row.at),
            AUTOLOGOUS if product else "",
        ),
    )


def _short(cells: Cells, row: MaterialRow) -> str:
    product = cells.product_of(row.material)
    return str(product.short or product.title) if product else ""


def contents(row: MaterialRow, step: Step | None) -> str:
    """Write how much is in it: '48 10⁶ viable cells in 20 mL'; '' when nothing was measured."""
    measures = {one.name: one for one in row.measures}
    titles = {one.id: str(one.title) for one in step.measures} if step else {}
    counted = next((measures[name] for name in _AMOUNTS if name in measures), None)
    volume = measures.get("volume")
    parts = []
    if counted is not None:
        parts.append(f"{millions(counted)} {_within(titles.get(counted.name, counted.name))}")
    if volume is not None:
        parts.append(amount(volume))
    return " in ".join(parts)


def _within(title: str) -> str:
    """Write a title within a sentence: 'Viable cells' small, 'CD34 cells' as it is."""
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def millions(one: Measured) -> str:
    """Write a number of cells in words that no unit can confuse: '48 million'."""
    return f"{one.value}{write.SPACE}million" if one.unit == "10^6" else amount(one)


def _coded(
    kind: str, code: str, name: str, *, heading: str = "", lines: Sequence[str] = (), warning: str = ""
) -> Label:
    try:
        drawn = data_matrix(codes.symbol(code, name)).svg()
    except (SymbolError, ValueError) as error:
        raise NoSuchPaper(f"{name} cannot be labelled: {error}") from error
    return Label(
        kind=kind,
        name=name,
        check=codes.check_character(code, name),
        symbol=drawn,
        heading=heading,
        lines=tuple(line for line in lines if line),
        warning=warning,
    )
