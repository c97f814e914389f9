"""How far two readers agree: intraclass correlation, Cohen's kappa, and Bland and Altman's limits.

Where nothing can be estimated the answer is `NotEstimable`, a sentence, never a number: too few targets, or none that
differ. Biopsies of one patient count as separate targets, so every interval here is of readings, not of patients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log, sqrt
from statistics import fmean, stdev
from typing import Literal

import scipy

Form = Literal["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(A,1)", "ICC(C,1)"]
Weights = Literal["none", "linear", "quadratic"]
NOTHING = 1e-12
"""A sum of squares below this share of the total is rounding, not variance."""


@dataclass(frozen=True, kw_only=True)
class NotEstimable:
    """Why a number does not exist, as a sentence."""

    why: str


@dataclass(frozen=True, kw_only=True)
class Icc:
    """An intraclass correlation of single readings with its F-based interval."""

    form: Form
    value: float
    lower: float
    upper: float
    level: float
    targets: int
    readers: int


@dataclass(frozen=True, kw_only=True)
class Kappa:
    """Agreement beyond chance on categories, with the large-sample errors."""

    value: float
    error: float
    """Standard error for an interval."""
    error_null: float
    """Standard error if there were no agreement beyond chance: for a test only."""
    lower: float
    upper: float
    level: float
    weights: Weights
    targets: int


@dataclass(frozen=True, kw_only=True)
class Bias:
    """Mean difference, second reader minus first, and the limits between which 95 % of differences fall.

    On the `ratio` scale each number is a ratio (second over first): the mean is geometric.
    """

    mean: float
    lower: float
    upper: float
    low_limit: float
    high_limit: float
    level: float
    scale: Literal["difference", "ratio"]
    targets: int


@dataclass(frozen=True, kw_only=True)
class _Squares:
    """Mean squares of a targets × readers table."""

    n: int
    k: int
    targets: float
    readers: float
    error: float
    within: float


def icc(
    ratings: Sequence[Sequence[float]], *, form: Form = "ICC(2,1)", level: float = 0.95
) -> Icc | NotEstimable:
    """Give the intraclass correlation of one reading; ``ratings`` has a row per target, a column per reader.

    ICC(2,1) and ICC(A,1) ask for absolute agreement and share one formula and interval: they differ in whether the
    readers stand for others (random) or for themselves (fixed). ICC(3,1) and ICC(C,1) leave a constant difference
    between readers out. Raises ValueError for a table with gaps. Source: Shrout and Fleiss 1979; McGraw and Wong 1996.
    """
    _check_level(level)
    if len(ratings) < 2:
        return NotEstimable(why=_too_few(len(ratings)))
    squares = _mean_squares(ratings)
    if squares is None:
        return NotEstimable(
            why="every reading is the same, so agreement cannot be told from a lack of variety"
        )
    if squares.error == squares.readers == 0:
        return NotEstimable(
            why="the readers gave the same value for every target, so there is no error to make an interval from"
        )
    if form == "ICC(1,1)":
        value, lower, upper = _one_way(squares, level)
    elif form in {"ICC(3,1)", "ICC(C,1)"}:
        if squares.error == 0:
            return NotEstimable(
                why="the readers differ by the same amount at every target: consistency is complete, without an interval"
            )
        value, lower, upper = _consistency(squares, level)
    else:
        found = _absolute(squares, level)
        if found is None:
            return NotEstimable(
                why="the targets do not differ from each other beyond the difference between readers"
            )
        value, lower, upper = found
    return Icc(
        form=form, value=value, lower=lower, upper=upper, level=level, targets=squares.n, readers=squares.k
    )


def kappa(
    table: Sequence[Sequence[int]], *, weights: Weights = "none", level: float = 0.95
) -> Kappa | NotEstimable:
    """Give Cohen's kappa of a square table of counts: rows the first reader's category, columns the second's.

    Linear weights are 1 − |i − j|/(c − 1), quadratic 1 − (i − j)²/(c − 1)²: only for ordered categories. Raises
    ValueError for a table that is not square or holds a negative count. Source: Fleiss, Cohen and Everitt 1969.
    """
    _check_level(level)
    size = len(table)
    if size < 2 or any(len(row) != size for row in table) or any(x < 0 for row in table for x in row):
        raise ValueError("kappa needs a square table of counts, at least two categories, none negative")
    n = sum(map(sum, table))
    if n < 2:
        return NotEstimable(why=_too_few(n))
    shares = [[x / n for x in row] for row in table]
    rows = [sum(row) for row in shares]
    columns = [sum(column) for column in zip(*shares, strict=True)]
    agree = [[_weight(i, j, size, weights) for j in range(size)] for i in range(size)]
    cells = [(i, j) for i in range(size) for j in range(size)]
    observed = sum(agree[i][j] * shares[i][j] for i, j in cells)
    expected = sum(agree[i][j] * rows[i] * columns[j] for i, j in cells)
    if 1 - expected < NOTHING:
        return NotEstimable(
            why="both readers put every target into one category, so chance alone gives full agreement"
        )
    value = (observed - expected) / (1 - expected)
    by_row = [sum(columns[j] * agree[i][j] for j in range(size)) for i in range(size)]
    by_column = [sum(rows[i] * agree[i][j] for i in range(size)) for j in range(size)]
    drift = {(i, j): by_row[i] + by_column[j] for i, j in cells}
    spread = sum(shares[i][j] * (agree[i][j] - drift[i, j] * (1 - value)) ** 2 for i, j in cells)
    spread -= (value - expected * (1 - value)) ** 2
    null = sum(rows[i] * columns[j] * (agree[i][j] - drift[i, j]) ** 2 for i, j in cells) - expected**2
    error, error_null = (sqrt(v if v > NOTHING else 0.0) / ((1 - expected) * sqrt(n)) for v in (spread, null))
    if error < NOTHING:
        return NotEstimable(why=_no_spread(value))
    z = float(scipy.stats.norm.ppf((1 + level) / 2))
    return Kappa(
        value=value,
        error=error,
        error_null=error_null,
        lower=max(-1.0, value - z * error),
        upper=min(1.0, value + z * error),
        level=level,
        weights=weights,
        targets=n,
    )


def cross(first: Sequence[str], second: Sequence[str], categories: Sequence[str]) -> list[list[int]]:
    """Count two readers' categories into a square table; ValueError for a category that is not listed."""
    unknown = sorted({*first, *second} - set(categories))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of the categories {', '.join(categories)}")
    seen = list(zip(first, second, strict=True))
    return [[seen.count((a, b)) for b in categories] for a in categories]


