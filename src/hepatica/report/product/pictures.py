"""The pictures of one participant's cells, read from the record: pedigree, infusion by the minute, growth of the cultures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from hepatica.datasets.bindings import find
from hepatica.ledger.product_rows import BagRow, Noted
from hepatica.ledger.state import State
from hepatica.product.course import taken
from hepatica.product.growth import Passage, passages
from hepatica.product.lineage import Lineage, lineage_of
from hepatica.product.moments import in_words
from hepatica.product.pedigree import pedigree, short_moment
from hepatica.product.pedigree_values import Ahead, Pedigree
from hepatica.product.release import limit_words
from hepatica.report.figure import Figure
from hepatica.report.figures.growth_curves import Culture, CultureLimits, Grown, growth_curves
from hepatica.report.figures.infusion_strip import AROUND, Mark, Minute, Rate, Run, Strip, infusion_strip
from hepatica.report.figures.panels import Named, Panel, Point, Series
from hepatica.report.figures.pedigree import draw, on_paper, pedigree_table, said
from hepatica.report.product.cells import Cells, amount, noted
from hepatica.study.product import Product
from hepatica.study.study import Study

MOBILISED = "cd34"
"""The product whose collections follow the growth factor."""


def pedigree_of(cells: Cells) -> Pedigree:
    """Return the pedigree, with the growth factor before the leukapheresis."""
    before = ahead(cells)
    return pedigree(
        cells.study, cells.state, cells.subject, now=cells.now, zone=cells.zone, ahead={MOBILISED: before} if before else {}
    )  # fmt: skip


def ahead(cells: Cells) -> Ahead | None:
    """Return the doses of the growth factor as one node; None when none is on record."""
    doses = sorted(
        one.value for one in find(cells.study, cells.state, cells.subject, "gcsf_dose_at") if one.value
    )
    if not doses:
        return None
    count = f"{len(doses)} {'dose' if len(doses) == 1 else 'doses'}"
    return Ahead(title="G-CSF", facts=(count, f"last {short_moment(doses[-1]).split(', ')[0]}"), at=doses[-1])


def pedigree_figure(cells: Cells) -> Figure:
    """Return the pedigree as a figure of a paper: a drawing that stands alone, and its twin table."""
    made = pedigree_of(cells)
    return Figure(
        id="pedigree",
        title=f"Pedigree of the cells of {cells.subject}",
        deck="Every material from collection to infusion; hours on the way, with their limits; outlined: what was given.",
        spec={},
        wide=True,
        drawing=draw(made, ordinal=cells.ordinal, css=on_paper(cells.ordinal)),
        note="Check: meets its limit. Clock: pending, day and length of the culture. Cross: does not meet. Dashed: rejected or gone.",
        twin=pedigree_table(made),
        alt=said(made),
        stamp=cells.stamp,
        synthetic=cells.tag,
    )


# -- The infusion by the minute ------------------------------------------------------------------------------------------

VITALS = (
    ("Systolic", ("sysbp",), "mmHg", 0),
    ("Pulse", ("pulse",), "/min", 0),
    ("SpO₂", ("spo2",), "%", 0),
    ("Temperature", ("temp",), "°C", 1),
)
"""Panels of the strip: name, the measures it shows, unit, decimals."""
SESSION = 24 * 60
"""Minutes without cells after which a bag begins another session."""
MARKED = frozenset({"reaction", "contrast", "position"})


def sessions(state: State, subject: str) -> tuple[tuple[BagRow, ...], ...]:
    """Return the bags that ran into a participant, a tuple for each session: a dose of another day is another session."""
    bags = sorted(
        (bag for bag in state.of(BagRow, subject) if bag.started), key=lambda bag: (bag.started, bag.bag)
    )
    found: list[list[BagRow]] = []
    for bag in bags:
        if not found or _since(max(one.ended or one.started for one in found[-1]), bag.started) > SESSION:
            found.append([])
        found[-1].append(bag)
    return tuple(map(tuple, found))


def strip_of(study: Study, state: State, subject: str, *, digit: int, now: str) -> Strip | None:
    """Return the last session of a participant's infusions, in minutes from its first cells; None before any."""
    found = sessions(state, subject)
    return _strip(study, state, subject, found[-1], digit=digit, now=now) if found else None


def _strip(
    study: Study, state: State, subject: str, bags: tuple[BagRow, ...], *, digit: int, now: str
) -> Strip:
    lineage, zero = lineage_of(study, state, subject), bags[0].started
    notes = sorted(
        ((bag, note) for bag in bags for note in bag.notes), key=lambda pair: (pair[1].at, pair[1].seq)
    )
    return Strip(
        code=subject,
        digit=digit,
        zero=in_words(zero),
        runs=tuple(_run(study, lineage, bag, zero, now) for bag in bags),
        marks=tuple(_mark(study, note, zero) for _, note in notes if note.what in MARKED),
        vitals=tuple(_vital(study, [note for _, note in notes], zero, digit, *asked) for asked in VITALS),
        minutes=tuple(_minutes(study, bags, zero)),
    )


