"""A design played in its worlds, block by block: the one way in which the command, a job and a cluster do it.

A worker makes what is supposed about nature from its own package and says so when that is not what was asked: a number
from another version never stands among the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from pathlib import Path

from hepatica import __version__
from hepatica.design.document import Design
from hepatica.design.label import MODEL_VERSION
from hepatica.design.replicates import Block, Tally
from hepatica.design.tried.playing import Plan, named_of, work_of
from hepatica.design.worlds.simulate import Nature, nature
from hepatica.design.worlds.world import World
from hepatica.jobs.processes import By, ReplicatingError, Work
from hepatica.jobs.replicating import replicate

SIZE = 20
"""Simulated trials that a worker takes at once."""
Told = Callable[[World, int, int], None]
"""Is told how many trials of a world are done, of how many."""


def play_worlds(
    design: Design,
    plan: Plan,
    chosen: Iterable[World],
    *,
    trials: int,
    seed: int,
    by: By,
    keep: Path | None = None,
    told: Told = lambda _world, _done, _all: None,
) -> dict[World, Tally]:
    """Play ``trials`` trials of a design in each world and return their tallies; ``keep`` is a folder with a file for each.

    Raises ReplicatingError in a sentence, ValueError for no trials. What ``told`` raises ends the play, and what was done
    is kept.
    """
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    return {
        world: replicate(
            partial(played_block, plan, world, seed, (__version__, engine())),
            total=trials,
            of=named_of(design, plan, world, _nature(), seed),
            size=SIZE,
            by=by,
            keep=keep / f"{world.name}.jsonl" if keep else None,
            told=partial(told, world),
        )
        for world in chosen
    }


def engine() -> str:
    """Name what decides the numbers beside design, world and seed: the model and every supposed parameter."""
    return f"{MODEL_VERSION}/{_nature().digest}"


def played_block(plan: Plan, world: World, seed: int, asked: tuple[str, str], block: Block) -> Tally:
    """Play a block where the worker is. Raises ReplicatingError where it has another version than was ``asked``."""
    here = (__version__, engine())
    if here != asked:
        told = f"a worker has Hepatica {here[0]} ({here[1]}) and this is {asked[0]} ({asked[1]})"
        raise ReplicatingError(f"{told}, whose numbers may differ: give all the same version.")
    return _work(plan, world, seed)(block)


_LATEST: dict[str, Work] = {}


def _work(plan: Plan, world: World, seed: int) -> Work:
    """Return the work of a world, made ready once: a worker is given many blocks of it, one after another."""
    name = f"{plan!r} {world!r} {seed}"
    if name not in _LATEST:
        _LATEST.clear()
        _LATEST[name] = work_of(plan, world, _nature(), seed)
    return _LATEST[name]


@lru_cache(maxsize=1)
def _nature() -> Nature:
    return nature()
