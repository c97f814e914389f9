"""The site's own licensed dictionaries, kept in the trial folder's ``dictionaries``: taken in once, looked up often."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from hepatica.exchange.dictionary import MEDDRA, WHODRUG, Dictionary
from hepatica.store.access import Access
from hepatica.store.record import append_access

NONE = (
    "No MedDRA dictionary is in this trial folder. It comes from the site's own licence: "
    "hepatica import dictionary DIR meddra --llt llt.asc --pt pt.asc --release 28.0"
)
"""What is said where a code is wanted and no dictionary is there."""


def meddra() -> Dictionary | None:
    """Return the MedDRA release that was imported, None while there is none; DictionaryError for a file that was spoilt."""
    return _kept(MEDDRA)


def whodrug() -> Dictionary | None:
    """Return the WHODrug release that was imported, None while there is none; DictionaryError for a file that was spoilt."""
    return _kept(WHODRUG)


def keep(dictionary: Dictionary, *, actor: str) -> Path:
    """Keep a dictionary in place of the release before, readable by the owner alone, and say so on the access chain.

    Either the new file stands whole or the old one stands: it is written beside and then renamed.
    """
    data = dictionary.to_text().encode()
    path = path_of(dictionary.kind)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")  # made for its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise
    words = {
        "file": f"{dictionary.kind} {dictionary.version}",
        "sha256": sha256(data).hexdigest(),
        "rows": str(len(dictionary.entries)),
    }
    append_access(Access.IMPORTED, actor=actor, body=words)
    return path


def path_of(kind: str) -> Path:
    """Return where a dictionary lies."""
    return Path(settings.HEPATICA_DIR) / "dictionaries" / f"{kind}.txt"


def _kept(kind: str) -> Dictionary | None:
    path = path_of(kind)
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, written: int, size: int) -> Dictionary:  # noqa: ARG001 - another release is another file
    return Dictionary.from_text(path.read_text(encoding="utf-8"))
