"""Every reading of a liver biopsy, and how well the readers agree."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.participants import Participant
from hepatica.datasets.tissue_change import derive_tissue_change
from hepatica.datasets.tissue_readings import Reading, derive_readings
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text
from hepatica.stats.agreement import Bias, Icc, Kappa, NotEstimable
from hepatica.tissue.readers import Readers, compute_reader_agreement

Estimate = NotEstimable | tuple[float | None, float, float]
"""A value with its interval, an interval alone, or the sentence why there is neither."""
NONE_READ = (Group(rows=(Row(cells=(Text(text="–"),), sentence="No biopsy has been read."),)),)


def cd34_reading_listing(cut: Cut) -> Table:
    """Return a row per reading: numerator, denominator, share with its interval, cells per mm², stain and masking."""
    groups = tuple(g for p in cut.started if (g := _group(cut, p)).rows)
    return Table(
        id="16.2.6",
        title="Listing of liver CD34 readings",
        deck="Numerator and denominator as each reader counted them; intervals within one reading",
        columns=(
            Column(title="", width=1),
            Column(title="Reader"),
            Column(title="Read on"),
            Column(title="cells/nuclei", align="right"),
            Column(title="percent", align="right", decimals=2),
            Column(title="95 % Wilson", interval=True, decimals=2),
            Column(title="per mm²", align="right", decimals=2),
            Column(title="95 % exact", interval=True, decimals=2),
            Column(title="sinusoids", unit="area %", align="right"),
            Column(title="Method, clone, lot", width=2),
            Column(title="Masked, controls", width=2),
        ),
        groups=groups or NONE_READ,
        footnotes=("per mm²: exact Poisson interval of the count in the area read.",),
        listing=True,
    )


def cd34_agreement_table(cut: Cut) -> Table:
    """Return how well the two readings of each biopsy agree; what cannot be estimated says why."""
    changes = [derive_tissue_change(cut.study, cut.state, p.subject) for p in cut.started]
    values = [side.value for c in changes for side in (c.before, c.after) if side and side.value]
    found = compute_reader_agreement(values, cut.study.tissue.flags)
    coefficient = "ICC" if isinstance(found.rate, NotEstimable) else found.rate.form
    rows = (
        _row("Rate, cells per nucleus", coefficient, _estimate(found.rate)),
        _row("Bias, second over first", "ratio", _bias(found.bias)),
        _row("Limits of agreement, 95 %", "ratio", _limits(found.bias)),
        _row("Event flag", "weighted kappa", _estimate(found.precision)),
    )
    repeated = found.readers is Readers.ONE_TWICE
    return Table(
        id="14.2.5",
        title="Liver CD34, agreement of readings",
        deck=f"{write.number(found.biopsies)} biopsies read twice; {found.readers.value}",
        columns=(
            Column(title="", width=3),
            Column(title="Measure"),
            Column(title="value", align="right", decimals=2),
            Column(title="interval", interval=True, decimals=2),
        ),
        groups=(Group(rows=rows),),
        footnotes=(
            *(
                ("One person read twice: this is how well the person repeats, not agreement.",)
                if repeated
                else ()
            ),
            "ICC: Shrout and Fleiss 1979, McGraw and Wong 1996. Kappa: linear weights, Fleiss, Cohen and Everitt 1969.",
            "Bias: Bland and Altman 1999, on the logarithm.",
            "Biopsies of one participant count as separate targets.",
        ),
    )


def _estimate(found: Icc | Kappa | NotEstimable) -> Estimate:
    return found if isinstance(found, NotEstimable) else (found.value, found.lower, found.upper)


def _bias(found: Bias | NotEstimable) -> Estimate:
    return found if isinstance(found, NotEstimable) else (found.mean, found.lower, found.upper)


def _limits(found: Bias | NotEstimable) -> Estimate:
    return found if isinstance(found, NotEstimable) else (None, found.low_limit, found.high_limit)


def _row(title: str, measure: str, found: Estimate) -> Row:
    if isinstance(found, NotEstimable):
        return Row(cells=(Text(text=title), Text(text=measure)), sentence=f"not estimated: {found.why}")
    value, lower, upper = found
    return Row(
        cells=(
            Text(text=title),
            Text(text=measure),
            Text(text="") if value is None else Number(value=_decimal(value)),
            Interval(lower=_decimal(lower), upper=_decimal(upper)),
        )
    )


def _group(cut: Cut, who: Participant) -> Group:
    rows = tuple(_reading(reading) for reading in derive_readings(cut.study, cut.state, who.subject))
    return Group(title=f"Participant {who.ordinal} · {who.subject}", rows=rows)


def _reading(reading: Reading) -> Row:
    title = Text(
        text=f"{reading.time.capitalize()}, {write.partial_date(reading.taken.iso())}, {reading.number}"
    )
    count = reading.count
    if count is None:
        return Row(cells=(title,), sentence="; ".join(reading.remarks), indent=True, muted=True)
    share, density = count.wilson(), count.density()
    stain = ", ".join(x for x in (reading.method, reading.stain, reading.clone, reading.lot) if x)
    cells: tuple[Cell, ...] = (
        title,
        _noted(reading.reader),
        Text(text=write.partial_date(reading.read_on[:10])) if reading.read_on else _noted(""),
        Text(text=f"{write.number(count.positive)}/{write.number(count.counted)}"),
        Number(value=count.percent),
        Interval(lower=_decimal(share.lower * 100), upper=_decimal(share.upper * 100)),
        Missing(reason="no area") if count.per_mm2 is None else Number(value=count.per_mm2),
        Missing(reason="no area")
        if density is None
        else Interval(lower=_decimal(density.lower), upper=_decimal(density.upper)),
        Missing(reason="not read")
        if reading.sinusoids is None
        else Text(text=write.number(reading.sinusoids, 1)),
        _noted(stain),
        Text(text=f"{_said(reading.masked, 'masked')}; {_said(reading.controls_ok, 'controls')}"),
    )
    return Row(cells=cells, indent=True)


def _said(answer: str, name: str) -> str:
    return f"{name}: {answer}" if answer else f"{name} not recorded"


def _noted(text: str) -> Cell:
    return Text(text=text) if text else Missing(reason="not recorded")


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))
