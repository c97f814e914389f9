"""Answers of forms that the laboratory's record gives: which items, in which rows, with which values.

The whole of it is read off the rows each time: what a fact changes is the difference between two readings. A material or
a bag keeps its row of a repeating group for ever, in the order of recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from hepatica.ledger.product_rows import (
    AccessionRow,
    BagRow,
    MatchRow,
    ReadingRow,
    ReleaseRow,
    TestRow,
)
from hepatica.ledger.state import State
from hepatica.product.release import meets
from hepatica.product.sources import Record, Seen, value_of
from hepatica.study.form import Group, Item, ItemType
from hepatica.study.product import Fill
from hepatica.study.study import Study

replace = msgspec.structs.replace

_ALSO: Mapping[str, str] = {"exceptional": "conditional"}
"""Codes that older forms say by another: out of specification is a release under conditions."""
_NUMBERS = {ItemType.NUMBER, ItemType.INTEGER}


class At(msgspec.Struct, frozen=True, order=True):
    """Where an answer stands."""

    visit: str
    form: str
    item: str
    row: int = 0


class Filled(msgspec.Struct, frozen=True):
    """What the laboratory's record says there."""

    value: str
    unit: str = ""


def filled(
    study: Study, state: State, subject: str, names: Mapping[str, str] | None = None
) -> dict[At, Filled]:
    """Return every answer that the record of the laboratory gives in a participant's forms.

    ``names`` gives the names of accounts; a source that needs a name nobody gives yields no answer. Where several facts
    give one answer, the latest recorded stands.
    """
    record = Record(study, state, subject, names or {})
    found: dict[At, tuple[int, Filled]] = {}
    for (visit, form, group), fills in _places(study).items():
        seen = [one for fill in fills for one in _seen(record, fill)]
        rows = _rows(record, _group(study, form, group), seen)
        for one in sorted(seen, key=lambda s: s.seq):
            for item, source in one.fill.items.items():
                asked = study.item(form, item)
                said = value_of(source, one) if asked else None
                if asked is None or said is None or not said[0]:
                    continue
                at = At(visit, form, item, rows.get(one.key, 0))
                if at not in found or one.seq >= found[at][0]:
                    found[at] = (one.seq, _fitting(study, asked, *said))
    return {at: answer for at, (_, answer) in found.items()}


def _places(study: Study) -> dict[tuple[str, str, str], list[Fill]]:
    places: dict[tuple[str, str, str], list[Fill]] = {}
    for fill in study.manufacture.fills:
        places.setdefault((fill.visit, fill.form, fill.group or ""), []).append(fill)
    return places


def _group(study: Study, form: str, group: str) -> Group | None:
    asked = study.form_by_id.get(form)
    found = next((g for g in asked.groups if g.id == group), None) if asked else None
    return found if found is not None and found.repeat is not None else None


def _fitting(study: Study, item: Item, value: str, unit: str) -> Filled:
    """Return a value as the item spells it: a code in its own letters, a unit only where a number is asked."""
    if item.type in _NUMBERS:
        return Filled(value, unit if item.all_units else "")
    codes = [code.code for code in study.codelist_by_id[item.codelist].codes] if item.codelist else []
    if codes and value not in codes:
        folded = {code.casefold(): code for code in codes}
        wanted = value.casefold()
        value = folded.get(wanted) or folded.get(_ALSO.get(wanted, "")) or value
    return Filled(value)


# -- What a fill reads, in the order of recording ---------------------------------------------------------------------


def _seen(record: Record, fill: Fill) -> Iterator[Seen]:
    for one in _KINDS[fill.on](record, fill):
        if _meant(record, fill, one):
            yield one


def _meant(record: Record, fill: Fill, seen: Seen) -> bool:
    """Whether a fact is of the product, the step and the collection that the fill names."""
    if fill.product not in {None, record.product(seen.step)} or fill.step not in {None, seen.step}:
        return False
    return fill.number is None or (seen.material is not None and fill.number == record.number(seen.material))


def _of(record: Record, fill: Fill, label: str, seq: int, at: str = "") -> Seen | None:
    """Return a fact about a material of the participant; None when it is not theirs."""
    row = record.row(label)
    if row is None:
        return None
    return Seen(record=record, fill=fill, key=label, seq=seq, at=at, step=row.step, material=row)


def _made(record: Record, fill: Fill) -> Iterator[Seen]:
    for row in record.materials:
        if fill.step not in {None, row.step}:
            continue
        if seen := _of(record, fill, row.material, row.seq, row.at):
            yield seen


def _tested(record: Record, fill: Fill) -> Iterator[Seen]:
    for row in record.own(TestRow):
        seen = _of(record, fill, row.material, row.seq, row.at) if row.test == fill.test else None
        if seen and _tells(record, row):
            yield replace(seen, test=row)


def _tells(record: Record, row: TestRow) -> bool:
    """Whether a test says something: its final result, or growth on the way, which is growth."""
    made = record.row(row.material)
    product = record.study.product_by_id.get(record.product(made.step)) if made else None
    asked = next((one for one in product.release if one.id == row.test), None) if product else None
    grows = asked is not None and asked.comparison == "equals" and not meets(asked, row.value, row.unit)
    return bool(row.value) and (row.final or grows)


