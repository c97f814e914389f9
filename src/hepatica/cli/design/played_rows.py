"""What a design came to in its worlds, as a table for reading: from the record that is also kept and printed as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hepatica.cli.design.said import Row

PER_ARM = ("died", "harmed", "short")
CALENDAR = ("months", "entered", "given cells", "given cells and struck", "given cells too late", "reviews")
COUNTS = (
    "treated",
    "treated too toxic",
    "treated above of use",
    "events",
    "harmed",
    "responses",
    "not as planned",
)
Worlds = Sequence[Mapping[str, Any]]


def rows(told: Mapping[str, Any], seed: int) -> Iterable[Row]:
    """Return the lines of a record of ``told_of``: a column for each world, shares in % and counts as they are."""
    every: Worlds = tuple(told["worlds"].values())
    yield ("Simulated. No patient data. Not evidence of safety or efficacy.",)
    yield (
        f"{told['participants']} participants, {every[0]['trials']:,} trials in each world, seed {seed}; ± is one standard error.",
    )
    yield ()
    yield ("%", *(world["code"] for world in every))
    yield from (_doses(every) if "truth" in every[0] else _arms(every))
    yield ()
    yield from ((f"{world['code']}: {world['sentence']}",) for world in every)
    yield from ((sentence,) for sentence in (*told["assumes"], *told["cannot_show"]))


def _arms(every: Worlds) -> Iterator[Row]:
    names = tuple(every[0]["numbers"])
    for kind in ("yes", "survivors", "best", *PER_ARM):
        yield from (_shares(every, name) for name in names if name.startswith(f"{kind}: "))
    yield from (_shares(every, name) for name in ("paused", "stopped") if name in names)
    for factor in every[0]["right"]:
        yield ()
        yield (f"right {factor}", *(world["right"][factor] or "–" for world in every))
        yield (f"chosen right {factor}, %", *(_right(world, factor) for world in every))
        if factor != "cells":  # the arms above say it
            yield from (_shares(every, name) for name in names if name.startswith(f"chosen {factor}: "))
    yield from _numbers(every, "calendar", CALENDAR)


def _doses(every: Worlds) -> Iterator[Row]:
    levels = tuple(every[0]["truth"]["levels"])
    for name in ("chosen at the target", "chosen of use", "chosen too toxic"):
        yield _shares(every, name)
    yield from (_shares(every, f"chosen: {level}") for level in (*levels, "none"))
    yield from _numbers(every, "participants", (*(f"treated: {level}" for level in levels), *COUNTS))
    yield ()
    yield ("what is so",)
    yield ("at the target", *(", ".join(world["truth"]["at_the_target"]) for world in every))
    yield ("of use", *(world["truth"]["of_use"] or "–" for world in every))
    for level in levels:
        for what in ("toxic", "response"):
            yield (
                f"{what}: {level}, %",
                *(_percent(world["truth"]["levels"][level][what]) for world in every),
            )


def _numbers(every: Worlds, head: str, names: Sequence[str]) -> Iterator[Row]:
    there = [name for name in names if name in every[0]["numbers"]]
    if there:
        yield ()
        yield (head,)
    for name in there:
        found = [world["numbers"][name] for world in every]
        yield (name, *(f"{one['value']:.1f} ± {one['error']:.1f}" for one in found))


def _shares(every: Worlds, name: str) -> Row:
    return (name, *(_percent(world["numbers"][name]) for world in every))


def _right(world: Mapping[str, Any], factor: str) -> str:
    level = world["right"][factor]
    return "–" if level is None else _percent(world["numbers"][f"chosen {factor}: {level}"])


def _percent(found: Mapping[str, float]) -> str:
    return f"{100 * found['value']:.1f} ± {100 * found['error']:.1f}"
