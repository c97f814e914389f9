"""``hepatica lock``: what stands open before a lock. Locking itself takes two people at a screen, never a command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from hepatica.cli.trial import Folder, fail, opened


class Level(StrEnum):
    """What would be locked."""

    STUDY = "study"
    SITE = "site"
    SUBJECT = "subject"


def lock(
    folder: Folder,
    *,
    level: Annotated[Level, typer.Option(help="study, site or subject.")] = Level.STUDY,
    of: Annotated[str, typer.Option(help="The site or the participant; not for the study.")] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Print the checklist: the only thing done here.")
    ] = False,
) -> None:
    """Print what stands open before a lock; ends with 1 while anything does."""
    if not check:
        fail("A lock needs people who prove who they are: Record, Locks. Here: --check prints the checklist.")
    if (level is Level.STUDY) == bool(of):
        fail("Say --of SITE or --of PARTICIPANT for those levels, and nothing for the study.")
    opened(folder)
    _print(level, of)


def _print(level: Level, of: str) -> None:
    from zoneinfo import ZoneInfo

    from hepatica.datasets.lock_checklist import checklist, counted
    from hepatica.ledger.rows import SubjectRow
    from hepatica.store import clock, read
    from hepatica.store.read import instant_of

    state, now = read.state_at(read.head().seq), clock.now()
    rows = sorted(state.all(SubjectRow), key=lambda row: row.subject)
    whole = level is Level.STUDY
    own = [row.subject for row in rows if whole or of == (row.site if level is Level.SITE else row.subject)]
    if not whole and not own:
        fail(f"There is no {'site' if level is Level.SITE else 'participant'} {of} with anything recorded.")
    lines = checklist(
        read.plan().study, state, own, now=now.at, zone=ZoneInfo(now.zone), at_of=instant_of, study_too=whole
    )
    for kind, title, number in counted(lines):
        typer.echo(f"{title}: {number or 'clear'}")
        for line in lines:
            if line.kind == kind:
                typer.echo(f"  {line.sentence}.")
    typer.echo(f"{len(lines)} open." if lines else "All clear.")
    if lines:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(lock)
