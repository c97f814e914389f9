"""The demo's sign-ins: made at the build, printed each time, kept beside the trial for its owner alone."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from hepatica.demo.cast import STAFF

FILE = "demo-sign-ins.txt"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that can be taken for another."""


def make_accounts(folder: Path) -> None:
    """Make one account per role in the open trial, with random passwords, and write them down (mode 600)."""
    from hepatica.people.accounts import add_account

    passwords = {member.user: _password() for member in STAFF}
    for member in STAFF:
        add_account(member.user, member.name, passwords[member.user], checked=False)
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(passwords, indent=1) + "\n")


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def passwords_of(folder: Path) -> dict[str, str]:
    """Return sign-in name → password of a demo folder; empty when it is not one."""
    path = folder / FILE
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def is_built(folder: Path) -> bool:
    """Say whether a folder holds a demo whose build was finished."""
    return bool(passwords_of(folder))


def sign_ins(folder: Path) -> str:
    """Return the table to print: role, sign-in name, password."""
    passwords = passwords_of(folder)
    if not passwords:
        return f"{folder} holds no {FILE}: it is no demo, or its build was cut short. Name a new folder with --dir."
    rows = [("Role", "Sign-in", "Password", "Name")]
    rows += [(m.role.replace("_", " "), m.user, passwords.get(m.user, ""), m.name) for m in STAFF]
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )
