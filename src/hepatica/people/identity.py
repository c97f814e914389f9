"""The site's identity list: who a participant number is. Encrypted, erasable, and nowhere else.

It is a file of its own (``identity.enc``) under a key of its own (``identity.key``, owner-only), never part of the
ledger, an export, a report or a log. Destroying the key erases everyone; ``erase`` removes one person.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

FILE = "identity.enc"
KEY = "identity.key"


class IdentityError(Exception):
    """The list cannot be read or written; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What the site needs to find a participant."""

    initials: str = ""
    hospital_number: str = ""
    birth_date: str = ""
    telephone: str = ""

    def __repr__(self) -> str:
        """Show nothing: a log or traceback is an exit too."""
        return "Identity(…)"


class IdentityList:
    """The list of one trial folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._key = folder / KEY

    def of(self, subject: str) -> Identity | None:
        """Return who a participant is, or None when the list does not know or has erased them."""
        found = self._read().get(subject)
        return Identity(**found) if found else None

    def put(self, subject: str, identity: Identity) -> None:
        """Write down who a participant is."""
        self._write(self._read() | {subject: asdict(identity)})

    def erase(self, subject: str) -> bool:
        """Remove a person for good; say whether there was one."""
        people = self._read()
        known = people.pop(subject, None) is not None
        if known:
            self._write(people)
        return known

    def rotate(self) -> None:
        """Seal the list under a new key and destroy the old one: a copy of the old key opens nothing written since.

        The new key stands beside the old one until the list is sealed under it, so that a program killed between the
        two leaves a list that one of them opens.
        """
        people = self._read()
        fresh = self._key.with_name(f"{KEY}.new")
        fresh.unlink(missing_ok=True)
        _make_key(fresh)
        self._write(people, Fernet(fresh.read_bytes()))
        fresh.replace(self._key)

    def _cipher(self) -> Fernet:
        if not self._key.exists():
            if self._path.exists():
                raise IdentityError(f"{KEY} is missing: without it the identity list cannot be read.")
            _make_key(self._key)
        return Fernet(self._key.read_bytes())

    def _read(self) -> dict[str, dict[str, str]]:
        if not self._path.exists():
            return {}
        self._finish_rotation()
        try:
            people: dict[str, dict[str, str]] = json.loads(self._cipher().decrypt(self._path.read_bytes()))
        except InvalidToken:
            raise IdentityError(f"{FILE} was altered, or belongs to another {KEY}.") from None
        return people

    def _finish_rotation(self) -> None:
        """Let the new key of a rotation that was cut short take its place when the list is sealed under it already."""
        fresh = self._key.with_name(f"{KEY}.new")
        if not fresh.exists():
            return
        try:
            Fernet(fresh.read_bytes()).decrypt(self._path.read_bytes())
        except (InvalidToken, ValueError):
            return
        fresh.replace(self._key)

    def _write(self, people: dict[str, dict[str, str]], cipher: Fernet | None = None) -> None:
        sealed = (cipher or self._cipher()).encrypt(json.dumps(people, sort_keys=True).encode())
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".identity-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except OSError as error:
            Path(name).unlink(missing_ok=True)
            raise IdentityError(f"The identity list could not be saved: {error.strerror}.") from error


def _make_key(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
