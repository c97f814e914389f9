"""Bad luck and bad will at the archive's door: a kill at any moment leaves a whole backup, or none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from tests.jobs.keeping.trial import fill

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(ledger, tmp_path, settings):
    """A trial folder whose SQLite file stands in it, and a blank file beside it."""
    if connection.vendor != "sqlite":
        pytest.skip("the folder's own file")
    connection.close()
    shutil.copy(connection.settings_dict["NAME"], tmp_path / "blank.db")
    settings.HEPATICA_DIR = tmp_path / "trial"
    fill(settings.HEPATICA_DIR)
    connection.close()
    shutil.copy(connection.settings_dict["NAME"], settings.HEPATICA_DIR / "hepatica.db")
    return settings.HEPATICA_DIR


def killings(folder, rounds, seed):
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "attack" / "killed.py"), str(folder), str(rounds), str(seed)],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_kill_at_any_moment_leaves_a_whole_backup_or_restore_or_none(folder):
    """REC-11. The long form of many rounds is ``scripts/torture``'s."""
    said = killings(folder, 6, 11)
    assert not [line for line in said if line.startswith("half")]
    assert int(said[-1].split()[1]) >= 3, "a sample in which nobody was killed says nothing"


@pytest.mark.torture
def test_kills_by_the_hundred_leave_nothing_half(folder):
    """REC-11."""
    said = killings(folder, 300, 23)
    assert not [line for line in said if line.startswith("half")]
    assert int(said[-1].split()[1]) >= 200
