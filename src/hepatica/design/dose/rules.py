"""The rules by which doses are chosen, as values: one class per family, with its parameters and their usual numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Literal

from hepatica.stats.dosing.blrm import INDEPENDENT, Matrix, Prior, control
from hepatica.stats.dosing.boin import SAFE, TOXIC, limits
from hepatica.stats.dosing.crm import PRIOR_SD
from hepatica.stats.dosing.obd import Aims

CUTOFF = 0.95
"""A dose is given up once P(rate > target) exceeds this."""
MOST = 0.25
"""Overdose control allows a dose while P(rate > upper end of the proper interval) is below this."""


@dataclass(frozen=True, kw_only=True)
class ThreePlusThree:
    """Three at a dose, three more after one event, the end after two: a yardstick, not a recommendation."""

    six: bool = False
    """Whether the dose recommended must have been given to six."""


@dataclass(frozen=True, kw_only=True)
class Boin:
    """Compare the observed rate with two fixed limits. Source: Liu and Yuan 2015."""

    target: float
    cutoff: float = CUTOFF
    safe: float = SAFE
    toxic: float = TOXIC
    least: int = 3
    """Effective participants at a dose before it can be given up."""
    titration: bool = False
    """One participant at a time until the first event."""

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        limits(self.target, safe=self.safe, toxic=self.toxic)
        share("cutoff", self.cutoff)


@dataclass(frozen=True, kw_only=True)
class TiteBoin:
    """BOIN that decides while outcomes are pending. Source: Yuan et al. 2018; Lin and Yuan 2020."""

    target: float
    cutoff: float = CUTOFF
    safe: float = SAFE
    toxic: float = TOXIC
    least: int = 3
    """Effective participants at a dose before it can be given up."""
    most_pending: float = 0.5
    """Larger shares of pending participants at the current dose make the trial wait."""

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        limits(self.target, safe=self.safe, toxic=self.toxic)
        share("cutoff", self.cutoff)
        share("most_pending", self.most_pending)


@dataclass(frozen=True, kw_only=True)
class Keyboard:
    """Follow the key of the rate that the posterior favours. Source: Yan, Mandrekar and Yuan 2017."""

    target: float
    half_width: float = 0.05
    cutoff: float = CUTOFF
    least: int = 1
    """Effective participants at a dose before it can be given up."""

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        key(self.target, self.half_width)
        share("cutoff", self.cutoff)


@dataclass(frozen=True, kw_only=True)
class MtpiTwo:
    """Follow the interval with the largest posterior mass per length. Source: Guo et al. 2017."""

    target: float
    half_width: float = 0.05
    cutoff: float = CUTOFF
    least: int = 1
    """Effective participants at a dose before it can be given up."""

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        key(self.target, self.half_width)
        share("cutoff", self.cutoff)


@dataclass(frozen=True, kw_only=True)
class Crm:
    """Fit one curve to all doses and take the one closest to the target. Source: O'Quigley, Pepe and Fisher 1990."""

    target: float
    skeleton: tuple[float, ...]
    curve: Literal["empiric", "logistic"] = "empiric"
    prior_sd: float = PRIOR_SD
    cutoff: float | None = None
    """The trial stops once P(rate of the lowest dose > target) exceeds this; without it, never."""

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        curve(self.target, self.skeleton, self.prior_sd, self.cutoff)


@dataclass(frozen=True, kw_only=True)
class TiteCrm:
    """The CRM with pending participants weighted by their follow-up. Source: Cheung and Chappell 2000."""

    target: float
    skeleton: tuple[float, ...]
    curve: Literal["empiric", "logistic"] = "empiric"
    prior_sd: float = PRIOR_SD
    cutoff: float | None = None
    weights: Literal["linear", "adaptive"] = "linear"
    most_pending: float = 0.5
    """Larger shares of pending participants at the current dose make the trial wait."""

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        curve(self.target, self.skeleton, self.prior_sd, self.cutoff)
        share("most_pending", self.most_pending)


@dataclass(frozen=True, kw_only=True)
class BoinPairs:
    """BOIN for two cell types together: the next pair is a neighbour. Source: Lin and Yin 2017."""

    target: float
    cutoff: float = CUTOFF
    safe: float = SAFE
    toxic: float = TOXIC
    least: int = 3
    """Effective participants at a dose before it can be given up."""

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        limits(self.target, safe=self.safe, toxic=self.toxic)
        share("cutoff", self.cutoff)


@dataclass(frozen=True, kw_only=True)
class OverdoseControl:
    """The highest dose that is probably not too toxic. Source: Babb et al. 1998; Neuenschwander et al. 2008."""

    reference: float
    proper: tuple[float, float] = (0.16, 0.33)
    most: float = MOST
    mean: tuple[float, float] = (-1.0986122886681098, 0.0)
    sd: tuple[float, float] = (2.0, 1.0)
    correlation: Matrix = INDEPENDENT

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        Prior(mean=self.mean, sd=self.sd, correlation=self.correlation)
        control(self.reference, self.proper, self.most)


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """The lowest dose on the plateau of efficacy, toxicity being a limit. Source: Lin et al. 2020; Zang et al. 2014."""

    most_toxicity: float = 0.35
    least_efficacy: float = 0.25
    margin: float = 0.10
    toxicity_odds: float = 0.95
    efficacy_odds: float = 0.90
    weight: float = 0.6
    enough: int = 6

    def __post_init__(self) -> None:
        """Refuse what no dose could keep."""
        _ = self.aims

    @property
    def aims(self) -> Aims:
        """The same numbers as the engine takes them."""
        return Aims(**asdict(self))


Rule = (
    ThreePlusThree
    | Boin
    | TiteBoin
    | Keyboard
    | MtpiTwo
    | Crm
    | TiteCrm
    | BoinPairs
    | OverdoseControl
    | Optimum
)
KINDS: dict[str, type[Rule]] = {
    "3+3": ThreePlusThree,
    "boin": Boin,
    "tite_boin": TiteBoin,
    "keyboard": Keyboard,
    "mtpi2": MtpiTwo,
    "crm": Crm,
    "tite_crm": TiteCrm,
    "boin_comb": BoinPairs,
    "blrm": OverdoseControl,
    "obd": Optimum,
}
"""The name of each family in documents."""


def named(rule: Rule) -> str:
    """Return the name of a rule's family."""
    return next(name for name, kind in KINDS.items() if isinstance(rule, kind))


def share(name: str, value: float) -> None:
    """Refuse what does not lie strictly between 0 and 1."""
    if not 0 < value < 1:
        raise ValueError(f"a {name.replace('_', ' ')} of {value} does not lie between 0 and 1")


def key(target: float, half_width: float) -> None:
    """Refuse a target without room for its key."""
    share("target", target)
    if not 0 < half_width < min(target, 1 - target):
        raise ValueError(f"a key of {half_width} on both sides of {target} leaves the range of a rate")


def curve(target: float, skeleton: tuple[float, ...], prior_sd: float, cutoff: float | None) -> None:
    """Refuse what is no model: a skeleton that does not rise between 0 and 1, a prior without width."""
    share("target", target)
    if not skeleton or not skeleton[0] > 0 or not skeleton[-1] < 1:
        raise ValueError("a skeleton is a rising list of rates between 0 and 1")
    for low, high in pairwise(skeleton):
        if not low < high:
            raise ValueError(f"the skeleton does not rise: {high} follows {low}")
    if not prior_sd > 0:
        raise ValueError(f"a prior standard deviation of {prior_sd} cannot be")
    if cutoff is not None:
        share("cutoff", cutoff)
