"""Simulated trials on all processors of a machine, resumable: a file keeps each block as it is done.

A run that is killed goes on where it was. Its numbers are those of a run that never stopped, on one worker or on many.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import TextIO

from hepatica import __version__
from hepatica.design.replicates import BLOCK, Block, Tally, blocks, together

Work = Callable[[Block], Tally]
"""Simulates one block; it is sent to other processes, so a function of a module with its arguments bound."""
Told = Callable[[int, int], None]
"""Is told how many replicates are done, of how many."""

TRIES = 3
"""How often workers that were killed are started again without a block being done in between."""


class ReplicatingError(Exception):
    """The simulation cannot begin or go on; the sentence says why, and what was kept."""


def replicate(
    work: Work,
    *,
    total: int,
    of: str,
    size: int = BLOCK,
    workers: int = 0,
    keep: Path | None = None,
    told: Told = lambda _done, _all: None,
) -> Tally:
    """Simulate ``total`` replicates of ``work`` and return their tally.

    ``of`` says what is simulated (design, world and seed): a kept file of something else, or of another version of
    Hepatica, is refused. ``size`` is how many replicates make a block, ``workers`` 0 is one for each processor.
    Raises ReplicatingError in a sentence, ValueError for no replicates.
    """
    asked = blocks(total, size)
    done = _kept(keep, of) if keep else {}
    done = {block: done[block] for block in asked if block in done}
    left = [block for block in asked if block not in done]
    with ExitStack() as stack:
        page = stack.enter_context(_opened(keep, of)) if keep else None
        counted = sum(block.count for block in done)
        told(counted, total)
        for block, found in _worked(work, left, workers or os.cpu_count() or 1):
            done[block] = found
            if page:
                page.write(_line(block, found))
                page.flush()
            counted += block.count
            told(counted, total)
    return together(done[block] for block in asked)


def _worked(work: Work, left: list[Block], workers: int) -> Iterator[tuple[Block, Tally]]:
    """Yield blocks as they are done; workers that were killed are started again."""
    if workers == 1 or len(left) < 2:
        yield from ((block, work(block)) for block in left)
        return
    waiting, tries = list(left), 0
    while waiting:
        try:
            for block, found in _pooled(work, tuple(waiting), workers):
                waiting.remove(block)
                tries = 0
                yield block, found
        except BrokenProcessPool:
            tries += 1
            if tries == TRIES:
                said = f"the workers were killed {TRIES} times in a row (is there memory enough?)"
                raise ReplicatingError(
                    f"{said}; what was done is kept, and the same command goes on."
                ) from None


def _pooled(work: Work, left: tuple[Block, ...], workers: int) -> Iterator[tuple[Block, Tally]]:
    """Yield blocks from one pool; few are handed out ahead, so that a billion replicates fill no memory."""
    # A fresh interpreter each: a fork of a process with threads may inherit a lock that nobody opens.
    with ProcessPoolExecutor(min(workers, len(left)), mp_context=get_context("spawn")) as pool:
        ahead, running = iter(left), dict[Future[Tally], Block]()
        try:
            while True:
                while len(running) < 2 * workers and (block := next(ahead, None)):
                    running[pool.submit(work, block)] = block
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


# -- What was kept --------------------------------------------------------------------------------------------------


def _head(of: str) -> dict[str, str]:
    return {"hepatica": __version__, "of": of}


def _line(block: Block, found: Tally) -> str:
    kept = {"first": block.first, "count": block.count, "sums": found.sums}
    return json.dumps(kept, separators=(",", ":"), sort_keys=True) + "\n"


def _opened(keep: Path, of: str) -> TextIO:
    """Open the file to go on with; a line that a kill tore off is cut away first."""
    page = keep.open("a+", encoding="utf-8")
    page.seek(0)
    text = page.read()
    whole = text[: text.rfind("\n") + 1]
    page.truncate(len(whole.encode()))
    if not whole:
        page.write(json.dumps(_head(of)) + "\n")
    return page


def _kept(keep: Path, of: str) -> dict[Block, Tally]:
    """Return what an earlier run kept; raises ReplicatingError when it is of something else."""
    if not keep.exists():
        return {}
    head, *lines = keep.read_text(encoding="utf-8").split("\n")[:-1] or [""]
    if not head:
        return {}
    _refuse_another(keep, head, of)
    found = {}
    for number, line in enumerate(lines, 2):
        try:
            kept = json.loads(line)
            block = Block(first=kept["first"], count=kept["count"])
            sums = {name: (float(a), float(b)) for name, (a, b) in kept["sums"].items()}
        except (ValueError, KeyError, TypeError):
            raise ReplicatingError(
                f"{keep}, line {number}: this is no block of replicates; remove the file."
            ) from None
        found[block] = Tally(replicates=block.count, sums=sums)
    return found


def _refuse_another(keep: Path, head: str, of: str) -> None:
    try:
        said = json.loads(head)
        version, what = said["hepatica"], said["of"]
    except (ValueError, KeyError, TypeError):
        raise ReplicatingError(
            f"{keep} does not hold replicates that were kept; name another file."
        ) from None
    if version != __version__:
        begun = f"{keep} was begun by Hepatica {version} and this is {__version__}, whose numbers may differ"
        raise ReplicatingError(f"{begun}: remove it, or go on with that version.")
    if what != of:
        raise ReplicatingError(
            f"{keep} holds replicates of another design, world or seed: name another file, or remove it."
        )
