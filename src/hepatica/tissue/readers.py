"""How well the readers of the biopsies agree: on the rate, on its ratio, and on what the count is good for.

Two readings by two persons show agreement; two by one person show only that this person repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hepatica.stats.agreement import Bias, Form, Icc, Kappa, NotEstimable, bland_altman, cross, icc, kappa
from hepatica.study.tissue import Flags
from hepatica.tissue.counts import Precision, flag_events
from hepatica.tissue.paired import BiopsyValue, ReaderCount


class Readers(StrEnum):
    """Who read the biopsies that were read twice."""

    SAME_TWO = "the same two readers"
    CHANGING = "two readers, not always the same"
    ONE_TWICE = "one reader twice"
    UNNAMED = "readers not named"


@dataclass(frozen=True, kw_only=True)
class ReaderAgreement:
    """Agreement over the biopsies with two readings, each biopsy a target."""

    biopsies: int
    readers: Readers
    rate: Icc | NotEstimable
    """Of cells per 1 000 nuclei."""
    bias: Bias | NotEstimable
    """Second over first, as a ratio of rates."""
    precision: Kappa | NotEstimable
    """Of the event flags, linear weights."""


def compute_reader_agreement(biopsies: Sequence[BiopsyValue], flags: Flags | None) -> ReaderAgreement:
    """Compare the first two readings of every biopsy that has two.

    The same two readers everywhere give ICC(A,1), other readers ICC(1,1), whose readers have no order. Biopsies of one
    patient count as separate targets. A study without event limits has no flags to agree on.
    """
    pairs = [_ordered(value.readings[0], value.readings[1]) for value in biopsies if len(value.readings) > 1]
    who = _who(pairs)
    rates = [(float(a.count.per_1000), float(b.count.per_1000)) for a, b in pairs]
    form: Form = "ICC(A,1)" if who is Readers.SAME_TWO else "ICC(1,1)"
    return ReaderAgreement(
        biopsies=len(pairs),
        readers=who,
        rate=icc(rates, form=form),
        bias=bland_altman(rates, scale="ratio"),
        precision=_flagged(pairs, flags),
    )


def _ordered(first: ReaderCount, second: ReaderCount) -> tuple[ReaderCount, ReaderCount]:
    """Put the readings in the order of their readers' names, so that a column is one reader."""
    return (second, first) if second.reader < first.reader else (first, second)


def _who(pairs: Sequence[tuple[ReaderCount, ReaderCount]]) -> Readers:
    names = {(a.reader, b.reader) for a, b in pairs}
    if not names or any(not a or not b for a, b in names):
        return Readers.UNNAMED
    if any(a == b for a, b in names):
        return Readers.ONE_TWICE
    return Readers.SAME_TWO if len(names) == 1 else Readers.CHANGING


def _flagged(pairs: Sequence[tuple[ReaderCount, ReaderCount]], flags: Flags | None) -> Kappa | NotEstimable:
    if flags is None:
        return NotEstimable(why="the study states no event limits")
    first = [flag_events(a.count.events, flags) for a, _ in pairs]
    second = [flag_events(b.count.events, flags) for _, b in pairs]
    return kappa(cross(first, second, list(Precision)), weights="linear")
