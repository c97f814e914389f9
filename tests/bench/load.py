"""Coordinators typing at human pace: ``scripts/bench load [--people 50] [--minutes 5] [--workers 4] [--no-ramp]``.

Each has an account, a session and a participant, and saves a field every few seconds, opening a page now and then. Then
the number of people grows until the server no longer keeps up: a save in a hundred takes longer than a second, or fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.clients import Client
from tests.bench.trial import PASSWORD

PACE = 4.0
"""Seconds between two fields of one person, on average: exponential, as people are."""
PAGE_EVERY = 20
"""A person opens a page after so many fields."""
SLOW = 1.0
"""Seconds: beyond, a person waits for the machine."""
STEP_SECONDS = 20.0
Numbers = dict[str, Any]


class Person(NamedTuple):
    """Somebody at a keyboard: who, and which participant they enter."""

    name: str
    cookies: dict[str, str]
    subject: str


class Tally:
    """What all people met, written by many threads."""

    def __init__(self) -> None:
        self.saves: list[float] = []
        self.pages: list[float] = []
        self.errors: list[str] = []
        self._lock = threading.Lock()

    def note(self, kind: list[float], seconds: float, status: int, said: bytes) -> None:
        """Keep one answer."""
        with self._lock:
            kind.append(seconds)
            if status != 200:
                self.errors.append(f"{status}: {said[:200]!r}")

    def broke(self, error: Exception) -> None:
        """Keep what was no answer at all."""
        with self._lock:
            self.errors.append(repr(error))


def typing(port: int, person: Person, tally: Tally, until: float, seed: int, pace: float = PACE) -> None:
    """Type until a moment."""
    draw = random.Random(seed)
    client = Client(port, dict(person.cookies))
    page = f"/participants/{person.subject}/visits/baseline/laboratory/"
    count = 0
    try:
        while (left := until - time.perf_counter()) > 0:
            time.sleep(min(left, draw.expovariate(1 / pace)))
            if time.perf_counter() >= until:
                break
            count += 1
            try:
                if count % PAGE_EVERY == 0:
                    _timed(tally, tally.pages, client.get, page)
                else:
                    body = _field(person.subject, count, seed)
                    _timed(tally, tally.saves, client.post, "/api/v1/commands", body)
            except (OSError, StopIteration) as error:
                tally.broke(error)
                client.close()
                client = Client(port, dict(person.cookies))
    finally:
        client.close()


def _timed(tally: Tally, kind: list[float], ask: Callable[..., tuple[int, bytes]], *what: object) -> None:
    start = time.perf_counter()
    status, said = ask(*what)
    tally.note(kind, time.perf_counter() - start, status, said)


def _field(subject: str, count: int, seed: int) -> dict[str, object]:
    value = f"{120 + count % 30}.{(count * 7 + seed) % 1000}"
    entry = {"item": "sodium", "row": 1, "value": value}
    command = {"kind": "items.enter", "subject": subject, "visit": "baseline", "form": "laboratory"}
    return {
        "command": command | {"entries": [entry], "seen": 10**9},
        "key": f"load-{seed}-{count}-{os.getpid()}-{time.monotonic_ns()}",
    }


def crowd(port: int, people: list[Person], seconds: float) -> Tally:
    """Let people type side by side."""
    tally = Tally()
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=typing, args=(port, person, tally, until, n), daemon=True)
        for n, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 120)
    return tally


def percentile(times: list[float], share: float) -> float:
    """Return a percentile in milliseconds."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")


def keeps_up(tally: Tally) -> bool:
    """Whether nobody waited for the machine, and nobody met an error."""
    return not tally.errors and percentile(tally.saves, 0.99) < SLOW * 1000


