"""``hepatica import``: laboratory files, dry run first; the site's own licensed dictionaries."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from hepatica.cli.trial import Folder, fail, opened

if TYPE_CHECKING:
    from hepatica.conduct.commands import Actor
    from hepatica.exchange.dictionary import Dictionary
    from hepatica.jobs.lab_import import ImportOutcome

LABORATORY = "laboratory"


class _Room(TyperGroup):
    """``hepatica import DIR FILE`` is the laboratory's import: no other word stands where a folder does."""

    usual = LABORATORY

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "--help"}:
            args = [self.usual, *args]
        return super().parse_args(ctx, args)


room = typer.Typer(
    cls=_Room,
    help="Take in laboratory values (DIR FILE --map MAP), or the site's own licensed dictionaries.",
    no_args_is_help=True,
)


class Kind(StrEnum):
    """The dictionaries that can be taken in."""

    MEDDRA = "meddra"
    WHODRUG = "whodrug"


@room.command("dictionary")
def import_dictionary(
    folder: Folder,
    kind: Annotated[Kind, typer.Argument(help="Which dictionary.")],
    file: Annotated[
        Path | None, typer.Argument(help="WHODrug's text file.", exists=True, dir_okay=False)
    ] = None,
    *,
    release: Annotated[str, typer.Option(help="The release, such as 28.0.")],
    llt: Annotated[Path | None, typer.Option(help="MedDRA's llt.asc.", exists=True, dir_okay=False)] = None,
    pt: Annotated[Path | None, typer.Option(help="MedDRA's pt.asc.", exists=True, dir_okay=False)] = None,
    soc: Annotated[
        Path | None,
        typer.Option(help="MedDRA's soc.asc: names the organ classes.", exists=True, dir_okay=False),
    ] = None,
    layout: Annotated[str, typer.Option(help="WHODrug's layout: c3 or b3.")] = "c3",
) -> None:
    """Take a release of MedDRA or WHODrug into the trial folder, from the files of the site's own licence."""
    opened(folder)
    from hepatica.exchange.dictionary import DictionaryError
    from hepatica.jobs.dictionaries import keep

    try:
        made = _whodrug(file, release, layout) if kind is Kind.WHODRUG else _meddra(llt, pt, soc, release)
        path = keep(made, actor="owner")
    except DictionaryError as error:
        fail(str(error))
        return
    except OSError as error:
        fail(f"The dictionary was not kept: {(error.strerror or 'unknown error').lower()}.")
        return
    typer.echo(
        f"{len(made.entries)} terms of {made.kind} {made.version} are in {path.parent.name}/{path.name}."
    )


def _meddra(llt: Path | None, pt: Path | None, soc: Path | None, release: str) -> Dictionary:
    from hepatica.exchange.dictionary import DictionaryError, read_meddra

    if llt is None or pt is None:
        raise DictionaryError("MedDRA needs --llt llt.asc and --pt pt.asc of the same release.")
    return read_meddra(llt.read_bytes(), pt.read_bytes(), release, soc.read_bytes() if soc else None)


def _whodrug(file: Path | None, release: str, layout: str) -> Dictionary:
    from hepatica.exchange.dictionary import DictionaryError, read_whodrug

    if file is None:
        raise DictionaryError("WHODrug needs its text file: hepatica import dictionary DIR whodrug FILE.")
    return read_whodrug(file.read_bytes(), release, layout)


@room.command(LABORATORY)
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
    """Add the commands to the program."""
    app.add_typer(room, name="import")
