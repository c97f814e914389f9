"""What a long run counted, kept for ``docs/torture.md``: ``python -m tests.attack.tally FILE DOCUMENT WHEN`` writes it there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

_FILE = "HEPATICA_TORTURE_TALLY"
_HEAD = (
    "| When | Commit | Machine | Engine | What | Kills | Accepted before them | Lost | Half stored |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)


def tally(what: str, *, kills: int, accepted: int) -> None:
    """Note what a test counted, where a long run collects it. A test that fails notes nothing."""
    if path := os.environ.get(_FILE):
        said = {"what": what, "kills": kills, "accepted": accepted, "engine": _engine()}
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(said) + "\n")


def _engine() -> str:
    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()

    return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain", "src") else "")


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {os.uname().sysname}, Python {version}"


def main(notes: str, document: str, when: str) -> None:
    """Append what a run noted to the document's table of kills."""
    path = Path(document)
    text = path.read_text(encoding="utf-8").rstrip("\n")
    if _HEAD[0] not in text:
        text += "\n\n" + "\n".join(_HEAD)
    for line in Path(notes).read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        cells = (when, _commit(), _machine(), said["engine"], said["what"], f"{said['kills']:,}")
        text += "\n| " + " | ".join((*cells, f"{said['accepted']:,}", "0", "0")) + " |"
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
