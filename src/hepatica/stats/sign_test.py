"""The sign test: how many went up and how many down, whatever the size. For ordered classes such as Child-Pugh."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from hepatica.stats.differences import Number, changed
from hepatica.stats.signed_rank import choose, smallest
from hepatica.stats.test import Alternative, Test


def sign_test(values: Sequence[Number], *, alternative: Alternative = "two-sided") -> Test:
    """Test whether as many differences lie above 0 as below, exactly; zeros are left out. The statistic counts those above.

    Raises ValueError for no pair, one pair or all zero. Source: Arbuthnott 1710; Hollander and Wolfe 1999, section 3.4.
    """
    d = changed(values)
    above, moved = int((d > 0).sum()), int((d != 0).sum())
    ways = [comb(moved, k) for k in range(moved + 1)]
    low, high = (Fraction(sum(part), 2**moved) for part in (ways[: above + 1], ways[above:]))
    return Test(
        method="exact sign test" + (", zeros left out" if moved < d.size else ""),
        p=float(choose(low, high, alternative)),
        floor=smallest(moved, alternative),
        n=d.size,
        statistic=float(above),
        alternative=alternative,
    )
