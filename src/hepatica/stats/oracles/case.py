"""What a reference number is compared with, and how closely: one line per number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose, isnan
from typing import Any

Rows = Sequence[Mapping[str, str]]
Content = Mapping[str, Any] | Rows
"""A JSON file's object, or the rows of a CSV file by column."""
Beside = Callable[[str], Rows | None]
"""Rows of a CSV file that lies beside, by name; None where it does not."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One reference number against ours.

    ``got`` is None where the number cannot be computed; ``why`` then says so in a sentence.
    """

    case: str
    """Where in the file it stands: ``cases[3].cp_lo``."""
    expected: object
    got: object | None
    tolerance: float = 0.0
    """Absolute; 0 for integers, words and decisions, which agree or do not."""
    why: str = ""
    compared: bool = True
    """False where the reference is known to be wrong: ours is printed beside it, and ``why`` says why not compared."""

    @property
    def agrees(self) -> bool | None:
        """Whether both are equal within the tolerance; None where nothing was computed or compared."""
        if self.got is None or not self.compared:
            return None
        return _agree(self.expected, self.got, self.tolerance)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A kind of reference file: how it is recognised, and what is computed from it."""

    name: str
    """``binomial intervals``"""
    method: str
    """The functions it tests: ``stats.intervals``."""
    matches: Callable[[Content], bool]
    """Recognises the shape by its keys or columns, whatever the file is called."""
    cases: Callable[[Content, Beside], Iterator[Case]]


def _agree(expected: object, got: object, tolerance: float) -> bool:
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return (
            isinstance(got, Sequence)
            and len(expected) == len(got)
            and all(_agree(a, b, tolerance) for a, b in zip(expected, got, strict=True))
        )
    if isinstance(expected, int | float) and isinstance(got, int | float) and not isinstance(expected, bool):
        if isnan(expected) or isnan(got):
            return isnan(expected) and isnan(got)
        return expected == got or isclose(expected, got, rel_tol=0.0, abs_tol=tolerance)
    return expected == got
