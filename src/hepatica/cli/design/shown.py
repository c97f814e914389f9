"""How boundaries and their odds are shown on the command line: rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from hepatica.cli.design.said import Row


def boundary(limits: Sequence[int | None], name: str = "stops at") -> list[Row]:
    """Give a boundary as rows: participants, and the events that stop; a dash where it cannot."""
    shown = [("after", *range(1, len(limits) + 1)), (name, *("-" if one is None else one for one in limits))]
    label, width = max(len(name), len("after")), len(str(len(limits)))
    lines = (f"{first:<{label}}  " + " ".join(f"{cell:>{width}}" for cell in rest) for first, *rest in shown)
    return [*((line,) for line in lines), ("",)]


def rows(lines: Sequence[Sequence[float]]) -> list[Row]:
    """Give lines of numbers as rows."""
    return [cells(line) for line in lines]


def cells(line: Sequence[float]) -> tuple[str, ...]:
    """Give numbers as cells, to three digits."""
    return tuple(f"{value:.3f}" for value in line)


def sentences(said: Sequence[str]) -> list[Row]:
    """Give sentences as rows of their own, after an empty one."""
    return [("",), *((sentence,) for sentence in said)]
