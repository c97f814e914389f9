"""``hepatica design answers | compare``: what a design answers at once and exactly, and several designs side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from hepatica.cli.design.document import Named, examined
from hepatica.cli.design.said import Table, numbers, plain
from hepatica.cli.grid import print_grid, print_line

if TYPE_CHECKING:
    from hepatica.design.answers import Answers
    from hepatica.study.show import Grid

T = TypeVar("T")


def answers(design: Named, *, table: Table = False) -> None:
    """Say what a design answers: odds of its rules, power and price of its questions, months, and what it leans on.

    Exact and at once: nothing is simulated.
    """
    from hepatica.design.answers import answers as of
    from hepatica.design.answers.shown import grids

    loaded = examined(design)
    found = _asked(lambda: of(loaded))
    if not table:
        _json(_told(found))
        return
    typer.echo(f"{loaded.title} ({loaded.id}, version {loaded.version})")
    typer.echo(
        f"{found.participants} participants, {found.exposed} given cells at most, {found.months:.1f} months."
    )
    _lines("", found.duration.sentences)
    _grids(grids(found))
    _lines("It assumes", found.assumes)
    _lines("It cannot show", (*found.cannot_show, *(f"{one.name}: {one.sentence}" for one in found.limits)))


def compare(
    designs: Annotated[
        list[str], typer.Argument(metavar="FILE|NAME…", help="Design files, or built-in designs.")
    ],
    *,
    per_arm: Annotated[
        str, typer.Option("--per-arm", help="Numbers with commas: each design with so many in each arm.")
    ] = "",
    table: Table = False,
) -> None:
    """Put designs side by side: how many, how long, whom they expose, their power, and what each cannot show."""
    from hepatica.design.answers import compared, variants
    from hepatica.design.answers.shown import side_by_side

    loaded = [examined(design) for design in designs]
    found = _asked(
        lambda: compared([one for design in loaded for one in variants(design, per_arm=_sizes(per_arm))])
    )
    if not table:
        _json(plain(found))
        return
    _lines("", found.notes)
    _grids(side_by_side(found))
    _lines("It assumes", found.assumes)
    _lines("The comparison cannot show", found.cannot_show)


def register(room: typer.Typer) -> None:
    """Add both commands to the room."""
    room.command("answers")(answers)
    room.command("compare")(compare)


def _told(found: Answers) -> dict[str, Any]:
    """Return the answers as JSON holds them: of the design its identity alone."""
    from hepatica.design.written import sha256

    design = found.design
    identity = {"id": design.id, "version": design.version, "kind": design.kind, "title": str(design.title),
                "sha256": sha256(design)}  # fmt: skip
    parts = (field.name for field in fields(found) if field.name != "design")
    return {"design": identity, **{name: plain(getattr(found, name)) for name in parts}}


def _sizes(text: str) -> tuple[int, ...]:
    found = numbers(text, "--per-arm") if text else ()
    if not all(size.is_integer() for size in found):
        raise ValueError(f"--per-arm: “{text}” are not whole numbers")
    return tuple(map(int, found))


def _asked(made: Callable[[], T]) -> T:
    """Return what is made; what cannot be is one sentence and exit 2."""
    try:
        return made()
    except ValueError as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from refusal
    except ArithmeticError as beyond:
        typer.echo("These numbers are so large or so small that nothing can be computed with them.", err=True)
        raise typer.Exit(2) from beyond


def _json(told: dict[str, Any]) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _grids(tables: Iterable[Grid]) -> None:
    for one in tables:
        print_grid(one)


def _lines(title: str, sentences: Iterable[str]) -> None:
    if title:
        typer.echo(f"\n{title}")
    for sentence in sentences:
        print_line(sentence, indent=2 if title else 0)
