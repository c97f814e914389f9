"""Custody: where a material is and who has it, gaps between hands, temperatures, and whether everything is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

import msgspec

from hepatica.ledger.product_rows import BagRow, MaterialRow, Move
from hepatica.product.lineage import GONE, Left, Lineage, amount, cells_of, less, stated, volume_of
from hepatica.product.moments import in_words, instant_of
from hepatica.scores.arithmetic import round_half_up, show
from hepatica.study.product import Manufacture

_DUST = 6
"""Decimals to which amounts are compared: parts of a volume need not end."""


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """Where a material is."""

    place: str
    holder: str
    """Who took it last, by name."""
    since: str
    move: str
    """made, stored, retrieved, thawed, sent, received, bedside, returned, disposed, lost ..."""

    @property
    def gone(self) -> bool:
        """Whether it is no more."""
        return self.move in GONE


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-over by somebody who did not have the material."""

    material: str
    at: str
    had: str
    gave: str

    @property
    def sentence(self) -> str:
        """What is wrong, for whoever can explain it."""
        return f"{self.material} was handed on by {self.gave} on {in_words(self.at)}; {self.had} had it last."


class Excursion(msgspec.Struct, frozen=True, kw_only=True):
    """A temperature outside what a place must keep."""

    material: str
    at: str
    place: str
    celsius: Decimal
    low: Decimal
    high: Decimal

    @property
    def sentence(self) -> str:
        """What is wrong, with the limits."""
        limits = f"{show(self.low)} to {show(self.high)} °C"
        return (
            f"{self.material} was at {show(self.celsius)} °C in {self.place} ({limits}), {in_words(self.at)}."
        )


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What became of everything that was made of a material, in one unit."""

    material: str
    unit: str
    made: Decimal
    onward: Decimal = Decimal(0)
    """Made into other materials: bags, samples, the next passage."""
    given: Decimal = Decimal(0)
    disposed: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)
    stored: Decimal = Decimal(0)
    """Still there."""
    missing: Decimal = Decimal(0)
    """Made, and in none of these; below zero when more went than was made."""

    @property
    def sentence(self) -> str:
        """What is missing; '' when all is accounted for."""
        if not self.missing:
            return ""
        if self.missing < 0:
            return f"{show(-self.missing)} {self.unit} more left {self.material} than were in it."
        return f"{show(self.missing)} {self.unit} of {self.material} are not accounted for: neither given nor disposed of."


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """Something written down well after it happened."""

    what: str
    at: str
    minutes: int
    """From when it happened until it was recorded."""
    paper: str = ""
    """Number of the two-person sheet it was first written on."""


def moves(row: MaterialRow) -> tuple[Move, ...]:
    """Return a material's hand-overs as they happened: one that was written down late stands where it belongs."""
    return tuple(sorted(row.moves, key=lambda move: (move.at, move.seq)))


def where(row: MaterialRow) -> Whereabouts:
    """Return where a material is: its last hand-over says so, or its making."""
    if not row.moves:
        return Whereabouts(place=row.place, holder=row.by, since=row.at, move="made")
    last = moves(row)[-1]
    return Whereabouts(place=last.place, holder=last.received_by, since=last.at, move=last.move)


def there(lineage: Lineage, row: MaterialRow) -> bool:
    """Whether anything of a material is still there: itself, or a bag that was filled from it."""
    return not where(row).gone or any(not where(bag).gone for bag in lineage.bags(row.material))


def gaps(row: MaterialRow) -> tuple[Gap, ...]:
    """Return the hand-overs that break the chain: whoever hands on must be who received it last.

    Whoever made or witnessed it hands it on first; what was stored may be taken out by anybody named.
    """
    return tuple(_gaps(row))


def _gaps(row: MaterialRow) -> Iterator[Gap]:
    had: tuple[str, ...] = (row.by, row.witness)
    stored = False
    for move in moves(row):
        if not stored and not same_name(move.given_by, *had):
            yield Gap(material=row.material, at=move.at, had=had[0], gave=move.given_by)
        had, stored = (move.received_by,), move.move == "stored"


def same_name(name: str, *others: str) -> bool:
    """Whether a name is one of others, however it is spaced or capitalised."""
    return _plain(name) in {_plain(other) for other in others}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def excursions(manufacture: Manufacture, row: MaterialRow) -> tuple[Excursion, ...]:
    """Return every temperature of a material's hand-overs and logs that its place does not allow.

    A log belongs to where the material was until the hand-over, the reading at the hand-over to where it went.
    """
    return tuple(_excursions(manufacture, row))


