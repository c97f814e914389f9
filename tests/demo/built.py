"""Demo folders, built once per run and copied for each test that wants one.

``built(folder, stage=..., moment=...)`` leaves a copy there that a server of its own can serve (real password
hashes); ``opened(folder)`` makes it the default database of this process.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from shutil import copyfile
from typing import Any

from django.test import override_settings
from tests.once import NOW, copied
from tests.store.databases import in_a_file, using

from hepatica import trial
from hepatica.config.databases import databases
from hepatica.demo.build import fill
from hepatica.study.load import load
from hepatica.study.study import Study

STUDY = Path(__file__).parents[2] / "src" / "hepatica" / "studies" / "nct04243681"
MOMENT = datetime(2026, 3, 16, 12, 30, tzinfo=UTC)
"""A fixed moment of the build; servers' clocks are real, so what they serve is built at ``NOW``."""
_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@lru_cache
def study() -> Study:
    """The reference study."""
    return load(STUDY)


def database(folder: Path) -> dict[str, Any]:
    """The settings of a folder's database."""
    return databases(folder, {})["default"]


def opened(folder: Path) -> AbstractContextManager[None]:
    """Make a folder's database the default one of this process."""
    return using(database(folder))


def _build(stage: str, moment: datetime, folder: Path) -> None:
    trial.make_folder(folder, STUDY)
    copyfile(in_a_file("tables")["NAME"], database(folder)["NAME"])
    with opened(folder), override_settings(PASSWORD_HASHERS=_HASHERS, HEPATICA_DIR=folder):
        fill(folder, study(), moment, stage=stage)


def built(folder: Path, *, stage: str = "open", moment: datetime = NOW) -> Path:
    """Copy the demo of a stage, built at a moment, into a folder that does not exist yet; return the folder."""
    name = f"demo-{stage}-{moment:%Y%m%d%H%M%S%f}"
    return copied(name, partial(_build, stage, moment), folder)
