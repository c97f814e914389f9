"""Random-effects synthesis of estimates with standard errors: a mean, how much studies differ, and what a next one may show.

Every number names its method. One study is not pooled, small-study effects are not tested below ten: both are refused
with a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

Between = Literal["DerSimonian-Laird", "Paule-Mandel", "REML"]
Margin = Literal["Hartung-Knapp", "normal"]
Vector = NDArray[np.float64]
LEAST_FOR_EGGER = 10
LEAST_FOR_PREDICTION = 3


@dataclass(frozen=True, kw_only=True)
class NotPooled:
    """A synthesis that is refused, and the sentence why."""

    why: str


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """Where the effect of a next study may lie."""

    lower: float
    upper: float
    level: float
    method: str = "Higgins: t with k − 2 degrees of freedom"


@dataclass(frozen=True, kw_only=True)
class Heterogeneity:
    """How much the studies differ beyond chance: Cochran's Q with its p, I² in per cent, and τ on the effects' scale."""

    q: float
    df: int
    p: float
    i2: float
    tau2: float
    method: str
    floor: float = 0.0
    """Smallest p attainable: none, the chi-squared distribution is an approximation."""

    @property
    def tau(self) -> float:
        """The SD of the true effects between studies."""
        return sqrt(self.tau2)


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """The mean of ``k`` effects, its interval, heterogeneity, prediction (or why there is none) and weights that sum to 1."""

    k: int
    mean: float
    error: float
    lower: float
    upper: float
    level: float
    method: str
    heterogeneity: Heterogeneity
    prediction: Prediction | NotPooled
    weights: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Asymmetry:
    """Egger's regression of effect over error on precision: the intercept and its two-sided p."""

    intercept: float
    error: float
    p: float
    df: int
    floor: float = 0.0
    """Smallest p attainable: none, the t distribution is continuous."""
    method: str = "Egger's regression"


def pool(
    effects: Sequence[float],
    errors: Sequence[float],
    *,
    between: Between = "REML",
    margin: Margin = "Hartung-Knapp",
    level: float = 0.95,
) -> Pooled | NotPooled:
    """Return the random-effects mean of effects with their standard errors.

    Hartung and Knapp's variance factor is held at 1 or more, so that agreement by chance never narrows the interval
    below the usual one. Raises ValueError for an error that is not above 0. Sources: DerSimonian and Laird 1986; Paule and Mandel 1982;
    Viechtbauer 2005 (REML); Hartung and Knapp 2001, Röver 2015; Higgins and Thompson 2002, Higgins 2009.
    """
    y, v = _checked(effects, errors, level)
    k = len(y)
    if k < 2:
        return NotPooled(why="One study alone is not pooled: its own result stands.")
    tau2 = {"DerSimonian-Laird": _dersimonian, "Paule-Mandel": _paule_mandel, "REML": _reml}[between](y, v)
    w = 1 / (v + tau2)
    mean = float(w @ y / w.sum())
    error = 1 / sqrt(float(w.sum()))
    quantile = float(scipy.stats.norm.ppf((1 + level) / 2))
    if margin == "Hartung-Knapp":
        error *= sqrt(max(1.0, float(w @ (y - mean) ** 2) / (k - 1)))
        quantile = float(scipy.stats.t.ppf((1 + level) / 2, k - 1))
    named = "Hartung–Knapp, factor at least 1" if margin == "Hartung-Knapp" else "normal"
    return Pooled(
        k=k,
        mean=mean,
        error=error,
        lower=mean - quantile * error,
        upper=mean + quantile * error,
        level=level,
        method=f"random effects, τ² by {between}, interval {named}",
        heterogeneity=_heterogeneity(y, v, tau2, between),
        prediction=_prediction(mean, error, tau2, k, level),
        weights=tuple(float(each) for each in w / w.sum()),
    )


def leave_one_out(
    effects: Sequence[float], errors: Sequence[float], *, between: Between = "REML", level: float = 0.95
) -> tuple[Pooled | NotPooled, ...]:
    """Return the synthesis without each study in turn, in their order."""
    return tuple(
        pool(
            [e for i, e in enumerate(effects) if i != left],
            [s for i, s in enumerate(errors) if i != left],
            between=between,
            level=level,
        )
        for left in range(len(effects))
    )


