"""``hepatica design keep | kept``: designs of the next trial in the ledger of this one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hepatica.cli.design.said import Row, Table, answer
from hepatica.cli.trial import Folder, fail, opened

if TYPE_CHECKING:
    from hepatica.conduct.commands import Actor
    from hepatica.store.designs import KeptDesign


def keep(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A design file.", dir_okay=False)],
    *,
    user: Annotated[str, typer.Option(help="Account in whose name it is kept.")],
    reason: Annotated[str, typer.Option(help="Why this version.")] = "",
) -> None:
    """Keep a version of a design in the ledger, as it is written; what has a problem, or is kept so already, is refused."""
    from hepatica.conduct.design_commands import LARGEST, KeepDesign
    from hepatica.design.load import DesignProblems, content, examine

    try:
        written = content(file)
    except DesignProblems as error:
        fail(f"{file}: {error.problems[0].sentence}.")
    if len(written) > LARGEST:
        fail(f"{file}: a design of {len(written):,} bytes is too large: at most {LARGEST:,} are kept.")
    found = examine(file.name, written)
    if found.problems or found.design is None:
        fail("\n".join(map(str, found.problems)))
        return
    opened(folder)
    from hepatica.conduct.refused import Refused
    from hepatica.store.record import record

    said = KeepDesign(design=found.design.id, text=written.decode("utf-8-sig"), reason=reason)
    outcome = record(said, actor=_person(user))
    if isinstance(outcome, Refused):
        fail("\n".join(one.sentence for one in outcome.refusals))
        return
    typer.echo(
        f"Kept version {found.design.version} of {found.design.id} in event {outcome.seq_first}.\n"
        f"Next: hepatica design play {file}"
    )


def kept(
    folder: Folder,
    design: Annotated[
        str, typer.Option("--versions", metavar="ID", help="Every version of one design, with its reasons.")
    ] = "",
    table: Table = False,
) -> None:
    """List the designs that are kept: the latest version of each, who kept it and when."""
    opened(folder)

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from dataclasses import asdict

        from hepatica.store import designs

        try:
            found = designs.versions(design) if design else designs.kept()
        except designs.NoDesign as missing:
            raise ValueError(str(missing)) from missing
        return {"designs": [asdict(one) for one in found]}, _rows(found)

    answer(made, table)


def register(room: typer.Typer) -> None:
    """Add both commands to the room."""
    room.command("keep")(keep)
    room.command("kept")(kept)


def _rows(found: tuple[KeptDesign, ...]) -> Iterable[Row]:
    if not found:
        yield ("No design is kept here.",)
        return
    yield ("design", "version", "kind", "kept", "by", "event", "SHA-256", "reason")
    for one in found:
        at = f"{one.at[:16].replace('T', ' ')} UTC"
        yield (one.id, one.version, one.kind, at, one.by, str(one.seq), one.sha256[:12], one.reason)


def _person(user: str) -> Actor:
    from django.contrib.auth import get_user_model

    from hepatica.people.accounts import actor_of

    person = get_user_model().objects.filter(username=user, is_active=True).first()
    if person is not None:
        return actor_of(person)
    typer.echo(f"There is no account {user}.", err=True)
    raise typer.Exit(1)
