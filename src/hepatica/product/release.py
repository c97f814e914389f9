"""Release: a lot's specification criterion by criterion, the decisions it leaves open, and what stands against a bag.

Nothing fails open: what was not tested is missing, a culture that still grows is pending, and neither is a pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal

import msgspec

from hepatica.ledger.product_rows import MaterialRow, ReleaseRow, TestRow
from hepatica.ledger.state import State
from hepatica.product.lineage import ENDED, GONE, Breach, Lineage, measure, steps_of, viable_of
from hepatica.product.moments import days, in_words
from hepatica.product.quantities import Kilograms, Millions, Percent, QuantityError, convert, per_kg, unit_of
from hepatica.scores.arithmetic import show
from hepatica.study.product import Product, ReleaseLimit

Verdict = Literal["pass", "pending", "fail", "missing", "shown"]
RELEASED, CONDITIONAL, EXCEPTIONAL, REJECTED = "released", "conditional", "exceptional", "rejected"
DECISIONS = (RELEASED, CONDITIONAL, EXCEPTIONAL, REJECTED)
GIVES = frozenset({RELEASED, CONDITIONAL, EXCEPTIONAL})
"""Decisions by which a lot may be given."""
PASSAGE = "passage"
LIVING = frozenset({"cells", "viable_cells", "dose", "cells_per_kg"})
"""Criteria on the living cells of a lot: computed from its count and viability where nobody tested them."""
WORDS: Mapping[str, str] = {"at_least": "≥", "at_most": "≤", "equals": ""}


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a certificate of analysis."""

    asked: ReleaseLimit
    verdict: Verdict
    value: str = ""
    unit: str = ""
    at: str = ""
    """When it was measured, or the test was set up."""
    by: str = ""
    day: int = 0
    """For a test that takes days: which day it is on ..."""
    of: int = 0
    """... of how many; 0 for one that takes none."""
    computed: bool = False
    """Whether the value comes from the lineage and the counts, not from a test."""
    seq: int = 0
    """The event of the result, or the last of the measures it is computed from."""

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.asked.id

    @property
    def decides(self) -> bool:
        """Whether it bears on the decision: one that only informs does not."""
        return self.verdict != "shown"

    @property
    def limit(self) -> str:
        """The limit as printed: '≥ 80 %', 'negative'."""
        return limit_words(self.asked)

    @property
    def result(self) -> str:
        """The value as printed: '92 %', 'negative', ''."""
        return f"{self.value} {self.unit}".strip()

    @property
    def sentence(self) -> str:
        """What it says, for whoever decides."""
        title = str(self.asked.title)
        if self.verdict == "missing":
            return f"{title}: nobody has tested it."
        if self.verdict == "pending":
            day = f", day {self.day} of {self.of}" if self.of else ""
            return f"{title}: pending{day}{f', {self.result} so far' if self.value else ''}."
        stands = {"pass": "meets", "fail": "does not meet", "shown": "is shown beside"}[self.verdict]
        return f"{title}: {self.result or 'nothing'} {stands} the limit ({self.limit})."


class Specification(msgspec.Struct, frozen=True, kw_only=True):
    """A lot against its product's release criteria, as of a moment."""

    product: str
    lot: str
    criteria: tuple[Criterion, ...]
    decision: ReleaseRow | None = None
    """The decision that stands."""
    now: str

    def of(self, *verdicts: Verdict) -> tuple[Criterion, ...]:
        """Return the criteria of some verdicts."""
        return tuple(one for one in self.criteria if one.verdict in verdicts)

    @property
    def pending(self) -> tuple[str, ...]:
        """Ids of what is pending."""
        return tuple(one.id for one in self.of("pending"))

    @property
    def late(self) -> tuple[str, ...]:
        """Ids of what is pending and may be, after a conditional release."""
        return tuple(one.id for one in self.of("pending") if one.asked.late)

    @property
    def unmet(self) -> tuple[str, ...]:
        """Ids of what stands against an ordinary release: failed, missing, or pending without leave."""
        return tuple(one.id for one in self.of("fail", "missing", "pending") if one.id not in self.late)

    @property
    def possible(self) -> tuple[str, ...]:
        """The decisions that are open now."""
        first = EXCEPTIONAL if self.unmet else CONDITIONAL if self.late else RELEASED
        return (first, REJECTED)

    @property
    def expires(self) -> str:
        """When the lot's release ends; '' without one."""
        return self.decision.expires if self.decision else ""

    @property
    def expired(self) -> bool:
        """Whether the release has ended."""
        return bool(self.expires) and self.now >= self.expires


