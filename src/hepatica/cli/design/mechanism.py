"""``hepatica design mechanism | biopsies``: what the mechanism supposes, in the worlds' words, and what pairs of biopsies show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hepatica.cli.design.said import Row, Table, answer

if TYPE_CHECKING:
    from hepatica.design.mechanism.biopsy import Outlook
    from hepatica.design.mechanism.named import Supposed
    from hepatica.design.replicates import Mean

Seed = Annotated[int, typer.Option("--seed", help="Same seed, same numbers.")]
MOST = 200_000
"""Draws that fit the memory side by side."""


def mechanism(
    *,
    draws: Annotated[int, typer.Option("--draws", help="Sets of rates drawn from the priors.")] = 10_000,
    seed: Seed = 1,
    table: Table = False,
) -> None:
    """Say which share of the mechanism's priors lies in each named world, before and after published arms; no more.

    It is a hypothesis: it recommends no world, no cells and no dose.
    """

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.mechanism.named import supposed_worlds

        if draws > MOST:
            raise ValueError(f"--draws: {draws:,} do not fit side by side; at most {MOST:,}")
        found = supposed_worlds(draws, seed=seed)
        return asdict(found) | {"label": list(found.label.lines)}, _supposed(found)

    answer(made, table)


def biopsies(
    *,
    pairs: Annotated[
        list[int] | None, typer.Option("--pairs", help="Participants with both biopsies; again for more.")
    ] = None,
    day: Annotated[int, typer.Option("--day", help="Day of the second biopsy.")] = 180,
    fields: Annotated[int, typer.Option("--fields", help="Fields counted in a core.")] = 10,
    expansion: Annotated[
        float, typer.Option("--expansion", help="CD34 cells that a living infused one stands for.")
    ] = 1.0,
    alpha: Annotated[float, typer.Option("--alpha", help="Two-sided error.")] = 0.05,
    power: Annotated[float, typer.Option("--power", help="Power asked for.")] = 0.8,
    seed: Seed = 1,
    table: Table = False,
) -> None:
    """Say what cells would add to CD34 in the liver, what a core misses, and what so many pairs of biopsies can show."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.mechanism.biopsy import Reading, outlook

        how = Reading(fields=fields, expansion=expansion)
        asked = tuple(pairs or (5, 8, 12, 20))
        found = outlook(asked, day=day, reading=how, alpha=alpha, power=power, seed=seed)
        return asdict(found) | {"label": list(found.label.lines)}, _outlook(found)

    answer(made, table)


def register(room: typer.Typer) -> None:
    """Add both commands to the room."""
    room.command("mechanism")(mechanism)
    room.command("biopsies")(biopsies)


def _supposed(found: Supposed) -> Iterable[Row]:
    yield from ((line,) for line in found.label.lines)
    yield ()
    yield (
        f"{found.draws:,} sets of rates, {found.effective:,.0f} of them effective; a difference is {found.limit:g} points.",
    )
    yield ("world", "share of the prior, %", "after published arms, %", "")
    for one in found.shares:
        yield (f"{one.code} {one.world}", _percent(one.before), _percent(one.after), one.sentence)
    yield ()
    yield (found.refuses,)
    yield from ((sentence,) for sentence in found.cannot_show)


def _outlook(found: Outlook) -> Iterable[Row]:
    yield from ((line,) for line in found.label.lines)
    yield ()
    yield (
        f"CD34 of {found.baseline:g} % before; one core of {found.reading.fields} fields is off by an SD of {found.core_sd:.1f}.",
    )
    yield (f"on day {found.day}", "living cells, million (5, 50, 95 %)", "points that they add (5, 50, 95 %)")
    for arm in found.living:
        yield (arm.name, _three(arm.cells), _three(arm.points))
    yield ()
    yield (
        "pairs",
        "smallest p",
        "p reached by chance, %",
        "all rise by chance, %",
        "points shown",
        "cells each must stand for",
    )
    for one in found.pairs:
        shown = "none" if one.detectable is None else f"{one.detectable:.1f}"
        each = "–" if one.standing_for is None else f"{one.standing_for:,.0f}"
        yield (
            str(one.pairs),
            f"{one.smallest_p:.2g}",
            _percent(one.chance),
            _percent(one.all_rise),
            shown,
            each,
        )
    yield ()
    yield from ((sentence,) for sentence in (*found.assumes, *found.cannot_show))


def _three(found: tuple[float, float, float]) -> str:
    return " / ".join(f"{one:.2g}" for one in found)


def _percent(found: Mean | None) -> str:
    return "not in it" if found is None else f"{100 * found.value:.1f} ± {100 * found.error:.1f}"
