"""Where the laboratory's record says what a form asks: every name that a protocol's fills may use, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import Final, TypeVar

import msgspec

from hepatica.ledger.landmarks import civil
from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import BagRow, MatchRow, MaterialRow, Noted, ReadingRow, ReleaseRow, TestRow
from hepatica.ledger.row import Row
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.product.course import planned
from hepatica.product.lineage import Breach, Lineage
from hepatica.study.product import Fill
from hepatica.study.study import Study

LITERAL: Final = "="
MEASURE: Final = "measure:"
R = TypeVar("R", bound=Row)


class Record:
    """The laboratory's record of one participant, read once."""

    def __init__(self, study: Study, state: State, subject: str, names: Mapping[str, str]) -> None:
        self.study, self.state, self.subject, self.names = study, state, subject, names
        self.materials = self.own(MaterialRow)
        self.line = Lineage(study.steps, self.materials)
        self.bags = sorted((bag for bag in self.own(BagRow) if bag.started), key=lambda bag: bag.started_seq)
        """Bags that ran into the participant, whosesoever they were, in the order in which they were recorded."""
        self._seqs = [row.seq for row in self.materials]

    def own(self, table: type[R]) -> list[R]:
        """Return the participant's rows of a table in the order of recording."""
        return sorted(self.state.of(table, self.subject), key=lambda row: getattr(row, "seq", 0))

    def row(self, label: str) -> MaterialRow | None:
        """Return a material of the participant; None for another's, of which only the bag that ran in says something."""
        return self.line.row(label) if label in self.line else None

    def roots(self, row: MaterialRow) -> tuple[MaterialRow, ...]:
        """Return the collections a material of the participant came from; none of another's."""
        try:
            return self.line.collections(row.material)
        except Breach:
            return ()

    def number(self, row: MaterialRow) -> int:
        """Return the place of a material's collection among the participant's of the same step, from 1; 0 when unknown."""
        roots = self.roots(row)
        if not roots:
            return 0
        alike = [one.material for one in self.materials if one.step == roots[0].step and not one.parents]
        return alike.index(roots[0].material) + 1

    def lot(self, row: MaterialRow) -> str:
        """Return the lot a material is or was filled from; '' when none."""
        try:
            lot = self.line.lot(row.material)
        except Breach:
            return ""
        return lot.material if lot else ""

    def passage(self, row: MaterialRow) -> str:
        """Return the passage of a material: 'P3'; '' for what was never in culture."""
        try:
            number = self.line.passage(row.material)
        except Breach:
            return ""
        return f"P{number}" if number else ""

    def minute(self, at: str) -> int:
        """Return the minutes from the first bag's start to a civil moment; below 0 before it."""
        first = min((bag.started for bag in self.bags), default=at)
        try:
            return int((datetime.fromisoformat(at) - datetime.fromisoformat(first)).total_seconds() // 60)
        except ValueError:
            return 0

    def began(self) -> str:
        """Return the day on which the first bag ran in; '' before it."""
        return min((bag.started for bag in self.bags), default="")[:10]

    def identity(self) -> str:
        """Return 'no' when a bag ran in that nobody had matched and no sheet says was read aloud, else 'yes'."""
        unread = any(not bag.started_match and not bag.paper for bag in self.bags)
        return "no" if unread else "yes"

    def given(self, product: str | None) -> str:
        """Return the living cells of a product that ran in so far, 10^6; '' while no bag has ended."""
        ended = [
            Decimal(bag.cells)
            for bag in self.bags
            if bag.ended and bag.cells and product in {None, self.product(bag.step)}
        ]
        return f"{sum(ended, Decimal(0)):f}" if ended else ""

    def components(self) -> str:
        """Return what is planned to be infused: 'both', 'msc_only' ...; '' when nothing is."""
        left = [product.id for product in planned(self.study, self.state, self.subject) if product.steps]
        if len(left) == 1:
            return f"{left[0]}_only"
        return "both" if len(left) > 1 else ""

    def contrast(self) -> str:
        """Return the contrast medium of all infusions so far, mL; '' when none was noted."""
        amount = contrast_of(self.bags)
        return "" if amount is None else f"{amount:f}"

    def product(self, step: str) -> str:
        """Return the product a step makes; '' for tissue, or when the protocol has no such step."""
        return self.study.steps[step][0] if step in self.study.steps else ""

    def viability(self, row: MaterialRow) -> Measured | None:
        """Return the viability after thawing where it was tested, else as it was when the bag was filled."""
        product = self.study.product_by_id.get(self.product(row.step))
        tested = self.state.get(
            TestRow, row.subject, f"{row.material}/{product.viability if product else None}"
        )
        if tested is not None and tested.value and tested.final:
            return Measured(name="viability", value=tested.value, unit=tested.unit)
        return _measure(row.measures, "viability")

    def weight(self, day: str) -> Measured | None:
        """Return the last body weight that was taken up to a day, where the protocol says it stands."""
        at = self.study.manufacture.weight
        taken = sorted(self._weights(at.form, at.item)) if at else []
        before = [one for one in taken if not day or not one[0] or one[0] <= day]
        return Measured(name="weight", value=before[-1][2], unit=before[-1][3]) if before else None

    def _weights(self, form: str, item: str) -> Iterator[tuple[str, int, str, str]]:
        subject = self.state.get(SubjectRow, self.subject)
        for row in self.state.of(FormRow, self.subject):
            day = civil(subject.visits.get(row.visit)) if subject else None
            for items in row.answers.values() if row.form == form else ():
                answer = items.get(item)
                if answer is not None and answer.value is not None:
                    yield day.iso() if day else "", answer.seq, answer.value, answer.unit


def contrast_of(bags: Iterable[BagRow]) -> Decimal | None:
    """Return the contrast medium of infusions together, mL; None when none was noted."""
    notes = (note for bag in bags for note in bag.notes if note.what == "contrast")
    said = [Decimal(one.value) for note in notes for one in note.values if one.unit == "mL"]
    return sum(said, Decimal(0)) if said else None


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that a fill reads, with what it is about."""

    record: Record
    fill: Fill
    key: str
    """What keeps a row: a material, a bag, a reading."""
    seq: int
    at: str = ""
    step: str = ""
    """That made the material."""
    material: MaterialRow | None = None
    test: TestRow | None = None
    release: ReleaseRow | None = None
    match: MatchRow | None = None
    bag: BagRow | None = None
    noted: Noted | None = None
    reading: ReadingRow | None = None


Said = tuple[str, str]
"""A value and its unit."""


def value_of(source: str, seen: Seen) -> Said | None:
    """Return what a source says of a fact, with its unit; None when it says nothing. KeyError for an unknown name."""
    if source.startswith(LITERAL):
        return source.removeprefix(LITERAL), ""
    if source.startswith(MEASURE):
        found = _measure(_measures(seen), source.removeprefix(MEASURE))
        return (found.value, found.unit) if found else None
    said = _SAYS[source](seen)
    return (said.value, said.unit) if isinstance(said, Measured) else (said, "") if said else None


def known(source: str) -> bool:
    """Whether a source is one that fills may use."""
    return source.startswith((LITERAL, MEASURE)) or source in _SAYS


def _measures(seen: Seen) -> tuple[Measured, ...]:
    for one in (seen.noted, seen.reading):
        if one is not None:
            return one.values if isinstance(one, Noted) else one.measures
    return seen.material.measures if seen.material else ()


def _measure(measures: tuple[Measured, ...], name: str) -> Measured | None:
    return next((one for one in measures if one.name == name), None)


def _account(seen: Seen, user: str) -> str:
    return seen.record.names.get(user, "")


def _by(seen: Seen) -> str:
    if seen.test is not None:
        return seen.test.by
    if seen.release is not None:
        return _account(seen, seen.release.user)
    if seen.reading is not None:
        return _account(seen, seen.reading.reader)
    return seen.material.by if seen.material else ""


def _first(seen: Seen) -> str:
    return seen.bag.first if seen.bag else _account(seen, seen.match.user) if seen.match else ""


def _second(seen: Seen) -> str:
    for one in (seen.bag, seen.match, seen.release):
        if one is not None:
            return one.second
    return ""


def _reason(seen: Seen) -> str:
    if seen.release is not None:
        return seen.release.reason
    if seen.bag is not None:
        return seen.bag.stopped_for if seen.fill.on == "infusion.ended" else seen.bag.reason
    return ""


def _note(seen: Seen) -> str:
    one = seen.noted or seen.reading or seen.material
    return one.note if one else ""


def _taken(seen: Seen) -> Measured | None:
    return seen.material.taken[0] if seen.material and seen.material.taken else None


def _criteria(seen: Seen, named: tuple[str, ...]) -> str:
    record = seen.record
    product = record.study.product_by_id.get(record.product(seen.step))
    titles = {limit.id: str(limit.title) for limit in product.release} if product else {}
    return ", ".join(titles.get(one, one) for one in named)


def _order(seen: Seen) -> str:
    started = [bag.bag for bag in seen.record.bags]
    return str(started.index(seen.bag.bag) + 1) if seen.bag else ""


def _lot(seen: Seen) -> str:
    if seen.bag is not None:
        return seen.bag.lot or seen.bag.bag  # a label that stands for nothing is told as it was read
    return seen.record.lot(seen.material) if seen.material is not None else ""


def _root(seen: Seen) -> str:
    roots = seen.record.roots(seen.material) if seen.material else ()
    return roots[0].material if roots else ""


def _parent(seen: Seen) -> str:
    return seen.material.parents[0] if seen.material and seen.material.parents else ""


def _material(seen: Seen) -> str:
    return seen.material.material if seen.material else seen.bag.bag if seen.bag else ""


def _passage(seen: Seen) -> str:
    return seen.record.passage(seen.material) if seen.material else ""


def _complete(seen: Seen) -> str:
    return ("yes" if seen.bag.complete else "no") if seen.bag and seen.bag.ended else ""


def _viability(seen: Seen) -> Measured | None:
    return seen.record.viability(seen.material) if seen.material else None


def _mL(seen: Seen) -> Measured | None:  # noqa: N802 - the unit
    return Measured(name="volume", value=seen.bag.volume, unit="mL") if seen.bag and seen.bag.volume else None


def _cells(seen: Seen) -> Measured | None:
    return Measured(name="cells", value=seen.bag.cells, unit="10^6") if seen.bag and seen.bag.cells else None


def _given(seen: Seen) -> Measured | None:
    value = seen.record.given(seen.fill.product)
    return Measured(name="given", value=value, unit="10^6") if value else None


def _value(seen: Seen) -> Measured | None:
    return Measured(name="value", value=seen.test.value, unit=seen.test.unit) if seen.test else None


def _contrast(seen: Seen) -> Measured | None:
    value = seen.record.contrast()
    return Measured(name="contrast", value=value, unit="mL") if value else None


def _denominator(seen: Seen) -> str:
    methods = seen.record.study.tissue.methods
    return next((str(one.denominator) for one in methods if one.id == _of(seen.reading, "method")), "")


def _template(seen: Seen) -> str:
    said = _of(seen.reading, "parameters")
    return sha256(said.encode()).hexdigest() if said else ""


Says = Callable[[Seen], "str | Measured | None"]
_TABLE: tuple[tuple[str, str, Says], ...] = (
    ("material", "label of the material, of the lot or of the bag", _material),
    ("parent", "label of the first material it was made of", _parent),
    ("root", "label of the collection or core it came from", _root),
    ("lot", "label of the lot it is or was filled from", _lot),
    ("bag", "label of the bag that ran in", lambda s: s.bag.bag if s.bag else ""),
    ("at", "civil minute of the fact; a comparison at the bedside has none", lambda s: s.at),
    ("date", "civil date of the fact", lambda s: s.at[:10]),
    ("time", "time of day of the fact", lambda s: s.at[11:16]),
    ("by", "who made or tested it by name; of a release who decided, of a reading who read", _by),
    ("witness", "who saw it made, by name", lambda s: s.material.witness if s.material else ""),
    ("first", "the first person at the bedside, by name", _first),
    ("second", "the second person at the bedside or of the decision, by name", _second),
    ("place", "where it is kept or was compared", lambda s: _of(s.match or s.material, "place")),
    ("vessel", "what it is in", lambda s: _of(s.material, "vessel")),
    ("note", "the remark of the material, of the minute or of the reading", _note),
    ("taken", "how much of the first parent went into it", _taken),
    ("passage", "passage, as the form's code: P3", _passage),
    ("passage_code", "the same as passage", _passage),
    ("test", "id of the test", lambda s: _of(s.test, "test")),
    ("value", "final result of the test; a reading on the way fills nothing", _value),
    ("decision", "released, conditional or rejected; exceptional where the form has it", lambda s: _of(s.release, "decision")),
    ("since", "moment from which a lot may be given, however often it is decided on afterwards", lambda s: _of(s.release, "since")),
    ("since_day", "its day", lambda s: _of(s.release, "since")[:10]),
    ("expires", "use before", lambda s: _of(s.release, "expires")),
    ("pending", "titles of the criteria whose results were pending", lambda s: _criteria(s, s.release.pending) if s.release else ""),
    ("unmet", "titles of the criteria not met", lambda s: _criteria(s, s.release.unmet) if s.release else ""),
    ("reason", "why so decided; of an infusion why it began so, or was not given in full", _reason),
    ("dose", "which dose of the protocol", lambda s: str(s.bag.dose) if s.bag else ""),
    ("began", "day on which the first bag ran in", lambda s: s.record.began()),
    ("order", "place of the bag among those that ran in", _order),
    ("components", "both, or msc_only or cd34_only once a branch has dropped the other", lambda s: s.record.components()),
    ("identity", "yes, or no once a bag ran in without a match and without a sheet", lambda s: s.record.identity()),
    ("volume", "mL that ran in", _mL),
    ("cells", "living cells of the bag that ran in, 10^6", _cells),
    ("given", "living cells of the product that ran in so far, 10^6", _given),
    ("viability", "viability of the bag after thawing, else when it was filled", _viability),
    ("complete", "yes or no: the bag ran in whole", _complete),
    ("position", "where the catheter lay", lambda s: _of(s.bag, "position")),
    ("contrast", "mL of contrast medium so far", _contrast),
    ("weight", "the last body weight up to the day", lambda s: s.record.weight(s.at[:10])),
    ("accession", "the code under which a slide was read", lambda s: _of(s.reading, "accession")),
    ("reader", "who read, by name", _by),
    ("read", "number of the reading of its reader", lambda s: str(s.reading.read) if s.reading else ""),
    ("method", "id of the method", lambda s: _of(s.reading, "method")),
    ("denominator", "what the method counts over", _denominator),
    ("positive", "cells counted positive", lambda s: str(s.reading.positive) if s.reading else ""),
    ("counted", "cells counted", lambda s: str(s.reading.counted) if s.reading else ""),
    ("clone", "clone of the antibody", lambda s: _of(s.reading, "clone")),
    ("antibody_lot", "lot of the antibody", lambda s: _of(s.reading, "antibody_lot")),
    ("instrument", "the instrument", lambda s: _of(s.reading, "instrument")),
    ("batch", "batch of the stain", lambda s: _of(s.reading, "batch")),
    ("file", "SHA-256 of the picture or cytometry file", lambda s: _of(s.reading, "file")),
    ("template_sha", "SHA-256 of the parameters by which the reading can be made again", _template),
    ("controls", "yes or no: controls as they must be", lambda s: _of(s.reading, "controls")),
)  # fmt: skip
NAMES: Mapping[str, str] = MappingProxyType(
    {
        **{name: said for name, said, _ in _TABLE},
        "measure:ID": "a measure of the material, of the minute or of the reading, in its own unit",
        "=TEXT": "the text itself",
    }
)
"""Name of a source → what it says."""
_SAYS: Mapping[str, Says] = MappingProxyType({name: says for name, _, says in _TABLE})


def _of(row: msgspec.Struct | None, field: str) -> str:
    return str(getattr(row, field)) if row is not None else ""
