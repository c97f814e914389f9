"""CD34 in the liver: the paired biopsies as counted cells over counted nuclei, each with its exact interval."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets import tissue
from hepatica.datasets.participants import Participant
from hepatica.datasets.tissue_change import RULE_PARAMETERS, derive_missing, derive_rule, label_for
from hepatica.datasets.tissue_readings import derive_readings
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.cd34_pairs import cd34_pairs
from hepatica.report.figures.cd34_reading import CELLS, Biopsy, Pair
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text
from hepatica.stats import intervals
from hepatica.stats.repeated_counts import exact_of_readings
from hepatica.tissue.reading_rule import ReadingRule

SHARED = "Readers of one section see the same cells: the rate comes from all readings, the interval is as wide as one reading's."


def described(cut: Cut) -> bool:
    """Tell whether the study describes how it measures; where it does not, reports print as they always did."""
    return bool(cut.study.tissue.methods)


def method_title(cut: Cut, method: str) -> str:
    """Return what a method is called; its code where the study describes none."""
    return next((str(one.title) for one in cut.study.tissue.methods if one.id == method), method)


def cd34_table(cut: Cut) -> Table:
    """Return a row per biopsy: cells, nuclei, percentage with interval, sinusoids; a missing one says so."""
    groups = tuple(_group(cut, p) for p in cut.started)
    return Table(
        id="14.2.3",
        title="CD34 cells in the liver, paired biopsies",
        deck="CD34-positive cells of counted nuclei, readings of one method summed; exact interval in %",
        columns=(
            Column(title="", width=3),
            Column(title="Date"),
            Column(title="Day", align="right", signed=True),
            Column(title="cells", align="right"),
            Column(title="nuclei", align="right"),
            Column(title="percent", align="right", decimals=2),
            Column(title="95 % interval", decimals=2, interval=True),
            Column(title="sinusoids", unit="area %", align="right", decimals=1),
        ),
        groups=groups
        or (Group(rows=(Row(cells=(Text(text="–"),), sentence="No participant has started."),)),),
        footnotes=(
            *((SHARED,) if described(cut) else ()),
            "The interval is exact for the count in one core; variation between cores comes on top and is not known.",
            "Tissue CD34 content is not engraftment: infused and resident cells cannot be told apart.",
        ),
    )


def cd34_figure(cut: Cut, *, number: str = "Figure 14.2.3") -> Figure | None:
    """Return the figure of pairs; None before any biopsy was counted."""
    pairs = tuple(_pair(cut, p) for p in cut.infused[:5])
    if not any(pair.before or pair.after for pair in pairs):
        return None
    return cd34_pairs(
        pairs=pairs,
        rule=stated_rule(cut),
        stamp=cut.stamp,
        synthetic=cut.tag,
        number=number,
        remark=SHARED if described(cut) else "",
    )


def stated_rule(cut: Cut) -> ReadingRule:
    """Return the study's own ratios; ValueError, a sentence for the page, where it states none."""
    rule = derive_rule(cut.study)
    if rule is None:
        stated = {p.id for p in cut.study.parameters}
        absent = [name for name in RULE_PARAMETERS if name not in stated]
        raise ValueError(f"the study has no parameter {' and '.join(absent)}, so a pair cannot be read")
    return rule


def _group(cut: Cut, who: Participant) -> Group:
    pair = cut.pairs[who.subject]
    rows = (_row(cut, who, "Before", pair.before), _row(cut, who, "After", pair.after))
    return Group(title=f"Participant {who.ordinal} · {who.subject}", rows=rows)


def _row(cut: Cut, who: Participant, title: str, biopsy: tissue.Biopsy | None) -> Row:
    if biopsy is None or biopsy.positive is None or biopsy.counted is None:
        reason = "not taken to the data cut" if biopsy is None else "taken, not counted to the data cut"
        return Row(cells=(Text(text=title),), sentence=reason, indent=True)
    bounds = exact_bounds(cut, biopsy.positive, biopsy.counted, biopsy.readings)
    day = who.day(biopsy.date)
    cells: tuple[Cell, ...] = (
        Text(text=title),
        Text(text=write.partial_date(biopsy.date.iso())),
        Text(text="–") if day is None else Number(value=day),
        Number(value=biopsy.positive),
        Number(value=biopsy.counted),
        Number(value=Decimal(100 * biopsy.positive) / biopsy.counted),
        Interval(lower=Decimal(repr(bounds.lower * 100)), upper=Decimal(repr(bounds.upper * 100))),
        Number(value=Decimal(biopsy.sinusoids)) if biopsy.sinusoids else Missing(reason="not read"),
    )
    return Row(cells=cells, indent=True)


def exact_bounds(cut: Cut, positive: int, counted: int, readings: int) -> intervals.Interval:
    """Return the exact interval of a share, as wide as one reading's where the study describes its readings."""
    if described(cut):
        return exact_of_readings(positive, counted, readings)
    return intervals.clopper_pearson(positive, counted)


def _pair(cut: Cut, who: Participant) -> Pair:
    pair = cut.pairs[who.subject]
    before, after = _drawn(cut, who, pair.before), _drawn(cut, who, pair.after)
    absent = [name for name, biopsy in ((tissue.BEFORE, before), (tissue.AFTER, after)) if biopsy is None]
    return Pair(
        digit=who.ordinal,
        code=who.subject,
        before=before,
        after=after,
        missing=_missing(cut, who, absent),
        methods=_methods(cut, pair),
        label=label_for(cut.study, pair) if described(cut) else CELLS,
    )


def _missing(cut: Cut, who: Participant, absent: list[str]) -> str:
    if not absent:
        return ""
    if described(cut):
        return "; ".join(derive_missing(cut.study, cut.state, who.subject, time) for time in absent)
    return f"no counted biopsy {' and '.join(absent)}"


def _methods(cut: Cut, pair: tissue.BiopsyPair) -> str:
    """Name the two methods of a pair that is not compared; '' where it is, or where there is no pair."""
    counted = [b for b in (pair.before, pair.after) if b and b.counted]
    compared = len(counted) < 2 or pair.comparable or pair.reversed
    return "" if compared else ", ".join(method_title(cut, b.method) for b in counted)


def _drawn(cut: Cut, who: Participant, biopsy: tissue.Biopsy | None) -> Biopsy | None:
    if biopsy is None or biopsy.positive is None or biopsy.counted is None:
        return None
    day = who.day(biopsy.date)
    if day is None:
        return None
    bounds = exact_bounds(cut, biopsy.positive, biopsy.counted, biopsy.readings)
    return Biopsy(
        date=write.partial_date(biopsy.date.iso()),
        day=day,
        cells=biopsy.positive,
        nuclei=biopsy.counted,
        lower=Decimal(repr(bounds.lower * 1000)),
        upper=Decimal(repr(bounds.upper * 1000)),
        area=Decimal(biopsy.sinusoids) if biopsy.sinusoids else None,
        readers=_readers(cut, biopsy),
    )


def _readers(cut: Cut, biopsy: tissue.Biopsy) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and the highest sinusoidal area of a biopsy read more than once; None where it was not."""
    found = [
        reading.sinusoids
        for reading in derive_readings(cut.study, cut.state, biopsy.subject)
        if reading.visit == biopsy.visit and reading.time == biopsy.time and reading.sinusoids is not None
    ]
    return (min(found), max(found)) if len(found) > 1 and biopsy.sinusoids else None
