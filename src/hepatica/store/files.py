"""Evidence kept beside the record: files named by their content, in the trial folder's ``files``."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from django.conf import settings

_DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(data: bytes) -> str:
    """Keep a file and return its SHA-256; the same bytes are kept once."""
    digest = hash_of(data)
    path = path_of(digest)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    return digest


def keep_pieces(pieces: Iterable[bytes]) -> str:
    """Keep a file that comes in pieces, however large, and return its SHA-256."""
    folder = Path(settings.HEPATICA_DIR) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    digest = sha256()
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    Path(name).replace(path_of(digest.hexdigest()))
    return digest.hexdigest()


def hash_of(data: bytes) -> str:
    """Return the name a file would be kept under."""
    return sha256(data).hexdigest()


def path_of(digest: str) -> Path:
    """Return where a kept file lies; ValueError for what is no SHA-256, so that no name leads elsewhere."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a SHA-256 in lower-case hexadecimal")
    return Path(settings.HEPATICA_DIR) / "files" / digest
