"""Borrowed controls when they have drifted: error, power, bias and what borrowing was worth, exactly, with and without.

The trial compares a treated arm with concurrent controls; earlier controls enter as a robust prior of the controls'
mean or rate. Drift is how far the true controls lie from that prior's mean. Nothing is simulated: quadrature over the
controls' mean, enumeration of counts. Source: Schmidli 2014; Weber 2021.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np
import scipy

from hepatica.stats.borrowing import SideBySide, robust_prior
from hepatica.stats.effective_size import Kind, effective_size
from hepatica.stats.mixtures import BetaMixture, NormalMixture
from hepatica.stats.quadrature import Array, between
from hepatica.stats.two_arms import TwoArms, success_probabilities

NODES = 200
REACH = 8.0
"""Standard errors of the controls' mean over which is integrated."""
HALVINGS = 60
WIDEST = 1e6
"""Times by which two numbers of one outcome may differ."""
MOST_COUNTED = 1000
"""Participants in an arm whose counts are enumerated."""
ASSUMES = (
    "one known SD in both arms (means), equal follow-up, and controls that differ from the earlier ones by one number",
    "success is a posterior probability above the threshold, the treated arm judged by its own data alone",
)
CANNOT_SHOW = (
    "Nobody knows the drift before the trial: the curve says what would follow from each, never which is true.",
    "Where borrowing gains power without drift it gains error with it: there is no prior that does one and not the other.",
)


@dataclass(frozen=True, kw_only=True)
class DriftPoint:
    """What the design does where the controls have drifted so far. Controls' truth = prior mean + drift."""

    drift: float
    type_one: float
    """Chance of success when the treated do as the controls."""
    power: float
    """Chance of success when they do better by the effect."""
    bias: float
    """Mean of the controls' estimate less the truth."""
    mse: float
    """Mean squared error of the estimated difference between the arms."""
    worth: float
    """Participants that borrowing adds to the concurrent controls, on average; below 0 where it adds confusion."""


@dataclass(frozen=True, kw_only=True)
class DriftCurve:
    """The curve with the earlier controls and without them, and what the prior is worth before the trial."""

    method: str
    effect: float
    size: float
    """Participants the robust prior is worth, never more than the concurrent controls."""
    vague: float
    threshold: float
    points: SideBySide[tuple[DriftPoint, ...]]
    assumes: tuple[str, ...] = ASSUMES
    cannot_show: tuple[str, ...] = CANNOT_SHOW

    @property
    def worst_type_one(self) -> float:
        """The largest error with borrowing over the grid."""
        return max(point.type_one for point in self.points.borrowed)


