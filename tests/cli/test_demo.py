"""demo: made once, found again, and marked for ever as invented."""

import sqlite3
import subprocess
import sys

from tests.cli.conftest import clean_environment, hepatica

CLOCK = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hepatica import trial
trial.open_trial(Path(sys.argv[1]))
from hepatica.store import clock
try:
    with clock.virtual(datetime(2026, 1, 1, tzinfo=UTC)):
        print("dated")
except clock.ClockRefused as refused:
    print(refused)
"""


def events(folder):
    with sqlite3.connect(folder / "hepatica.db") as record:
        return record.execute("SELECT seq, hash FROM study_event ORDER BY seq").fetchall()


def test_a_second_build_finds_the_first_and_changes_nothing(first_build, demo):
    before = events(demo)
    again = hepatica("demo", "--dir", demo, "--build-only")
    assert again.returncode == 0, again.stderr
    assert "Building" not in again.stdout
    table = first_build[1].split("\n", 1)[1]
    assert again.stdout == table, "the same sign-ins are printed again"
    assert events(demo) == before
    assert hepatica("verify", demo).returncode == 0


def test_a_demo_is_not_built_over_something_else(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    done = hepatica("demo", "--dir", tmp_path, "--build-only")
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    done = hepatica("demo", "--dir", tmp_path / "new", "--build-only", "--stage", "banana")
    assert done.returncode == 1
    assert "There is no stage 'banana'" in done.stderr


def test_a_real_folder_refuses_the_virtual_clock_and_the_demo_takes_it(trial, demo):
    assert "holds a real trial" in _clock(trial)
    assert _clock(demo) == "dated"


def _clock(folder):
    done = subprocess.run(
        [sys.executable, "-c", CLOCK, str(folder)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def test_sign_ins_are_not_printed_for_a_folder_that_is_no_demo(trial):
    done = hepatica("demo", "--dir", trial, "--build-only")
    assert "it is no demo" in done.stderr
    assert (done.returncode, done.stdout) == (1, "")
