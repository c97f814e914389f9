"""Reading a backup: every byte is checked before anything is made of it; needs no trial and no database.

The file comes from outside. A name that leads elsewhere, a member that is missing, added, altered or swollen, a chain that
does not follow, a newer program's format: each is refused with a sentence that names the member.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from hepatica import __version__
from hepatica.jobs.keeping import names
from hepatica.jobs.keeping.names import Head, Heads, canonical
from hepatica.ledger.chain import GENESIS, first_break
from hepatica.ledger.events import Event
from hepatica.ledger.lines import events_of

FORMAT = 1
MANIFEST = "manifest.json"
_MANIFEST_MOST = 2**26
_SWOLLEN, _LARGE = 400, 2**26
"""A member larger than the second that was packed more than so many times smaller is a bomb, not a record."""
_LINE_MOST = 2**26


class BadBackup(Exception):  # noqa: N818 - the sentence is what matters
    """The file is no whole backup; the sentence names the member."""


class Manifest(NamedTuple):
    """What a backup says of itself."""

    program: str
    made: str
    heads: Heads
    members: dict[str, dict[str, Any]]
    """Name → {"sha256", "size"}."""


class Member(NamedTuple):
    """Reads a backup that was checked."""

    whole: zipfile.ZipFile

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a member line by line."""
        with self.whole.open(name) as file:
            while line := file.readline(_LINE_MOST):
                yield line

    def unpack(self, manifest: Manifest, folder: Path) -> None:
        """Write the trial's files into an empty folder."""
        for name in manifest.members:
            if not name.startswith(names.FOLDER):
                continue
            path = folder / name.removeprefix(names.FOLDER)
            path.parent.mkdir(parents=True, exist_ok=True)
            secret = path.suffix in {".key", ".enc"}
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
            with os.fdopen(handle, "wb") as target, self.whole.open(name) as source:
                shutil.copyfileobj(source, target, 2**20)
                target.flush()
                os.fsync(target.fileno())


@contextmanager
def opened(path: Path) -> Iterator[tuple[Manifest, Member]]:
    """Open a backup after every byte of it was checked; BadBackup names the member that is damaged or does not belong."""
    try:
        with zipfile.ZipFile(path) as whole:
            manifest = _manifest(whole)
            _belong(whole, manifest, path)
            for name, due in manifest.members.items():
                _intact(whole, name, due)
            _chained(whole, manifest)
            yield manifest, Member(whole)
    except zipfile.BadZipFile as error:
        raise BadBackup(f"{path.name} is no backup, or is damaged: {error}.") from error
    except FileNotFoundError as error:
        raise BadBackup(f"There is no file {path}.") from error


def _manifest(whole: zipfile.ZipFile) -> Manifest:
    try:
        with whole.open(MANIFEST) as file:
            data = file.read(_MANIFEST_MOST)
        said = json.loads(data)
    except (KeyError, ValueError, zlib.error, zipfile.BadZipFile) as error:
        raise BadBackup(f"{MANIFEST} is missing or damaged: this is no whole backup of Hepatica.") from error
    number = said.get("format") if isinstance(said, dict) else None
    if not isinstance(number, int):
        raise BadBackup(f"{MANIFEST} names no format: this is no backup of Hepatica.")
    if number > FORMAT or _version(str(said.get("program"))) > _version(__version__):
        raise BadBackup(
            f"This backup was made by Hepatica {said.get('program')}, newer than this one ({__version__}): restore it there."
        )
    try:
        study, access = said["study"], said["access"]
        heads = Heads(
            Head(int(study["seq"]), str(study["hash"])),
            Head(int(access["seq"]), str(access["hash"])),
            str(study["at"]),
        )
        listed = {
            str(k): {"sha256": str(v["sha256"]), "size": int(v["size"])} for k, v in said["members"].items()
        }
        manifest = Manifest(str(said["program"]), str(said["made"]), heads, listed)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadBackup(f"{MANIFEST} is damaged: {error}.") from error
    if canonical(said) != data:
        raise BadBackup(f"{MANIFEST} is damaged: it is not written as this program writes it.")
    return manifest


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("+", maxsplit=1)[0].split(".")[:3] if part.isdigit())


def _belong(whole: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """Refuse a name that leads elsewhere, stands twice, is not listed or is missing, and what would fill the disk."""
    found = [info.filename for info in whole.infolist()]
    for name in (*manifest.members, *found):
        if not _safe(name):
            raise BadBackup(f"{name!r} is no name of a member: it would lead out of the folder.")
    if twice := [name for name in found if found.count(name) > 1]:
        raise BadBackup(f"{twice[0]} stands in the backup twice.")
    due = {*manifest.members, MANIFEST}
    if stray := sorted(set(found) - due):
        raise BadBackup(f"{stray[0]} is in the backup and not in its list.")
    needed = {names.STUDY, names.ACCESS, names.REQUESTS, names.ACCOUNTS, f"{names.FOLDER}hepatica.toml"}
    if gone := sorted((due | needed) - set(found)):
        raise BadBackup(f"{gone[0]} is missing from the backup.")
    for info in whole.infolist():
        if info.file_size > _LARGE and info.file_size > _SWOLLEN * max(info.compress_size, 1):
            raise BadBackup(f"{info.filename} would swell to {info.file_size:,} bytes: it is refused unread.")
    total = sum(info.file_size for info in whole.infolist())
    if total > shutil.disk_usage(path.parent).free:
        raise BadBackup(f"The backup needs {total:,} bytes, more than the disk here has free.")


def _safe(name: str) -> bool:
    if name == MANIFEST:
        return True
    parts = name.split("/")
    plain = all(
        part not in {"", ".", ".."} and "\\" not in part and ":" not in part and part.isprintable()
        for part in parts
    )
    return plain and not PurePosixPath(name).is_absolute() and (
        name in {names.STUDY, names.ACCESS, names.REQUESTS, names.ACCOUNTS} or name.startswith(names.FOLDER)
    )  # fmt: skip


def _intact(whole: zipfile.ZipFile, name: str, due: dict[str, Any]) -> None:
    digest, size = sha256(), 0
    if whole.getinfo(name).file_size != due["size"]:
        raise BadBackup(f"{name} is not as long as the backup says: it was altered.")
    try:
        with whole.open(name) as file:
            while piece := file.read(2**20):
                digest.update(piece)
                size += len(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadBackup(f"{name} is damaged: {error}.") from error
    if size != due["size"] or digest.hexdigest() != due["sha256"]:
        raise BadBackup(f"{name} was altered: its bytes are not the ones that were written.")


def _chained(whole: zipfile.ZipFile, manifest: Manifest) -> None:
    """Refuse chains that do not follow, or do not end where the manifest says."""
    reader = Member(whole)
    for name, head in ((names.STUDY, manifest.heads.study), (names.ACCESS, manifest.heads.access)):
        last = _Last()
        try:
            found = first_break(last.noting(events_of(reader.lines(name))))
        except ValueError as error:
            raise BadBackup(f"{name}: {error}.") from error
        if found:
            raise BadBackup(f"{name}: {found[1]}.")
        if (last.seq, last.hash) != (head.seq, head.hash):
            raise BadBackup(
                f"{name} ends at event {last.seq}, and the backup says {head.seq} with another hash or number."
            )


class _Last:
    """Remembers the last event that passed."""

    def __init__(self) -> None:
        self.seq, self.hash = 0, GENESIS

    def noting(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            self.seq, self.hash = event.seq, event.hash
            yield event