def verdict(
    product: Product, state: State, subject: str, lot: str, now: str, weight: Kilograms | None = None
) -> Specification:
    """Return a lot's specification at a civil minute of the site.

    ``weight`` is the last body weight, for criteria per kilogram. Raises ``Breach`` when there is no such lot.
    """
    lineage = Lineage(steps_of(product), state.of(MaterialRow, subject))
    lineage.row(lot)
    judge = _Judge(product, lineage, state, now, weight)
    return Specification(
        product=product.id,
        lot=lot,
        criteria=tuple(judge.criterion(asked, lot) for asked in product.release),
        decision=state.get(ReleaseRow, subject, lot),
        now=now,
    )


def late_failures(specification: Specification) -> tuple[Criterion, ...]:
    """Return what fails of a lot that may be given, and was not weighed when that was decided."""
    decided = specification.decision
    if decided is None or decided.decision not in GIVES:
        return ()
    return tuple(
        one for one in specification.of("fail") if one.id not in decided.unmet or one.seq > decided.seq
    )


def against(specification: Specification) -> tuple[str, ...]:
    """Return every reason why nothing of the lot may be given at the specification's moment; none when it may."""
    return tuple(_against(specification))


def _against(specification: Specification) -> Iterator[str]:
    decided, lot = specification.decision, specification.lot
    if decided is None:
        yield f"Lot {lot} is not released."
        return
    if decided.decision not in GIVES:
        why = f": {decided.reason.removesuffix('.')}" if decided.reason else ""
        yield f"Lot {lot} was rejected on {in_words(decided.at)}{why}."
    elif specification.expired:
        yield f"Lot {lot} expired on {in_words(specification.expires)}."
    for one in late_failures(specification):
        yield f"Since lot {lot} was released, {one.sentence}"


def against_bag(
    product: Product, state: State, subject: str, bag: str, now: str, weight: Kilograms | None = None
) -> tuple[str, ...]:
    """Return every reason of the laboratory why a bag may not be given at a civil minute of the site; none when it may.

    Whose it is, each lot whose cells it holds (not released, rejected, expired, a late failure), its own cells after
    thawing, and whether it is still there.
    """
    lineage = Lineage(steps_of(product), state.of(MaterialRow, subject))
    if bag not in lineage or lineage.kind(bag) != "bag":
        return (f"{bag} is no bag of {product.title}.",)
    if stranger := _stranger(lineage, subject, bag):
        return (stranger,)
    lots = lineage.lots(bag)
    if not lots:
        return (f"{bag} was filled from no lot, so nothing released it.",)
    stands = (verdict(product, state, subject, lot.material, now, weight) for lot in lots)
    row = lineage.row(bag)
    gone = next((move for move in row.moves if move.move in GONE), None)
    told = (f"{bag} was {ENDED[gone.move]} on {in_words(gone.at)}.",) if gone else ()
    return (*(said for one in stands for said in against(one)), *told, *_thawed(product, state, row))


def _stranger(lineage: Lineage, subject: str, bag: str) -> str:
    """Return why a bag cannot be shown to be of one collection of this participant; '' when it can."""
    try:
        donor, roots = lineage.donor(bag), lineage.collections(bag)
    except Breach as error:
        return str(error)
    if donor != subject:
        return f"{bag} came from {donor}, not from {subject}."
    many = ", ".join(row.material for row in roots)
    return f"{bag} traces to more than one collection: {many}." if len(roots) > 1 else ""


def thawed_viability(product: Product, state: State, bag: MaterialRow) -> Criterion | None:
    """Return the criterion a bag must meet again after thawing, with the bag's own result; None when it need not."""
    asked = next((one for one in product.release if one.id == product.viability), None)
    tested = state.get(TestRow, bag.subject, f"{bag.material}/{asked.id}") if asked else None
    if asked is None or (tested is None and all(move.move != "thawed" for move in bag.moves)):
        return None
    return _tested(asked, tested, now="") if tested else Criterion(asked=asked, verdict="missing")


def _thawed(product: Product, state: State, bag: MaterialRow) -> Iterator[str]:
    found = thawed_viability(product, state, bag)
    if found and found.verdict != "pass":
        yield f"Bag {bag.material} after thawing: {found.sentence}"


# -- One criterion ---------------------------------------------------------------------------------------------------


