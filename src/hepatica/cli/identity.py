"""Commands about the site's identity list: who a participant number is, for the few who may know.

Each look, change and erasure is written to the access chain before it is done. The list is in no export and no report.
"""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from hepatica.cli.trial import Folder, fail, opened
from hepatica.people.identity import Identity, IdentityError, IdentityList
from hepatica.store.access import Access

Subject = Annotated[str, typer.Argument(help="The participant's number.")]
LONGEST = 80

identity_app = typer.Typer(
    help="Who a participant number is: kept encrypted, in no export.", no_args_is_help=True
)


@identity_app.command("put")
def put(folder: Folder, subject: Subject) -> None:
    """Write down who a participant is; each line is asked for, or read from standard input."""
    _known(folder, subject)
    said = {field.name: _asked(field.name.replace("_", " ").capitalize()) for field in fields(Identity)}
    if any(len(value) > LONGEST for value in said.values()):
        fail(f"At most {LONGEST} characters a line. Nothing was written.")
    _written(Access.IDENTITY_WRITTEN, subject)
    try:
        IdentityList(folder).put(subject, Identity(**said))
    except IdentityError as error:
        fail(str(error))
    typer.echo(f"The identity list knows {subject}.")


@identity_app.command("show")
def show(folder: Folder, subject: Subject) -> None:
    """Show who a participant is."""
    _known(folder, subject)
    _written(Access.IDENTITY_VIEWED, subject)
    try:
        person = IdentityList(folder).of(subject)
    except IdentityError as error:
        fail(str(error))
        return
    if person is None:
        fail(f"The identity list does not know {subject}.")
        return
    for field in fields(person):
        typer.echo(f"{field.name.replace('_', ' ').capitalize():16}{getattr(person, field.name)}")


@identity_app.command("erase")
def erase(folder: Folder, subject: Subject) -> None:
    """Erase who a participant is, for good; the number is typed again to confirm it."""
    _known(folder, subject)
    if _asked(f"Type {subject} to erase it for good") != subject:
        fail("Nothing was erased.")
    _written(Access.IDENTITY_ERASED, subject)
    try:
        gone = IdentityList(folder).erase(subject)
    except IdentityError as error:
        fail(str(error))
        return
    typer.echo("Erased for good." if gone else f"The identity list did not know {subject}.")


@identity_app.command("rotate")
def rotate(folder: Folder) -> None:
    """Seal the list under a new key and destroy the old one."""
    opened(folder)
    _written(Access.IDENTITY_REKEYED, "")
    try:
        IdentityList(folder).rotate()
    except IdentityError as error:
        fail(str(error))
    typer.echo(
        "The identity list is sealed under a new key. Copies of the old key open only old copies of the list."
    )


def _known(folder: Path, subject: str) -> None:
    from hepatica.ledger.rows import SubjectRow
    from hepatica.store import read

    opened(folder)
    if read.subject_state(subject).get(SubjectRow, subject) is None:
        fail(f"There is no participant {subject}.")


def _written(kind: Access, subject: str) -> None:
    from hepatica.store.record import append_access

    append_access(kind, actor="owner", subject=subject)


def _asked(what: str) -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(what, default="", show_default=False)).strip()
    return sys.stdin.readline().strip()


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(identity_app, name="identity")
