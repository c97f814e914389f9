"""The processors of this machine: blocks of replicates in processes of their own, which are started again when they are killed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as until
from threading import Thread
from types import TracebackType
from typing import Self

from hepatica.design.replicates import Block, Tally

Work = Callable[[Block], Tally]
"""Simulates one block; it is sent to other processes, so a function of a module with its arguments bound."""
By = Callable[[Work, Sequence[Block]], Iterator[tuple[Block, Tally]]]
"""Has blocks worked on, wherever that is, and yields each as it is done."""
TRIES = 3
"""How often workers that were killed are started again without a block being done in between."""


class ReplicatingError(Exception):
    """The simulation cannot begin or go on; the sentence says why, and what was kept."""


class Processes:
    """Works on blocks in processes, one for each processor where ``workers`` is 0; in this one where it is 1.

    A context: its processes serve one world after another, and end with it.
    """

    def __init__(self, workers: int = 0) -> None:
        if workers < 0:
            raise ValueError(f"{workers} processes cannot work: at least 1, or 0 for one on each processor")
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def __call__(self, work: Work, left: Sequence[Block]) -> Iterator[tuple[Block, Tally]]:
        """Yield blocks as they are done. Raises ReplicatingError when the workers are killed again and again."""
        if self._workers == 1 or len(left) < 2:
            yield from ((block, work(block)) for block in left)
            return
        waiting, tries = list(left), 0
        while waiting:
            try:
                for block, found in self._pooled(work, tuple(waiting)):
                    waiting.remove(block)
                    tries = 0
                    yield block, found
            except BrokenProcessPool:
                self._end()
                tries += 1
                if tries == TRIES:
                    said = f"the workers were killed {TRIES} times in a row (is there memory enough?)"
                    raise ReplicatingError(
                        f"{said}; what was done is kept, and the same command goes on."
                    ) from None

    def _pooled(self, work: Work, left: tuple[Block, ...]) -> Iterator[tuple[Block, Tally]]:
        """Yield blocks; few are handed out ahead, so that a billion replicates fill no memory."""
        pool = self._started()
        ahead, running = iter(left), dict[Future[Tally], Block]()
        try:
            while True:
                while len(running) < 2 * self._workers and (block := next(ahead, None)):
                    running[pool.submit(work, block)] = block
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future.result()
        finally:
            for future in running:
                future.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # A fresh interpreter each: a fork of a process with threads may inherit a lock that nobody opens.
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=get_context("spawn"), initializer=_end_with_parent
            )
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _end_with_parent() -> None:
    """Let a worker end when the process that gives it work was killed: it would wait for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    until([sentinel])
    os._exit(1)
