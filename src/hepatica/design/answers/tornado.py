"""How far a design's answer leans on each of its assumptions: one moved at a time, from its low to its high value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from hepatica.design.answers.duration import duration
from hepatica.design.answers.moved import Moved, moved
from hepatica.design.answers.questions import adjusting, enrolled, primary, sought
from hepatica.design.answers.sought import Sought
from hepatica.design.answers.values import Bar, Tornado, Unmoved
from hepatica.design.document import Design
from hepatica.design.next.course import DEATH, TRANSPLANT
from hepatica.design.words import QUESTIONS as ASKED

Values = Mapping[str, float]
EFFECT = ("delta", "sd", "rate", "correlation")
DISEASE = {"death_180": DEATH, "transplant_180": TRANSPLANT}
RANKED = "the estimand ranks whoever dies or is transplanted, and this number does not price ranks: “hepatica design endpoints” does"
PLANNED = "so many are planned, whatever becomes of them"
PACE = {"per_month": "the pace decides when, not how many"}
SIZED = {
    **PACE,
    **dict.fromkeys(DISEASE, RANKED),
    "correlation": "the analysis does not adjust for the baseline",
}
"""Assumption → why a number that follows from a question does not depend on it."""
DESCRIBED = {**PACE, **dict.fromkeys(DISEASE, PLANNED), "dropout": "who drops out is counted too"}
"""The same for a number that is only planned."""


@dataclass(frozen=True, kw_only=True)
class Sized:
    """A design whose number follows from a question: what is sought, for whom."""

    design: Design
    known: Sought
    reads: frozenset[str]
    """Which assumptions it depends on."""

    def per_arm(self, at: Values) -> int:
        """Return how many are enrolled in an arm of share 1 for the power asked."""
        return _filled(self._needed(at), at["dropout"])

    def months(self, at: Values) -> float:
        """Return how long that takes."""
        whole = enrolled(self.design, self._needed(at), dropout=_decimal(at["dropout"]))
        return duration(self.design, participants=whole, per_month=at["per_month"]).months

    def _needed(self, at: Values) -> int:
        was = self.known
        return replace(
            was,
            delta=at["delta"],
            sd=at.get("sd", was.sd),
            rate=at.get("rate", was.rate),
            correlation=at["correlation"] if "correlation" in self.reads else was.correlation,
        ).per_arm


def tornado(design: Design) -> tuple[Tornado, Tornado]:
    """Return how the design's number, and its months, lean on its assumptions.

    The number is that of participants per arm for the primary question; a design that compares nothing has none, and the
    first tornado is then of how many the disease alone kills or brings to transplantation. Raises ValueError as `sought`.
    """
    endpoint = primary(design)
    known = None if endpoint is None else sought(design, endpoint, endpoint.question)
    every = tuple(moved(design, known))
    if known is None or endpoint is None:
        return _described(design, every)
    adjusts = bool(adjusting(design, endpoint))
    names = frozenset({*EFFECT, "dropout"} - ({"correlation"} if not adjusts else set()))
    sized = Sized(design=design, known=known, reads=names)
    adjusted = ", adjusted for the baseline" if adjusts else ""
    said = f"for “{ASKED[endpoint.question]}”: power {design.sample_size.power or 0.8}{adjusted}"
    planned = _filled(design.sample_size.per_arm, float(design.sample_size.dropout))
    return (
        _drawn(f"Participants enrolled in each arm {said}", sized.per_arm, every, names, planned, SIZED),
        _drawn(f"Months {said}", sized.months, every, names | {"per_month"}, duration(design).months, SIZED),
    )


def _described(design: Design, every: tuple[Moved, ...]) -> tuple[Tornado, Tornado]:
    """Return the tornadoes of a design that compares nothing: its number stands."""
    n, kept = design.participants, 1 - float(design.sample_size.dropout)

    def lost(at: Values) -> float:
        return n * sum(at.get(key, rate) for key, rate in DISEASE.items())

    def months(at: Values) -> float:
        by_dropout = design.allocation.method != "by_dose_decision"
        whole = round(n * kept / (1 - at["dropout"])) if by_dropout else n
        return duration(design, participants=whole, per_month=at["per_month"]).months

    said = f"Participants of {n} whom the disease alone kills or brings to transplantation within 180 days, expected"
    return (
        _drawn(said, lost, every, frozenset(DISEASE), None, DESCRIBED),
        _drawn(
            "Months", months, every, frozenset({"per_month", "dropout"}), duration(design).months, DESCRIBED
        ),
    )


def _drawn(
    outcome: str,
    of: Callable[[Values], float],
    every: tuple[Moved, ...],
    reads: frozenset[str],
    planned: float | None,
    whys: Mapping[str, str],
) -> Tornado:
    """Move each assumption alone; what the outcome does not read, or does not move with, is said, not drawn."""
    base = {one.key: one.value for one in every}
    bars, unmoved = [], []
    for one in every:
        try:
            ends = [of(base | {one.key: end}) for end in (one.low, one.high)]
        except ValueError as refusal:
            unmoved.append(Unmoved(assumption=one.title, why=f"over its range there is no answer: {refusal}"))
            continue
        if one.key in reads and ends[0] != ends[1]:
            bars.append(
                Bar(
                    assumption=one.title, unit=one.unit, low=one.low, high=one.high, at_low=ends[0], at_high=ends[1],
                    source=one.source,
                )
            )  # fmt: skip
            continue
        why = (
            "the outcome is the same at both ends"
            if one.key in reads
            else whys.get(one.key, "this outcome does not read it")
        )
        unmoved.append(Unmoved(assumption=one.title, why=why))
    return Tornado(
        outcome=outcome,
        base=of(base),
        planned=planned,
        bars=tuple(sorted(bars, key=lambda bar: -bar.span)),
        unmoved=tuple(unmoved),
    )


def _filled(needed: int, dropout: float) -> int:
    return int((needed / (1 - _decimal(dropout))).to_integral_value(ROUND_CEILING))


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))
