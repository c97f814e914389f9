"""Evidence kept beside the record: files named by their content, in the trial folder's ``files``."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from hepatica.store.unavailable import NOTHING, StoreUnavailable

_DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(data: bytes) -> str:
    """Keep a file and return its SHA-256; the same bytes are kept once. Raises as ``keep_pieces`` does."""
    digest = hash_of(data)
    return digest if path_of(digest).is_file() else keep_pieces((data,))


def keep_pieces(pieces: Iterable[bytes]) -> str:
    """Keep a file that comes in pieces, however large, and return its SHA-256.

    Raises ``StoreUnavailable`` with a sentence when the disk takes no more; then nothing of the file is left.
    """
    try:
        return _kept(pieces)
    except OSError as error:
        raise StoreUnavailable(_sentence(error)) from error


def _kept(pieces: Iterable[bytes]) -> str:
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
        Path(name).replace(path_of(digest.hexdigest()))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _sentence(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return (
            f"{NOTHING}: the disk that holds the files is full. Make room on it, then send the entry again."
        )
    reason = (error.strerror or str(error)).lower()
    return f"{NOTHING}: the folder of files cannot be written ({reason}). Check its rights and its disk."


def hash_of(data: bytes) -> str:
    """Return the name a file would be kept under."""
    return sha256(data).hexdigest()


def path_of(digest: str) -> Path:
    """Return where a kept file lies; ValueError for what is no SHA-256, so that no name leads elsewhere."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a SHA-256 in lower-case hexadecimal")
    return Path(settings.HEPATICA_DIR) / "files" / digest
