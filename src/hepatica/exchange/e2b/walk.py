"""Every data element of a report with its place, read off the annotations of `icsr`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any, cast, get_type_hints

from hepatica.exchange.e2b.icsr import Icsr
from hepatica.exchange.e2b.values import Measured, MedDRA, Null, Quantity, Stamp, Term

Leaf = str | bool | Stamp | Null | None


@dataclass(frozen=True, kw_only=True)
class Found:
    """One data element where it stands; of a repeated one, each repetition."""

    element: str
    place: str
    """'' or 'drug 2, dosage 1'."""
    value: Leaf

    @property
    def named(self) -> str:
        """Say which element it is: 'G.k.4.r.7 (drug 2, dosage 1)'."""
        return f"{self.element} ({self.place})" if self.place else self.element

    @property
    def empty(self) -> bool:
        """Whether nothing is sent, not even a reason."""
        return self.value is None or self.value == ""


def walk(report: Icsr) -> Iterator[Found]:
    """Yield every data element of a report, sent or not, in the order of its sections."""
    yield from _section(report, "")


@cache
def _annotations(section: Hashable) -> dict[str, tuple[str, ...]]:
    assert isinstance(section, type)
    hints = get_type_hints(section, include_extras=True)
    return {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}


def _section(section: Any, place: str) -> Iterator[Found]:
    for name, ids in _annotations(cast("Hashable", type(section))).items():
        value = getattr(section, name)
        if ids:
            yield from _element(value, ids, place)
        elif isinstance(value, tuple):
            for n, one in enumerate(value, 1):
                yield from _section(one, _within(place, f"{_noun(one)} {n}"))
        elif is_dataclass(value):
            yield from _section(value, place)


def _element(value: Any, ids: tuple[str, ...], place: str) -> Iterator[Found]:
    if isinstance(value, tuple):
        for n, one in enumerate(value, 1):
            yield Found(element=ids[0], place=_within(place, str(n)), value=one)
    elif isinstance(value, Quantity | Measured):
        yield Found(element=ids[0], place=place, value=value.value)
        if ids[1] != ids[0]:
            yield Found(element=ids[1], place=place, value=value.unit)
    elif isinstance(value, MedDRA | Term):
        yield Found(element=ids[0], place=place, value=value.version)
        yield Found(element=ids[1], place=place, value=value.code)
    else:
        for id_ in dict.fromkeys(ids):
            yield Found(element=id_, place=place, value=value)


def _within(place: str, part: str) -> str:
    return f"{place}, {part}" if place else part


def _noun(section: Any) -> str:
    letters = type(section).__name__
    return "".join(f" {c.lower()}" if c.isupper() else c for c in letters).strip()
