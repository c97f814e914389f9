"""``hepatica design``: the next trial as a value, and what its rules would do. Each family has a module of its own."""

from __future__ import annotations

import typer

from hepatica import cli_design_document, cli_design_dose, cli_design_next, cli_design_stop, cli_design_worlds

room = typer.Typer(
    help="Design the next trial: rules and their odds, what it costs, and what it cannot show.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the room and its families to the program."""
    cli_design_document.register(room)
    cli_design_dose.register(room)
    cli_design_next.register(room)
    cli_design_stop.register(room)
    cli_design_worlds.register(room)
    app.add_typer(room, name="design")
