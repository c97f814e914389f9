"""Who may enter: patients are drawn from the cohort and those outside the windows are turned away.

Turning away is what a trial does, so the virtual trial inherits what comes of it: patients chosen for a high MELD are
worse on that day than they usually are, and get better without anybody's help.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.random import Generator

from hepatica.design.parameters import Parameters
from hepatica.design.patients.baseline import Baseline, Flags, draw_baseline, joined

_BATCH = 4096
_RAREST = 10_000
"""Candidates a place before the windows are called empty."""


@dataclass(frozen=True, kw_only=True)
class Windows:
    """Eligibility: ends included. MELD is unrounded, Child-Pugh in points, age in years."""

    meld: tuple[float, float] = (0, 100)
    child_pugh: tuple[int, int] = (5, 15)
    age: tuple[float, float] = (18, 120)

    def __post_init__(self) -> None:
        for field in fields(self):
            low, high = getattr(self, field.name)
            if not low <= high:
                raise ValueError(f"the window of {field.name} ends at {high}, before it begins at {low}")


@dataclass(frozen=True, kw_only=True)
class Entered:
    """The patients who entered, and how many were seen for them."""

    patients: Baseline
    screened: int

    @property
    def share(self) -> float:
        """Return the share of those seen who were eligible."""
        return len(self.patients) / self.screened


def draw_eligible(
    n: int,
    rng: Generator,
    windows: Windows,
    parameters: Parameters | None = None,
    *,
    india: bool = False,
) -> Entered:
    """Draw candidates until n of them lie inside every window; the first ones are the same for any n.

    Raises ValueError for fewer than one patient, and where almost nobody of the cohort is eligible.
    """
    if n < 1:
        raise ValueError(f"{n} patients cannot be drawn: at least one")
    kept: list[Baseline] = []
    found = screened = 0
    while found < n:
        batch = draw_baseline(_BATCH, rng, parameters, india=india)
        chosen = np.flatnonzero(_inside(batch, windows))[: n - found]
        if found + len(chosen) == n:
            screened += int(chosen[-1]) + 1
        else:
            screened += _BATCH
        if len(chosen):
            kept.append(batch.take(chosen))
            found += len(chosen)
        if screened > _RAREST * (found + 1):
            raise ValueError(
                f"{found} of {screened} candidates are eligible: the windows leave nobody to treat"
            )
    return Entered(patients=joined(kept), screened=screened)


def _inside(patients: Baseline, windows: Windows) -> Flags:
    inside = np.ones(len(patients), dtype=bool)
    for value, (low, high) in (
        (patients.meld, windows.meld),
        (patients.child_pugh, windows.child_pugh),
        (patients.age, windows.age),
    ):
        inside &= (value >= low) & (value <= high)
    return inside
