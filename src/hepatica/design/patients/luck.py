"""All chance in the courses of a group, drawn once, so that the same patients can be walked untreated and treated.

The steps of the daily swing are the most of it by far: a step is read from a normal distribution cut into 65,536 equally
probable parts, four to a word of the generator. Their sums over days are normal as far as anybody can tell.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.design.streams import Chance, Together, codes, stream

Floats = NDArray[np.float64]
Codes = NDArray[np.uint16]

BLOCK = 60
"""Days drawn from one stream: a longer course begins as a shorter one of the same patient."""
EPISODES = 16
"""Episodes of a patient that have numbers of their own; hardly anybody has more, and then they come round again."""
_PARTS = 2**16


@dataclass(frozen=True, kw_only=True)
class Streams:
    """The streams of a group of patients, each drawn patient by patient: one added arm, patient or day moves nothing else."""

    seed: int
    paths: tuple[tuple[int | str, ...], ...]
    """What names the group; several are as many trials of one size, whose patients lie one trial after another."""

    @classmethod
    def of(cls, seed: int, *path: int | str) -> "Streams":
        """Name them for one replicate."""
        return cls(seed=seed, paths=(path,))

    @classmethod
    def several(cls, seed: int, replicates: range) -> "Streams":
        """Name those of several replicates."""
        return cls(seed=seed, paths=tuple((replicate,) for replicate in replicates))

    def open(self, *purpose: int | str) -> Chance:
        """Open one of them, at its beginning."""
        every = [stream(self.seed, *path, *purpose) for path in self.paths]
        return every[0] if len(every) == 1 else Together(streams=every)

    @property
    def endings(self) -> Chance:
        """Open the stream of death and transplant."""
        return self.open("endings")


@dataclass(frozen=True, kw_only=True)
class Luck:
    """Chance by patient in rows: what comes of it depends on what is done to the patient, the chance itself does not."""

    person: Floats
    """(n, 12): normal scores of what is a patient's own."""
    steps: Codes
    """(n, days, 3): the daily swing of bilirubin, INR and creatinine, to be read by `scores`."""
    waits: Floats
    """(n, 16): an episode begins when the rate summed since the one before reaches the next of these."""
    strikes: Floats
    """(n, 16): uniform; the kind of each episode, and how hard it strikes."""
    rest: Codes | None = None
    """(n, days, 2): the daily swing of albumin and sodium, which decide nothing; None where nobody asks for them."""

    @property
    def days(self) -> int:
        """Return how many days it lasts for."""
        return int(self.steps.shape[1])


def draw_luck(n: int, days: int, streams: Streams, *, whole: bool = True) -> Luck:
    """Draw the chance in n courses of so many days, patient by patient; albumin and sodium only where ``whole``."""

    def daily(purpose: str, each: int) -> Codes:
        drawn = [codes(streams.open(purpose, block), (n, BLOCK, each)) for block in range(-(-days // BLOCK))]
        return np.ascontiguousarray(np.concatenate(drawn, axis=1)[:, :days])

    return Luck(
        person=streams.open("person").standard_normal((n, 12)),
        steps=daily("steps", 3),
        waits=streams.open("waits").standard_exponential((n, EPISODES)),
        strikes=streams.open("strikes").random((n, EPISODES)),
        rest=daily("steps of albumin and sodium", 2) if whole else None,
    )


@cache
def scores() -> NDArray[np.float32]:
    """Return the normal score that each of the 65,536 codes stands for: the middles of equally probable parts, of SD 1."""
    middles = scipy.special.ndtri((np.arange(_PARTS) + 0.5) / _PARTS)
    # Half as large as double precision would be: the processor's cache holds it.
    found: NDArray[np.float32] = np.asarray(middles / np.sqrt((middles**2).mean()), dtype=np.float32)
    found.setflags(write=False)
    return found
