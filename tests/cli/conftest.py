"""The command as a person types it: its own process, a folder of its own, no network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    """Run the command to its end; ``said`` is typed into it."""
    done = subprocess.run(
        [HEPATICA, *map(str, arguments)],
        input=said,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="session")
def _initialised(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "trial"
    done = hepatica("init", folder)
    assert done.returncode == 0, done.stderr
    done = hepatica(
        "user", "add", folder, "asha", "--name", "Asha R.", "--role", "coordinator", said=PASSWORD + "\n"
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def trial(_initialised, tmp_path):
    """A real trial with a coordinator, copied for each test."""
    return Path(shutil.copytree(_initialised, tmp_path / "trial"))


@pytest.fixture(scope="session")
def first_build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli-demo") / "demo"
    done = hepatica("demo", "--dir", folder, "--build-only")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture
def demo(first_build, tmp_path):
    """The demo, copied for each test."""
    return Path(shutil.copytree(first_build[0], tmp_path / "demo"))
