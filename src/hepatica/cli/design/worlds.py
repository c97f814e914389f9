"""``hepatica design worlds | play``: the named worlds, and a design played in each of them, resumable, on all processors."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hepatica.cli.design.document import Named, examined
from hepatica.cli.design.said import Row, Table, answer

if TYPE_CHECKING:
    from hepatica.design.document import Design
    from hepatica.design.replicates import Tally
    from hepatica.design.tried.plan import TrialPlan
    from hepatica.design.worlds.world import World

BLOCK = 20
"""Simulated trials that a worker takes at once."""
PATIENCE = 600
"""Seconds beyond which the command asks first."""


def worlds() -> None:
    """Print the named worlds: what the cells are supposed to do in each."""
    from hepatica.cli.design.said import aligned
    from hepatica.design.worlds.world import worlds as every

    typer.echo("\n".join(aligned([(world.code, world.name, world.sentence) for world in every()])))


def play(
    design: Named,
    *,
    world: Annotated[
        list[str] | None, typer.Option("--world", help="Name or code of a world; again for more; none: all.")
    ] = None,
    trials: Annotated[int, typer.Option("--trials", help="Simulated trials in each world.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same numbers, however many workers.")] = 1,
    weight: Annotated[
        float, typer.Option("--weight", help="kg, assumed of everybody for doses per kg.")
    ] = 60,
    workers: Annotated[int, typer.Option("--workers", help="Processes; 0 is one for each processor.")] = 0,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", help="Folder that keeps what is done: a killed run goes on there."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="However long it takes.")] = False,
    table: Table = False,
) -> None:
    """Simulate a design in named worlds: how often each question is answered yes, what would be chosen, whom it harms."""
    loaded = examined(design)

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.tried.plan import trial_plan
        from hepatica.design.tried.told import told
        from hepatica.design.worlds.world import find_world
        from hepatica.design.worlds.world import worlds as every

        plan = trial_plan(loaded, weight_kg=weight)
        chosen = tuple(map(find_world, world)) if world else every()
        _patience(plan, chosen, trials, workers, yes)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
        found = {one: _replicated(loaded, plan, one, trials, seed, workers, keep) for one in chosen}
        return told(loaded, plan, found, seed, weight), _rows(plan, found, seed)

    answer(made, table)


def register(room: typer.Typer) -> None:
    """Add both commands to the room."""
    room.command("worlds")(worlds)
    room.command("play")(play)


def _patience(plan: TrialPlan, chosen: tuple[World, ...], trials: int, workers: int, yes: bool) -> None:
    """Play two trials to know how long all would take, and ask where that is long."""
    import os

    from hepatica.design.replicates import Block
    from hepatica.design.tried.played import play as played
    from hepatica.design.worlds.simulate import nature

    if trials < 1:
        raise ValueError(f"--trials: {trials} trials cannot be simulated; at least 1")
    if yes or trials * len(chosen) <= BLOCK:
        return
    supposed = nature()
    played(plan, chosen[0], supposed, 0, Block(first=0, count=1))
    start = time.perf_counter()
    played(plan, chosen[0], supposed, 0, Block(first=0, count=1))
    each = time.perf_counter() - start
    seconds = each * trials * len(chosen) / (workers or os.cpu_count() or 1)
    if seconds > PATIENCE:
        raise ValueError(
            f"--trials: {trials:,} trials in {len(chosen)} worlds take about {_long(seconds)}; "
            "add --yes if that many are meant, or name fewer worlds."
        )


def _long(seconds: float) -> str:
    for size, unit in ((365.25 * 86400, "years"), (86400, "days"), (3600, "hours")):
        if seconds > 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds / 60:,.0f} minutes"


def _replicated(
    design: Design, plan: TrialPlan, world: World, trials: int, seed: int, workers: int, keep: Path | None
) -> Tally:
    from hepatica.design.label import digest_of
    from hepatica.design.tried.played import play as played
    from hepatica.design.worlds.simulate import nature
    from hepatica.design.written import sha256
    from hepatica.jobs.replicating import ReplicatingError, replicate

    supposed = nature()
    bar = sys.stderr.isatty()

    def told(done: int, total: int) -> None:
        if bar:
            ending = "\n" if done == total else "\r"
            typer.echo(f"{world.code} {world.name}: {done:,} of {total:,}{ending}", err=True, nl=False)

    try:
        return replicate(
            partial(played, plan, world, supposed, seed),
            total=trials,
            of=digest_of(sha256(design), repr(plan), repr(world), supposed.digest, str(seed)),
            size=BLOCK,
            workers=workers,
            keep=keep / f"{world.name}.jsonl" if keep else None,
            told=told,
        )
    except ReplicatingError as error:
        raise ValueError(str(error)) from error


def _rows(plan: TrialPlan, found: Mapping[World, Tally], seed: int) -> Iterable[Row]:
    from hepatica.design.tried.told import CANNOT_SHOW, EXPLAINED

    trials = next(iter(found.values())).replicates
    yield ("Simulated. No patient data. Not evidence of safety or efficacy.",)
    yield (
        f"{plan.participants} participants, {trials:,} trials in each world, seed {seed}; ± is one standard error.",
    )
    yield ()
    yield ("%", *(world.code for world in found))
    arms = [arm.name for arm in plan.arms]
    lines = [f"{kind}: {name}" for kind in ("yes", "survivors") for name in plan.questions]
    lines += [f"best: {arm}" for arm in arms]
    lines += [f"{kind}: {arm}" for kind in ("died", "harmed", "short") for arm in arms]
    lines += ["paused", "stopped"] if plan.watched else []
    for line in lines:
        yield (line, *(_percent(tally, line) for tally in found.values()))
    yield ()
    for world in found:
        yield (f"{world.code}: {world.sentence}",)
    yield from ((sentence,) for sentence in (*EXPLAINED, *CANNOT_SHOW))


def _percent(tally: Tally, name: str) -> str:
    found = tally.mean(name)
    return f"{100 * found.value:.1f} ± {100 * found.error:.1f}"
