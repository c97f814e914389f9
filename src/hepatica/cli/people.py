"""Commands about people: user add, delegate, mail, close."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated, Any

import typer

from hepatica.cli.trial import Folder, fail, opened

user_app = typer.Typer(help="Accounts and the roles they hold.", no_args_is_help=True)


Roles = Annotated[list[str], typer.Option("--role", help="A role; may be given more than once.")]
Sites = Annotated[
    list[str] | None, typer.Option("--site", help="A site at which the role holds; all of them when absent.")
]
Since = Annotated[str, typer.Option(help="First day of the delegation, as 2026-03-14.")]
Until = Annotated[str, typer.Option(help="Last day of the delegation.")]
Training = Annotated[str, typer.Option(help="Which training, and when.")]
Identified = Annotated[
    str, typer.Option("--identity", help="Which document showed who the person is, seen by whom.")
]


@user_app.command("add")
def user_add(
    folder: Folder,
    username: Annotated[str, typer.Argument(help="Sign-in name.")],
    role: Roles,
    name: Annotated[str, typer.Option(help="Name printed with signatures.")],
    email: Annotated[str, typer.Option(help="Where alerts and the digest go.")] = "",
    site: Sites = None,
    since: Since = "",
    until: Until = "",
    training: Training = "",
    identity: Identified = "",
) -> None:
    """Add a person with their line of the delegation log; the password is asked for, or read from standard input."""
    _known(role)
    opened(folder)
    from hepatica.people.accounts import AccountError, add_account

    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        add_account(username, name, password, email=email)
    except AccountError as error:
        fail(str(error))
    terms = _terms(site, since, until, training, identity)
    _delegate(username, name, role, terms)
    typer.echo(f"{name} can sign in as {username} ({', '.join(role)}).")
    _tell_wants(username)


@user_app.command("delegate")
def user_delegate(
    folder: Folder,
    username: Annotated[str, typer.Argument(help="Sign-in name.")],
    role: Roles,
    name: Annotated[str, typer.Option(help="Name printed with signatures.")],
    site: Sites = None,
    since: Since = "",
    until: Until = "",
    training: Training = "",
    identity: Identified = "",
) -> None:
    """Enter or change a person's line of the delegation log: role, sites, days, training, identity."""
    _known(role)
    opened(folder)
    _delegate(username, name, role, _terms(site, since, until, training, identity))
    typer.echo(f"{name}: {', '.join(role)}.")
    _tell_wants(username)


def _known(roles: list[str]) -> None:
    from hepatica.conduct.authority import ALLOWED

    if unknown := [role for role in roles if role not in ALLOWED]:
        fail(f"There is no role '{unknown[0]}'. The roles are: {', '.join(sorted(ALLOWED))}.")


def _terms(site: list[str] | None, since: str, until: str, training: str, identity: str) -> dict[str, Any]:
    return {
        "sites": tuple(site or ()), "since": since, "until": until, "training": training, "identity": identity
    }  # fmt: skip


def _delegate(username: str, name: str, roles: list[str], terms: dict[str, Any]) -> None:
    from hepatica.store.publishing import NotDone, grant

    for role in roles:
        try:
            grant(username, name, role, **terms)
        except NotDone as error:
            fail(str(error))


def _tell_wants(username: str) -> None:
    """Say what the protocol still asks of the delegation log before the person may act or sign."""
    from hepatica.conduct import delegation
    from hepatica.conduct.commands import Actor
    from hepatica.conduct.statements import unverified
    from hepatica.store import clock, read

    held = read.grants_of(username)
    if not held:
        return
    actor = Actor(
        user=username, name=held[0].name, roles=frozenset(row.role for row in held), delegations=held
    )
    try:
        plan = read.plan()
    except read.NotPublished:
        return
    for sentence in (*delegation.lapsed(plan, clock.now(), actor), unverified(plan, actor)):
        if sentence:
            typer.echo(sentence, err=True)


@user_app.command("mail")
def user_mail(
    folder: Folder,
    username: Annotated[str, typer.Argument(help="Sign-in name.")],
    email: Annotated[str, typer.Argument(help="Where alerts and the digest go.")],
) -> None:
    """Say where a person's alerts and digest go."""
    opened(folder)
    from hepatica.people.accounts import AccountError, set_address

    try:
        set_address(username, email)
    except AccountError as error:
        fail(str(error))
    typer.echo(f"Mail for {username} goes to {email}.")


@user_app.command("close")
def user_close(folder: Folder, username: Annotated[str, typer.Argument(help="Sign-in name.")]) -> None:
    """Close an account; its name is never given again."""
    opened(folder)
    from hepatica.people.accounts import AccountError, close_account

    try:
        close_account(username)
    except AccountError as error:
        fail(str(error))
    typer.echo(f"{username} can no longer sign in.")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.add_typer(user_app, name="user")
