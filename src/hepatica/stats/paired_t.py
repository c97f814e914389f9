"""The paired t interval: short, and leaning wholly on differences that are normally distributed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import scipy

from hepatica.stats.differences import Number, changed
from hepatica.stats.test import Alternative, Test

LEANS = "It leans on normally distributed differences, which so few pairs cannot show"


@dataclass(frozen=True, kw_only=True)
class PairedT:
    """The mean difference, the spread between participants, and the t interval of the mean."""

    mean: float
    sd: float
    lower: float
    upper: float
    level: float
    freedom: int
    test: Test
    method: str = "paired t"
    note: str = LEANS


def paired_t(
    values: Sequence[Number], *, level: float = 0.95, alternative: Alternative = "two-sided"
) -> PairedT:
    """Give mean, SD and mean ± t s/√n of the differences; with five the half-width is 1.24 SD.

    Raises ValueError for no pair, one pair, all zero, or no spread at all. Source: Student 1908.
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
    d = changed(values)
    mean, sd = float(d.mean()), float(d.std(ddof=1))
    if sd <= 1e-12 * abs(mean):
        raise ValueError("every difference is the same: without a spread there is no t")
    freedom, error = d.size - 1, sd / sqrt(d.size)
    margin, ratio = float(scipy.stats.t.ppf((1 + level) / 2, freedom)) * error, mean / error
    p = {"less": scipy.stats.t.cdf(ratio, freedom), "greater": scipy.stats.t.sf(ratio, freedom)}
    return PairedT(
        mean=mean,
        sd=sd,
        lower=mean - margin,
        upper=mean + margin,
        level=level,
        freedom=freedom,
        test=Test(
            method="paired t test",
            p=float(p.get(alternative, 2 * scipy.stats.t.sf(abs(ratio), freedom))),
            floor=0.0,
            n=d.size,
            statistic=ratio,
            alternative=alternative,
            note=LEANS,
        ),
    )
