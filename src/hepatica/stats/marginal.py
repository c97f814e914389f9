"""One uncertain number on a grid: density, distribution function, mean, sd and quantiles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hepatica.stats.quadrature import Array

HALVINGS = 60
"""Of one cell of the grid: beyond this a double does not change."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Marginal:
    """A distribution known on a rising grid; between the points it is the cubic that keeps cdf and density.

    ``mean`` and ``sd`` come from the quadrature itself, not from the grid. Raises ValueError for a grid that does not
    rise or a distribution function that falls.
    """

    name: str
    """What is uncertain: ``tau``, the spread between studies on the log-odds scale."""
    grid: Array
    density: Array
    cdf: Array
    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Refuse a grid that cannot be read as a distribution."""
        if not (np.all(np.diff(self.grid) > 0) and np.all(np.diff(self.cdf) >= -1e-9)):
            raise ValueError(f"the grid of {self.name} does not rise")

    def quantile(self, p: float) -> float:
        """Give the value below which a share ``p`` of the probability lies; the end of the grid beyond it.

        Raises ValueError for a share outside 0 to 1.
        """
        if not 0 < p < 1:
            raise ValueError(f"a quantile of {p} does not lie between 0 and 1")
        if p <= self.cdf[0] or p >= self.cdf[-1]:
            return float(self.grid[0] if p <= self.cdf[0] else self.grid[-1])
        cell = int(np.searchsorted(self.cdf, p)) - 1
        low, high = float(self.grid[cell]), float(self.grid[cell + 1])
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle) < p else (low, middle)
        return (low + high) / 2

    def quantiles(self, shares: Sequence[float]) -> tuple[float, ...]:
        """Give several quantiles at once."""
        return tuple(self.quantile(p) for p in shares)

    def below(self, x: float) -> float:
        """Give the probability of a value at most ``x``."""
        if x <= self.grid[0] or x >= self.grid[-1]:
            return float(self.cdf[0] if x <= self.grid[0] else self.cdf[-1])
        cell = int(np.searchsorted(self.grid, x, side="right")) - 1
        (left, right), (low, high) = self.grid[cell : cell + 2].tolist(), self.cdf[cell : cell + 2].tolist()
        rise_low, rise_high = (self.density[cell : cell + 2] * (right - left)).tolist()
        t = (x - left) / (right - left)
        return float(
            low + (high - low) * t * t * (3 - 2 * t) + t * (1 - t) * (rise_low * (1 - t) - rise_high * t)
        )

    def density_at(self, x: float) -> float:
        """Give the density at ``x``, straight between grid points, 0 beyond them."""
        return float(np.interp(x, self.grid, self.density, left=0.0, right=0.0))
