"""``hepatica design calendar``: how long a trial lasts, what its gaps and reviews cost, and whom it exposes before it knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hepatica.cli.design.document import Named, examined
from hepatica.cli.design.said import Row, Table, answer

if TYPE_CHECKING:
    from hepatica.design.tried.calendar import Spread
    from hepatica.design.tried.timing import Calendar

RATES = (0.05, 0.15, 0.30, 0.50)


def calendar(
    design: Named,
    *,
    rate: Annotated[
        list[float] | None,
        typer.Option("--rate", help="True rate of related serious events in the window; again for more."),
    ] = None,
    trials: Annotated[int, typer.Option("--trials", help="Simulated trials at each rate.")] = 2_000,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same numbers.")] = 1,
    onset: Annotated[
        str, typer.Option(help="When events begin, as for stagger; else any day of the window alike.")
    ] = "",
    report: Annotated[float, typer.Option(help="Days from an event until all know.")] = 1.0,
    review: Annotated[float, typer.Option(help="Days that a review holds entry.")] = 14.0,
    spread: Annotated[
        float, typer.Option(help="Coefficient of variation of one site's pace around what is planned.")
    ] = 0.0,
    table: Table = False,
) -> None:
    """Say how long the trial lasts, what stagger and reviews delay, and how many are exposed before the rule can know."""
    loaded = examined(design)

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.cli.design.stop import begins
        from hepatica.design.tried.schedule import schedule
        from hepatica.design.tried.timing import calendar as timed

        plan = schedule(loaded, report=report, review=review, spread=spread)
        told = timed(
            loaded, tuple(rate or RATES), trials=trials, seed=seed, plan=plan,
            onset=begins(onset) if onset else None,
        )  # fmt: skip
        head = {"design": loaded.id, "participants": loaded.participants}
        return head | asdict(told) | {"label": list(told.label.lines)}, _rows(told)

    answer(made, table)


def register(room: typer.Typer) -> None:
    """Add the command to the room."""
    room.command("calendar")(calendar)


def _rows(told: Calendar) -> Iterable[Row]:
    yield (told.label.lines[0],)
    yield (
        f"{told.trials:,} trials at each rate, seed {told.label.seed}; in brackets the 10th and 90th percentile.",
    )
    yield (
        f"Planned: {told.planned_months:.1f} months. Gaps alone put off the last entry by {_told(told.delayed)} months.",
    )
    yield ()
    yield ("true rate", *(f"{one.rate:.0%}" for one in told.rates))
    yield (
        "stopped by the boundary, %",
        *(_share(one.stopped.value, one.stopped.error) for one in told.rates),
    )
    for name, part in (
        ("months to the last visit", "months"),
        ("participants who enter", "entered"),
        ("given cells", "exposed"),
        ("… of these harmed", "harmed"),
        ("… after the boundary was met, unknown", "late"),
        ("given cells, where it stops", "exposed_if_stopped"),
        ("… of these harmed", "harmed_if_stopped"),
        ("reviews", "reviews"),
    ):
        yield (name, *(_told(getattr(one, part)) for one in told.rates))
    yield ()
    yield from ((sentence,) for sentence in (*told.assumes, *told.cannot_show))


def _share(value: float, error: float) -> str:
    return f"{100 * value:.1f} ± {100 * error:.1f}"


def _told(found: Spread | None) -> str:
    return "–" if found is None else f"{found.mean.value:.1f} ({found.low:.0f}–{found.high:.0f})"
