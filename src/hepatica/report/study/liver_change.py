"""The change of liver CD34 between a participant's two biopsies, with what it rests on and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.datasets.participants import Participant
from hepatica.datasets.tissue import AFTER, BEFORE
from hepatica.datasets.tissue_change import BiopsySide, TissueChange, derive_rule, derive_tissue_change
from hepatica.report import text as write
from hepatica.report.figures import cd34_reading as figure
from hepatica.report.study.cut import Cut
from hepatica.report.study.liver_cd34 import SHARED, method_title
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text
from hepatica.stats.agreement import NotEstimable
from hepatica.stats.paired_rates import Change, ExactBounds
from hepatica.tissue.counts import SINGLE_STAIN, Precision
from hepatica.tissue.paired import PairedChange, SinusoidChange

NOBODY = (Group(rows=(Row(cells=(Text(text="–"),), sentence="No participant has started."),)),)
NOT_NOTED = "G-CSF: days since the last dose; blood CD34: of the same hour. A dash was not recorded."
CANNOT = (
    "This is tissue CD34 content, never engraftment: infused and resident cells cannot be told apart.",
    "Intervals cover counting error within one core only. Variation from core to core comes on top and is not known.",
    "Without it a single difference has no scale: no test is made, and nothing is summed over participants.",
    "Ratio: (x + ½)/(n + ½) after over before; its logarithm has binomial variance (Walter 1975). Percentages: Wilson.",
    "Sinusoids: pixels are no sample, so an interval needs several fields of one section.",
)


def cd34_change_table(cut: Cut) -> Table:
    """Return a group per participant: before, after, their ratio, the reading by the fixed rule, and its limits."""
    groups = tuple(_group(cut, p) for p in cut.started)
    return Table(
        id="14.2.4",
        title="Liver CD34, paired change",
        deck="Percent of counted nuclei; below them the ratio after to before, natural logarithm beside it",
        columns=(
            Column(title=""),
            Column(title="Date"),
            Column(title="Day", align="right", signed=True),
            Column(title="cells/nuclei", align="right"),
            Column(title="percent", align="right", decimals=2),
            Column(title="95 % interval", interval=True, decimals=2),
            Column(title="sinusoids", unit="area %", align="right"),
            Column(title="events", unit="per reading", width=1),
            Column(title="G-CSF", unit="days since", align="right"),
            Column(title="blood CD34", unit="per µL", align="right"),
        ),
        groups=groups or NOBODY,
        footnotes=(NOT_NOTED, SHARED, *CANNOT),
        listing=True,
    )


def _group(cut: Cut, who: Participant) -> Group:
    found = derive_tissue_change(cut.study, cut.state, who.subject)
    rows = (
        _side(cut, who, found, BEFORE, found.before),
        _side(cut, who, found, AFTER, found.after),
        *_compared(found.change),
        *_words(cut, found),
    )
    return Group(title=f"Participant {who.ordinal} · {who.subject}", rows=rows)


def _side(cut: Cut, who: Participant, found: TissueChange, time: str, side: BiopsySide | None) -> Row:
    title = Text(text=time.capitalize())
    if side is None or side.value is None:
        return Row(cells=(title,), sentence=dict(found.missing)[time], indent=True, muted=True)
    count, day = side.value.count, who.day(side.taken)
    bounds = count.wilson()
    cells: tuple[Cell, ...] = (
        title,
        Text(text=write.partial_date(side.taken.iso())),
        Text(text="–") if day is None else Number(value=day),
        Text(text=f"{write.number(count.positive)}/{write.number(count.counted)}"),
        Number(value=count.percent),
        Interval(lower=_decimal(bounds.lower * 100), upper=_decimal(bounds.upper * 100)),
        _area(side.value.sinusoids),
        _events(side),
        _noted(cut, "biopsy_gcsf_days", side.core.gcsf_days if side.core else ""),
        _noted(cut, "biopsy_blood_cd34", side.core.blood_cd34 if side.core else ""),
    )
    return Row(cells=cells, indent=True)


def _area(sinusoids: Decimal | None) -> Cell:
    return Missing(reason="not read") if sinusoids is None else Text(text=write.number(sinusoids, 1))


def _events(side: BiopsySide) -> Cell:
    return Text(text=side.precision.value) if side.precision else Missing(reason="no limits stated")


def _noted(cut: Cut, name: str, text: str) -> Cell:
    bound = name in cut.study.analysis.bindings
    return Text(text=text or ("–" if bound else "not bound"))


def _compared(change: PairedChange) -> Iterator[Row]:
    title = Text(text="Ratio")
    if change.cells is None:
        return
    if isinstance(change.cells, NotEstimable):
        yield Row(cells=(title,), sentence=f"{change.cells.why}.", indent=True)
        return
    said = change.cells
    yield Row(
        indent=True,
        cells=(
            title,
            Text(text=""),
            Text(text=""),
            Text(text=f"log {write.signed(said.log_ratio, 2)}"),
            Number(value=_decimal(said.ratio), strong=True),
            Interval(lower=_decimal(said.lower), upper=_decimal(said.upper)),
            _area_ratio(change.sinusoids),
            Text(text=""),
            Text(text=""),
            Text(text=""),
        ),
    )


def _area_ratio(change: SinusoidChange | None) -> Cell:
    if change is None or isinstance(change.ratio, NotEstimable):
        return Missing(reason="no ratio")
    return Text(text=f"× {write.number(change.ratio, 2)}")


def _words(cut: Cut, found: TissueChange) -> Iterator[Row]:
    if not found.started:
        return
    yield Row(cells=(Text(text="Reading"),), sentence=_reading(cut, found), indent=True)
    readers = "; ".join(_readers(time, side) for time, side in _sides(found) if side.readings)
    if readers:
        yield Row(cells=(Text(text="Readers"),), sentence=f"{readers}.", indent=True)
    limits = "; ".join(_limits(cut, found))
    if limits:
        yield Row(cells=(Text(text="Cannot show"),), sentence=f"{limits}.", indent=True)


def _sides(found: TissueChange) -> tuple[tuple[str, BiopsySide], ...]:
    return tuple((t, s) for t, s in ((BEFORE, found.before), (AFTER, found.after)) if s is not None)


def _reading(cut: Cut, found: TissueChange) -> str:
    rule = derive_rule(cut.study)
    if rule is None:
        return "The study states no rule, so the pair is not read."
    backwards = cut.pairs[found.subject].reversed
    before, after = _drawn(found.before), _drawn(found.after, day=-1 if backwards else 0)
    methods = [side.value.method for _, side in _sides(found) if side.value]
    pair = figure.Pair(
        digit=1,
        code=found.subject,
        before=before,
        after=after,
        missing="; ".join(reason for _, reason in found.missing),
        label=" / ".join(dict.fromkeys(side.label for _, side in _sides(found) if side.value)),
        methods=", ".join(method_title(cut, one) for one in methods) if len(set(methods)) > 1 else "",
    )
    return " ".join(figure.read_pair(pair, rule))


def _drawn(side: BiopsySide | None, day: int = 0) -> figure.Biopsy | None:
    """Return the biopsy as the figure reads it, with the exact interval as wide as one reading's."""
    if side is None or side.value is None:
        return None
    count = side.value.count
    bounds = count.exact()
    return figure.Biopsy(
        date=write.partial_date(side.taken.iso()),
        day=day,
        cells=count.positive,
        nuclei=count.counted,
        lower=_decimal(bounds.lower * 1000),
        upper=_decimal(bounds.upper * 1000),
        area=side.value.sinusoids,
    )


