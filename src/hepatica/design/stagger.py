"""How many are dosed before the first event is known, for a gap between participants: exact, by adding up, never simulated.

Participant i has the event with probability p; it begins a random time after the dose and is known a report later. Dosing
goes on while fewer than ``holds_at`` events are known. What is known never becomes unknown, so participant k is dosed exactly
when fewer are known on that day, and each earlier participant contributes independently: a sum of unequal coins.
Source: the visible part F(gap), F(2 gap) ... of the event probability, as in sequential designs with delayed outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, fsum, isfinite

from hepatica.stats.monitoring.rules import check_size
from hepatica.stats.monitoring.walk import check_rates

ASSUMES = (
    "participants have the same probability of the event, independently of each other",
    "an event is known to all a fixed time after it begins, and dosing then stops the same day",
    "a participant is ready whenever the gap allows, except as the accrual says",
)
CANNOT_SHOW = (
    "When the event begins is supposed: a rule cannot be safer than what is known of its onset.",
    "Harm that gathers with every person treated, or a fault of one lot of cells, is not a coin for each.",
)


@dataclass(frozen=True, kw_only=True)
class Weibull:
    """Onset with a Weibull distribution; a ``shape`` below 1 is early with a long tail, 1 is exponential of that mean."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        _positive(self.shape, "a shape")
        _positive(self.scale, "a scale")

    def by(self, day: float) -> float:
        """Give the part of events that have begun by a day after the dose."""
        return 1 - exp(-((day / self.scale) ** self.shape)) if day > 0 else 0.0

    @property
    def window(self) -> float:
        """Days after which less than one event in a hundred is still to begin."""
        return float(self.scale * 4.605170185988092 ** (1 / self.shape))


@dataclass(frozen=True, kw_only=True)
class Uniform:
    """Onset at any time of a window alike, from ``start`` to ``end`` days; the same day twice is a fixed day."""

    start: float
    end: float

    def __post_init__(self) -> None:
        """Refuse what is no window."""
        if not (0 <= self.start <= self.end and isfinite(self.end)):
            raise ValueError(f"days {self.start:g} to {self.end:g} are no window of onset")

    def by(self, day: float) -> float:
        """Give the part of events that have begun by a day after the dose."""
        if day >= self.end:
            return 1.0
        return max(0.0, (day - self.start) / (self.end - self.start)) if day > self.start else 0.0

    @property
    def window(self) -> float:
        """Days after which no event is still to begin."""
        return self.end


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Onset on one of the days seen before, each as likely: an empirical distribution."""

    days: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse days that cannot be."""
        if not self.days or not all(day >= 0 and isfinite(day) for day in self.days):
            raise ValueError("observed onsets are one or more days, none before the dose")

    def by(self, day: float) -> float:
        """Give the part of events that have begun by a day after the dose."""
        return sum(one <= day for one in self.days) / len(self.days)

    @property
    def window(self) -> float:
        """Days after which no event is still to begin."""
        return max(self.days)


LONGEST = 36_500.0
"""Days that a gap, a report or an accrual can last."""
Onset = Weibull | Uniform | Observed


@dataclass(frozen=True, kw_only=True)
class Stagger:
    """Who is dosed when: ``gaps`` days between one participant and the next, never shorter than the accrual allows.

    Raises ValueError, in a sentence, for what cannot be.
    """

    gaps: tuple[float, ...]
    """Days from each participant to the next; one fewer than participants. A sentinel's gap may be longer."""
    p: float
    onset: Onset
    report: float = 0.0
    """Days from the beginning of an event until everybody knows."""
    accrual: float = 0.0
    """Days in which one participant becomes ready."""
    holds_at: int = 1
    """Known events at which dosing stops."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        check_rates((self.p,), len(self.gaps) + 1)
        for days, name in (
            *((gap, "a gap") for gap in self.gaps),
            (self.report, "a report"),
            (self.accrual, "an accrual"),
        ):
            if not 0 <= days <= LONGEST:
                raise ValueError(f"{name} of {days:g} days cannot be")
        if self.holds_at < 1:
            raise ValueError(f"dosing cannot stop at {self.holds_at} known events; at least 1 must be known")

    @property
    def days(self) -> tuple[float, ...]:
        """The day of each dose while nothing stops."""
        found = [0.0]
        for gap in self.gaps:
            found.append(found[-1] + max(gap, self.accrual))
        return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Exposed:
    """What a stagger means: index 0 is the first participant."""

    dosed: tuple[float, ...]
    """Probability that the k-th is dosed at all."""
    unknown: tuple[float, ...]
    """Probability that the k-th is dosed while an event of an earlier participant has begun and nobody knows."""
    pending: tuple[float, ...]
    """Probability that the k-th is dosed while an event of an earlier participant, begun or still to begin, is not known."""
    expected_dosed: float
    """Participants dosed before dosing stops, or all."""
    expected_events: float
    """Participants exposed to the harm: dosed, and with the event sooner or later."""
    expected_dosed_unknown: float
    """Participants dosed while an event had begun that nobody knew."""
    p_held: float
    """Probability that dosing stops before all are dosed."""
    expected_last_dose: float
    """Day of the last dose."""
    longest: float
    """Days until the last outcome is known if nothing stops."""


def even(n: int, gap: float) -> tuple[float, ...]:
    """Give the gaps of n participants, all alike. Raises ValueError for n below 1."""
    check_size(n)
    return (gap,) * (n - 1)


def exposed(stagger: Stagger) -> Exposed:
    """Give who is dosed before what is known."""
    days = stagger.days
    chances = [_at(stagger, k) for k in range(len(days))]
    dosed, unknown, pending = (tuple(part) for part in zip(*chances, strict=True))
    return Exposed(
        dosed=dosed,
        unknown=unknown,
        pending=pending,
        expected_dosed=fsum(dosed),
        expected_events=stagger.p
        * fsum(dosed),  # an outcome does not depend on what was known when it was dared
        expected_dosed_unknown=fsum(unknown),
        p_held=1 - dosed[-1],
        expected_last_dose=fsum((b - a) * p for (a, b), p in zip(pairwise(days), dosed[1:], strict=True)),
        longest=days[-1] + stagger.onset.window + stagger.report,
    )


def _at(stagger: Stagger, k: int) -> tuple[float, float, float]:
    """Probability that participant k is dosed; and that while an event has begun, or is to come, and is not known."""
    days = stagger.days
    since = [days[k] - day for day in days[:k]]
    begun = [stagger.p * stagger.onset.by(t) for t in since]
    known = [stagger.p * stagger.onset.by(t - stagger.report) for t in since]
    dosed = _fewer(known, [1 - q for q in known], stagger.holds_at)
    none_begun = _fewer(known, [1 - q for q in begun], stagger.holds_at)
    none_at_all = _fewer(known, [1 - stagger.p] * k, stagger.holds_at)
    return dosed, max(0.0, dosed - none_begun), max(0.0, dosed - none_at_all)


def _fewer(known: Sequence[float], not_: Sequence[float], most: int) -> float:
    """Add up the courses in which fewer than ``most`` are known, and all others are in the state of ``not_``."""
    sums = [1.0] + [0.0] * (min(most, len(known) + 1) - 1)
    for yes, no in zip(known, not_, strict=True):
        sums = [no * here + (yes * sums[x - 1] if x else 0.0) for x, here in enumerate(sums)]
    return fsum(sums)


def _positive(value: float, name: str) -> None:
    if not (value > 0 and isfinite(value)):
        raise ValueError(f"{name} of {value:g} is not a positive number")
