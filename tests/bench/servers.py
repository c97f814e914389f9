"""Real servers, started as ``hepatica serve`` starts them."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.clients import Client

from hepatica.jobs import supervisor

SITE, FLOOR = "hepatica.config.wsgi:application", "tests.bench.floor.wsgi:application"


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server(NamedTuple):
    """A server that answers."""

    port: int
    process: int
    started: float
    """Seconds until its first answer."""

    def busy(self) -> float:
        """Return the processor seconds its processes have used: other work on the machine does not count."""
        family = [self.process, *_children(self.process)]
        return sum(map(_processor_seconds, family))

    def memory(self) -> float:
        """Return the memory its processes hold, in MB: what they share is counted once for each."""
        return sum(map(_resident, [self.process, *_children(self.process)]))


def _resident(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in found]


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(application: str, workers: int = supervisor.WORKERS) -> Iterator[Server]:
    """Serve an application with the shipped number of workers and threads, or another."""
    port = free_port()
    line = supervisor.commands("127.0.0.1", port, workers)["web"]
    start = time.perf_counter()
    server = subprocess.Popen([*line[:-1], application], env=os.environ | {"PYTHONPATH": str(Path.cwd())})
    try:
        _answering(port)
        yield Server(port, server.pid, time.perf_counter() - start)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def _answering(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        client = Client(port)
        try:
            client.get("/accounts/login/")
        except (ConnectionError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
        finally:
            client.close()
