"""The two-sample t test from printed means, SDs and sizes, and how far rounding in print can move its p value."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

import scipy


@dataclass(frozen=True, kw_only=True)
class PRange:
    """The two-sided p of Welch's test as printed, and the least and greatest p that rounding allows.

    ``low`` and ``high`` span Welch's and Student's tests with every printed number moved by half its last digit.
    """

    welch: float
    low: float
    high: float
    floor: float = 0.0
    """Smallest p attainable: none, since the test assumes a continuous distribution."""
    method: str = "Welch's and Student's t tests from summary values, over the rounding of print"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A group as printed: mean, SD and size."""

    mean: Decimal
    sd: Decimal
    n: int

    def __post_init__(self) -> None:
        """Refuse a group no test can be made with."""
        if self.n < 2 or self.sd <= 0:
            raise ValueError(
                f"a t test needs two people and an SD above 0, not n = {self.n} and SD {self.sd}"
            )


def t_test_range(one: Summary, other: Summary) -> PRange:
    """Return the p value of the difference of two means, and how far rounding in print can move it.

    Shapes: two groups of two or more. Source: Welch 1947; Student 1908.
    """
    ps = [
        _p(a, b, welch=welch) for a, b in product(_corners(one), _corners(other)) for welch in (True, False)
    ]
    welch = _p(_plain(one), _plain(other), welch=True)
    return PRange(welch=welch, low=min(ps), high=max(ps))


def size_that_fits(one: Summary, other: Summary, p: Decimal) -> int | None:
    """Return the size per arm, at most the larger one's, whose Welch p comes nearest to a printed p; None if none is near.

    Near is within half a unit of the p's last digit. A p that fits fewer people was probably computed on fewer.
    """
    gaps = {
        n: abs(
            _p((float(one.mean), float(one.sd), n), (float(other.mean), float(other.sd), n), welch=True)
            - float(p)
        )
        for n in range(2, max(one.n, other.n) + 1)
    }
    nearest = min(gaps, key=lambda n: gaps[n])
    return nearest if gaps[nearest] <= float(half_digit(p)) else None


def half_digit(value: Decimal) -> Decimal:
    """Return half a unit of the last printed digit: 0.05 for 15.5."""
    return Decimal(1).scaleb(int(value.as_tuple().exponent)) / 2


def _corners(group: Summary) -> Iterator[tuple[float, float, int]]:
    for sign, spread in product((-1, 1), (-1, 1)):
        mean = group.mean + sign * half_digit(group.mean)
        sd = max(group.sd + spread * half_digit(group.sd), group.sd / 100)
        yield float(mean), float(sd), group.n


def _plain(group: Summary) -> tuple[float, float, int]:
    return float(group.mean), float(group.sd), group.n


def _p(one: tuple[float, float, int], other: tuple[float, float, int], *, welch: bool) -> float:
    return float(scipy.stats.ttest_ind_from_stats(*one, *other, equal_var=not welch).pvalue)
