"""Counter-based streams: a number depends on the seed and on what it is for, never on who drew before or how many workers there are."""

from hashlib import blake2b

from numpy.random import Generator, Philox

_LARGEST = 2**128


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
    return Generator(Philox(key=int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big")))
