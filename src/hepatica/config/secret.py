"""The key that signs cookies: made once, kept in the trial folder, never in the repository."""

import os
import secrets
import stat
from pathlib import Path

FILE = "secret.key"


class SecretError(Exception):
    """The key exists and cannot be trusted; the sentence says what to do."""


def read_or_make_secret(folder: Path) -> str:
    """Return the folder's key, making it on first use; two processes that start together agree on one.

    Raises SecretError when others on the machine can read it, or when it is too short to be one of ours.
    """
    path = folder / FILE
    if not path.exists():
        _make(folder, path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SecretError(f"{path} can be read by other people on this machine: run chmod 600 {path}.")
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        raise SecretError(f"{path} is damaged: delete it, and everyone signs in again.")
    return key


def _make(folder: Path, path: Path) -> None:
    """Write a whole file first and link it into place, so that no one ever reads half a key."""
    draft = folder / f".{FILE}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass  # another process made it between our look and our link
    finally:
        draft.unlink()
