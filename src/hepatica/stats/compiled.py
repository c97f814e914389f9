"""The one door to the compiler: a loop that is its own algorithm runs as machine code where numba is installed.

Without numba (the extra ``design``) the same function runs as plain Python: slower, with the same numbers.
Machine code is written to disk only where ``NUMBA_CACHE_DIR`` names a place for it, as a run of the tests does, whose
many processes then compile once; left unset, as it is in a trial, every process compiles its own and keeps none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, update_wrapper
from importlib import import_module
from importlib.util import find_spec
from types import FunctionType
from typing import Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


class Compiled(Generic[P, R]):
    """A function of numbers and arrays, compiled when it is first called, so that importing it costs nothing.

    It may call other such functions of its module by name, but not itself. ``plain`` is the Python that it was written in.
    """

    plain: Callable[P, R]

    def __init__(self, plain: Callable[P, R]) -> None:
        self.plain = plain
        update_wrapper(self, plain)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it."""
        return self._fast(*args, **kwargs)

    @property
    def is_ready(self) -> bool:
        """Whether it was compiled already, so that calling it costs no more than its work."""
        return "_fast" in vars(self) and is_available()

    @cached_property
    def _fast(self) -> Callable[P, R]:
        if not is_available():
            return self.plain
        # The compiler does not know this class: it is shown a copy of the function that calls compiled ones.
        written = cast("FunctionType", self.plain)
        given = written.__globals__
        known = given | {name: _seen(given[name]) for name in written.__code__.co_names if name in given}
        copy = FunctionType(written.__code__, known, written.__name__, written.__defaults__)
        numba = import_module("numba")
        jit: Callable[[object], Callable[P, R]] = numba.njit(nogil=True, cache=bool(numba.config.CACHE_DIR))
        return jit(copy)


def compiled(function: Callable[P, R]) -> Compiled[P, R]:
    """Give the function compiled, or as it is where numba is not installed.

    It takes and gives numbers, tuples of numbers and arrays, and draws only from a numpy ``Generator`` that it is handed.
    """
    return Compiled(function)


def is_available() -> bool:
    """Say whether loops are compiled here."""
    return find_spec("numba") is not None


def _seen(value: object) -> object:
    return value._fast if isinstance(value, Compiled) else value  # noqa: SLF001  # its own kind
