"""A restore: a backup into a new folder, and on PostgreSQL into an empty database; verified before it takes its name."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from hepatica.jobs.keeping import members
from hepatica.jobs.keeping.members import Taken, Tell
from hepatica.jobs.keeping.reading import Manifest, Member
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.store.transactions import rehearsal


def take_backup(manifest: Manifest, member: Member, digest: str, tell: Tell) -> Taken:
    """Store a checked backup in the empty database at hand, and say so on the access chain; all of it or nothing."""
    with rehearsal(keep=True):
        taken = members.take_in(member.lines, manifest.heads, tell)
        body = {"cut": str(manifest.heads.study.seq), "sha256": digest}
        append_access(Access.BACKUP_RESTORED, actor="owner", body=body)
    return taken


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = sha256()
    for piece in members.pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def point_of(manifest: Manifest, zone: str) -> str:
    """Return, in a sentence, to which point a backup leads back."""
    study, _access, at = manifest.heads
    if not study.seq:
        return "The record holds no event yet."
    here = datetime.fromisoformat(at).astimezone(ZoneInfo(zone))
    return f"The last event is {study.seq:,}, of {here:%d %b %Y, %H:%M:%S} ({zone}), sealed {study.hash}."
