"""The profile's axis of days: the days around the infusion may be drawn wider than the rest, and it says so."""

from dataclasses import dataclass

PREFERRED = (
    0,
    7,
    14,
    28,
    90,
    180,
    1,
    3,
    -1,
    -3,
    -5,
    5,
    10,
    -15,
    -30,
    -45,
    -60,
    -90,
    45,
    60,
    120,
    150,
    270,
    365,
)


@dataclass(frozen=True, kw_only=True)
class DayAxis:
    """Days from infusion laid on pixels; from `near_low` to `near_high` a day is `factor` times as wide.

    `factor=1` is the plain axis. Raises ValueError when the days or pixels run backwards.
    """

    first: int
    last: int
    left: float
    right: float
    near_low: int = -7
    near_high: int = 14
    factor: float = 6.0

    def __post_init__(self) -> None:
        """Refuse an axis without extent."""
        if not (self.first < self.last and self.left < self.right and self.near_low <= self.near_high):
            raise ValueError(f"an axis from day {self.first} to day {self.last} has no extent")
        if self.factor < 1:
            raise ValueError(
                f"days near the infusion cannot be drawn {self.factor} times as wide: at least 1"
            )

    def position(self, day: float) -> float:
        """Give the pixel of a day; days outside the axis lie at its ends."""
        within = min(max(day, self.first), self.last)
        share = self._width(self.first, within) / self._width(self.first, self.last)
        return self.left + share * (self.right - self.left)

    @property
    def stretched(self) -> bool:
        """Tell whether any part is drawn wider."""
        return self.factor > 1 and self.near_low < self.last and self.near_high > self.first

    def ticks(self, apart: float = 30) -> tuple[int, ...]:
        """Choose days to name, the protocol's first, never closer than `apart` pixels."""
        chosen: list[int] = []
        for day in PREFERRED:
            if self.first <= day <= self.last and all(
                abs(self.position(day) - self.position(d)) >= apart for d in chosen
            ):
                chosen.append(day)
        return tuple(sorted(chosen))

    def _width(self, start: float, end: float) -> float:
        """Give the width between two days, in days of plain width."""
        near = max(0.0, min(end, self.near_high) - max(start, self.near_low))
        return (end - start) + near * (self.factor - 1)
