"""serve: a web server and a worker that begin together and end together."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.cli.conftest import HEPATICA, clean_environment


def children(pid):
    """Return every process under a process, by id and command line."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            line = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if parent == pid:
            found |= {int(stat.parent.name): line} | children(int(stat.parent.name))
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def served(trial, tmp_path):
    """A running ``serve``, its address, and its children once both answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(
            [HEPATICA, "serve", str(trial), "--port", str(port), "--web-workers", "1"],
            env=clean_environment(),
            stdout=log,
            stderr=log,
        )
    deadline = time.monotonic() + 60
    while True:
        assert running.poll() is None, (tmp_path / "log").read_text()
        assert time.monotonic() < deadline
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)
    found = children(running.pid)
    yield running, found, tmp_path / "log"
    for pid in (*found, running.pid):
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    running.wait()


def named(found, word):
    return next(pid for pid, line in found.items() if word in line)


def all_end(found):
    deadline = time.monotonic() + 10
    while (left := [line for pid, line in found.items() if alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def test_web_and_worker_run_and_a_polite_signal_ends_both(served):
    running, found, log = served
    assert named(found, "granian")
    assert named(found, "db_worker")
    assert b"Hepatica is at http://127.0.0.1:" in log.read_bytes()
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=40) == 0
    assert all_end(found) == [], "no orphan"


@pytest.mark.parametrize("child", ["db_worker", "granian"])
def test_a_killed_child_ends_serve_with_a_failure_and_takes_the_other_with_it(served, child):
    running, found, _ = served
    os.kill(named(found, child), signal.SIGKILL)
    assert running.wait(timeout=40) != 0
    assert all_end(found) == [], "half a system is worse than none"


def test_a_port_that_is_taken_ends_serve_with_a_failure(trial):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = subprocess.run(
            [HEPATICA, "serve", str(trial), "--port", str(taken.getsockname()[1])],
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode != 0
