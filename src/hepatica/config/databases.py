"""Which database the trial's folder and environment name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE = "django.db.backends.sqlite3"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def databases(folder: Path, environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """`default` for the app role; `owner`, which may migrate, only where HEPATICA_OWNER_URL names it.

    Without HEPATICA_DATABASE_URL the trial is the file `hepatica.db` in its folder.
    """
    url = environment.get("HEPATICA_DATABASE_URL", "")
    owner = environment.get("HEPATICA_OWNER_URL", "")
    found = {"default": _parsed("HEPATICA_DATABASE_URL", url) if url else _sqlite(folder / "hepatica.db")}
    if owner:
        found["owner"] = _parsed("HEPATICA_OWNER_URL", owner) | {"TEST": {"MIRROR": "default"}}
    return found


def _parsed(name: str, url: str) -> dict[str, Any]:
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is not a database address; write postgresql://role:password@host:5432/name."
        ) from None
    if parsed["ENGINE"] == SQLITE:
        return _sqlite(Path(parsed["NAME"]))
    if parsed["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} names an engine without our triggers; use PostgreSQL or SQLite.")
    return parsed | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


def _sqlite(path: Path) -> dict[str, Any]:
    # Connections stay open: the pragmas would otherwise be paid on every save.
    return {"ENGINE": SQLITE, "NAME": str(path), "OPTIONS": dict(SQLITE_OPTIONS), "CONN_MAX_AGE": None}
