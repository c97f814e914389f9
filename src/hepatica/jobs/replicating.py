"""Simulated trials on all processors of a machine, resumable: a file keeps each block as it is done.

A run that is killed goes on where it was. Its numbers are those of a run that never stopped, on one worker or on many.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from hepatica import __version__
from hepatica.design.replicates import BLOCK, Block, Tally, blocks, together
from hepatica.jobs.processes import By, Processes, ReplicatingError, Work

__all__ = ["ReplicatingError", "Told", "Work", "replicate"]

Told = Callable[[int, int], None]
"""Is told how many replicates are done, of how many."""


def replicate(
    work: Work,
    *,
    total: int,
    of: str,
    size: int = BLOCK,
    workers: int = 0,
    by: By | None = None,
    keep: Path | None = None,
    told: Told = lambda _done, _all: None,
) -> Tally:
    """Simulate ``total`` replicates of ``work`` and return their tally.

    ``of`` says what is simulated (design, world and seed): a kept file of something else, or of another version of
    Hepatica, is refused. ``size`` is how many replicates make a block, ``workers`` 0 is one for each processor; ``by``
    has the blocks worked on instead, by processes that outlast this call or by a cluster.
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
        for block, found in (by or stack.enter_context(Processes(workers)))(work, left):
            done[block] = found
            if page:
                page.write(_line(block, found))
                page.flush()
            counted += block.count
            told(counted, total)
    return together(done[block] for block in asked)


# -- What was kept --------------------------------------------------------------------------------------------------


def _head(of: str) -> dict[str, str]:
    return {"hepatica": __version__, "of": of}


def _line(block: Block, found: Tally) -> str:
    kept = {"first": block.first, "count": block.count, "sums": found.sums}
    return json.dumps(kept, separators=(",", ":")) + "\n"


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
