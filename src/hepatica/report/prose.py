"""Sentences whose every number is a reference: words are written here, numbers come from computed cells.

A template that holds a digit of its own is refused, so no sentence can keep a number of another ledger. Source: issue of
the report, "every number in prose is a reference to a computed cell".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter

from hepatica.report import text as write

NAMES = ("CD34⁺", "CD34+", "CD34", "CD133", "10⁶", "10³")
"""Words that bear digits and are no numbers: cell markers and powers of ten."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, kw_only=True)
class Cited:
    """A number as printed, with the reference that answers where it comes from. Raises ValueError without one."""

    text: str
    why: str

    def __post_init__(self) -> None:
        """Refuse a number that nothing answers for."""
        if not self.why.strip():
            raise ValueError(f"the number {self.text!r} of a sentence needs its reference")


@dataclass(frozen=True, kw_only=True)
class Named:
    """Words of the study or of the record, quoted as they stand: a title, a term, the number of a table."""

    text: str


@dataclass(frozen=True)
class Prose:
    """A sentence in parts: words, names and cited numbers, in order."""

    parts: tuple[str | Named | Cited, ...]

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def __add__(self, other: Prose) -> Prose:
        return Prose((*self.parts, *other.parts))

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def cited(self) -> tuple[Cited, ...]:
        """Return its numbers, in order."""
        return tuple(part for part in self.parts if isinstance(part, Cited))


Value = Cited | Named | Prose
Words = str | Prose


def say(template: str, **values: Value) -> Prose:
    """Return the sentence of a template; ``{name}`` stands for a value.

    Raises ValueError for a template with a digit, for a name without a value and for a value nothing names.
    """
    return Prose(tuple(_parts(template, values)))


def _parts(template: str, values: dict[str, Value]) -> Iterator[str | Named | Cited]:
    unused = set(values)
    for literal, name, _form, _conversion in Formatter().parse(template):
        if literal:
            yield checked(literal)
        if name is None:
            continue
        if name not in values:
            raise ValueError(f"the sentence {template!r} has no value for {{{name}}}")
        unused.discard(name)
        value = values[name]
        if isinstance(value, Prose):
            yield from value.parts
        else:
            yield value
    if unused:
        raise ValueError(f"the sentence {template!r} does not say {', '.join(sorted(unused))}")


def checked(words: str) -> str:
    """Return words without a number; ValueError for a digit that no cell answers for."""
    bare = words
    for name in NAMES:
        bare = bare.replace(name, "")
    if _DIGIT.search(bare):
        raise ValueError(f"{words!r} holds a number of its own: give it as a cited cell")
    return words


def joined(parts: Iterable[Prose], between: str = " ", *, end: str = "") -> Prose:
    """Return sentences or items in one line; nothing for none."""
    found: list[str | Named | Cited] = []
    for part in parts:
        if not part:
            continue
        if found:
            found.append(checked(between))
        found += part.parts
    return Prose((*found, checked(end)) if found and end else tuple(found))


def one(value: Value) -> Prose:
    """Return a value as a sentence part of its own."""
    return value if isinstance(value, Prose) else Prose((value,))


def counted(number: Cited, singular: str, plural: str) -> Prose:
    """Return a number with its noun: `1 visit`, `3 visits`."""
    return Prose((number, f" {checked(singular if number.text == '1' else plural)}"))


def cite(value: Decimal | float, why: str, decimals: int = 0) -> Cited:
    """Return a number by the one rule set."""
    return Cited(text=write.number(value, decimals), why=why)


def cite_signed(value: Decimal | float, why: str, decimals: int = 0) -> Cited:
    """Return a change, its sign always."""
    return Cited(text=write.signed(value, decimals), why=why)


def cite_percent(value: Decimal | float, why: str, decimals: int = 0) -> Cited:
    """Return a percentage."""
    return Cited(text=write.percent(value, decimals), why=why)


def cite_date(text: str, why: str) -> Cited:
    """Return a date of which parts may be unknown."""
    return Cited(text=write.partial_date(text[:10]), why=why)


def table(number: str) -> Named:
    """Return the number of a table of this report, as readers look it up."""
    return Named(text=f"table{write.SPACE}{number}")
