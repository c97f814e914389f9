"""The ``hepatica`` command."""

from __future__ import annotations

import typer

from hepatica import (
    __version__,
    cli_accounts,
    cli_archive,
    cli_design,
    cli_doctor,
    cli_evidence,
    cli_export,
    cli_identity,
    cli_import,
    cli_lock,
    cli_people,
    cli_queries,
    cli_safety,
    cli_score,
    cli_stats,
    cli_study,
    cli_tissue,
    cli_trial,
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
    cli_trial,
    cli_people,
    cli_accounts,
    cli_identity,
    cli_study,
    cli_score,
    cli_safety,
    cli_tissue,
    cli_import,
    cli_lock,
    cli_export,
    cli_stats,
    cli_evidence,
    cli_design,
    cli_archive,
    cli_doctor,
    cli_queries,
):
    room.register(app)
