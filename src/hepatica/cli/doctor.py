"""``hepatica doctor`` looks whether this installation is fit to keep a trial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hepatica.doctor.finding import Found


def doctor(
    folder: Annotated[Path, typer.Argument(help="The trial folder.", file_okay=False)],
    time_server: Annotated[str, typer.Option(help="A time server (SNTP) to compare the clock with.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for a monitoring system.")] = False,
) -> None:
    """Look at versions, folder, disk, clock, database, transport, mail, jobs and the last backup; 1 when one must be mended."""
    from hepatica import trial
    from hepatica.cli.trial import said

    with said():
        trial.open_trial(folder)
    found = list(_examined(folder.resolve(), time_server))
    if as_json:
        typer.echo(
            json.dumps([{"what": f.what, "level": f.level, "sentence": f.sentence} for f in found], indent=1)
        )
    else:
        for one in found:
            typer.echo(f"{one.level:<4}  {one.what:<10} {one.sentence}")
    raise typer.Exit(1 if any(one.level == "fail" for one in found) else 0)


def _examined(folder: Path, time_server: str) -> Iterator[Found]:
    from django.conf import settings
    from django.db import DatabaseError

    from hepatica.doctor import hour, place, reach, record
    from hepatica.doctor.finding import fail

    yield from place.versions()
    yield from place.folder(folder)
    yield from place.disk(folder)
    yield from hour.clock(time_server)
    try:
        yield from record.database()
        for look in (record.hour, record.jobs, record.backup):
            yield from look()
    except DatabaseError as error:
        yield fail("database", f"The database cannot be read: {error}.")
    yield from record.debug()
    yield from reach.transport(settings.SITE, settings.MESSAGES)
    yield from reach.mail(settings.MESSAGES)


def register(app: typer.Typer) -> None:
    """Add ``hepatica doctor`` to the command."""
    app.command()(doctor)
