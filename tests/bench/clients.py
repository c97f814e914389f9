"""Clients that cost little beside the server they measure: a kept connection and prepared bytes."""

from __future__ import annotations

import itertools
import json
import select
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple


class Times(NamedTuple):
    """What a run of requests took."""

    p50: float
    """Milliseconds."""
    p95: float
    rate: float
    """Requests a second, all clients together."""


def summary(times: list[float], wall: float) -> Times:
    """Return median, 95th percentile (milliseconds) and rate of requests (given in seconds)."""
    ordered = sorted(times)
    return Times(
        statistics.median(ordered) * 1000, ordered[len(ordered) * 95 // 100] * 1000, len(times) / wall
    )


class Client:
    """One connection to one server."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = cookies if cookies is not None else {}
        self._socket: socket.socket | None = None

    def post(self, path: str, body: object) -> tuple[int, bytes]:
        """Send JSON; return status and content."""
        return self._send("POST", path, json.dumps(body).encode())

    def get(self, path: str) -> tuple[int, bytes]:
        """Fetch a page; return status and content."""
        return self._send("GET", path, b"")

    def _send(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {jar}\r\n"
            f"X-CSRFToken: {self.cookies.get('csrftoken', '')}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        if self._socket is None or _ended(self._socket):
            self.close()
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(head.encode() + body)
        return self._answer(self._socket)

    def _answer(self, connection: socket.socket) -> tuple[int, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(connection)
        head, _, content = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (x.partition(":") for x in lines[1:])]
        length = int(next(value for name, value in headers if name == "content-length"))
        while len(content) < length:
            content += self._more(connection)
        for name, value in headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return int(lines[0].split()[1]), content

    def _more(self, connection: socket.socket) -> bytes:
        data = connection.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        """End the connection."""
        if self._socket is not None:
            self._socket.close()


def _ended(connection: socket.socket) -> bool:
    """Whether the server has closed a connection that was idle for its half minute: a browser opens another then."""
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable)


def timed(client: Client, path: str, bodies: Iterator[object], times: list[float], until: float) -> None:
    """Post until a moment; every answer must be 200."""
    for body in bodies:
        start = time.perf_counter()
        if start >= until:
            return
        status, content = client.post(path, body)
        times.append(time.perf_counter() - start)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}: {content[:300]!r}")


def together(
    port: int, cookies: dict[str, str], path: str, bodies: Iterator[object], *, clients: int, seconds: float
) -> tuple[list[float], float]:
    """Let clients post at once; return what each request took and the wall time, in seconds."""
    shared = _Shared(bodies)
    lists: list[list[float]] = [[] for _ in range(clients)]
    until = time.perf_counter() + seconds
    people = [Client(port, dict(cookies)) for _ in range(clients)]
    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        runs = [
            pool.submit(timed, person, path, shared, found, until)
            for person, found in zip(people, lists, strict=True)
        ]
        for run in runs:
            run.result()  # raises what a client met
    wall = time.perf_counter() - start
    for person in people:
        person.close()
    return list(itertools.chain.from_iterable(lists)), wall


class _Shared:
    """One iterator for several threads."""

    def __init__(self, items: Iterator[object]) -> None:
        self._items, self._lock = items, threading.Lock()

    def __iter__(self) -> _Shared:
        return self

    def __next__(self) -> object:
        with self._lock:
            return next(self._items)
