"""``hepatica design worlds | play``: the named worlds, and a design played in each of them, resumable, on all processors."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hepatica.cli.design.document import Named, examined
from hepatica.cli.design.said import Row, Table, answer

if TYPE_CHECKING:
    from hepatica.design.document import Design
    from hepatica.design.replicates import Tally
    from hepatica.design.tried.playing import Plan
    from hepatica.design.worlds.simulate import Nature
    from hepatica.design.worlds.world import World
    from hepatica.jobs.cluster import Cluster
    from hepatica.jobs.processes import Processes

FEW = 20
"""Simulated trials that nobody asks about first."""
PATIENCE = 600
"""Seconds beyond which the command asks first."""


def worlds() -> None:
    """Print the named worlds: what the cells are supposed to do in each."""
    from hepatica.cli.design.said import aligned
    from hepatica.design.worlds.world import worlds as every
    from hepatica.design.worlds.world import worlds_about

    told = (*every(), *worlds_about("route", "repeats"))
    typer.echo("\n".join(aligned([(world.code, world.name, world.sentence) for world in told])))


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
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="Of a cluster: its workers instead of processes."
        ),
    ] = "",
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
        from hepatica.cli.design.played_rows import rows
        from hepatica.design.tried.playing import plan_of, told_of, worlds_of
        from hepatica.design.worlds.simulate import nature
        from hepatica.design.worlds.world import find_world

        supposed, plan = nature(), plan_of(loaded, weight_kg=weight)
        chosen = tuple(map(find_world, world)) if world else worlds_of(plan)
        _patience(plan, supposed, chosen, trials, workers, yes)
        found = _played(loaded, plan, chosen, trials, seed, _by(workers, scheduler), keep)
        told = told_of(loaded, plan, found, supposed, seed, weight)
        return told, rows(told, seed)

    answer(made, table)


def register(room: typer.Typer) -> None:
    """Add both commands to the room."""
    room.command("worlds")(worlds)
    room.command("play")(play)


def _patience(
    plan: Plan, supposed: Nature, chosen: tuple[World, ...], trials: int, workers: int, yes: bool
) -> None:
    """Play two blocks to know how long all would take, and ask where that is long."""
    import os

    from hepatica.design.replicates import Block
    from hepatica.design.tried.playing import work_of

    if trials < 1:
        raise ValueError(f"--trials: {trials} trials cannot be simulated; at least 1")
    if yes or trials * len(chosen) <= FEW:
        return
    play_one = work_of(plan, chosen[0], supposed, 0)
    play_one(Block(first=0, count=FEW))
    start = time.perf_counter()
    play_one(Block(first=0, count=FEW))
    each = (time.perf_counter() - start) / FEW
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


def _by(workers: int, scheduler: str) -> Processes | Cluster:
    """Return who works: processes of this machine, or the workers of a cluster."""
    from hepatica.jobs.cluster import Cluster
    from hepatica.jobs.processes import Processes

    return Cluster(scheduler) if scheduler else Processes(workers)


def _played(
    design: Design,
    plan: Plan,
    chosen: tuple[World, ...],
    trials: int,
    seed: int,
    by: Processes | Cluster,
    keep: Path | None,
) -> dict[World, Tally]:
    """Play in every world, with a line that counts where somebody looks."""
    from hepatica.jobs.playing import play_worlds
    from hepatica.jobs.processes import ReplicatingError

    bar = sys.stderr.isatty()

    def told(world: World, done: int, total: int) -> None:
        if bar:
            ending = "\n" if done == total else "\r"
            typer.echo(f"{world.code} {world.name}: {done:,} of {total:,}{ending}", err=True, nl=False)

    try:
        with by as worked:
            return play_worlds(
                design, plan, chosen, trials=trials, seed=seed, by=worked, keep=keep, told=told
            )
    except ReplicatingError as error:
        raise ValueError(str(error)) from error
