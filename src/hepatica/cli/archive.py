"""Keeping the record: checkpoint, backup, restore, move, archive."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from hepatica.cli.trial import Folder, fail, opened, said, telling

Out = Annotated[Path, typer.Option("-o", "--out", help="The file to write.")]


@contextlib.contextmanager
def _whole(out: Path) -> Iterator[None]:
    """Turn what keeps a file from being written into a sentence; what stood under its name before stands there still."""
    from hepatica.jobs.keeping.reading import BadBackup
    from hepatica.store.checkpoint import KeyProblem
    from hepatica.store.unavailable import StoreUnavailable

    if not out.parent.is_dir():
        fail(f"{out}: not written, there is no folder {out.parent}.")
    try:
        yield
    except OSError as error:
        fail(f"{out}: not written, {(error.strerror or str(error)).lower()}.")
    except (BadBackup, KeyProblem, StoreUnavailable) as error:
        fail(f"{out}: not written. {error}")
    except KeyboardInterrupt:
        fail(f"{out}: not written, it was interrupted. Nothing of the record is touched.")


def checkpoint(
    folder: Folder,
    out: Out = Path("checkpoint.json"),
    new_key: Annotated[bool, typer.Option("--new-key", help="Begin a new key; the record names it.")] = False,
) -> None:
    """Sign where both chains end now. Keep the file outside: verify --anchor FILE shows a later rewrite."""
    opened(folder)
    from hashlib import sha256

    from hepatica.jobs.whole_file import write_whole
    from hepatica.store import checkpoint as points
    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    with _whole(out):
        point = points.checkpoint(points.key(anew=new_key))
        data = points.written(point)
        write_whole(out, data)
        body = {"cut": str(point["seq"]), "public": point["public_key"], "sha256": sha256(data).hexdigest()}
        append_access(Access.CHECKPOINT_MADE, actor="owner", body=body)
    typer.echo(
        f"Wrote {out}: event {point['seq']:,}, sealed {point['hash'][:12]}, signed. Keep it away from this machine."
    )


def backup(
    folder: Folder,
    out: Out = Path("backup.zip"),
    with_identity_key: Annotated[
        bool,
        typer.Option("--with-identity-key", help="Include the key of the identity list, beside the list."),
    ] = False,
) -> None:
    """Write the whole trial, as of now, into one file, while it is being served; read it again before it counts."""
    opened(folder)
    from hepatica.jobs.keeping.backup import write_backup
    from hepatica.jobs.keeping.restore import digest_of
    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    with _whole(out), telling() as tell:
        manifest = write_backup(out, tell, identity_key=with_identity_key)
        head = manifest.heads.study
        append_access(
            Access.BACKUP_MADE, actor="owner", body={"cut": str(head.seq), "sha256": digest_of(out)}
        )
    typer.echo(
        f"Wrote {out}: {len(manifest.members)} members to event {head.seq:,}, sealed {head.hash[:12]}; read again and whole."
    )
    typer.echo(
        "It holds the accounts with the hashes of their passwords, and the keys of the server: keep it as you keep the server."
    )
    if "folder/identity.enc" in manifest.members and not with_identity_key:
        typer.echo(
            "The identity list is in it, encrypted, and its key is not: keep identity.key in another place."
        )


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.", dir_okay=False)],
    folder: Annotated[Path, typer.Argument(help="A new folder for the trial.")],
) -> None:
    """Restore a backup into a new folder (or, by HEPATICA_DATABASE_URL, an empty database), and verify it."""
    from hepatica.jobs.keeping.reading import BadBackup
    from hepatica.jobs.keeping.staging import NotEmpty, staged

    try:
        with telling() as tell, said(), staged(folder) as place:
            sentences = _restored(file, place, tell)
    except NotEmpty as error:
        fail(f"{error} A backup is restored into a new folder.")
    except BadBackup as error:
        fail(f"{file}: {error} Nothing was restored.")
    except OSError as error:
        fail(f"{folder}: not restored, {(error.strerror or str(error)).lower()}.")
    for sentence in (f"Restored {folder} from {file.name}.", *sentences):
        typer.echo(sentence)
    if (folder / "identity.enc").exists() and not (folder / "identity.key").exists():
        typer.echo("The identity list needs its key: put identity.key back into the folder.")


def _restored(file: Path, place: Path, tell: Callable[[str, int], None]) -> tuple[str, ...]:
    """Restore into an empty folder, and say what came and to which point; BadBackup with a sentence."""
    from hepatica import trial
    from hepatica.jobs.keeping.reading import BadBackup, opened

    tell("Checking the backup", 0)
    with opened(file) as (manifest, member):
        member.unpack(manifest, place)
        trial.open_trial(place)
        # Only now: what reads the record needs to know which.
        from django.conf import settings
        from django.db import connections

        from hepatica.jobs.keeping import accounts
        from hepatica.jobs.keeping.members import NotTaken
        from hepatica.jobs.keeping.restore import digest_of, point_of, take_backup
        from hepatica.store.unavailable import StoreUnavailable

        trial.migrate()
        try:
            taken = take_backup(manifest, member, digest_of(file), tell)
        except (NotTaken, StoreUnavailable) as error:
            raise BadBackup(str(error)) from error
        accounts.count_on(settings.MIGRATION_DATABASE)
        connections.close_all()
        return (
            f"It was made on {manifest.made[:16].replace('T', ' at ')} UTC by Hepatica {manifest.program}.",
            point_of(manifest, settings.TIME_ZONE),
            f"{taken.events:,} events, {taken.accesses:,} of the access chain and {taken.accounts:,} rows of accounts; verified.",
        )


def move(
    folder: Folder,
    to: Annotated[
        str, typer.Option("--to", help="postgresql://app:...@host/name of an empty database, or sqlite.")
    ],
    owner: Annotated[
        str, typer.Option(help="Address of the role that owns the tables; HEPATICA_OWNER_URL if absent.")
    ] = "",
) -> None:
    """Move the record to another database: SQLite to PostgreSQL, or back; verified by equal heads."""
    target, final = _target(folder, to)
    opened(folder)
    from hepatica.config.databases import databases
    from hepatica.jobs.keeping.members import NotTaken
    from hepatica.jobs.keeping.move import move_to
    from hepatica.store.unavailable import StoreUnavailable

    url = owner or os.environ.get("HEPATICA_OWNER_URL", "")
    named = {"HEPATICA_DATABASE_URL": target} | ({"HEPATICA_OWNER_URL": url} if url and final is None else {})
    with said():
        found = databases(folder, named)
    part = Path(found["default"]["NAME"]) if final else None
    try:
        with telling() as tell:
            moved = move_to(found["default"], tell, owner=found.get("owner"))
    except (NotTaken, StoreUnavailable) as error:
        _forget(part)
        fail(f"Not moved: {error} The old database is as it was.")
    except BaseException:
        _forget(part)
        raise
    if final and part:
        part.rename(final)
    _reconciled(moved)
    _settled(folder, final)


def _target(folder: Path, to: str) -> tuple[str, Path | None]:
    """Return the address to fill, and for SQLite the name that the filled file takes."""
    if not to.startswith("sqlite"):
        return to, None
    path = folder / "hepatica.db"
    if path.exists() or to not in {"sqlite", f"sqlite:///{path}"}:
        fail(f"{path} is there already: a move goes into a database that does not exist yet (--to sqlite).")
    part = folder.resolve() / f".hepatica.db.{os.getpid()}.part"
    return f"sqlite:///{part}", path


def _forget(part: Path | None) -> None:
    for path in part.parent.glob(f"{part.name}*") if part else ():
        path.unlink(missing_ok=True)


def _reconciled(moved: object) -> None:
    from hepatica.jobs.keeping.move import Moved

    assert isinstance(moved, Moved)
    typer.echo(f"{'':24}{'went':>10}{'stored':>10}")
    names = ("events of the study", "of the access chain", "answered requests", "rows of accounts")
    for name, out, stored in zip(names, moved.out, moved.stored, strict=True):
        typer.echo(f"{name:24}{out:>10,}{stored:>10,}")
    head = moved.heads.study
    typer.echo(f"Both end at event {head.seq:,}, sealed {head.hash}.")


def _settled(folder: Path, final: Path | None) -> None:
    """Set the old file aside, so that nobody goes on writing there, and say what comes next."""
    if final:
        typer.echo(f"From now on serve {folder} without HEPATICA_DATABASE_URL: the record is {final}.")
        return
    from django.db import connections

    connections.close_all()
    old = folder / "hepatica.db"
    if old.exists():
        aside = folder / "hepatica.db.moved"
        old.rename(aside)
        typer.echo(
            f"The old file is {aside}: to go back, drop the new database and give the file its old name."
        )
    typer.echo("From now on set HEPATICA_DATABASE_URL to the address it was moved to.")


def archive(
    folder: Folder,
    out: Annotated[Path, typer.Option("-o", "--out", help="The new folder to write.")],
    cut: Annotated[int | None, typer.Option(help="Ledger sequence number; the head if absent.")] = None,
    site: Annotated[
        str, typer.Option(help="One site's own copy: its participants, the rest as hashes.")
    ] = "",
    participant: Annotated[str, typer.Option(help="The copy of one participant, as PDF and JSON.")] = "",
) -> None:
    """Write the trial as one folder that any browser reads, with no server, and that verify.py checks."""
    if site and participant:
        fail("An archive is of a site or of a participant, not of both.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        fail(f"{out} is not empty. An archive is written into a new folder.")
    opened(folder)
    from hepatica.jobs.cuts import NoSuchCut
    from hepatica.jobs.keeping.archive import NoSuchPart, write_archive
    from hepatica.jobs.keeping.staging import staged
    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    with _whole(out), telling() as tell:
        try:
            with staged(out) as place:
                written = write_archive(place, tell, cut=cut, site=site, participant=participant)
        except (NoSuchCut, NoSuchPart) as error:
            fail(str(error))
            return
        body = {"what": written.what, "cut": str(written.cut), "sha256": written.sha256}
        append_access(Access.ARCHIVE_MADE, actor="owner", body=body)
    typer.echo(f"Wrote {out}: {written.files:,} files, event {written.cut:,}. Open {out / 'index.html'}.")
    typer.echo(f"Check it anywhere with: python3 {out / 'verify.py'} {out}")


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (checkpoint, backup, restore, move, archive):
        app.command()(command)