@dataclass(frozen=True, kw_only=True)
class Means:
    """Two arms with a continuous outcome of known SD; lower is better, as of MELD. ``effect`` is the fall sought.

    Raises ValueError for arms without participants, an SD not above 0, no effect, or a threshold outside ½ to 1.
    """

    n_controls: int
    n_treated: int
    sd: float
    effect: float
    threshold: float = 0.975

    def __post_init__(self) -> None:
        """Refuse what is no trial."""
        _check_arms(self.n_controls, self.n_treated, self.threshold)
        if not (isfinite(self.sd) and self.sd > 0):
            raise ValueError(f"a standard deviation of {self.sd} is not above 0")
        if not (isfinite(self.effect) and self.effect > 0):
            raise ValueError(f"an effect of {self.effect} is none: give the fall that is sought, above 0")


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Two arms with an outcome that happens or does not; more is better. ``effect`` is the rise in rate sought.

    Raises ValueError for arms without participants, no effect, or a threshold outside ½ to 1.
    """

    n_controls: int
    n_treated: int
    effect: float
    threshold: float = 0.975
    treated: tuple[float, float] = (1.0, 1.0)
    """Beta prior of the treated arm."""

    def __post_init__(self) -> None:
        """Refuse what is no trial."""
        _check_arms(self.n_controls, self.n_treated, self.threshold)
        if max(self.n_controls, self.n_treated) > MOST_COUNTED:
            raise ValueError(
                f"every pair of counts is enumerated: at most {MOST_COUNTED} participants in an arm"
            )
        if not 0 < self.effect < 1:
            raise ValueError(f"an effect of {self.effect} on a rate does not lie between 0 and 1")


def drift_of_means(
    design: Means, prior: NormalMixture, drifts: Sequence[float], *, weight: float, vague: tuple[float, float]
) -> DriftCurve:
    """Return the curve for means over a grid of drift in the outcome's unit; ``vague`` is (mean, sd) of the vague part.

    Raises ValueError for a vague weight below 0.2, a prior worth more than the concurrent controls (with the weight that
    would do), or a grid that does not rise.
    """
    _check_grid(drifts)
    for number in (design.effect, *prior.means, *prior.sds, *vague, *drifts):
        if abs(number) > WIDEST * design.sd or 0 < abs(number) < design.sd / WIDEST:
            raise ValueError(
                f"{number:g} beside an SD of {design.sd:g}: these numbers are not of one outcome"
            )
    robust = robust_prior(prior, weight, vague)
    size = _allowed(
        lambda w: effective_size(prior.robust(w, vague), sigma=design.sd).participants,
        weight,
        design.n_controls,
    )
    alone = NormalMixture.single(*vague)
    return DriftCurve(
        method="robust mixture of normals, quadrature over the controls' mean",
        effect=design.effect,
        size=size,
        vague=weight,
        threshold=design.threshold,
        points=SideBySide(borrowed=robust, alone=alone).map(
            lambda used: tuple(_mean_point(design, used, prior.mean, drift) for drift in drifts)
        ),
    )


def drift_of_rates(
    design: Rates,
    prior: BetaMixture,
    drifts: Sequence[float],
    *,
    weight: float,
    vague: tuple[float, float] = (1.0, 1.0),
) -> DriftCurve:
    """Return the curve for rates by enumerating every pair of counts; drift is in points of probability.

    Raises ValueError as `drift_of_means`, and where drift or effect leaves the rates between 0 and 1.
    """
    _check_grid(drifts)
    robust = robust_prior(prior, weight, vague)
    size = _allowed(lambda w: _size_of_rates(prior.robust(w, vague)), weight, design.n_controls)
    middle = prior.mean
    for drift in drifts:
        if not 0 < middle + drift < middle + drift + design.effect < 1:
            raise ValueError(
                f"a drift of {drift:g} and an effect of {design.effect:g} leave the rates between 0 and 1 at {middle:.3g}"
            )

    def curve(used: BetaMixture) -> tuple[DriftPoint, ...]:
        arms = TwoArms(
            controls=used,
            treated=BetaMixture.single(*design.treated),
            n_controls=design.n_controls,
            n_treated=design.n_treated,
            threshold=design.threshold,
        )
        wins = success_probabilities(arms) > design.threshold
        after = [used.posterior(r, design.n_controls) for r in range(design.n_controls + 1)]
        return tuple(_rate_point(design, wins, after, middle + drift, drift) for drift in drifts)

    return DriftCurve(
        method="robust mixture of Betas, every pair of counts",
        effect=design.effect,
        size=size,
        vague=weight,
        threshold=design.threshold,
        points=SideBySide(borrowed=robust, alone=BetaMixture.single(*vague)).map(curve),
    )


def _mean_point(design: Means, prior: NormalMixture, middle: float, drift: float) -> DriftPoint:
    truth = middle + drift
    se_controls, se_treated = design.sd / sqrt(design.n_controls), design.sd / sqrt(design.n_treated)
    z, width = between(-REACH, REACH, NODES)
    chance = scipy.stats.norm.pdf(z) * width
    weights, means, sds = _updated(prior, truth + se_controls * z, se_controls)
    mean = (weights * means).sum(axis=0)
    variance = (weights * (sds[:, None] ** 2 + (means - mean) ** 2)).sum(axis=0)
    limit = _limits(weights, means, np.sqrt(sds**2 + se_treated**2), design.threshold)
    return DriftPoint(
        drift=drift,
        type_one=float(chance @ scipy.special.ndtr((limit - truth) / se_treated)),
        power=float(chance @ scipy.special.ndtr((limit - truth + design.effect) / se_treated)),
        bias=float(chance @ (mean - truth)),
        mse=se_treated**2 + float(chance @ (mean - truth) ** 2),
        worth=float(chance @ (design.sd**2 / variance)) - design.n_controls,
    )


def _updated(prior: NormalMixture, y: Array, se: float) -> tuple[Array, Array, Array]:
    """Update a mixture by each of many estimates: weights and means by part and estimate, SDs by part."""
    means, sds = np.array(prior.means)[:, None], np.array(prior.sds)[:, None]
    ahead = np.sqrt(sds**2 + se**2)
    with np.errstate(divide="ignore"):  # a part of weight 0 keeps weight 0
        seen = np.log(np.array(prior.weights))[:, None] + scipy.stats.norm.logpdf(y, means, ahead)
    pulled = (means * se**2 + y * sds**2) / ahead**2
    return np.exp(seen - scipy.special.logsumexp(seen, axis=0)), pulled, (sds * se / ahead)[:, 0]


def _limits(weights: Array, means: Array, spreads: Array, threshold: float) -> Array:
    """Return, for each estimate of the controls, the largest treated mean that still succeeds, by halving."""
    low = (means - 10 * spreads[:, None]).min(axis=0)
    high = (means + 10 * spreads[:, None]).max(axis=0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        succeeds = (weights * scipy.special.ndtr((means - middle) / spreads[:, None])).sum(axis=0) > threshold
        low, high = np.where(succeeds, middle, low), np.where(succeeds, high, middle)
    found: Array = (low + high) / 2
    return found


def _rate_point(
    design: Rates, wins: np.typing.NDArray[np.bool_], after: Sequence[BetaMixture], truth: float, drift: float
) -> DriftPoint:
    controls = scipy.stats.binom.pmf(np.arange(design.n_controls + 1), design.n_controls, truth)
    same, better = (
        scipy.stats.binom.pmf(np.arange(design.n_treated + 1), design.n_treated, rate)
        for rate in (truth, truth + design.effect)
    )
    mean = np.array([each.mean for each in after])
    size = np.array([each.mean * (1 - each.mean) / each.sd**2 - 1 for each in after])
    a, b = design.treated
    seen = (a + np.arange(design.n_treated + 1)) / (a + b + design.n_treated)
    high = truth + design.effect
    off = float(better @ seen) - high, float(controls @ mean) - truth
    own = float(better @ (seen - high) ** 2) + float(controls @ (mean - truth) ** 2)
    return DriftPoint(
        drift=drift,
        type_one=float(same @ wins @ controls),
        power=float(better @ wins @ controls),
        bias=off[1],
        mse=own - 2 * off[0] * off[1],
        worth=float(controls @ size) - design.n_controls,
    )


def _allowed(size: Callable[[float], float], weight: float, most: int) -> float:
    """Return what the robust prior is worth, or say which weight would bring it down to the concurrent controls."""
    found = size(weight)
    if found <= most:
        return found
    if size(1.0) > most:
        raise ValueError(
            f"even the vague part alone is worth more than the {most} concurrent controls: widen it"
        )
    enough = float(scipy.optimize.brentq(lambda w: size(w) - most, weight, 1.0, xtol=1e-6))
    raise ValueError(
        f"the prior is worth {found:.3g} participants, more than the {most} concurrent controls: "
        f"a vague part of weight {np.ceil(enough * 100) / 100:g} brings it down"
    )


def _size_of_rates(prior: BetaMixture) -> float:
    """Return the expected local-information ratio; moments where a parameter below 1 makes it infinite."""
    kind: Kind = "elir" if min(*prior.a, *prior.b) >= 1 else "moment"
    return effective_size(prior, kind).participants


def _check_arms(controls: int, treated: int, threshold: float) -> None:
    if controls < 1 or treated < 1:
        raise ValueError(f"arms of {treated} and {controls} participants cannot be compared")
    if not 0.5 < threshold < 1:
        raise ValueError(f"a threshold of {threshold} does not lie between a half and 1")


def _check_grid(drifts: Sequence[float]) -> None:
    if (
        not drifts
        or any(not isfinite(d) for d in drifts)
        or any(b <= a for a, b in zip(drifts, list(drifts)[1:], strict=False))
    ):
        raise ValueError("drifts are numbers that rise, at least one of them")
