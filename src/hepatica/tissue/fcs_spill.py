"""Reads the spillover matrix a cytometer wrote into its file."""

from dataclasses import dataclass
from math import isfinite

from hepatica.tissue.flow_problem import FlowProblem

# FCS 3.1 names the first; the second is what most instruments wrote before; the third is rare and may mean otherwise.
KEYWORDS = ("spillover", "spill", "comp")


@dataclass(frozen=True, kw_only=True)
class Spill:
    """How much of each dye every detector sees: rows are dyes, columns detectors, both in the order of `channels`.

    Raises FlowProblem for a matrix that is not square, names a channel twice or holds what is not a number.
    """

    channels: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be inverted by its shape alone."""
        size = len(self.channels)
        if not size or len(self.matrix) != size or any(len(row) != size for row in self.matrix):
            raise FlowProblem(f"the spillover matrix is not square: {size} channels")
        if len(set(self.channels)) < size:
            raise FlowProblem("the spillover matrix names a channel twice")
        if not all(isfinite(value) for row in self.matrix for value in row):
            raise FlowProblem("the spillover matrix holds a value that is not a number")


def read_spill(text: dict[str, str]) -> Spill | None:
    """Read the matrix from a file's keywords (lower case, without $); None when there is none that names its channels.

    Raises FlowProblem for a damaged matrix, and for two keywords that disagree.
    """
    found = [
        _parse(keyword, text[keyword])
        for keyword in KEYWORDS
        if text.get(keyword, "").strip() and (keyword != "comp" or not _unnamed(text[keyword]))
    ]
    if any(spill != found[0] for spill in found):
        raise FlowProblem("this file holds two spillover matrices that differ; give one in the template")
    return found[0] if found else None


def _unnamed(said: str) -> bool:
    """Say whether a $COMP gives numbers only: which channels it means is not written down."""
    return not any(character.isalpha() for character in said)


def _parse(keyword: str, said: str) -> Spill:
    parts = [part.strip() for part in said.split(",")]
    size = int(parts[0]) if parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 5 else 0
    if size < 1 or len(parts) != 1 + size + size * size:
        raise FlowProblem(f"the keyword ${keyword.upper()} is damaged: it is not a square matrix with names")
    names, numbers = parts[1 : 1 + size], parts[1 + size :]
    try:
        values = [float(number) for number in numbers]
    except ValueError as error:
        raise FlowProblem(f"the keyword ${keyword.upper()} holds a value that is not a number") from error
    rows = (tuple(values[n * size : (n + 1) * size]) for n in range(size))
    return Spill(channels=tuple(names), matrix=tuple(rows))
