"""Every reading of a liver biopsy, and how well the readers agree."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.datasets.participants import Participant
from hepatica.datasets.tissue_change import derive_tissue_change
from hepatica.datasets.tissue_readings import Reading, derive_readings
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.study.liver_cd34 import method_title
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text
from hepatica.stats.agreement import Bias, Icc, Kappa, NotEstimable
from hepatica.tissue.readers import Readers, compute_reader_agreement

Estimate = NotEstimable | tuple[float | None, float, float]
"""A value with its interval, an interval alone, or the sentence why there is neither."""
STAIN = "cd34_stain"
NONE_READ = (Group(rows=(Row(cells=(Text(text="–"),), sentence="No biopsy has been read."),)),)


def cd34_reading_listing(cut: Cut) -> Table:
    """Return a row per reading: numerator, denominator, share with its interval, cells per mm², stain and masking."""
    groups = tuple(g for p in cut.started if (g := _group(cut, p)).rows)
    return Table(
        id="16.2.6",
        title="Listing of liver CD34 readings",
        deck="Numerator and denominator as each reader counted them; intervals within one reading",
        columns=(
            Column(title=""),
            Column(title="Reader"),
            Column(title="Read on"),
            Column(title="cells/nuclei", align="right"),
            Column(title="percent", align="right", decimals=2),
            Column(title="95 % Wilson", interval=True, decimals=2),
            Column(title="per mm²", align="right", decimals=2),
            Column(title="95 % exact", interval=True, decimals=2),
            Column(title="sinusoids", unit="area %", align="right"),
            Column(title="masked", unit="controls"),
        ),
        groups=groups or NONE_READ,
        footnotes=(
            "per mm²: exact Poisson interval of the count in the area read.",
            "masked: to time and patient; controls: as they must be. A dash was not recorded.",
        ),
        listing=True,
    )


def cd34_agreement_table(cut: Cut) -> Table:
    """Return how well the two readings of each biopsy agree; what cannot be estimated says why."""
    changes = [derive_tissue_change(cut.study, cut.state, p.subject) for p in cut.started]
    values = [side.value for c in changes for side in (c.before, c.after) if side and side.value]
    found = compute_reader_agreement(values, cut.study.tissue.flags)
    coefficient = "ICC" if isinstance(found.rate, NotEstimable) else found.rate.form
    rows = (
        _row("Rate, cells per nucleus", coefficient, _estimate(found.rate), "1 is full agreement"),
        _row("Bias, second over first", "ratio", _bias(found.bias), "1 is none"),
        _row("Limits of agreement", "ratio", _limits(found.bias), "between which 95 % of ratios fall"),
        _row("Event flag", "weighted kappa", _estimate(found.precision), "1 is full agreement, 0 is chance"),
    )
    repeated = found.readers is Readers.ONE_TWICE
    return Table(
        id="14.2.5",
        title="Liver CD34, agreement of readings",
        deck=f"{write.number(found.biopsies)} biopsies read twice; {found.readers.value}",
        columns=(
            Column(title=""),
            Column(title="Measure"),
            Column(title="value", align="right", decimals=2),
            Column(title="95 % interval", interval=True, decimals=2),
            Column(title="", width=1),
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


def _row(title: str, measure: str, found: Estimate, meaning: str) -> Row:
    if isinstance(found, NotEstimable):
        return Row(cells=(Text(text=title), Text(text=measure)), sentence=f"not estimated: {found.why}")
    value, lower, upper = found
    return Row(
        cells=(
            Text(text=title),
            Text(text=measure),
            Text(text="") if value is None else Number(value=_decimal(value)),
            Interval(lower=_decimal(lower), upper=_decimal(upper)),
            Text(text=meaning),
        )
    )


def _group(cut: Cut, who: Participant) -> Group:
    readings = derive_readings(cut.study, cut.state, who.subject)
    rows = (*(_reading(reading) for reading in readings), *_stains(cut, readings))
    return Group(title=f"Participant {who.ordinal} · {who.subject}", rows=rows)


def _stains(cut: Cut, readings: tuple[Reading, ...]) -> Iterator[Row]:
    """Say once how the readings of one stain were made, and which they are."""
    made: dict[str, list[str]] = {}
    for reading in readings:
        parts = (
            method_title(cut, reading.method),
            _stain(cut, reading.stain),
            reading.clone,
            reading.lot and f"lot {reading.lot}",
            reading.instrument,
        )
        said = ", ".join(part for part in parts if part) or "method not recorded"
        made.setdefault(said, []).append(_title(reading))
    for said, which in made.items():
        whose = "all readings" if len(made) == 1 else ", ".join(which)
        yield Row(cells=(Text(text="Made by"),), sentence=f"{said}: {whose}", indent=True, muted=True)


def _stain(cut: Cut, code: str) -> str:
    """Return how the study's code list calls a stain; the code where it lists none."""
    address = cut.study.analysis.bindings.get(STAIN)
    item = cut.study.item(address.form, address.item) if address else None
    coded = cut.study.codelist_by_id.get(item.codelist) if item and item.codelist else None
    return coded.label(code) if coded and code else code


def _title(reading: Reading) -> str:
    return f"{reading.time.capitalize()} {reading.number}"


def _reading(reading: Reading) -> Row:
    title = Text(text=_title(reading))
    count = reading.count
    if count is None:
        return Row(cells=(title,), sentence="; ".join(reading.remarks), indent=True, muted=True)
    share, density = count.wilson(), count.density()
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
        Text(text=f"{reading.masked or '–'}, {reading.controls_ok or '–'}"),
    )
    return Row(cells=cells, indent=True)


def _noted(text: str) -> Cell:
    return Text(text=text) if text else Missing(reason="not recorded")


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))
