"""What the numbers of a small trial can say: exact intervals for any count, and the odds that its rules hold dosing."""

from __future__ import annotations

from decimal import Decimal

from hepatica.report.board.pack import Pack
from hepatica.report.study.safety_table import percent_interval
from hepatica.report.table import Cell, Column, Group, Number, Proportion, Row, Spanner, Table, Text
from hepatica.stats.counts import largest_rate_unseen, probability_unseen
from hepatica.stats.monitoring import first_or_second

FIRST, SECOND = "STP-02", "STP-03"
"""The rules whose odds are printed: a related event of grade 4 or 5, and related events of grade 3."""
RATES = ((1, 4), (2, 8), (5, 10), (5, 20), (10, 20), (15, 25), (25, 25))
"""Supposed true rates, in per cent: worst related event of grade 4 or 5, and of grade 3."""
SEEN = (5, 10, 20, 30)
"""Supposed true rates of an event, in per cent, whose chance of being seen is printed."""


def counts_table(pack: Pack) -> Table:
    """Return what any count says, of those infused so far and of those planned, and what no event would hide."""
    sizes = dict.fromkeys(n for n in (len(pack.cut.infused), pack.study.enrolment.planned) if n)
    return Table(
        id="B.13",
        title="Exact intervals",
        deck="Exact two-sided 95 % interval of the true rate for each count a trial of this size can give",
        columns=(
            Column(title="Participants with the event", width=2),
            Column(title="x/n", align="right"),
            Column(title="95 % interval, %", interval=True, decimals=1),
            Column(title="What it leaves open", width=4),
        ),
        groups=tuple(_counts(n, planned=n == pack.study.enrolment.planned) for n in sizes),
        footnotes=tuple(_unseen(n) for n in sizes),
        listing=True,
    )


def odds_table(pack: Pack) -> Table | None:
    """Return the odds that dosing is held at supposed rates; None where the study has not both rules."""
    rules = {rule.code: rule for rule in pack.study.stopping}
    if not {FIRST, SECOND} <= rules.keys():
        return None
    n = pack.study.enrolment.planned
    needs = {"first": rules[FIRST].needs, "second": rules[SECOND].needs}
    rows = []
    for high, middle in RATES:
        found = first_or_second(high / 100, middle / 100, n, **needs)
        cells: tuple[Cell, ...] = (
            Number(value=high),
            Number(value=middle),
            Number(value=found.p_stop),
            Number(value=found.expected_dosed),
        )
        rows.append(Row(cells=cells))
    return Table(
        id="B.14",
        title=f"The odds of {FIRST} and {SECOND}",
        deck=f"Chance that dosing is held among {n} participants, by exact enumeration, if the true rates were these",
        columns=(
            Column(title="grade 4 or 5", unit="%", align="right"),
            Column(title="grade 3", unit="%", align="right"),
            Column(title="chance of a hold", align="right", decimals=2),
            Column(title="participants started", unit="expected", align="right", decimals=1),
        ),
        spanners=(Spanner(title="Worst related event, true rate", first=0, last=1),),
        groups=(Group(rows=tuple(rows)),),
        footnotes=(
            "One participant after another, each outcome known before the next starts; who fires the rule counts as started.",
            "The rates are suppositions: the trial estimates none of them, and a hold that did not come proves little.",
        ),
        listing=True,
    )


def _counts(n: int, *, planned: bool) -> Group:
    rows = tuple(
        Row(
            cells=(
                Text(text="nobody" if x == 0 else f"{x} of {n}"),
                Proportion(x=x, n=n),
                percent_interval(x, n),
                Text(text=_open(x, n)),
            ),
            indent=True,
        )
        for x in range(n + 1)
    )
    return Group(title=f"Of {n} {'planned' if planned else 'infused to the data cut'}", rows=rows)


def _open(x: int, n: int) -> str:
    bounds = percent_interval(x, n)
    lower, upper = (f"{Decimal(value).quantize(Decimal(1))} %" for value in (bounds.lower, bounds.upper))
    if x == 0:
        return f"a true rate of up to {upper}"
    return f"anything from {lower} up" if x == n else f"anything from {lower} to {upper}"


def _unseen(n: int) -> str:
    chances = ", ".join(f"{1 - probability_unseen(rate / 100, n):.2f} at {rate} %" for rate in SEEN)
    limit = 100 * largest_rate_unseen(n, probability=0.05)
    return (
        f"n = {n}: the chance to see at least one event is {chances}. After none, the one-sided upper 95 % limit is "
        f"{limit:.0f} %."
    )