def _excursions(manufacture: Manufacture, row: MaterialRow) -> Iterator[Excursion]:
    limits = {_plain(limit.place): limit for limit in manufacture.temperatures}
    was = row.place
    for move in moves(row):
        for place, text in ((was, move.lowest), (was, move.highest), (move.place, move.temperature)):
            limit, celsius = limits.get(_plain(place)), _celsius(text)
            if limit and celsius is not None and not limit.low <= celsius <= limit.high:
                yield Excursion(
                    material=row.material,
                    at=move.at,
                    place=place,
                    celsius=celsius,
                    low=limit.low,
                    high=limit.high,
                )
        was = move.place


def _celsius(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


# -- Accounting ------------------------------------------------------------------------------------------------------


def account(lineage: Lineage, bags: Mapping[str, BagRow], material: str) -> Account | None:
    """Return what became of a material: by its volume where it was measured, else by its cells (10^6); None if by neither.

    What is neither given nor gone is stored as long as nothing ended it; a bag that ran in part and was not disposed of,
    or one disposed of in part, misses the rest.
    """
    row = lineage.row(material)
    made = Left(cells=amount(cells_of(row)), volume=amount(volume_of(row)))
    by_volume = made.volume is not None and _sized(lineage, material)
    whole = made.volume if by_volume else made.cells
    if whole is None:
        return None

    def of(*taken: Left) -> Decimal:
        left = less(made, taken)
        rest = left.volume if by_volume else left.cells
        return whole - (rest or Decimal(0))

    bag = bags.get(material)
    onward = of(*(lineage.taken(child, material) for child in lineage.children(material)))
    given = of(Left(volume=Decimal(bag.volume))) if bag and bag.volume else Decimal(0)
    gone = {kind: of(*(stated(m.amount) for m in row.moves if m.move == kind)) for kind in sorted(GONE)}
    rest = _clean(whole - onward - given - sum(gone.values(), Decimal(0)))
    ended = where(row).gone or (bag is not None and bool(bag.ended))
    running = bag is not None and bool(bag.started) and not bag.ended
    stored = rest if rest > 0 and not ended and not running else Decimal(0)
    return Account(
        material=material,
        unit="mL" if by_volume else "10^6",
        made=whole,
        onward=onward,
        given=given,
        disposed=gone["disposed"],
        lost=gone["lost"],
        stored=stored,
        missing=_clean(rest - stored) if not running else Decimal(0),
    )


def remaining(lineage: Lineage, bags: Mapping[str, BagRow], material: str) -> Left:
    """Return how much of a material is still there: not taken, not disposed of, and not run in."""
    left, bag = lineage.left(material), bags.get(material)
    return less(left, (Left(volume=Decimal(bag.volume)),)) if bag and bag.volume else left


def _sized(lineage: Lineage, material: str) -> bool:
    """Whether volume tells where a material went: nothing was made of it in cells alone."""
    row = lineage.row(material)
    if cells_of(row) is None or lineage.kind(material) == "bag":
        return True
    taken = [lineage.taken(child, material) for child in lineage.children(material)]
    return all(one.cells is None for one in taken)


def _clean(number: Decimal) -> Decimal:
    rounded = round_half_up(number, _DUST)
    return rounded or Decimal(0)  # never minus nought


def accounts(lineage: Lineage, bags: Mapping[str, BagRow], lot: str) -> tuple[Account, ...]:
    """Return the accounts of a lot, its bags and its samples, as far as they were measured."""
    labels = (lot, *(row.material for row in lineage.descendants(lot)))
    found = (account(lineage, bags, label) for label in labels)
    return tuple(one for one in found if one is not None)


def late_entries(
    happened: Iterable[tuple[str, str, int, str]], recorded: Mapping[int, str], zone: str, minutes: int = 60
) -> tuple[Late, ...]:
    """Return what was recorded more than so many minutes after it happened.

    ``happened`` is (what, civil minute, event, number of a paper sheet); ``recorded`` is event → UTC as hashed.
    """
    found = []
    for what, at, seq, paper in happened:
        then, text = instant_of(at, zone), recorded.get(seq)
        if then is None or text is None:
            continue
        passed = int((datetime.fromisoformat(text) - then).total_seconds() // 60)
        if passed > minutes:
            found.append(Late(what=what, at=at, minutes=passed, paper=paper))
    return tuple(found)


def moves_of(row: MaterialRow) -> tuple[tuple[str, str, int, str], ...]:
    """Return a material's making and hand-overs as ``late_entries`` reads them."""

    def told(move: Move) -> tuple[str, str, int, str]:
        return f"{row.material} {move.move}", move.at, move.seq, ""

    return (f"{row.material} made", row.at, row.seq, ""), *(told(move) for move in row.moves)
