"""``hepatica design``: the next trial as a value, and what its rules would do. Each family has a module of its own."""

from __future__ import annotations

import typer

from hepatica.cli.design import (
    answers,
    calendar,
    document,
    dose,
    keep,
    mechanism,
    paper,
    stop,
    successor,
    worlds,
)

room = typer.Typer(
    help="Design the next trial: rules and their odds, what it costs, and what it cannot show.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the room and its families to the program."""
    answers.register(room)
    document.register(room)
    dose.register(room)
    successor.register(room)
    stop.register(room)
    worlds.register(room)
    calendar.register(room)
    mechanism.register(room)
    paper.register(room)
    keep.register(room)
    app.add_typer(room, name="design")