def bland_altman(
    pairs: Sequence[tuple[float, float]],
    *,
    scale: Literal["difference", "ratio"] = "difference",
    level: float = 0.95,
) -> Bias | NotEstimable:
    """Give the bias of the second reader against the first with its interval by t, and the 1.96 SD limits of agreement.

    Counts differ the more the larger they are, so for counts the ratio scale is the better: logarithms are taken and
    the results turned back. Source: Bland and Altman 1986 and 1999.
    """
    _check_level(level)
    if len(pairs) < 2:
        return NotEstimable(why=_too_few(len(pairs)))
    if scale == "ratio" and any(min(pair) <= 0 for pair in pairs):
        return NotEstimable(
            why="a reader counted none, so the ratio of the readers' counts does not exist there"
        )
    gaps = [log(b / a) if scale == "ratio" else float(b - a) for a, b in pairs]
    if max(gaps) == min(gaps):
        return NotEstimable(
            why="the readers differ by the same amount at every target, so there is no spread to make limits from"
        )
    mean, spread, n = fmean(gaps), stdev(gaps), len(gaps)
    margin = float(scipy.stats.t.ppf((1 + level) / 2, n - 1)) * spread / sqrt(n)
    wide = float(scipy.stats.norm.ppf(0.975)) * spread
    found = (mean, mean - margin, mean + margin, mean - wide, mean + wide)
    centre, lower, upper, low, high = (exp(x) for x in found) if scale == "ratio" else found
    return Bias(
        mean=centre,
        lower=lower,
        upper=upper,
        low_limit=low,
        high_limit=high,
        level=level,
        scale=scale,
        targets=n,
    )


