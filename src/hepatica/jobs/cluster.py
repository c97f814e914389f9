"""The workers of a Dask cluster (the extra ``cluster``): the same blocks and streams, so the same numbers as one machine.

What the scheduler cannot do is a sentence: no answer, no workers, workers without this version, a cluster that is lost.
"""

from __future__ import annotations

import contextlib
import logging
import re
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from types import TracebackType
from typing import Any, Self

from hepatica import __version__
from hepatica.design.replicates import Block, Tally
from hepatica.jobs.processes import TRIES, ReplicatingError, Work

ANSWERS = 10.0
"""Seconds in which a scheduler answers."""
PATIENCE = 60.0
"""Seconds without one worker after which a cluster counts as lost; others may be started in that time."""
LOOKS = 2.0
"""Seconds after which one looks whether the cluster is there at all, while no block is done."""
_ADDRESS = re.compile(r"(tcp|tls)://\S+:\d{1,5}")
_KEPT = "what was done is kept where --keep names a folder, and the same command goes on"


class Cluster:
    """Works on blocks on the workers of a scheduler at ``tcp://HOST:PORT`` (or ``tls://``); a context.

    Raises ReplicatingError on entering when the extra is not installed, nobody answers, or a worker has another version.
    """

    def __init__(self, address: str, *, answers: float = ANSWERS, patience: float = PATIENCE) -> None:
        self._address, self._answers, self._patience = address, answers, patience
        self._dask: Any = None
        self._client: Any = None

    def __enter__(self) -> Self:
        if not _ADDRESS.fullmatch(self._address):
            raise ReplicatingError(f"“{self._address}” is no address of a scheduler: write tcp://HOST:PORT.")
        try:
            self._dask = import_module("distributed")
        except ModuleNotFoundError:
            said = "A cluster needs Dask: install Hepatica with the extra cluster (pip install 'hepatica[cluster]')."
            raise ReplicatingError(said) from None
        for name in ("distributed", "distributed.client"):  # what goes wrong is said in a sentence
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client = self._dask.Client(self._address, timeout=self._answers)
        except (OSError, TimeoutError, ValueError):
            raise ReplicatingError(
                f"No scheduler answers at {self._address}: is it started, and is it Dask's?"
            ) from None
        try:
            self._agree()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def __call__(self, work: Work, left: Sequence[Block]) -> Iterator[tuple[Block, Tally]]:
        """Yield blocks as they are done; those of a worker that died are done by another.

        Raises ReplicatingError when the cluster is lost, or workers die of the same block again and again.
        """
        ahead, running = iter(left), dict[Any, Block]()
        try:
            while True:
                if self._client.status != "running":
                    raise self._lost()
                while len(running) < 2 * self._threads() and (block := next(ahead, None)):
                    running[self._client.submit(work, block, pure=False)] = block
                if not running:
                    return
                for future in self._done(running):
                    yield running.pop(future), self._result(future)
        finally:
            with contextlib.suppress(Exception):  # a scheduler that is gone takes nothing back
                self._client.cancel(list(running))

    def _done(self, running: dict[Any, Block]) -> tuple[Any, ...]:
        """Wait until blocks are done and return them; look now and then whether anybody works on them at all."""
        alone = 0.0
        while True:
            began = time.monotonic()
            try:
                return tuple(
                    self._dask.wait(list(running), timeout=LOOKS, return_when="FIRST_COMPLETED").done
                )
            except self._dask.CancelledError:
                raise self._lost() from None
            except TimeoutError:
                if self._client.status != "running":
                    raise self._lost() from None
                alone = 0.0 if self._workers() else alone + time.monotonic() - began
                if alone > self._patience:
                    raise self._lost() from None

    def _result(self, future: Any) -> Tally:
        if future.status == "cancelled" or self._client.status != "running":
            raise self._lost()
        try:
            found: Tally = future.result(timeout=self._answers)
        except self._dask.scheduler.KilledWorker:
            said = f"workers of {self._address} were killed {TRIES} times in a row over one block (is there memory enough?)"
            raise ReplicatingError(f"{said}; {_KEPT}.") from None
        except (self._dask.CancelledError, TimeoutError):
            raise self._lost() from None
        return found

    def _lost(self) -> ReplicatingError:
        return ReplicatingError(f"The cluster at {self._address} is lost; {_KEPT}.")

    def _workers(self) -> dict[str, Any]:
        found: dict[str, Any] = self._client.scheduler_info(n_workers=-1).get("workers", {})
        return found

    def _threads(self) -> int:
        return sum(int(worker["nthreads"]) for worker in self._workers().values()) or 1

    def _agree(self) -> None:
        """Refuse a cluster without workers, and one whose workers have no Hepatica, or another."""
        told = self._client.run(version_here, on_error="return")
        if not told:
            raise ReplicatingError(f"The scheduler at {self._address} has no workers: start some.")
        for worker, version in sorted(told.items()):
            if isinstance(version, BaseException) or version is None:
                raise ReplicatingError(f"The worker {worker} has no Hepatica: install {__version__} there.")
            if version != __version__:
                said = f"The worker {worker} has Hepatica {version} and this is {__version__}"
                raise ReplicatingError(f"{said}, whose numbers may differ: give all the same version.")

    def _end(self) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            self._client.close(timeout=self._answers)


def version_here() -> str:
    """Return the version of Hepatica of the process that is asked."""
    return __version__