def egger(effects: Sequence[float], errors: Sequence[float]) -> Asymmetry | NotPooled:
    """Return Egger's test for small-study effects, or the sentence why it is not made below ten studies.

    Source: Egger 1997; Sterne 2011 (ten studies at least).
    """
    y, v = _checked(effects, errors, 0.95)
    if len(y) < LEAST_FOR_EGGER:
        few = f"{len(y)} {'study' if len(y) == 1 else 'studies'}"
        return NotPooled(
            why=f"Small-study effects cannot be judged from {few}: a test needs {LEAST_FOR_EGGER}."
        )
    s = np.sqrt(v)
    x = np.column_stack([np.ones(len(y)), 1 / s])
    z = y / s
    inverse = np.linalg.inv(x.T @ x)
    fitted = inverse @ x.T @ z
    df = len(y) - 2
    residual = float(((z - x @ fitted) ** 2).sum()) / df
    error = sqrt(residual * float(inverse[0, 0]))
    # A perfect fit leaves no error: its intercept is exact, so p is 0 unless the intercept is 0 too.
    ratio = (
        float(fitted[0]) / error if error > 0 else (0.0 if abs(float(fitted[0])) < 1e-12 else float("inf"))
    )
    return Asymmetry(
        intercept=float(fitted[0]), error=error, p=float(2 * scipy.stats.t.sf(abs(ratio), df)), df=df
    )


def _checked(effects: Sequence[float], errors: Sequence[float], level: float) -> tuple[Vector, Vector]:
    if len(effects) != len(errors):
        raise ValueError(f"{len(effects)} effects and {len(errors)} standard errors do not pair")
    wrong = [s for s in errors if not (isfinite(s) and s > 0)]
    if wrong:
        raise ValueError(f"a standard error of {wrong[0]} says that a study cannot be wrong")
    if not all(isfinite(e) for e in effects):
        raise ValueError("an effect is not a number")
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
    return np.array(effects, dtype=np.float64), np.array(errors, dtype=np.float64) ** 2


def _q(y: Vector, v: Vector, tau2: float) -> float:
    """Return the weighted sum of squares about the weighted mean."""
    w = 1 / (v + tau2)
    return float(w @ (y - w @ y / w.sum()) ** 2)


def _dersimonian(y: Vector, v: Vector) -> float:
    w = 1 / v
    c = float(w.sum() - (w**2).sum() / w.sum())
    return max(0.0, (_q(y, v, 0.0) - (len(y) - 1)) / c)


def _paule_mandel(y: Vector, v: Vector) -> float:
    """Solve Q(τ²) = k − 1; 0 where already Q(0) is no larger."""
    df = len(y) - 1
    if _q(y, v, 0.0) <= df:
        return 0.0
    # Q falls with τ²; at this bound every squared distance is at most df of the variance.
    high = float(((y - y.mean()) ** 2).sum()) + float(v.max())
    while _q(y, v, high) > df:
        high *= 2
    return float(scipy.optimize.brentq(lambda tau2: _q(y, v, tau2) - df, 0.0, high, xtol=1e-14, rtol=8.9e-16))


def _reml(y: Vector, v: Vector) -> float:
    """Solve the restricted likelihood's score for τ²; 0 where it falls from the start.

    The score is Σw²(y−μ)² − Σw + Σw²/Σw, with w = 1/(v + τ²); it may cross 0 more than once, so the likelihood decides.
    """

    def score(tau2: float) -> float:
        w = 1 / (v + tau2)
        mean = w @ y / w.sum()
        return float((w**2) @ (y - mean) ** 2 - w.sum() + (w**2).sum() / w.sum())

    def likelihood(tau2: float) -> float:
        w = 1 / (v + tau2)
        mean = w @ y / w.sum()
        return float(0.5 * np.log(w).sum() - 0.5 * np.log(w.sum()) - 0.5 * (w @ (y - mean) ** 2))

    top = float(((y - y.mean()) ** 2).sum()) + float(v.max())
    grid = np.concatenate([[0.0], np.geomspace(float(v.min()) * 1e-6, top * 10, 400)])
    scores = [score(float(each)) for each in grid]
    roots = [
        float(scipy.optimize.brentq(score, float(a), float(b), xtol=1e-15, rtol=8.9e-16))
        for a, b, low, high in zip(grid, grid[1:], scores, scores[1:], strict=False)
        if low > 0 >= high
    ]
    return max([0.0, *roots], key=likelihood)


def _heterogeneity(y: Vector, v: Vector, tau2: float, between: Between) -> Heterogeneity:
    q, df = _q(y, v, 0.0), len(y) - 1
    i2 = max(0.0, (q - df) / q * 100) if q > 0 else 0.0
    return Heterogeneity(q=q, df=df, p=float(scipy.stats.chi2.sf(q, df)), i2=i2, tau2=tau2, method=between)


def _prediction(mean: float, error: float, tau2: float, k: int, level: float) -> Prediction | NotPooled:
    if k < LEAST_FOR_PREDICTION:
        return NotPooled(why="Two studies do not say where a third would lie.")
    half = float(scipy.stats.t.ppf((1 + level) / 2, k - 2)) * sqrt(tau2 + error**2)
    return Prediction(lower=mean - half, upper=mean + half, level=level)
