"""Quantities of cells that cannot be confused: a number of cells is no concentration, a dose per kilogram no total.

All numbers are Decimal. Adding or comparing unlike quantities is a ``TypeError`` of the program; a value that cannot be
is a ``QuantityError``, whose text is a sentence for the person who typed it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation, localcontext
from types import MappingProxyType
from typing import ClassVar, Final, Self, TypeVar

import msgspec

from hepatica.scores.arithmetic import CONTEXT, round_half_up, show

ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)


class QuantityError(ValueError):
    """A number or unit that cannot stand; the message is a sentence without its full stop."""


class _Amount(msgspec.Struct, frozen=True, order=True):
    """A number of one unit. Negative ones do not exist."""

    value: Decimal
    unit: ClassVar[str] = ""
    noun: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise QuantityError(f"{self.value} is not a number")
        if self.value < 0:
            raise QuantityError(f"{show(self.value)} {self.unit} cannot be: {self.noun} is never negative")

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self.value + other.value)

    def __sub__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self.value - other.value)

    def words(self, places: int | None = None) -> str:
        """Return the number with its unit; without ``places`` as it is."""
        return f"{show(self.value, places)} {self.unit}"


class Millions(_Amount, frozen=True, order=True):
    """Cells, in millions."""

    unit = "10^6"
    noun = "a number of cells"


class PerMillilitre(_Amount, frozen=True, order=True):
    """A concentration: millions of cells in a millilitre."""

    unit = "10^6/mL"
    noun = "a concentration"


class Millilitres(_Amount, frozen=True, order=True):
    """A volume."""

    unit = "mL"
    noun = "a volume"


class Kilograms(_Amount, frozen=True, order=True):
    """A body weight."""

    unit = "kg"
    noun = "a weight"


class MillionsPerKilogram(_Amount, frozen=True, order=True):
    """A dose: millions of cells for each kilogram of body weight."""

    unit = "10^6/kg"
    noun = "a dose per kilogram"


class Percent(_Amount, frozen=True, order=True):
    """A part of a whole in hundredths: viability, purity."""

    unit = "%"
    noun = "a percentage"

    def __post_init__(self) -> None:
        _Amount.__post_init__(self)
        if self.value > HUNDRED:
            raise QuantityError(f"{show(self.value)} % cannot be: a part of the cells is at most 100 %")


Quantity = Millions | PerMillilitre | Millilitres | Kilograms | MillionsPerKilogram | Percent
Q = TypeVar("Q", Millions, PerMillilitre, Millilitres, Kilograms, MillionsPerKilogram, Percent)


# -- Reading ---------------------------------------------------------------------------------------------------------

_COUNT = re.compile(
    r"(?:x?10[\^*](?P<power>[0-9]{1,2})|x?1e(?P<e>[0-9]{1,2})|(?P<word>thousand|lakh|million|crore|billion)s?)?"
    r"(?P<cells>cells?)?(?P<per>/(?:ml|cc|ul|l|kg))?"
)
_WORDS = MappingProxyType({"thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9})
_PER: Mapping[str, tuple[type[PerMillilitre | MillionsPerKilogram], Decimal]] = MappingProxyType(
    {
        "/ml": (PerMillilitre, Decimal(1)),
        "/cc": (PerMillilitre, Decimal(1)),
        "/ul": (PerMillilitre, Decimal(1000)),
        "/l": (PerMillilitre, Decimal("0.001")),
        "/kg": (MillionsPerKilogram, Decimal(1)),
    }
)
_PLAIN: Mapping[str, tuple[type[Millilitres | Kilograms | Percent], Decimal]] = MappingProxyType(
    {
        "ml": (Millilitres, Decimal(1)),
        "cc": (Millilitres, Decimal(1)),
        "ul": (Millilitres, Decimal("0.001")),
        "l": (Millilitres, Decimal(1000)),
        "kg": (Kilograms, Decimal(1)),
        "g": (Kilograms, Decimal("0.001")),
        "%": (Percent, Decimal(1)),
        "percent": (Percent, Decimal(1)),
    }
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _folded(unit: str) -> str:
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: "^" + found[0].translate(_RAISED), unit.strip())
    for typed, meant in (("×", "x"), ("\N{MICRO SIGN}", "u"), ("\N{GREEK SMALL LETTER MU}", "u")):
        text = text.replace(typed, meant)
    return re.sub(r"\s+", "", text.casefold())


def unit_of(unit: str) -> tuple[type[Quantity], Decimal]:
    """Return what a unit measures and how many of ours one of it is: ``10^5/mL`` → (PerMillilitre, 0.1).

    Raises ``QuantityError`` for a unit this program does not know.
    """
    text = _folded(unit)
    if text in _PLAIN:
        return _PLAIN[text]
    found = _COUNT.fullmatch(text)
    if not text or found is None:
        raise QuantityError(f"unit '{unit}' is not known: write 10^6, 10^6/mL, 10^6/kg, mL, % or kg")
    power = found["power"] or found["e"] or _WORDS.get(found["word"] or "", 0)
    factor = Decimal(1).scaleb(int(power) - 6)
    if found["per"] is None:
        return Millions, factor
    kind, times = _PER[found["per"]]
    return kind, factor * times


def read(value: str, unit: str) -> Quantity:
    """Return the quantity of a plain decimal number with its unit; raises ``QuantityError``."""
    kind, factor = unit_of(unit)
    return kind(_number(value) * factor)


def read_as(kind: type[Q], value: str, unit: str) -> Q:
    """Return a quantity of the kind asked for; raises ``QuantityError`` when the unit measures something else."""
    found, factor = unit_of(unit)
    if found is not kind:
        raise QuantityError(f"{unit} is {found.noun}, and {kind.noun} ({kind.unit}) is asked")
    return kind(_number(value) * factor)


def convert(value: str, unit: str, to: str) -> str:
    """Return a number in another unit of the same kind, as typed when the unit is the same; raises ``QuantityError``.

    A unit outside this page (EU/mL, mm) is only ever itself; '' stands for the unit asked.
    """
    number = _number(value)
    if not unit.strip() or _folded(unit) == _folded(to):
        return value
    try:
        asked, divisor = unit_of(to)
    except QuantityError:
        wanted = f"it is given in {to}" if to else "it has no unit"
        raise QuantityError(f"{wanted}, and '{unit}' was given") from None
    kind, factor = unit_of(unit)
    if kind is not asked:
        raise QuantityError(f"{unit} is {kind.noun}, and {asked.noun} ({to}) is asked")
    return show(number * factor / divisor)


def _number(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise QuantityError(f"'{value}' is not a number") from None


# -- Computing -------------------------------------------------------------------------------------------------------


def viable(total: Millions, viability: Percent) -> Millions:
    """Return the living cells among so many."""
    return Millions(total.value * viability.value / HUNDRED)


def cells_in(concentration: PerMillilitre, volume: Millilitres) -> Millions:
    """Return the cells in a volume of a suspension."""
    return Millions(concentration.value * volume.value)


def concentration(cells: Millions, volume: Millilitres) -> PerMillilitre:
    """Return cells by volume; raises ``QuantityError`` for a volume of nothing."""
    return PerMillilitre(_over(cells.value, volume.value, "a volume of 0 mL has no concentration"))


def per_kg(cells: Millions, weight: Kilograms) -> MillionsPerKilogram:
    """Return a dose for each kilogram of body weight; raises ``QuantityError`` for a weight of nothing."""
    return MillionsPerKilogram(_over(cells.value, weight.value, "a body weight of 0 kg cannot be"))


def for_weight(dose: MillionsPerKilogram, weight: Kilograms) -> Millions:
    """Return the cells that a dose per kilogram means for a body weight."""
    return Millions(dose.value * weight.value)


def share(part: Millions, whole: Millions) -> Percent:
    """Return which part of the cells are of a kind (purity), or were kept (recovery); raises ``QuantityError``.

    More than the whole is a counting error, and said to be one.
    """
    if part > whole:
        raise QuantityError(f"{part.words()} of {whole.words()} cells cannot be: count again")
    return Percent(_over(part.value * HUNDRED, whole.value, "a share of no cells cannot be told"))


def ran_in(cells: Millions, volume: Millilitres, of: Millilitres) -> Millions:
    """Return the cells given when so much of a bag's volume ran in; raises ``QuantityError`` for more than the bag held."""
    if volume > of:
        raise QuantityError(f"{volume.words()} cannot have run in: the bag held {of.words()}")
    return Millions(cells.value * _over(volume.value, of.value, "a bag of 0 mL holds nothing to give"))


def rounded(quantity: Q, places: int = 1) -> Q:
    """Return a quantity rounded half-up, as it is printed."""
    return type(quantity)(round_half_up(quantity.value, places))


def _over(part: Decimal, whole: Decimal, fault: str) -> Decimal:
    if not whole:
        raise QuantityError(fault)
    with localcontext(CONTEXT):
        return part / whole
