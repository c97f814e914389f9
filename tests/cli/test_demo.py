"""demo: made once, found again, and marked for ever as invented."""

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from tests.cli.conftest import build_virtual, clean_environment, hepatica
from tests.once import once

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


def test_virtual_patients_are_shown_under_way_with_the_demos_sign_ins():
    made = once("cli-virtual", build_virtual)
    folder, said = made / "demo", (made / "said").read_text(encoding="utf-8")
    assert "Simulated. No patient data." in said
    assert "investigator     menon" in said
    assert events(folder), "the ledger was played"
    with sqlite3.connect(folder / "hepatica.db") as record:
        (first, last) = record.execute("SELECT min(at), max(at) FROM study_event").fetchone()
        ((kind,),) = record.execute("SELECT kind FROM study_event WHERE seq = 1")
    now = datetime.now(UTC)
    assert kind == "study.synthetic"
    assert datetime.fromisoformat(last) <= now < datetime.fromisoformat(last) + timedelta(days=15)
    assert now - datetime.fromisoformat(first) > timedelta(days=100)
    told = json.loads((folder / "simulation.json").read_text(encoding="utf-8"))
    assert (told["people"], told["complete"]) == (3, True)
    ends = {one["outcome"] for one in json.loads((folder / "truth.json").read_text())["participants"]}
    assert ends & {"infused", "under way", "enrolled"}, "somebody is still in the trial"


def test_virtual_patients_have_no_other_stage(tmp_path):
    done = hepatica("demo", "--dir", tmp_path / "new", "--build-only", "--virtual", "3", "--stage", "closed")
    assert done.returncode == 1
    assert "--stage is of the five written participants" in done.stderr
    assert not (tmp_path / "new").exists()
