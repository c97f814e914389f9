"""Who may enter: patients are drawn from the cohort and those outside the windows are turned away.

Turning away is what a trial does, so the virtual trial inherits what comes of it: patients chosen for a high MELD are
worse on that day than they usually are, and get better without anybody's help.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.baseline import Baseline, Flags, Floats, candidates, completed, joined
from hepatica.design.patients.severity import Codes, meld_of

_BATCH, _LEAST = 4096, 256
"""Candidates drawn at once, at most and at least; changes no number."""
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
    chosen, kept = parameters or load("baseline"), list[Baseline]()
    found = screened = 0
    while found < n:
        size = min(_BATCH, _LEAST + 3 * (n - found))
        place, eligible = _eligible(size, rng, windows, chosen, india=india)
        place = place[: n - found]
        screened += int(place[-1]) + 1 if found + len(place) == n else size
        if len(place):
            kept.append(eligible.take(slice(len(place))))
            found += len(place)
        if screened > _RAREST * (found + 1):
            raise ValueError(
                f"{found} of {screened} candidates are eligible: the windows leave nobody to treat"
            )
    return Entered(patients=joined(kept), screened=screened)


def _eligible(
    size: int, rng: Generator, windows: Windows, parameters: Parameters, *, india: bool
) -> tuple[NDArray[np.int64], Baseline]:
    """Draw so many candidates, and give the places and the patients of those inside every window."""
    m, extra = candidates(size, rng, parameters, india=india)
    meld = meld_of(m["bilirubin"], m["inr"], m["creatinine"])
    first = np.flatnonzero(_within(meld, windows.meld) & _within(m["age"], windows.age))
    # Who is turned away for MELD or age is not asked for the rest.
    patients = completed(
        {name: value[first] for name, value in m.items()}, extra[:, first], parameters, india=india
    )
    last = np.flatnonzero(_within(patients.child_pugh, windows.child_pugh))
    return first[last], patients.take(last)


def _within(value: Floats | Codes, window: tuple[float, float]) -> Flags:
    low, high = window
    return np.asarray((value >= low) & (value <= high))