def _readers(time: str, side: BiopsySide) -> str:
    """Give every reader's own count, so that agreement can be seen before it is reckoned."""
    each = (
        f"{reading.reader or f'reading {reading.number}'} {write.number(reading.positive)}/{write.number(reading.counted)}"
        for reading in side.readings
        if reading.positive is not None and reading.counted is not None
    )
    return f"{time} {', '.join(each) or 'not counted'}"


def _limits(cut: Cut, found: TissueChange) -> Iterator[str]:
    """Name what weakens this pair beyond what holds for all of them; what holds of both sides is said once."""
    weak = {time: tuple(_weak(cut, side)) for time, side in _sides(found) if side.value}
    both = [said for said in weak.get(BEFORE, ()) if said in weak.get(AFTER, ())]
    yield from (f"{BEFORE} and {AFTER}: {said}" for said in both)
    for time, each in weak.items():
        yield from (f"{time}: {said}" for said in each if said not in both)
    yield from _zero(found.change)
    if found.change.sinusoids and isinstance(found.change.sinusoids.interval, NotEstimable):
        yield f"sinusoids: {found.change.sinusoids.interval.why}"


def _weak(cut: Cut, side: BiopsySide) -> Iterator[str]:
    due, flags = cut.study.tissue.readers, cut.study.tissue.flags
    if side.label == SINGLE_STAIN:
        yield f"counted is {SINGLE_STAIN}, mostly endothelium, no stem-cell content"
    if side.precision is Precision.NOT_QUANTIFIABLE and flags:
        yield f"fewer than {flags.imprecise} cells in a reading"
    if side.value and len(side.value.readings) < due:
        yield f"{write.small(len(side.value.readings))} of {write.small(due)} readings"
    if side.adequacy and not side.adequacy.adequate:
        yield f"core {side.adequacy.words.replace('; ', ', ')}"
    for reading in side.readings:
        yield from (f"reading {reading.number} {remark}" for remark in reading.remarks)


def _zero(change: PairedChange) -> Iterator[str]:
    if (
        isinstance(change.cells, Change)
        and change.cells.leans_on_half
        and isinstance(change.exact, ExactBounds)
    ):
        lower = write.number(_decimal(change.exact.lower), 2)
        upper = (
            "no upper bound" if change.exact.upper is None else write.number(_decimal(change.exact.upper), 2)
        )
        yield f"a count of 0 makes the ratio lean on the added half; exact bounds {lower} to {upper}"


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))
