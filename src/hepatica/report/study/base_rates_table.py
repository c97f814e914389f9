"""How often such procedures harm elsewhere: context for a count of five, never a control."""

from __future__ import annotations

from decimal import Decimal

from hepatica.evidence.load import load_base_rates
from hepatica.evidence.row import BaseRate
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Proportion, Row, Table, Text
from hepatica.stats import clopper_pearson

GAP = Missing(reason="–")


def base_rates_table(cut: Cut) -> Table:  # noqa: ARG001 - published, the same at every cut
    """Return every published base rate by procedure, with its exact interval where a count was printed."""
    procedures = dict.fromkeys(rate.procedure for rate in load_base_rates())
    return Table(
        id="14.4.6",
        title="How often such procedures harm elsewhere",
        deck="Published counts in other people, as printed: context, never a control",
        columns=(
            Column(title="event", width=4),
            Column(title="x/n", align="right"),
            Column(title="95 % interval", unit="%", interval=True, decimals=2),
            Column(title="as printed", align="right"),
            Column(title="in whom; notes", width=7),
        ),
        groups=tuple(
            Group(
                title=name[:1].upper() + name[1:],
                rows=tuple(_row(r) for r in load_base_rates() if r.procedure == name),
            )
            for name in procedures
        ),
        footnotes=(
            "Interval: Clopper–Pearson, two-sided, per cent. Without a count there is none.",
            "Cannot show: the rate in cirrhosis, where platelets, clotting and citrate differ, unless the row says so.",
        ),
        listing=True,
    )


def _row(rate: BaseRate) -> Row:
    interval: Cell = GAP
    count: Cell = GAP
    if rate.n is not None and rate.events is not None:
        exact = clopper_pearson(rate.events, rate.n)
        interval = Interval(lower=_percent(exact.lower), upper=_percent(exact.upper))
        count = Proportion(x=rate.events, n=rate.n)
    said = "; ".join(part for part in (rate.population, rate.notes) if part)
    cells: tuple[Cell, ...] = (
        Text(text=rate.event),
        count,
        interval,
        Text(text=_printed(rate) or "–"),
        Text(text=said),
    )
    return Row(cells=cells, indent=True)


def _printed(rate: BaseRate) -> str:
    if rate.percent is not None:
        return f"{rate.percent} %"
    return f"{rate.mean} (SD {rate.sd})" if rate.mean is not None else ""


def _percent(share: float) -> Decimal:
    return Decimal(repr(share * 100))