def _mean_squares(ratings: Sequence[Sequence[float]]) -> _Squares | None:
    """Return the mean squares; None where all readings are the same."""
    n, k = len(ratings), len(ratings[0])
    if k < 2 or any(len(row) != k for row in ratings) or not all(isfinite(x) for row in ratings for x in row):
        raise ValueError("every target needs a finite reading by each of the same two or more readers")
    grand = fmean(x for row in ratings for x in row)
    total = sum((x - grand) ** 2 for row in ratings for x in row)
    if total == 0:
        return None
    between = k * sum((fmean(row) - grand) ** 2 for row in ratings)
    by_reader = n * sum((fmean(column) - grand) ** 2 for column in zip(*ratings, strict=True))
    left = total - between - by_reader
    rest, readers, between = (0.0 if x < NOTHING * total else x for x in (left, by_reader, between))
    return _Squares(
        n=n,
        k=k,
        targets=between / (n - 1),
        readers=readers / (k - 1),
        error=rest / ((n - 1) * (k - 1)),
        within=(rest + readers) / (n * (k - 1)),
    )


def _one_way(s: _Squares, level: float) -> tuple[float, float, float]:
    value = (s.targets - s.within) / (s.targets + (s.k - 1) * s.within)
    return value, *_by_f(s.targets / s.within, s.n - 1, s.n * (s.k - 1), s.k, level)


def _consistency(s: _Squares, level: float) -> tuple[float, float, float]:
    value = (s.targets - s.error) / (s.targets + (s.k - 1) * s.error)
    return value, *_by_f(s.targets / s.error, s.n - 1, (s.n - 1) * (s.k - 1), s.k, level)


def _by_f(ratio: float, first: int, second: int, k: int, level: float) -> tuple[float, float]:
    tail = (1 + level) / 2
    low, high = (
        ratio / float(scipy.stats.f.ppf(tail, first, second)),
        ratio * float(scipy.stats.f.ppf(tail, second, first)),
    )
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _absolute(s: _Squares, level: float) -> tuple[float, float, float] | None:
    """Return ICC(A,1) and its interval by Satterthwaite's degrees of freedom; None where it tells nothing."""
    n, k = s.n, s.k
    whole = s.targets + (k - 1) * s.error + k * (s.readers - s.error) / n
    if s.targets == 0 or whole <= 0 or s.targets - s.error < -whole / (k - 1):
        return None
    value = (s.targets - s.error) / whole
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    freedom = (a * s.readers + b * s.error) ** 2 / (
        (a * s.readers) ** 2 / (k - 1) + (b * s.error) ** 2 / ((n - 1) * (k - 1))
    )
    rest = k * s.readers + (k * n - k - n) * s.error
    tail = (1 + level) / 2
    low, high = float(scipy.stats.f.ppf(tail, n - 1, freedom)), float(scipy.stats.f.ppf(tail, freedom, n - 1))
    lower = n * (s.targets - low * s.error) / (low * rest + n * s.targets)
    upper = n * (high * s.targets - s.error) / (rest + n * high * s.targets)
    # Where readers differ more than targets do, hardly a degree of freedom is left and the quantiles run away.
    return (value, lower, upper) if lower <= value <= upper else None


def _weight(i: int, j: int, size: int, weights: Weights) -> float:
    if weights == "none":
        return float(i == j)
    power = 1 if weights == "linear" else 2
    return float(1 - (abs(i - j) / (size - 1)) ** power)


def _no_spread(value: float) -> str:
    if value > 1 - NOTHING:
        return "the readers agreed on every target, so there is no error to make an interval from"
    return "the table leaves no spread to make an interval from"


def _too_few(n: int) -> str:
    return f"agreement needs at least two targets read by both readers, and there {'is one' if n == 1 else 'is none'}"


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
