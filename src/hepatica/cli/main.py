"""The ``hepatica`` command."""

from __future__ import annotations

import typer

from hepatica import __version__
from hepatica.cli import (
    accounts,
    archive,
    design,
    doctor,
    evidence,
    export,
    identity,
    imports,
    lock,
    people,
    queries,
    safety,
    score,
    simulate,
    stats,
    study,
    tissue,
    trial,
)

app = typer.Typer(
    name="hepatica",
    help="Run an early-phase cell-therapy trial from protocol to report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"Hepatica {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Run an early-phase cell-therapy trial from protocol to report."""


for room in (
    trial,
    people,
    accounts,
    identity,
    study,
    score,
    safety,
    tissue,
    imports,
    lock,
    export,
    stats,
    evidence,
    design,
    simulate,
    archive,
    doctor,
    queries,
):
    room.register(app)