class _Judge(msgspec.Struct, frozen=True):
    product: Product
    lineage: Lineage
    state: State
    now: str
    weight: Kilograms | None

    def criterion(self, asked: ReleaseLimit, lot: str) -> Criterion:
        row = self.lineage.row(lot)
        tested = self.state.get(TestRow, row.subject, f"{lot}/{asked.id}")
        if tested is not None:
            return _tested(asked, tested, self.now)
        value = self._computed(asked, row)
        alive = self._alive(row) if asked.id in LIVING else None
        if value is None:
            return Criterion(asked=asked, verdict="shown" if asked.informs else "missing", of=asked.days)
        stands: Verdict = "shown" if asked.informs else "pass" if meets(asked, value) else "fail"
        return Criterion(
            asked=asked,
            verdict=stands,
            value=value,
            unit=asked.unit or "",
            at=row.at,
            by=row.by,
            computed=True,
            seq=max(row.seq, row.measured, alive.seq if alive else 0),
        )

    def _computed(self, asked: ReleaseLimit, row: MaterialRow) -> str | None:
        """Return what lineage and counts say of a criterion nobody tested, in its unit; None when nothing."""
        if asked.id == PASSAGE:
            number = self.lineage.passage(row.material)
            return str(number) if number else None
        if asked.id in LIVING:
            return self._living(asked, row)
        found = measure(row, asked.id)
        if found is None or asked.comparison == "equals":
            return None
        try:
            return convert(show(found.value), found.unit, asked.unit or "")
        except QuantityError:
            return None

    def _living(self, asked: ReleaseLimit, row: MaterialRow) -> str | None:
        tested = self._alive(row)
        try:
            alive = Percent(Decimal(tested.value)) if tested and tested.value and tested.final else None
            cells = viable_of(row, alive)
            if cells is None:
                return None
            if unit_of(asked.unit or "10^6")[0] is Millions:
                return convert(show(cells.value), cells.unit, asked.unit or cells.unit)
            return show(per_kg(cells, self.weight).value) if self.weight else None
        except (QuantityError, InvalidOperation):
            return None

    def _alive(self, row: MaterialRow) -> TestRow | None:
        """Return the test that says which part of a lot's cells lives."""
        test = self.product.viability or "viability"
        return self.state.get(TestRow, row.subject, f"{row.material}/{test}")


def _tested(asked: ReleaseLimit, row: TestRow, now: str) -> Criterion:
    """Return a criterion from its test; one that grows for days is read on the day ``now``."""
    until = row.at if row.final and row.value else now or row.at
    day = min(max(days(row.started or row.at, until) or 0, 0), asked.days) if asked.days else 0
    return Criterion(
        asked=asked,
        verdict=_stands(asked, row),
        value=row.value,
        unit=row.unit,
        at=row.at,
        by=row.by,
        day=day,
        of=asked.days,
        seq=row.seq,
    )


def _stands(asked: ReleaseLimit, row: TestRow) -> Verdict:
    if asked.informs:
        return "shown"
    if not row.value:
        return "pending"
    met = meets(asked, row.value, row.unit)
    if not row.final:
        # Growth on the way is growth; a number on the way is not the result.
        return "fail" if asked.comparison == "equals" and not met else "pending"
    return "pending" if met and too_early(asked, row.started or row.at, row.at) else "pass" if met else "fail"


def too_early(asked: ReleaseLimit, started: str, at: str) -> int:
    """Return how many days are missing until a result of this test can be final; 0 when none."""
    return max(asked.days - (days(started, at) or 0), 0)


def meets(asked: ReleaseLimit, value: str, unit: str = "") -> bool:
    """Whether a value meets a criterion, compared in base ten. What cannot be compared does not meet it.

    A laboratory's '<0.5' meets 'at most 5'; it says nothing about 'at least'.
    """
    if asked.comparison == "equals":
        return value == asked.limit
    below, text = value[:1], value.lstrip("<>")
    try:
        number = Decimal(convert(text, unit, asked.unit or ""))
        limit = Decimal(asked.limit)
    except (QuantityError, InvalidOperation):
        return False
    if not number.is_finite():
        return False
    if asked.comparison == "at_most":
        return number <= limit and below != ">"
    return number >= limit and below != "<"


def limit_words(asked: ReleaseLimit) -> str:
    """Return a limit as printed: '≥ 80 %', 'negative'."""
    return " ".join(filter(None, (WORDS[asked.comparison], asked.limit, asked.unit)))
