"""Simulated trials, played once per run of the tests, with databases of their own."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from tests.demo.built import STUDY, opened
from tests.once import once
from tests.store.conftest import templates  # noqa: F401

from hepatica.design.worlds.world import find_world
from hepatica.simulated import folder as folders
from hepatica.simulated.trial import Trial


def _empty(folder: Path) -> None:
    folder.mkdir()
    with opened(folder):
        call_command("migrate", verbosity=0, interactive=False)


def play(n: int, seed: int, world: str, folder: Path, *, go_on: bool = False) -> Trial:
    """Simulate a trial in a new folder, or in one in which it was cut short."""
    asked = folders.Asked(n=n, seed=seed, world=find_world(world), go_on=go_on)
    changed = folders.prepare(folder, STUDY, asked)
    if not (folder / "hepatica.db").exists():
        shutil.copy(once("simulated-empty", _empty) / "hepatica.db", folder)
    with opened(folder), override_settings(HEPATICA_DIR=folder):
        return folders.fill(folder, asked, changed)


@pytest.fixture
def few(django_db_blocker) -> Iterator[Path]:
    """Three people asked, one of whom is infused and completes. Nobody may change it."""
    with django_db_blocker.unblock():
        folder = once("simulated-3", partial(play, 3, 7, "additive"))
        with opened(folder):
            yield folder


@pytest.fixture
def harmed(django_db_blocker) -> Iterator[Path]:
    """Two people asked where cells do harm: the first has a related serious event, and the boundary is met. Nobody may change it."""
    with django_db_blocker.unblock():
        folder = once("simulated-harmed", partial(play, 2, 14, "harm-by-dose"))
        with opened(folder):
            yield folder


@pytest.fixture
def many(django_db_blocker) -> Iterator[Path]:
    """Forty people asked: minutes of work, for the long tests alone. Nobody may change it."""
    with django_db_blocker.unblock():
        folder = once("simulated-40", partial(play, 40, 11, "additive"))
        with opened(folder):
            yield folder