def one_engine(arguments: argparse.Namespace) -> Numbers:
    """Measure on the engine that the environment names."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "hepatica.config.settings"
    folder = Path(os.environ["HEPATICA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    from hepatica.config.site import Site, write_site

    (folder / "hepatica.toml").write_text(write_site(Site(name="Bench", zone="Asia/Kolkata")))
    django.setup()
    from django.db import connection
    from tests.bench.engine import committed
    from tests.bench.servers import SITE, served

    most = arguments.people if arguments.no_ramp else arguments.people * 8
    _furnish(most)
    commits = committed()
    engine = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    connection.close()
    with served(SITE, workers=arguments.workers) as server:
        people = list(_signed_in(server.port, most))
        crowd(server.port, people[: arguments.people], 5)  # warms up
        busy, start = server.busy(), time.perf_counter()
        tally = crowd(server.port, people[: arguments.people], arguments.minutes * 60)
        wall, used = time.perf_counter() - start, server.busy() - busy
        memory = server.memory()
        reached, steps = arguments.people, []
        ramp = () if arguments.no_ramp else (2, 4, 6, 8)
        for times in ramp:
            step = crowd(server.port, people[: arguments.people * times], STEP_SECONDS)
            p99 = percentile(step.saves, 0.99)
            steps.append([arguments.people * times, len(step.saves) / STEP_SECONDS, p99, len(step.errors)])
            if not keeps_up(step):
                break
            reached = arguments.people * times
    return {
        "engine": f"{engine}, {arguments.workers} workers",
        "commit": statistics.median(commits) * 1000,
        "saves": len(tally.saves),
        "p50": percentile(tally.saves, 0.5),
        "p99": percentile(tally.saves, 0.99),
        "page50": percentile(tally.pages, 0.5),
        "page99": percentile(tally.pages, 0.99),
        "errors": tally.errors[:3],
        "error count": len(tally.errors),
        "cpu": used / wall,
        "memory": memory,
        "reached": reached,
        "steps": steps,
    }


def _furnish(people: int) -> None:
    """Make the trial with so many participants, accounts and grants."""
    from django.contrib.auth import get_user_model
    from tests.bench import trial
    from tests.bench.seeding import seed

    from hepatica.store import publishing

    trial.make(Path(os.environ["HEPATICA_DIR"]))
    seed(people, lambda subject: tuple(trial.facts(subject)))
    users = get_user_model()
    same = users(username="x")
    same.set_password(PASSWORD)
    users.objects.bulk_create(
        users(username=f"typist{n}", first_name=f"Typist {n}", password=same.password) for n in range(people)
    )
    for n in range(people):
        publishing.grant(
            f"typist{n}", f"Typist {n}", "coordinator", training="GCP 1 Jan 2026", identity="passport seen"
        )


def _signed_in(port: int, people: int) -> Iterator[Person]:
    for n in range(people):
        client = Client(port)
        status, said = client.post("/api/v1/session", {"username": f"typist{n}", "password": PASSWORD})
        if status != 200:
            raise RuntimeError(f"typist{n} cannot sign in: {status} {said[:200]!r}")
        client.close()
        yield Person(f"typist{n}", client.cookies, f"01-{n + 1:03d}")


def lines(found: list[Numbers], people: int, minutes: float) -> Iterator[str]:
    """Yield the table."""
    yield "|  | " + " | ".join(n["engine"] for n in found) + " |"
    yield "| --- | " + " | ".join("---:" for _ in found) + " |"
    rows: list[tuple[str, Callable[[Numbers], str]]] = [
        (f"{people} people for {minutes:g} min: fields saved", lambda n: f"{n['saves']:,}"),
        ("… a field save, median / 99th percentile, ms", lambda n: f"{n['p50']:.1f} / {n['p99']:.0f}"),
        ("… ratio of the median to a bare durable commit", lambda n: f"{n['p50'] / n['commit']:.0f}"),
        ("… a form opened, median / 99th percentile, ms", lambda n: f"{n['page50']:.0f} / {n['page99']:.0f}"),
        ("… errors", lambda n: str(n["error count"])),
        ("… processor of the server, cores", lambda n: f"{n['cpu']:.2f}"),
        ("… memory of the server, MB", lambda n: f"{n['memory']:.0f}"),
        ("People it keeps up with (99 of 100 saves within a second)", lambda n: str(n["reached"])),
    ]
    for what, cell in rows:
        yield f"| {what} | " + " | ".join(cell(n) for n in found) + " |"
    for n in found:
        for many, rate, p99, errors in n["steps"]:
            yield f"\n{n['engine']}: {many} people, {rate:.0f} saves a second, 99th percentile {p99:.0f} ms, {errors} errors."
        for error in n["errors"]:
            yield f"\n{n['engine']}: an error: {error}"


def main(arguments: list[str]) -> int:
    """Measure every engine, each in a process of its own, and print."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench load", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--no-ramp", action="store_true", help="do not look for the number that is too many")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.one:
        print(json.dumps(one_engine(chosen)))
        return 0
    from tests.bench.__main__ import engines

    found = []
    for engine in engines():
        with tempfile.TemporaryDirectory(dir=os.environ.get("HEPATICA_BENCH_DIR")) as folder:
            environment = {k: v for k, v in os.environ.items() if k != "HEPATICA_DATABASE_URL"} | engine
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench", "load", "--one", *arguments],
                env=environment | {"HEPATICA_DIR": str(Path(folder) / "trial")},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    for line in lines(found, chosen.people, chosen.minutes):
        print(line)
    print(f"\n{os.cpu_count()} cores, shared by the server, the database and the people.")
    return 1 if any(n["error count"] for n in found) else 0
