"""A signed checkpoint: where both chains ended at an instant, under a key that the access chain names.

Kept outside the building (a mail, a stick, a notary) it shows a later rewrite of the record. The key (Ed25519, RFC 8032) is
``checkpoint.key`` in the trial folder, readable by its owner alone, made at first use; its public half is written on the
access chain, so that a key put in its place is noticed.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from hepatica import __version__
from hepatica.store import clock, read
from hepatica.store.access import Access
from hepatica.store.record import append_access

KEY = "checkpoint.key"
FORMAT = "hepatica checkpoint 1"
_FIELDS = {"format", "study", "seq", "hash", "access", "at", "version", "files", "public_key", "signature"}


class KeyProblem(Exception):  # noqa: N818 - the sentence is what matters
    """The folder's key cannot be used, or is not the one the record names; the sentence says what to do."""


def canonical(value: Any) -> bytes:
    """Return the bytes that are hashed and signed: JSON with sorted keys, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# -- The key --------------------------------------------------------------------------------------------------------


def announced() -> tuple[str, ...]:
    """Return the public keys the access chain names, oldest first."""
    found = read.accesses(Access.KEY_MADE, limit=1000)
    return tuple(json.loads(event.body)["public"] for event in reversed(found))


def public_here() -> str:
    """Return the public half of the folder's key; '' where there is none. KeyProblem for one that cannot be read."""
    path = Path(settings.HEPATICA_DIR) / KEY
    return public_of(_read(path)) if path.exists() else ""


def exchanged() -> str:
    """Return a sentence when the folder's key is not the one the access chain names last; '' when all is well."""
    known = announced()
    if not known:
        return ""
    try:
        here = public_here()
    except KeyProblem as error:
        return str(error)
    if here in {"", known[-1]}:
        return ""
    return f"{KEY} was exchanged: the access chain names another key as this record's."


def key(*, anew: bool = False) -> Ed25519PrivateKey:
    """Return the folder's key, made and announced at first use; ``anew`` begins another, which is announced too.

    Raises KeyProblem when the key in the folder is not the one the access chain names.
    """
    path = Path(settings.HEPATICA_DIR) / KEY
    if anew:
        path.unlink(missing_ok=True)
    elif words := exchanged():
        raise KeyProblem(f"{words} To begin a new one, which the access chain will name: --new-key.")
    elif announced() and not path.exists():
        raise KeyProblem(
            f"{KEY} is gone, and the access chain names it. Put it back from a backup, or begin a new one: --new-key."
        )
    if not path.exists():
        _make(path)
    found = _read(path)
    if public_of(found) not in announced():
        append_access(Access.KEY_MADE, actor="owner", body={"public": public_of(found)})
    return found


def public_of(private: Ed25519PrivateKey) -> str:
    """Return the public half as base64."""
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()


def _make(path: Path) -> None:
    """Write a whole file first and link it into place, so that no one ever reads half a key."""
    draft = path.with_name(f".{KEY}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process made it between our look and our link
    finally:
        draft.unlink()


def _read(path: Path) -> Ed25519PrivateKey:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyProblem(f"{path} can be read by other people on this machine: run chmod 600 {path}.")
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes(), validate=False))
    except ValueError as error:
        raise KeyProblem(
            f"{path} is damaged. Put it back from a backup, or begin a new one: --new-key."
        ) from error


# -- The checkpoint -------------------------------------------------------------------------------------------------


def checkpoint(
    private: Ed25519PrivateKey,
    study: read.Head | None = None,
    access: read.Head | None = None,
    *,
    at: str = "",
    files: str = "",
) -> dict[str, Any]:
    """Return a signed checkpoint of two heads, by default where the chains end now.

    ``files`` is the hash of what it is sealed together with (an archive's files), '' for none.
    """
    study, access = study or read.head(), access or read.head("access")
    said = {
        "format": FORMAT,
        "study": read.study_row().study,
        "seq": study.seq,
        "hash": study.hash,
        "access": {"seq": access.seq, "hash": access.hash},
        "at": at or clock.now().stamp,
        "version": __version__,
        "files": files,
        "public_key": public_of(private),
    }
    return said | {"signature": base64.b64encode(private.sign(canonical(said))).decode()}


def written(point: dict[str, Any]) -> bytes:
    """Return a checkpoint as the text of its file."""
    return json.dumps(point, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"


def faults(point: Any) -> tuple[str, ...]:
    """Return what is wrong with a checkpoint by itself: a field, or the signature."""
    if not isinstance(point, dict) or set(point) != _FIELDS or point["format"] != FORMAT:
        return ("This is no checkpoint of this version: its fields are not the ones a checkpoint has.",)
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(point["public_key"]))
        said = {name: value for name, value in point.items() if name != "signature"}
        public.verify(base64.b64decode(point["signature"]), canonical(said))
    except (ValueError, TypeError):
        return ("The checkpoint's key or signature cannot be read.",)
    except InvalidSignature:
        return ("The checkpoint was altered: its signature does not fit what it says.",)
    return ()
