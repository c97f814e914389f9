"""What the stopping picture is drawn from: a boundary, the pause beside it, and where the trial stands."""

from dataclasses import dataclass
from decimal import Decimal

from hepatica.stats.monitoring import Walk, odds, pause_at_first, stretches


@dataclass(frozen=True, kw_only=True)
class Evaluable:
    """One participant whose outcome is known at the cut: `digit` is the place in the order of infusion."""

    digit: int
    code: str
    event: bool
    said: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class StoppingRule:
    """A boundary with the rates at which its odds are printed.

    `limits[k - 1]` is the number of participants with the event that stops after k; above k it cannot stop. `event`
    says in words what counts (`related serious adverse events`), `short` the same on the picture, and `basis` where
    the boundary comes from. `acceptable` is the rate above which the trial should stop. Raises ValueError for rates
    that are not between 0 and 1, or no limits.
    """

    limits: tuple[int, ...]
    rates: tuple[Decimal, ...]
    event: str
    short: str
    basis: str
    acceptable: Decimal

    def __post_init__(self) -> None:
        """Refuse rates that are none, through the odds they would have."""
        if not self.rates or any(not 0 < rate < 1 for rate in (*self.rates, self.acceptable)):
            raise ValueError(
                "the odds are printed at true rates between 0 and 1, and none was given or one lies outside"
            )
        self.stop(self.rates[0])

    @property
    def planned(self) -> int:
        """Count the participants the boundary is made for."""
        return len(self.limits)

    def stop(self, rate: Decimal | float) -> Walk:
        """Give the odds of the boundary at a true rate."""
        return odds(self.limits, float(rate))

    def pause(self, rate: Decimal | float) -> Walk:
        """Give the odds of pausing at the first event."""
        return odds(pause_at_first(self.planned), float(rate))

    @property
    def words(self) -> str:
        """Write the boundary: `2 of the first 2–3, 3 of 4–5`."""
        runs = stretches(self.limits)
        if not runs:
            return "never"
        said = [f"{limit} of {_range(low, high)}" for limit, low, high in runs]
        return ", ".join([said[0].replace(" of ", " of the first "), *said[1:]])


def standing(path: tuple[Evaluable, ...]) -> tuple[int, ...]:
    """Count the participants with the event after each one evaluable."""
    return tuple(sum(p.event for p in path[:k]) for k in range(1, len(path) + 1))


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}\N{EN DASH}{high}"
