"""Outcomes as statisticians write them: ``1NNN 2NNT`` is three at dose 1 without the event and three at dose 2, the last with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hepatica.design.dose.plan import Level

GROUP = re.compile(r"(\d+(?:\.\d+)?)([A-Za-z]+)")
FOLLOWED = re.compile(r"(\d+)([NT])(\d+(?:\.\d+)?)")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One participant: the level, counted from 1, and what happened."""

    level: Level
    event: bool
    response: bool
    followed: float | None = None


def outcomes(text: str, doses: tuple[int, ...], *, letters: str = "NT") -> tuple[Outcome, ...]:
    """Return the participants of a text such as ``1NNN 2NNT``, or ``1.2NNT`` for two cell types.

    N: neither; T: the event; E: the response; B: both. ``doses``: how many doses each cell type has. Raises ValueError
    for an outcome that is none of ``letters``, and for a dose that does not exist.
    """
    found = []
    for word in text.split():
        match = GROUP.fullmatch(word)
        if not match or set(match[2].upper()) - set(letters):
            raise ValueError(
                f"“{word}” is no group of outcomes: write the dose and {', '.join(letters)}, such as 1{letters[0] * 2}"
                f"{letters[-1]}"
            )
        level = tuple(int(part) for part in match[1].split("."))
        _exists(level, doses, word)
        found += [
            Outcome(level=level, event=letter in "TB", response=letter in "EB") for letter in match[2].upper()
        ]
    if not found:
        raise ValueError("there are no outcomes: write the dose and its participants, such as 1NNT")
    return tuple(found)


def followed(text: str, doses: int) -> tuple[Outcome, ...]:
    """Return the participants of a text such as ``1N180 1T20 2N45``: dose, outcome so far, days of follow-up."""
    found = []
    for word in text.split():
        match = FOLLOWED.fullmatch(word)
        if not match:
            raise ValueError(
                f"“{word}” is no participant: write the dose, N or T, and the days, such as 2N45"
            )
        _exists((int(match[1]),), (doses,), word)
        found.append(
            Outcome(level=(int(match[1]),), event=match[2] == "T", response=False, followed=float(match[3]))
        )
    if not found:
        raise ValueError("there are no participants: write dose, N or T, and days, such as 1N180")
    return tuple(found)


def counts(seen: tuple[Outcome, ...], doses: int) -> tuple[list[int], list[int], list[int]]:
    """Return participants, events and responses per dose of one cell type."""
    n, t, e = ([0] * doses for _ in range(3))
    for one in seen:
        at = one.level[0] - 1
        n[at] += 1
        t[at] += one.event
        e[at] += one.response
    return n, t, e


def _exists(level: Level, doses: tuple[int, ...], word: str) -> None:
    if len(level) != len(doses):
        raise ValueError(f"“{word}” names {len(level)} doses where {len(doses)} are given together")
    for at, most in zip(level, doses, strict=True):
        if not 1 <= at <= most:
            raise ValueError(f"“{word}”: there is no dose {at}, only 1 to {most}")
