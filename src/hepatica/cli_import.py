"""``hepatica import``: laboratory files, dry run first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hepatica.cli_trial import Folder, fail, opened

if TYPE_CHECKING:
    from hepatica.conduct.commands import Actor
    from hepatica.jobs.lab_import import ImportOutcome


def import_file(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="The laboratory's CSV file.", exists=True, dir_okay=False)],
    lab_map: Annotated[Path, typer.Option("--map", help="How its columns map.", exists=True, dir_okay=False)],
    user: Annotated[
        str, typer.Option(help="Account in whose name values are stored; --store needs it.")
    ] = "",
    store: Annotated[bool, typer.Option("--store", help="Store; without it, a dry run.")] = False,
) -> None:
    """Take laboratory values in. Without --store it is a dry run: every rule is applied, nothing is kept."""
    opened(folder)
    from hepatica.exchange.lab_map import MapError, assumptions, read_map
    from hepatica.jobs.lab_import import import_labs

    actor = _actor(user, store)
    try:
        mapping = read_map(lab_map.read_text(encoding="utf-8"))
        outcome = import_labs(file.read_bytes(), mapping, actor=actor, dry=not store)
    except MapError as error:
        fail(str(error))
        return
    for assumption in assumptions(mapping):
        typer.echo(f"Assumed: {assumption}")
    _tell(outcome)
    raise typer.Exit(1 if outcome.refused else 0)


def _actor(user: str, store: bool) -> Actor:
    from django.contrib.auth import get_user_model

    from hepatica.conduct.commands import Actor
    from hepatica.people.accounts import actor_of

    person = get_user_model().objects.filter(username=user, is_active=True).first() if user else None
    if person is not None:
        return actor_of(person)
    if user:
        fail(f"There is no account {user}.")
    if store:
        fail("A stored value has a person behind it: say who with --user NAME.")
    # Nothing is kept, so nobody is named: a rehearsal with a coordinator's authority.
    return Actor(user="rehearsal", name="Rehearsal", roles=frozenset({"coordinator"}))


def _tell(outcome: ImportOutcome) -> None:
    would = "would store" if outcome.dry else "stored"
    for row in outcome.rows:
        if row.problems:
            typer.echo("\n".join(f"  {problem}" for problem in row.problems))
            continue
        typer.echo(f"  line {row.line}: {row.participant}, {would} {row.stored} answers")
        for c in row.compared:
            verdict = "agrees with" if c.agrees else "differs from"
            typer.echo(f"    {c.score}: computed {c.computed} {verdict} {c.printed} in the file")
    compared = [c for row in outcome.rows for c in row.compared]
    for score in dict.fromkeys(c.score for c in compared):
        these = [c for c in compared if c.score == score]
        typer.echo(f"{score}: {sum(c.agrees for c in these)} of {len(these)} agree with the file.")
    done = len(outcome.rows) - len(outcome.refused)
    typer.echo(f"{len(outcome.rows)} rows: {done} {would}, {len(outcome.refused)} left out.")
    if outcome.dry:
        typer.echo("Dry run: nothing was kept. Add --store to store.")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("import")(import_file)
