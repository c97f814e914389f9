"""Commands about how people sign in: user list, unlock, reset, service."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Annotated

import typer

from hepatica.cli.people import user_app
from hepatica.cli.trial import Folder, fail, opened

Name = Annotated[str, typer.Argument(help="Sign-in name.")]


@contextlib.contextmanager
def _said() -> Iterator[None]:
    from hepatica.people.accounts import AccountError

    try:
        yield
    except AccountError as error:
        fail(str(error))


@user_app.command("service")
def user_service(
    folder: Folder, username: Name, name: Annotated[str, typer.Option(help="What the program is.")]
) -> None:
    """Make a name under which a program acts: it has no password, and nobody signs in or signs with it."""
    opened(folder)
    from hepatica.people.accounts import add_account

    with _said():
        add_account(username, name, "", service=True)
    typer.echo(f"{username} is a name for programs. Give it a role with `hepatica user delegate`.")


@user_app.command("list")
def user_list(folder: Folder) -> None:
    """List every account there has ever been: its roles, and how it stands."""
    opened(folder)
    from django.utils import timezone

    from hepatica.people.keeping import listed

    rows = [("Sign-in", "Name", "Roles", "Stands", "Last sign-in")]
    for one in listed():
        marks = ["open" if one.open else "closed"]
        marks += [f"locked until {timezone.localtime(one.locked):%H:%M}"] if one.locked else []
        marks += ["temporary password"] if one.temporary else []
        marks += ["a program"] if one.service else []
        marks += ["second factor"] if one.factor else []
        last = f"{timezone.localtime(one.last):%Y-%m-%d %H:%M}" if one.last else "never"
        rows.append((one.username, one.name, ", ".join(one.roles) or "none", ", ".join(marks), last))
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@user_app.command("unlock")
def user_unlock(folder: Folder, username: Name) -> None:
    """Let an account that wrong passwords have locked try again now."""
    opened(folder)
    from hepatica.people.accounts import unlock_account

    with _said():
        was = unlock_account(username)
        typer.echo(f"{username} may try again now." if was else f"{username} was not locked.")


@user_app.command("reset")
def user_reset(
    folder: Folder,
    username: Name,
    factor: Annotated[
        bool, typer.Option("--factor", help="Take the second factor away too: the phone is lost.")
    ] = False,
) -> None:
    """Give an account a temporary password: for three days, and to be changed at the first sign-in."""
    opened(folder)
    from hepatica.people.factors import take_away
    from hepatica.people.passwords import give

    with _said():
        given = give(username, by="owner", halved=False)
        if factor:
            take_away(username, by="owner")
        typer.echo(f"The temporary password of {username} is {given.shown}")
        typer.echo("It opens one page, where another is chosen, and nothing after three days.")


def register(app: typer.Typer) -> None:
    """Add these commands to ``hepatica user``, which ``cli.people`` puts into the program."""
    del app
