"""When the data are looked at: the limits of the comparison at each look, and how much of the error is spent by then."""

from __future__ import annotations

from decimal import Decimal

from hepatica.design.document import Design
from hepatica.report.table import Column, Group, Number, Row, Table
from hepatica.stats.sequential.boundaries import Boundaries, spent_by
from hepatica.stats.sequential.spending import Spending, hwang_shih_decani, obrien_fleming_like, pocock_like


def looks(design: Design) -> Table | None:
    """Return the table; None for a design that looks once, or spends nothing on the way.

    Raises ValueError for fractions or an error that the engine refuses.
    """
    found = _boundaries(design)
    if found is None or design.looks is None:
        return None
    spending = _spending(design)
    rows = tuple(
        Row(
            cells=(
                Number(value=n),
                Number(value=100 * share),
                Number(value=limit),
                Number(value=0.0 if spending is None else 2 * spending(found.error, share)),
            )
        )
        for n, (share, limit) in enumerate(zip(found.shares, found.upper, strict=True), 1)
    )
    futility = (
        ""
        if design.looks.futility == "none"
        else " Futility is not binding: it spends nothing and may be passed over."
    )
    return Table(
        id="design-looks",
        title="Looks at the comparison",
        columns=(
            Column(title="look", align="right"),
            Column(title="information", unit="%", align="right"),
            Column(title="limit of |Z|", align="right", decimals=3),
            Column(title="error spent by then, both sides", align="right", decimals=4),
        ),
        groups=(Group(rows=rows),),
        footnotes=(
            f"Lan and DeMets 1983.{futility} It cannot show how large an effect is: at a crossed limit the estimate is too large.",
        ),
    )


def _boundaries(design: Design) -> Boundaries | None:
    planned, spending = design.looks, _spending(design)
    if planned is None or spending is None or len(planned.fractions) < 2:
        return None
    size = design.sample_size
    error = float(size.alpha or Decimal("0.05")) / (2 if size.sides == 2 else 1)
    return spent_by([float(one) for one in planned.fractions], error, spending)


def _spending(design: Design) -> Spending | None:
    if design.looks is None:
        return None
    match design.looks.spending:
        case "obrien_fleming":
            return obrien_fleming_like
        case "pocock":
            return pocock_like
        case "hwang_shih_decani":
            return hwang_shih_decani(float(design.looks.gamma or 0))
        case _:
            return None
