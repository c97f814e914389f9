"""Many participants in a statement: SQLite binds 32,766 values at most and PostgreSQL 65,535, so they are named in parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MOST = 10_000
"""Participants whom one statement names."""


def parts(subjects: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield participants in order, each once, as conditions on ``subject`` with the values they bind; nothing of nobody."""
    wanted = sorted(set(subjects))
    for start in range(0, len(wanted), MOST):
        some = tuple(wanted[start : start + MOST])
        yield f"subject IN ({', '.join(['%s'] * len(some))})", some