def strip_figure(cells: Cells) -> Figure | None:
    """Return the infusion by the minute as a figure; None before any."""
    strip = strip_of(cells.study, cells.state, cells.subject, digit=cells.ordinal, now=cells.now)
    return infusion_strip(strip=strip, stamp=cells.stamp, synthetic=cells.tag) if strip else None


def _strip_figures(cells: Cells) -> Iterator[Figure]:
    """Draw every session, each with an id of its own."""
    for number, bags in enumerate(sessions(cells.state, cells.subject), 1):
        strip = _strip(cells.study, cells.state, cells.subject, bags, digit=cells.ordinal, now=cells.now)
        name = "infusion" if number == 1 else f"infusion-{number}"
        yield infusion_strip(strip=strip, stamp=cells.stamp, synthetic=cells.tag, figure_id=name)


def _since(zero: str, at: str) -> float:
    return (datetime.fromisoformat(at[:16]) - datetime.fromisoformat(zero[:16])).total_seconds() / 60


def _run(study: Study, lineage: Lineage, bag: BagRow, zero: str, now: str) -> Run:
    product = study.product_by_id.get(lineage.product(bag.bag)) if bag.bag in lineage else None
    # Long after the last note an end that nobody recorded is not drawn out to this day: minutes stay readable.
    last = max([bag.started, *(note.at for note in bag.notes)])
    end = bag.ended or max(last, now if _since(last, now) <= AROUND else last)
    volume = f"{bag.volume} mL" if bag.volume else ""
    how = (
        ""
        if not bag.ended
        else "whole"
        if bag.complete
        else f"in part: {bag.stopped_for or 'no reason given'}"
    )
    cells = f"{bag.cells} million" if bag.cells else ""
    return Run(
        title=str(product.short or product.title) if product else bag.bag,
        start=_since(zero, bag.started),
        end=_since(zero, end),
        running=not bag.ended,
        rates=tuple(_rates(bag, zero, end)),
        words=", ".join(filter(None, (" in ".join(filter(None, (cells, volume))), how))),
    )


def _rates(bag: BagRow, zero: str, end: str) -> Iterator[Rate]:
    """Return the rates of a bag and its pauses, each until the next; none when no rate was noted."""
    changes: list[tuple[str, float]] = []
    last = 0.0
    for note in sorted(bag.notes, key=lambda one: (one.at, one.seq)):
        if note.what == "rate" and note.values and (rate := _number(note.values[0].value)) is not None:
            last = rate
            changes.append((note.at, rate))
        elif note.what == "pause":
            changes.append((note.at, 0.0))
        elif note.what == "resume" and last:
            changes.append((note.at, last))
    if not any(rate for _, rate in changes):
        return
    for (at, rate), until in zip(changes, [*(at for at, _ in changes[1:]), end], strict=True):
        if until > at:
            said = f"{at[11:16]} to {until[11:16]}: {f'{rate:g} mL/min' if rate else 'pause'}"
            yield Rate(start=_since(zero, at), end=_since(zero, until), rate=rate, said=said)


def _mark(study: Study, note: Noted, zero: str) -> Mark:
    said = noted(study, note)
    if note.what == "contrast" and note.values:
        said = f"contrast {amount(note.values[0])}"
    return Mark(at=_since(zero, note.at), what=note.what, words=said or note.what)


def _vital(
    study: Study, notes: list[Noted], zero: str, digit: int, name: str, measures: tuple[str, ...], unit: str, decimals: int
) -> Panel:  # fmt: skip
    told = [
        Point(x=_since(zero, note.at), y=value, said=f"{note.at[11:16]}, {name} {amount(one)}")
        for note in notes
        if note.what == "vitals"
        for one in note.values
        if one.name in measures and (value := _number(one.value)) is not None
    ]
    return Panel(
        name=name,
        unit=unit,
        height=64,
        decimals=decimals,
        series=(Series(digit=digit, points=tuple(told)),),
        limits=vital_limits(study, measures),
    )


def vital_limits(study: Study, measures: tuple[str, ...]) -> tuple[Named, ...]:
    """Return the thresholds of the protocol's signals on the readings of an infusion, each with the signal's words."""
    forms = {fill.form for fill in study.manufacture.fills if fill.on == "infusion.noted"}
    found = {}
    for signal in study.signals:
        if signal.at in measures and signal.threshold and signal.form in forms:
            value = study.parameter(signal.threshold)
            unit = f" {signal.unit}" if signal.unit else ""
            found[value] = Named(value=Decimal(value), name=f"{signal.term}: {value}{unit}")
    return tuple(found.values())


