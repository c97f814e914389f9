"""``hepatica simulate``: a whole trial of virtual patients, played through the ledger of a folder of its own."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hepatica.cli.trial import fail, said

if TYPE_CHECKING:
    from hepatica.design.worlds.world import World
    from hepatica.simulated.trial import Trial

MANY = 10_000
"""People beyond which the command asks first."""
EACH = 4
"""Seconds for one person asked, on one processor: measured, those who are turned away and those who are followed together."""


def simulate(
    folder: Annotated[
        Path,
        typer.Argument(help="A new folder for the trial, or one in which it was cut short.", file_okay=False),
    ],
    n: Annotated[int, typer.Option("-n", help="People asked; some of them are not eligible.")] = 40,
    seed: Annotated[int, typer.Option(help="Same seed, same people, same ledger.")] = 1,
    world: Annotated[
        str, typer.Option(help="Name or code of a world: hepatica design worlds.")
    ] = "no-effect",
    study: Annotated[str, typer.Option(help="A built-in study, or a folder of YAML.")] = "nct04243681",
    go_on: Annotated[
        bool, typer.Option("--go-on", help="Go on although a stopping boundary is met.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="However many people.")] = False,
) -> None:
    """Play a whole trial of virtual patients through the ledger, and write the truth beside it."""
    chosen = _checked(n, seed, world, yes)
    from hepatica import trial as opening
    from hepatica.cli.study import find_folder
    from hepatica.conduct.plan import Plan
    from hepatica.demo.play import NotPlayable
    from hepatica.simulated import eligible
    from hepatica.simulated import folder as folders
    from hepatica.study.load import load

    asked = folders.Asked(n=n, seed=seed, world=chosen, go_on=go_on)
    with said():
        again = folders.is_cut_short(folder)
        changed = folders.prepare(folder, find_folder(study), asked)
        typer.echo(_begins(n, again, changed))
        typer.echo(eligible.limits(Plan(load(folder / "study"))))
        opening.open_trial(folder)
        opening.migrate()
    start = time.perf_counter()
    with typer.progressbar(length=n, label="People asked") as bar:
        try:
            played = folders.fill(folder, asked, changed, lambda _: bar.update(1))
        except NotPlayable as error:
            fail(f"The study cannot be simulated: {error}. {folder} holds what was played until then.")
    typer.echo(_told(folder, played, time.perf_counter() - start))


def demonstrate(folder: Path, study: Path, n: int) -> None:
    """Make the demo of a folder out of n virtual patients, in the world where nothing works, under way at this moment.

    TrialError and StudyProblems as for any new folder; ends the command with 1 where the study cannot be played.
    """
    from datetime import UTC, datetime

    from hepatica import trial as opening
    from hepatica.demo.play import NotPlayable
    from hepatica.design.worlds.world import find_world
    from hepatica.simulated import folder as folders
    from hepatica.simulated import truth

    asked = folders.under_way(n, datetime.now(UTC), world=find_world("no-effect"))
    changed = folders.prepare(folder, study, asked)
    opening.open_trial(folder)
    opening.migrate()
    try:
        played = folders.fill(folder, asked, changed)
    except NotPlayable as error:
        fail(f"The study cannot be simulated: {error}.")
    typer.echo("\n".join((changed, *truth.label(played.world, played.seed).lines[:2])))


def _begins(n: int, again: bool, changed: str) -> str:
    if again:
        return f"Going on with a trial of {n:,} people asked that was cut short; what stands is gone over first. {changed}"
    return f"Simulating a trial of {n:,} people asked, about {_long(n * EACH)}. {changed}"


def _checked(n: int, seed: int, world: str, yes: bool) -> World:
    """Return the world asked for; ends the command with 2 and a sentence where an argument cannot be."""
    from hepatica.design.worlds.world import find_world

    try:
        _check(n, seed, yes)
        return find_world(world)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _check(n: int, seed: int, yes: bool) -> None:
    """Raise ValueError for a number of people or a seed that cannot be."""
    if n < 1:
        raise ValueError(f"-n: a trial of {n} people cannot be played; at least 1")
    if seed < 0:
        raise ValueError(f"--seed: {seed} is below 0")
    if n > MANY and not yes:
        raise ValueError(f"-n: {n:,} people take about {_long(n * EACH)}; add --yes if that many are meant")


def _long(seconds: float) -> str:
    return f"{seconds / 3600:,.0f} hours" if seconds > 7200 else f"{max(seconds / 60, 1):,.0f} minutes"


def _told(folder: Path, played: Trial, seconds: float) -> str:
    """Return what became of everybody, what stopped the trial, and what all of it is."""
    from hepatica.simulated import truth

    ends = Counter(life.outcome for life in played.lives)
    ended = ", ".join(f"{ends[one]} {one}" for one in ("completed", "died", "transplanted", "left"))
    asked = f"{len(played.lives)} asked: {ends['failed']} not eligible, {played.infused} infused, {ended}."
    lines = [asked, f"{played.holds} holds were placed and reviewed."]
    if played.stopped:
        lines.append(
            f"The trial stopped: the boundary of {played.stopped} was met. --go-on plays it to its end."
        )
    lines.append(f"{seconds / len(played.lives):.1f} seconds for each person asked.")
    lines += truth.label(played.world, played.seed).lines[:2]
    lines.append(
        f"The truth is in {folder / truth.FILE}. Next: hepatica verify {folder}, hepatica report {folder}."
    )
    return "\n".join(lines)


def register(room: typer.Typer) -> None:
    """Add the command to the room."""
    room.command()(simulate)
