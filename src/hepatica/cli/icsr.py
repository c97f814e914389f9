"""``hepatica safety icsr`` and ``ack``: the message of a case, E2B(R3), and the receiver's answer."""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hepatica.cli.trial import Folder, fail, opened

if TYPE_CHECKING:
    from hepatica.conduct.commands import Actor
    from hepatica.jobs.icsr import Composed


class Purpose(StrEnum):
    """What a message is."""

    INITIAL = "initial"
    FOLLOW_UP = "follow_up"
    NULLIFICATION = "nullification"
    AMENDMENT = "amendment"


def icsr(
    folder: Folder,
    subject: Annotated[str, typer.Argument(help="The participant's number.")],
    row: Annotated[int, typer.Argument(help="Row of the event in the log.", min=1)],
    out: Annotated[Path, typer.Option("-o", "--out", help="The XML to write.")] = Path("icsr.xml"),
    *,
    purpose: Annotated[Purpose, typer.Option(help="What it is.")] = Purpose.INITIAL,
    reason: Annotated[str, typer.Option(help="Why, of a nullification or an amendment.")] = "",
    receiver: Annotated[
        str,
        typer.Option(
            help="The receiver's identifier; that of the message before, or the sponsor's, if absent."
        ),
    ] = "",
    schema: Annotated[
        Path | None,
        typer.Option(help="The ICH schema; the one in DIR/schemas if absent.", exists=True, dir_okay=False),
    ] = None,
    user: Annotated[
        str, typer.Option(help="Who signs it, with the password; without it, a message marked as a test.")
    ] = "",
) -> None:
    """Write the message of a case, E2B(R3). With --user it is signed as a version; without, it is marked as a test."""
    opened(folder)
    from hepatica.jobs.icsr import NoMessage, Wanted, compose, sign
    from hepatica.store.record import Refused

    wanted = Wanted(
        subject=subject,
        row=row,
        purpose=purpose.value,
        reason=reason,
        receiver=receiver,
        schema=schema,
        test=not user,
    )
    try:
        done = sign(wanted, _signer(user)) if user else compose(wanted)
    except (NoMessage, ValueError) as error:
        fail(str(error))
        return
    if isinstance(done, Refused):
        fail("\n".join(refusal.sentence for refusal in done.refusals))
        return
    _write(done, out, user)


def _signer(user: str) -> Actor:
    """Return the person who signs, who has just typed the own password; a sentence and 1 for a wrong one."""
    from django.contrib.auth import authenticate

    from hepatica.people.accounts import actor_of
    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    person = authenticate(None, username=user, password=password)
    if person is None:
        fail(f"There is no account {user} with that password.")
        raise typer.Exit(1)
    append_access(Access.REAUTHENTICATED, actor=user)
    return actor_of(person, reauthenticated=True)


def _write(made: Composed, out: Path, user: str) -> None:
    from hepatica.store import files, read
    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    for sentence in made.questions:
        typer.echo(f"Question: {sentence}")
    message = made.exported.message
    if message is None:
        fail("\n".join(made.stopping))
        return
    for sentence in made.exported.schema:
        typer.echo(sentence)
    try:
        out.write_bytes(message)
    except OSError as error:
        kept = " The signed message is kept: download it on the page of the case." if user else ""
        fail(f"{out}: not written, {(error.strerror or 'unknown error').lower()}.{kept}")
    words = {"what": "icsr" if user else "icsr test", "cut": str(read.head().seq)}
    append_access(Access.EXPORTED, actor=user or "owner", body=words | {"sha256": files.hash_of(message)})
    _anchor(out, message, words)
    what = f"version {made.version}, signed by {user}" if user else "a message for tests, not signed"
    typer.echo(f"Wrote {out}: {made.exported.report.report.id}, {what}.")


def _anchor(out: Path, message: bytes, words: dict[str, str]) -> None:
    """Write beside the message from which event it was made: the message itself has no place for it."""
    from hepatica.jobs.keeping.handing import write_beside

    try:
        write_beside(out, message, what=words["what"], seq=int(words["cut"]))
    except OSError as error:
        fail(f"{out}: written, but not its anchor, {(error.strerror or 'unknown error').lower()}.")


def ack(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="The receiver's answer.", exists=True, dir_okay=False)],
) -> None:
    """Read an acknowledgement: what the receiver made of the message, and which case it is of. Nothing is stored."""
    opened(folder)
    from hepatica.exchange.e2b.ack import read_ack
    from hepatica.jobs.icsr import case_of

    try:
        answer = read_ack(file.read_bytes())
    except ValueError as error:
        fail(f"{file}: {error}")
        return
    for sentence in answer.sentences():
        typer.echo(sentence)
    for report in answer.reports:
        known = case_of(report.case)
        where = f"{known[0]}, row {known[1]} of the event log" if known else "no case of this trial"
        typer.echo(f"{report.case} is {where}.")
    raise typer.Exit(0 if answer.accepted else 1)


def register(room: typer.Typer) -> None:
    """Add the commands to ``hepatica safety``."""
    room.command("icsr")(icsr)
    room.command("ack")(ack)
