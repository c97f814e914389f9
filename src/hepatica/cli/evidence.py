"""``hepatica evidence``: reads a published table and says every fault, then what contradicts its own source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

room = typer.Typer(help="Check the table of published evidence.", no_args_is_help=True)


@room.callback()
def evidence() -> None:
    """Check the table of published evidence."""


@room.command("check")
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder with table.csv and studies.csv; the shipped table without it."),
    ] = None,
) -> None:
    """Print every fault of a published table (exit 1), or what it holds and which rows are left out, and why."""
    from hepatica.evidence.load import STUDIES, TABLE, VERSION, read_evidence, resource
    from hepatica.evidence.recompute import excluded

    try:
        texts = [
            resource(name) if folder is None else (folder / name).read_text("utf-8")
            for name in (TABLE, STUDIES)
        ]
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(f"{folder} cannot be read: it needs {TABLE} and {STUDIES} in UTF-8 ({error}).", err=True)
        raise typer.Exit(1) from error
    read = read_evidence(*texts)
    if read.problems:
        typer.echo("\n".join(read.problems), err=True)
        raise typer.Exit(1)
    out = excluded(read.evidence)
    name = f"The shipped table, version {VERSION}" if folder is None else str(folder)
    typer.echo(
        f"{name}: {len(read.evidence.rows)} rows, {len(read.evidence.studies)} studies, {len(out)} rows left out."
    )
    for each in out:
        typer.echo(f"{each.row.id} {each.sentence}")


def register(app: typer.Typer) -> None:
    """Add the room's commands."""
    app.add_typer(room, name="evidence")
