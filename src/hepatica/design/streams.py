"""Counter-based streams: a number depends on the seed and on what it is for, never on who drew before or how many workers there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.random import Generator, Philox
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LARGEST = 2**128


class _Key(ISeedSequence):
    """A key as it is: numpy would ask the machine for chance that a keyed generator never uses, which takes longer."""

    def __init__(self, digest: bytes) -> None:
        self._words = np.frombuffer(digest[::-1], dtype="<u8").astype(np.uint64)

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[np.uint64]:  # noqa: ARG002 - numpy's
        """Return the key."""
        return self._words


def stream(seed: int, *path: int | str) -> Generator:
    """Open the stream of one purpose: a Philox generator whose key is a hash of the seed and the path.

    The path names what is drawn, from the large to the small: ``stream(7, replicate, "visits")``. Equal arguments give
    equal numbers in any process and in any order; a longer path is another stream, so an arm that is added draws from a
    stream of its own and leaves every patient as it was. Raises ValueError for a seed below 0 or of more than 128 bits.
    Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3 (10.1145/2063384.2063405).
    """
    if not 0 <= seed < _LARGEST:
        raise ValueError(f"a seed of {seed} cannot be: it is a whole number from 0 to 2^128 - 1")
    # repr keeps 1 and "1" apart; the separator cannot stand inside a repr unescaped.
    text = "\n".join(repr(part if isinstance(part, str) else int(part)) for part in (seed, *path))
    key = _Key(blake2b(text.encode(), digest_size=16).digest())
    return Generator(Philox(key))  # type: ignore[arg-type]  # numpy takes any ISeedSequence, its stubs do not say so


@dataclass(frozen=True, kw_only=True)
class Together:
    """The streams of one purpose in several trials of one size, drawn as one: rows are patients, trial after trial.

    Each patient's numbers come from the own trial's stream, so they are the same whichever trials are drawn together.
    """

    streams: Sequence[Generator]

    def standard_normal(self, size: tuple[int, ...]) -> Floats:
        """Draw normal scores."""
        return self._drawn(size, lambda one, part: one.standard_normal(part))

    def standard_exponential(self, size: tuple[int, ...]) -> Floats:
        """Draw exponential times of mean 1."""
        return self._drawn(size, lambda one, part: one.standard_exponential(part))

    def random(self, size: tuple[int, ...]) -> Floats:
        """Draw uniform numbers."""
        return self._drawn(size, lambda one, part: one.random(part))

    def _drawn(
        self, size: tuple[int, ...], draw: Callable[[Generator, tuple[int, ...]], NDArray[Any]]
    ) -> NDArray[Any]:
        part = (size[0] // len(self.streams), *size[1:])
        return np.concatenate([draw(one, part) for one in self.streams])


Chance = Generator | Together


def codes(chance: Chance, size: tuple[int, ...]) -> NDArray[np.uint16]:
    """Draw whole numbers of sixteen bits, (rows, …): four of each word of the generator."""
    if isinstance(chance, Together):
        return chance._drawn(size, codes)  # noqa: SLF001 - its own kind
    count = int(np.prod(size))
    words = np.asarray(chance.bit_generator.random_raw(-(-count // 4)), dtype="<u8")
    return words.view("<u2")[:count].reshape(size)