def _released(record: Record, fill: Fill) -> Iterator[Seen]:
    """Yield what was decided on each lot; of cells that ran in, what let them: rejecting the rest changes no page of theirs."""
    ran = {bag.lot for bag in record.bags}
    for row in record.own(ReleaseRow):
        stands = row.gave if row.gave is not None and row.lot in ran else row
        if seen := _of(record, fill, row.lot, stands.seq, stands.at):
            yield replace(seen, release=stands)


def _matched(record: Record, fill: Fill) -> Iterator[Seen]:
    for row in record.own(MatchRow):
        seen = _of(record, fill, row.bag, row.seq) if row.matched else None
        if seen:
            yield replace(seen, match=row)


def _started(record: Record, fill: Fill) -> Iterator[Seen]:
    for bag in record.bags:
        yield _of_bag(record, fill, bag, bag.started_seq, bag.started)


def _ended(record: Record, fill: Fill) -> Iterator[Seen]:
    for bag in record.bags:
        if bag.ended:
            yield _of_bag(record, fill, bag, bag.ended_seq, bag.ended)


def _noted(record: Record, fill: Fill) -> Iterator[Seen]:
    for bag in record.bags:
        for n, noted in enumerate(bag.notes, start=1):
            if fill.what in {None, noted.what}:
                seen = _of_bag(record, fill, bag, noted.seq, noted.at)
                yield replace(seen, key=f"{bag.bag}/{n}", noted=noted)


def _of_bag(record: Record, fill: Fill, bag: BagRow, seq: int, at: str) -> Seen:
    """Return a fact about a bag that ran in, which may be another's, or nobody's."""
    row = record.row(bag.bag)
    return Seen(record=record, fill=fill, key=bag.bag, seq=seq, at=at, step=bag.step, material=row, bag=bag)


def _unmasked(record: Record, fill: Fill) -> Iterator[Seen]:
    readings = record.own(ReadingRow)
    for code in sorted((row for row in record.own(AccessionRow) if row.unmasked), key=lambda r: r.unmasked):
        for row in readings:
            seen = _of(record, fill, code.material, code.unmasked, row.at)
            if seen and row.accession == code.accession:
                # A reading that its reader mended keeps the row of the first.
                yield replace(seen, key=f"{row.accession}/{row.reader}/{row.method}", reading=row)


_KINDS = {
    "material.made": _made,
    "material.tested": _tested,
    "lot.released": _released,
    "bag.matched": _matched,
    "infusion.started": _started,
    "infusion.noted": _noted,
    "infusion.ended": _ended,
    "reading.unmasked": _unmasked,
}


# -- Rows of repeating groups -------------------------------------------------------------------------------------------


def _rows(record: Record, group: Group | None, seen: list[Seen]) -> dict[str, int]:
    """Return the row of each material, bag or reading: the next one, or by the minute where rows are minutes."""
    if group is None or group.repeat is None:
        return {}
    keys = dict.fromkeys(one.key for one in sorted(seen, key=lambda one: (_since(one), one.seq)))
    minutes = [_minutes(label) for label in group.repeat.series]
    if any(one.noted is None for one in seen) or len(minutes) < 2 or None in minutes:
        return {key: n for n, key in enumerate(keys, start=1)}
    return _by_minute(record, [m for m in minutes if m is not None], seen)


def _since(seen: Seen) -> int:
    """Return the event by which a key is first known: a material's own, a bag's start."""
    if seen.noted is not None or seen.reading is not None:
        return seen.seq
    if seen.bag is not None:
        return seen.bag.started_seq
    return seen.material.seq if seen.material is not None else seen.seq


def _by_minute(record: Record, series: list[int], seen: list[Seen]) -> dict[str, int]:
    """Give each reading the row of the nearest minute, the first to come; the others stand below the expected rows."""
    rows: dict[str, int] = {}
    more = len(series)
    for one in sorted(seen, key=lambda s: s.seq):
        minute = record.minute(one.at)
        nearest = min(range(len(series)), key=lambda n: (abs(series[n] - minute), n))
        row = nearest + 1
        if row in rows.values() or not _near(series, nearest, minute):
            more += 1
            row = more
        rows[one.key] = row
    return rows


def _near(series: list[int], n: int, minute: int) -> bool:
    """Whether a minute lies no more than half way to the expected ones beside."""
    if series[n] < 0:
        return minute <= 0
    beside = [abs(series[m] - series[n]) for m in (n - 1, n + 1) if 0 <= m < len(series) and series[m] >= 0]
    return 2 * abs(series[n] - minute) <= max(beside, default=0)


def _minutes(label: str) -> int | None:
    """Return the minute that an expected row's label says: '15 min', '2 h'; -1 for 'Before'."""
    if label == "Before":
        return -1
    number, _, unit = label.partition(" ")
    each = {"min": 1, "h": 60}.get(unit)
    return int(number) * each if number.isdecimal() and each else None
