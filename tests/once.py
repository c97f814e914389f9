"""What is slow to make and the same for everyone: made once per run of the tests, by the worker that asks first.

``once(name, make)`` gives a folder that every worker may read and none may change; ``copied(name, make, folder)``
leaves a copy to do anything with. ``NOW`` is the moment the run began, the same in every worker. ``scripts/test``
gives its three runs one folder and one moment.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

_FOLDER, _BEGUN = "HEPATICA_TEST_FOLDER", "HEPATICA_TEST_BEGUN"
if (
    _FOLDER not in os.environ
):  # the first process of a run: its workers inherit what it sets and remove nothing
    _OWN = tempfile.TemporaryDirectory(prefix="hepatica-tests-")
    os.environ[_FOLDER] = _OWN.name
os.environ.setdefault(_BEGUN, datetime.now(UTC).isoformat())
# Compiled once per run, loaded by every other process of it: see hepatica.stats.compiled.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(os.environ[_FOLDER], "numba")))

NOW = datetime.fromisoformat(os.environ[_BEGUN])


def once(name: str, make: Callable[[Path], object]) -> Path:
    """Return this run's folder of a name, which ``make(folder)`` fills if nobody has; others wait for it.

    What ``make`` raises goes to the test, and the next one tries again in an empty place.
    """
    folder = Path(os.environ[_FOLDER]) / name
    with folder.with_name(f"{name}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            lock.write("made")
    return folder


def copied(name: str, make: Callable[[Path], object], folder: Path) -> Path:
    """Copy what ``once`` returns to a folder that does not exist yet; return that folder."""
    return Path(shutil.copytree(once(name, make), folder))
