"""A group-sequential comparison of two means: participants at each look, the limits there, and what the looks give and cost.

Efficacy is one-sided; futility, where planned, does not bind, so overruling it never raises the error. Participants
follow from a single look's t test times the design's inflation. Source: Jennison and Turnbull 2000; Lan and DeMets 1983.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import scipy

from hepatica.stats.sequential.boundaries import Boundaries, Design, powered, shaped, spent_by
from hepatica.stats.sequential.sample_size import two_means
from hepatica.stats.sequential.spending import Spending, hwang_shih_decani, obrien_fleming_like, pocock_like

MOST_LOOKS = 20
FAINTEST = 1e4
"""SDs to an effect: beyond, a trial of all people alive would not show it."""
STEEPEST = 50.0
"""Size of a spending function's γ beyond which all of the error is spent at one look."""
TRUTHS = (0.0, 0.5, 1.0)
"""Parts of the effect planned for at which a design is judged: nothing, half of it, all of it."""
ASSUMES = (
    "two equal arms, a normal outcome, and each look when its share of the participants has its outcome",
    "who is still in follow-up at a look is neither counted in it nor stopped in time",
)
CANNOT_SHOW = (
    "A trial that stopped early overstates its effect: the estimate at a crossed boundary is too large on average.",
    "Few participants at an early look say little about harm: a boundary for efficacy is no safety rule.",
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look: who has an outcome, the limits of the statistic, and the differences in the outcome's unit they mean."""

    participants: float
    share: float
    efficacy: float
    p_efficacy: float
    """One-sided nominal p at the limit."""
    difference_efficacy: float
    futility: float | None = None
    difference_futility: float | None = None


@dataclass(frozen=True, kw_only=True)
class Odds:
    """What the design does when the truth is a part of the effect planned for."""

    part: float
    rejects: tuple[float, ...]
    """By look: the chance to stop there for efficacy."""
    gives_up: tuple[float, ...]
    """By look: the chance to stop there for futility; at the last look, to end without success."""
    expected: float
    """Participants when the trial ends, on average."""

    @property
    def power(self) -> float:
        """The chance to end with success."""
        return sum(self.rejects)


@dataclass(frozen=True, kw_only=True)
class GroupSequential:
    """A design with its looks and odds, beside the single look it replaces."""

    method: str
    fixed: float
    """Participants of one look with the same errors, both arms, not rounded."""
    largest: float
    """Participants when no look stops the trial, not rounded."""
    inflation: float
    drift: float
    """Mean of the single look's statistic when the effect is as planned."""
    looks: tuple[Look, ...]
    odds: tuple[Odds, ...]
    error_overruled: float
    """One-sided chance of a false success when every advice to give up is overruled."""
    design: Design
    assumes: tuple[str, ...] = ASSUMES
    cannot_show: tuple[str, ...] = CANNOT_SHOW

    def odds_at(self, part: float) -> Odds:
        """Return what the design does at any part of the effect planned for."""
        return _odds(self.design, self.fixed, part)


Family = Callable[[Sequence[float], float], Boundaries]


def family(name: str, parameter: float | None = None) -> tuple[Family, str]:
    """Return the boundaries of a family by name, and its words.

    Families: ``pocock``, ``obrien-fleming``, ``wang-tsiatis`` (parameter 0 to ½), ``lan-demets-pocock``,
    ``lan-demets-obrien-fleming``, ``hwang-shih-decani`` (parameter γ). Raises ValueError for another name, or a parameter
    that is missing or not the family's.
    """
    shapes = {"pocock": (0.5, "Pocock"), "obrien-fleming": (0.0, "O'Brien–Fleming")}
    spends: dict[str, tuple[Spending, str]] = {
        "lan-demets-pocock": (pocock_like, "Lan–DeMets, Pocock type"),
        "lan-demets-obrien-fleming": (obrien_fleming_like, "Lan–DeMets, O'Brien–Fleming type"),
    }
    if name in shapes or name in spends:
        if parameter is not None:
            raise ValueError(f"{name} has no parameter")
        if name in spends:
            spending, said = spends[name]
            return (lambda shares, error: spent_by(shares, error, spending)), said
        shape, said = shapes[name]
        return (lambda shares, error: shaped(shares, error, delta=shape)), said
    if name not in {"wang-tsiatis", "hwang-shih-decani"}:
        known = ", ".join([*shapes, "wang-tsiatis", *spends, "hwang-shih-decani"])
        raise ValueError(f"{name!r} is no family of boundaries: {known}")
    if parameter is None or (name == "wang-tsiatis" and not 0 <= parameter <= 0.5):
        raise ValueError(f"{name} needs its parameter{', between 0 and a half' if name[0] == 'w' else ''}")
    if name == "wang-tsiatis":
        return (
            lambda shares, error: shaped(shares, error, delta=parameter)
        ), f"Wang–Tsiatis, Δ = {parameter:g}"
    gamma = hwang_shih_decani(parameter)
    return (lambda shares, error: spent_by(shares, error, gamma)), f"Hwang–Shih–DeCani, γ = {parameter:g}"


def sequential_plan(
    difference: float,
    sd: float,
    shares: Sequence[float],
    *,
    rule: str = "lan-demets-obrien-fleming",
    parameter: float | None = None,
    error: float = 0.05,
    power: float = 0.8,
    futility: float | None = None,
) -> GroupSequential:
    """Return the design for two equal groups; ``error`` is two-sided, of which the half is spent on success.

    ``futility`` is the γ of the Hwang–Shih–DeCani function that spends the other error; None never gives up. Raises
    ValueError for shares that do not rise from above 0 to 1, errors that cannot be, no difference or no spread.
    """
    if len(shares) > MOST_LOOKS:
        raise ValueError(f"{len(shares)} looks are no plan that anybody keeps: at most {MOST_LOOKS}")
    for number in (parameter, futility):
        if number is not None and not abs(number) <= STEEPEST:
            raise ValueError(
                f"{number:g} is no parameter of a boundary: between −{STEEPEST:g} and {STEEPEST:g}"
            )
    if difference and sd / abs(difference) > FAINTEST:
        raise ValueError(
            f"an effect of {difference:g} beside an SD of {sd:g} needs more participants than there are"
        )
    made, said = family(rule, parameter)
    fixed = two_means(difference, sd, error=error, power=power)
    giving_up = None if futility is None else hwang_shih_decani(futility)
    design = powered(made(shares, error / 2), power, futility=giving_up)
    return GroupSequential(
        method=said
        + ("" if futility is None else f"; futility not binding, Hwang–Shih–DeCani γ = {futility:g}"),
        fixed=fixed,
        largest=fixed * design.inflation,
        inflation=design.inflation,
        drift=design.drift,
        looks=tuple(_looks(design, fixed, sd)),
        odds=tuple(_odds(design, fixed, part) for part in TRUTHS),
        error_overruled=sum(design.boundaries.spent),
        design=design,
    )


def _looks(design: Design, fixed: float, sd: float) -> list[Look]:
    made = design.boundaries
    lower = (None,) * len(made.upper) if made.lower is None else made.lower
    found = []
    for share, information, high, low in zip(made.shares, design.information, made.upper, lower, strict=True):
        n = fixed * information
        scale = 2 * sd / sqrt(n)  # standard error of a difference of two groups of n / 2
        found.append(
            Look(
                participants=n,
                share=share,
                efficacy=high,
                p_efficacy=float(scipy.stats.norm.sf(high)),
                difference_efficacy=high * scale,
                futility=low,
                difference_futility=None if low is None else low * scale,
            )
        )
    return found


def _odds(design: Design, fixed: float, part: float) -> Odds:
    found = design.at(part)
    without = 1 - sum(found.upper) - sum(found.lower[:-1])
    return Odds(
        part=part,
        rejects=found.upper,
        gives_up=(*found.lower[:-1], without),
        expected=fixed * found.expected(design.information),
    )
