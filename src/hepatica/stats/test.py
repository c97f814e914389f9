"""A p value that never stands alone: with it go its method, the number of pairs and the smallest p within reach."""

from dataclasses import dataclass
from typing import Literal

Alternative = Literal["two-sided", "less", "greater"]


@dataclass(frozen=True, kw_only=True)
class Test:
    """A test's answer; ``floor`` is the smallest p that it could have given with data of this size, ties and zeros."""

    __test__ = False  # what runs the repository's own tests collects classes of this name

    method: str
    p: float
    floor: float
    """0 where there is no floor: a p value that leans on a distribution rather than on counting."""
    n: int
    """Pairs or participants that were given."""
    statistic: float
    alternative: Alternative = "two-sided"
    error: float | None = None
    """Standard error of ``p`` where it was drawn; None where it was counted."""
    note: str = ""
    """What it leans on, as a sentence without its full stop."""

    def reaches(self, level: float = 0.05) -> bool:
        """Whether any data of this size could have given a p at or below ``level``."""
        return self.floor <= level

    def sentence(self) -> str:
        """Say p and, beside it, what this test could have shown at best: the only way a p value is printed."""
        side = "" if self.alternative == "two-sided" else f", one-sided ({self.alternative})"
        drawn = "" if self.error is None else f" (standard error {self.error:.2g})"
        said = f"{self.method}: p = {_show(self.p)}{drawn}{side}"
        if self.floor > 0:
            said += f"; smallest attainable with these {self.n}: {_show(self.floor)}"
        if not self.reaches():
            said += ", so 0.05 is out of reach whatever the data"
        return f"{said}. {self.note}." if self.note else f"{said}."


def _show(p: float) -> str:
    """Print a p to four places, and a counted one such as 0.0625 without trailing zeros."""
    return f"{p:.1e}" if 0 < p < 5e-5 else f"{p:.4f}".rstrip("0").rstrip(".")
