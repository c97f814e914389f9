"""``hepatica serve``: the web server, its job workers and the sweep under one supervisor that stops all cleanly."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

GRACE_SECONDS = 15
"""How long a child may finish what it is doing before it is killed."""


WORKERS, THREADS = 2, 2
"""Web processes and the threads of each."""


def commands(host: str, port: int, workers: int = WORKERS, jobs: int = 1) -> dict[str, list[str]]:
    """Return the command line of each child."""
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning"),
        "hepatica.config.wsgi:application",
    ]
    worker = [sys.executable, "-m", "django", "db_worker", "--interval", "1"]
    sweep = [sys.executable, "-m", "django", "sweep"]
    return {"web": web, **{f"worker {n + 1}": worker for n in range(jobs)}, "sweep": sweep}


def supervise(
    folder: Path,
    *,
    host: str,
    port: int,
    workers: int = WORKERS,
    jobs: int = 1,
    ready: Callable[[], None] | None = None,
) -> int:
    """Run the children until one ends or a signal comes; return 0 when all were stopped on request.

    If a child dies by itself the others are stopped too and its exit code is returned: part of a system is worse
    than none, and whatever started ``serve`` should see that it ended.
    """
    environment = os.environ | {
        "HEPATICA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "hepatica.config.settings",
    }
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, line in commands(host, port, workers, jobs).items():
            # Own sessions: Ctrl-C reaches the supervisor alone, which then stops both in order.
            children[name] = subprocess.Popen(line, env=environment, start_new_session=True)
        if ready:
            ready()
        while not asked and all(child.poll() is None for child in children.values()):
            time.sleep(0.2)
        died = [child.returncode for child in children.values() if child.returncode is not None]
        return 0 if asked or not died else (died[0] or 1)
    finally:
        _stop(list(children.values()))
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    for child in children:
        # A child that was killed could not stop its own: what is left of its session must not go on alone.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
