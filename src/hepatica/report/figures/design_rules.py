"""The rules of a design as the stopping picture draws them: the boundary, and the pause for a review beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hepatica.design.answers.stopping import boundary_of
from hepatica.design.answers.values import Answers, RuleOdds
from hepatica.report import text as write
from hepatica.stats.monitoring import stretches
from hepatica.stats.monitoring.sweep import operating

COUNTS = {
    "death": "deaths",
    "related_serious": "related serious events",
    "serious": "serious events of any cause",
    "related_grade_3": "related events of grade 3 or worse",
    "related_grade_4": "related events of grade 4 or worse",
}
"""What a rule counts, in words."""
STEPS = 60
SHORT = 4
"""Stretches of a boundary that a sentence still says."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One rule with its line: true rates and the chance that it acts, exact; no line for a rule over exposure time."""

    rule: RuleOdds
    line: tuple[tuple[float, float], ...]

    @property
    def pauses(self) -> bool:
        """Tell whether it is the first layer."""
        return self.rule.layer == "pause"

    @property
    def marks(self) -> tuple[tuple[float, float], ...]:
        """Return rate and chance where they are printed."""
        return tuple((one.rate, one.acts) for one in self.rule.odds)

    @property
    def name(self) -> str:
        """Return what its line is called."""
        if not self.pauses:
            return "statistical stop"
        needs = min(limit for limit in self.rule.boundary if limit is not None)
        return "pause at each" if needs == 1 else f"pause at {write.small(needs)}"


def drawn_rules(answers: Answers, most: float) -> tuple[Drawn, ...]:
    """Return the pause and the boundary that watch the same events, up to a true rate; none for a design without rules."""
    stop = boundary_of(answers.stopping)
    pauses = [rule for rule in answers.stopping if rule.layer == "pause" and rule.odds]
    pause = next(
        (one for one in pauses if stop is not None and one.counts == stop.counts), next(iter(pauses), None)
    )
    return tuple(Drawn(rule=one, line=_line(one, most)) for one in (pause, stop) if one is not None)


def limits_of(rule: RuleOdds) -> tuple[int, ...]:
    """Return a boundary as the engines take it: above the number of participants where it cannot act yet."""
    return tuple(k + 1 if limit is None else limit for k, limit in enumerate(rule.boundary, 1))


def runs_of(rule: RuleOdds) -> tuple[tuple[int, int, int], ...]:
    """Return a boundary as stretches: events, and the participants from and to which so many act."""
    return stretches(limits_of(rule))


def boundary_words(rule: RuleOdds) -> str:
    """Write a boundary: ``2 of the first 2–3, 3 of 4–5``; of a long one its first stretches and its last."""
    runs = runs_of(rule)
    if not runs:
        return "never"
    said = [f"{events} of {_range(low, high)}" for events, low, high in runs]
    said[0] = said[0].replace(" of ", " of the first ", 1)
    if len(said) > SHORT:
        said = [*said[:3], f"… {said[-1]}"]
    return ", ".join(said)


def chance(share: float, decimals: int = 0) -> str:
    """Write a chance in per cent; what is not quite never or always does not read as such.

    No rule acts for certain at a true rate below 1, though the last digits of a number may round it so.
    """
    least = 10.0**-decimals
    percent = 100 * share
    if 0 < percent < least / 2:
        return f"< {write.percent(least, decimals)}"
    if percent > 100 - least / 2:
        return f"> {write.percent(100 - least, decimals)}"
    return write.percent(percent, decimals)


def _line(rule: RuleOdds, most: float) -> tuple[tuple[float, float], ...]:
    if rule.family == "exposure":
        return ()
    rates = [most * step / STEPS for step in range(STEPS + 1)]
    return tuple(zip(rates, _acts(limits_of(rule), rates), strict=True))


def _acts(limits: tuple[int, ...], rates: Sequence[float]) -> tuple[float, ...]:
    found = operating(range(1, len(limits) + 1), limits, rates)
    return tuple(one.p_stop for one in found)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}\N{EN DASH}{high}"
