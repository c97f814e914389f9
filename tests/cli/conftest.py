"""The command as a person types it: its own process, a folder of its own, no network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli import warm
from tests.drawing import with_script
from tests.once import copied, once

HEPATICA = str(Path(sys.executable).with_name("hepatica"))
ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "src" / "hepatica" / "studies" / "nct04243681"
NINE = ROOT / "examples" / "published-patients"
PASSWORD = "correct-horse-battery"


def clean_environment(**more):
    """Return the environment without what this run of the tests has set for itself."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HEPATICA_", "DJANGO_", "PYTHONPATH"))}
    return kept | more


def hepatica(*arguments, said="", **environment):
    """Run the command to its end; ``said`` is typed into it. An ``environment`` has a Python of its own."""
    if environment:
        done = subprocess.run(
            [HEPATICA, *map(str, arguments)],
            input=said,
            env=clean_environment(**environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    else:
        done = warm.run([*map(str, arguments)], said=said, environment=clean_environment())
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _initialise(folder):
    done = hepatica("init", folder)
    assert done.returncode == 0, done.stderr
    who = ("asha", "--name", "Asha R.", "--role", "coordinator", "--training", "GCP, 3 Jan 2026")
    done = hepatica("user", "add", folder, *who, said=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    with_script(folder)


@pytest.fixture
def trial(tmp_path):
    """A real trial with a coordinator, copied for each test."""
    return copied("cli-trial", _initialise, tmp_path / "trial")


def build_demo(folder):
    """Build the demo as a user does, with a start of its own, and keep what was said."""
    done = hepatica("demo", "--dir", folder / "demo", "--build-only", LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    with_script(folder / "demo")
    (folder / "said").write_text(done.stdout, encoding="utf-8")


def build_virtual(folder):
    """Build the demo of three virtual patients, and keep what was said."""
    done = hepatica("demo", "--dir", folder / "demo", "--virtual", "3", "--build-only", LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    with_script(folder / "demo")
    (folder / "said").write_text(done.stdout, encoding="utf-8")


@pytest.fixture(scope="session")
def first_build():
    """The demo as the command makes it, and what it said; nobody changes it."""
    made = once("cli-demo", build_demo)
    return made / "demo", (made / "said").read_text(encoding="utf-8")


@pytest.fixture
def demo(first_build, tmp_path):
    """The demo, copied for each test."""
    return Path(shutil.copytree(first_build[0], tmp_path / "demo"))