def _minutes(study: Study, bags: tuple[BagRow, ...], zero: str) -> Iterator[Minute]:
    told = [line for bag in bags for line in _bag_minutes(study, bag)]
    for at, _, label, what, words in sorted(told):
        yield Minute(clock=at[11:16], at=_since(zero, at), bag=label, what=what, words=words)


def _bag_minutes(study: Study, bag: BagRow) -> Iterator[tuple[str, int, str, str, str]]:
    """Yield (moment, order, bag, what, words) of everything recorded of a bag's infusion."""
    yield bag.started, 0, bag.bag, "begins", f"{bag.first}; {bag.second}"
    for note in bag.notes:
        yield note.at, note.seq, bag.bag, note.what, noted(study, note)
    if bag.ended:
        part = "" if bag.complete else f", in part: {bag.stopped_for}"
        yield bag.ended, bag.ended_seq + 1, bag.bag, "ends", f"{bag.volume} mL{part}"


def _number(value: str) -> float | None:
    try:
        return float(Decimal(value))
    except InvalidOperation:
        return None


# -- Growth --------------------------------------------------------------------------------------------------------------


def cultures_of(
    study: Study,
    state: State,
    subject: str,
    *,
    digit: int,
    zone: str,
    href: Callable[[str], str] | None = None,
) -> tuple[Culture, ...]:
    """Return a participant's cultures: a line for each last passage, from its aspiration on."""
    lineage = lineage_of(study, state, subject)
    ended = {
        one.row.material: f"{one.branch.title}" for one in taken(study, state, subject) if one.row.material
    }
    made = []
    for product in study.products:
        known = {one.material: one for one in passages(product, state, subject, zone)}
        for last in known.values():
            if any(child.material in known for child in lineage.children(last.material)):
                continue
            line = [known[row.material] for row in lineage.ancestors(last.material) if row.material in known]
            steps = sorted([*line, last], key=lambda one: (one.seeded_at, one.number))
            root = min((row.at for row in lineage.collections(last.material)), default=steps[0].seeded_at)
            lot = next(
                (
                    row.material
                    for row in lineage.children(last.material)
                    if lineage.kind(row.material) == "lot"
                ),
                "",
            )
            made.append(
                Culture(
                    digit=digit,
                    code=subject,
                    label=lot or last.material,
                    passages=tuple(_grown(one, root, href) for one in steps),
                    failed=""
                    if lot
                    else next((ended[one.material] for one in steps if one.material in ended), ""),
                )
            )
    return tuple(made)


def _grown(one: Passage, root: str, href: Callable[[str], str] | None) -> Grown:
    def day(at: str) -> Decimal:
        return Decimal(str(_since(root, at))) / 1440

    return Grown(
        material=one.material,
        number=one.number,
        seeded=day(one.seeded_at),
        harvested=day(one.harvested_at) if one.harvested_at else None,
        doublings=one.doublings,
        total=one.total,
        viability=one.viability.value if one.viability else None,
        beyond=tuple(f"{limit.title}: {limit_words(limit)} not kept" for limit in one.beyond),
        href=href(one.material) if href else "",
    )


def culture_limits(study: Study) -> CultureLimits:
    """Return the release limits that are drawn beside cultures."""
    found = {limit.id: limit for product in study.products for limit in product.release if _cultured(product)}
    value = {
        name: Decimal(found[name].limit) for name in ("passage", "doublings", "viability") if name in found
    }
    passage = value.get("passage")
    return CultureLimits(
        passage=None if passage is None else int(passage),
        doublings=value.get("doublings"),
        viability=value.get("viability"),
    )


def _cultured(product: Product) -> bool:
    return any(step.makes == "passage" for step in product.steps)


def growth_figure(cells: Cells) -> Figure | None:
    """Return the growth of a participant's cultures as a figure; None before the first passage."""
    found = cultures_of(cells.study, cells.state, cells.subject, digit=cells.ordinal, zone=cells.zone)
    if not found:
        return None
    return growth_curves(
        cultures=found, limits=culture_limits(cells.study), stamp=cells.stamp, synthetic=cells.tag
    )


def batch_pictures(cells: Cells, product: str) -> tuple[Figure, ...]:
    """Return the pictures of a product's batch record: pedigree, growth where it was cultured, every session of infusion."""
    growth = growth_figure(cells) if _cultured(cells.product(product)) else None
    return (pedigree_figure(cells), *((growth,) if growth else ()), *_strip_figures(cells))
