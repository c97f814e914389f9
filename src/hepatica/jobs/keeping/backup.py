"""A backup: the whole trial at one instant in one file, made while it is being used, and read again before it counts.

The file is a zip of the members (``members``) and of ``manifest.json``, which names each with size and SHA-256, and where
both chains end. One format serves both engines: a backup of SQLite restores on PostgreSQL.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from hepatica import __version__
from hepatica.jobs.keeping import members
from hepatica.jobs.keeping.members import Pieces, Tell
from hepatica.jobs.keeping.names import FOLDER, canonical
from hepatica.jobs.keeping.reading import FORMAT, MANIFEST, Manifest, opened
from hepatica.store import clock

_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_backup(out: Path, tell: Tell, *, identity_key: bool = False) -> Manifest:
    """Write a backup of the open trial under a name, whole or not at all, readable by its owner alone.

    It is read again and checked before it takes its name. Raises OSError as the system says it, BadBackup when what was
    written is not what was read.
    """
    folder = Path(settings.HEPATICA_DIR)
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
                _pack(whole, folder, tell, identity_key=identity_key)
            file.flush()
            os.fsync(file.fileno())
        tell("Reading it again", 0)
        with opened(part) as (manifest, _member):
            part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def _pack(whole: zipfile.ZipFile, folder: Path, tell: Tell, *, identity_key: bool) -> None:
    listed: dict[str, dict[str, Any]] = {}
    heads = None
    for name, lines, ends in members.database_members(tell):
        listed[name], heads = _add(whole, name, lines), ends
    # After the database: a file is kept before the event that names it is written.
    tell("Copying files", 0)
    for place, path in members.folder_files(folder, identity_key=identity_key):
        listed[FOLDER + place] = _add(whole, FOLDER + place, members.pieces(path))
    assert heads is not None
    said = {
        "format": FORMAT,
        "program": __version__,
        "made": clock.now().stamp,
        "study": {"seq": heads.study.seq, "hash": heads.study.hash, "at": heads.at},
        "access": {"seq": heads.access.seq, "hash": heads.access.hash},
        "members": listed,
    }
    whole.writestr(zipfile.ZipInfo(MANIFEST, _EPOCH), canonical(said), zipfile.ZIP_DEFLATED)


def _add(whole: zipfile.ZipFile, name: str, data: Pieces) -> dict[str, Any]:
    digest, size = sha256(), 0
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    with whole.open(info, "w", force_zip64=True) as file:
        for piece in data:
            digest.update(piece)
            size += len(piece)
            file.write(piece)
    return {"sha256": digest.hexdigest(), "size": size}
