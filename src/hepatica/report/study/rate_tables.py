"""Adverse events over time at risk, a window for each procedure, and how rare an event may be and still go unseen."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.estimands.rates import WindowRate, derive_rates
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Interval, Number, Proportion, Row, Table, Text
from hepatica.stats.counts import largest_rate_unseen, patients_to_see_one, probability_unseen
from hepatica.stats.rates import Rate

RATES = (Decimal("0.05"), Decimal("0.10"), Decimal("0.15"), Decimal("0.20"), Decimal("0.30"), Decimal("0.50"))
"""True rates whose chance to go unseen is printed."""
PER = 100
"""Days at risk to which rates are given."""


def rate_table(cut: Cut) -> Table:
    """Return first and all events over days at risk in each procedure's window; never one rate for the whole study."""
    found = derive_rates(cut.people)
    undated = sum(not event.start.complete for who in cut.started for event in cut.events[who.subject])
    return Table(
        id="14.3.2",
        title="Adverse events over time at risk, by procedure",
        deck=f"Rates per {PER} days at risk with exact intervals, from each procedure's start as long as its events are counted",
        columns=(
            Column(title="", width=3),
            Column(title="x/n", align="right"),
            Column(title="events", align="right"),
            Column(title="days", unit="at risk", align="right", decimals=1),
            Column(title="rate", unit=f"per {PER} d", align="right", decimals=1),
            Column(title="95 % interval", interval=True, decimals=1),
        ),
        groups=tuple(_window(one) for one in found)
        or (Group(rows=(Row(sentence="The study names no procedure."),)),),
        footnotes=(
            "x/n: participants with an event in the window / those followed from its start. First: time ends at the event.",
            "A day counts whole, and an event lies at its middle. All: time runs on. Interval: exact, by chi-squared (Garwood). An event on a day two windows share is in both.",
            f"Events without a full date are in no window: {undated}.",
            "Cannot show: a hazard that changes within a window, or that the procedure caused the event.",
        ),
    )


def _window(one: WindowRate) -> Group:
    days = f"day 0 to {one.procedure.days}"
    title = f"{one.procedure.title.en}, {days}"
    if one.first is None or one.every is None:
        said = f"{one.sentence[:1].upper()}{one.sentence[1:].rstrip('.')}."
        return Group(title=title, rows=(Row(sentence=said, indent=True),))
    return Group(
        title=title,
        rows=(
            _row("first events (EAIR)", one, one.first),
            _row("all events (EAER)", one, one.every),
        ),
    )


def _row(label: str, one: WindowRate, rate: Rate) -> Row:
    ref = f"COUNT:14.3.2/{one.procedure.id}"
    cells: tuple[Cell, ...] = (
        Text(text=label),
        Proportion(x=len(one.with_event), n=len(one.who), why=ref),
        Number(value=rate.events, why=ref),
        Number(value=_exact(rate.exposure)),
        Number(value=_exact(rate.value * PER), why=ref),
        Interval(lower=_exact(rate.interval.lower * PER), upper=_exact(rate.interval.upper * PER), why=ref),
    )
    return Row(cells=cells, indent=True)


def detection_table(cut: Cut) -> Table:
    """Return for true rates of an event the chance that so few see none, and how many would see one."""
    n = len(cut.infused) or cut.study.enrolment.planned
    who = "infused so far" if cut.infused else "planned"
    rows = tuple(
        Row(
            cells=(
                Text(text=write.percent(rate * 100, 0)),
                Text(text=write.percent(_exact(100 * probability_unseen(float(rate), n)), 1)),
                Number(value=patients_to_see_one(float(rate))),
            )
        )
        for rate in RATES
    )
    unseen = write.percent(_exact(100 * largest_rate_unseen(n)), 1)
    upper = write.percent(_exact(100 * largest_rate_unseen(n, probability=0.05)), 1)
    return Table(
        id="14.3.3",
        title="What so few participants can fail to see",
        deck=f"For {n} participants ({who}): the chance that none of them has an event of a given true rate",
        columns=(
            Column(title="true rate", align="right"),
            Column(title=f"none seen in {n}", align="right"),
            Column(title="participants", unit="to see one with 95 %", align="right"),
        ),
        groups=(Group(rows=rows),),
        footnotes=(
            f"A rate of {unseen} goes unseen one time in five. After no event the one-sided 95 % limit is {upper}.",
            "Cannot show: that what was not seen does not happen.",
        ),
    )


def _exact(value: float) -> Decimal:
    return Decimal(repr(value))
