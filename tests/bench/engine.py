"""All measurements on one engine, as JSON: ``python -m tests.bench.engine [--full] [--seconds 2]``.

HEPATICA_DIR names an empty folder for the trial, HEPATICA_DATABASE_URL a database where it is not SQLite.
"""

# ruff: noqa: E402 — Django is set up before what needs it is imported.
from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hepatica.config.settings")
FOLDER = Path(os.environ["HEPATICA_DIR"])
FOLDER.mkdir(parents=True, exist_ok=True)
if not (FOLDER / "hepatica.toml").exists():
    from hepatica.config.site import Site, write_site

    (FOLDER / "hepatica.toml").write_text(write_site(Site(name="Bench", zone="Asia/Kolkata")))
django.setup()

from django.contrib.auth import get_user_model
from django.db import connection
from tests.bench import trial
from tests.bench.clients import Client, summary, together
from tests.bench.floor.models import FloorLine
from tests.bench.seeding import seed
from tests.bench.servers import FLOOR, SITE, Server, served

from hepatica.store import publishing, read
from hepatica.store.verify import first_unsealed, verify

ROUNDS = 3
COMMANDS, INSERT = "/api/v1/commands", "/insert"
Numbers = dict[str, Any]


def signed_in(port: int, path: str = "/api/v1/session", name: str = trial.NAME) -> dict[str, str]:
    """Sign in and return the cookies."""
    client = Client(port)
    status, content = client.post(path, {"username": name, "password": trial.PASSWORD})
    assert status == 200, content
    client.close()
    return client.cookies


def forms(upto: int, offset: int = 0) -> Iterator[dict[str, Any]]:
    """Yield submissions that each save a form of 20 items which nobody saved before."""
    for number in itertools.count(offset):
        visit, subject = divmod(number, upto)
        yield _submission(trial.twenty(f"01-{subject + 1:03d}", trial.OPEN[visit]))


def fields(upto: int) -> Iterator[dict[str, Any]]:
    """Yield submissions that each change one value."""
    draw = random.Random(1)
    for number in itertools.count():
        subject = f"01-{draw.randrange(upto) + 1:03d}"
        yield _submission(trial.one(subject, f"{120 + number // 1000 % 30}.{number % 1000}"))


_KEY = itertools.count()


def _submission(command: dict[str, Any]) -> dict[str, Any]:
    return {"command": command, "key": f"bench-{os.getpid()}-{next(_KEY)}"}


def committed(times: int = 150) -> list[float]:
    """Return the seconds of bare durable commits: one small row on the driver's own connection."""
    connection.ensure_connection()
    raw = connection.connection
    postgres = connection.vendor == "postgresql"
    cursor = raw.cursor()
    begin = "BEGIN" if postgres else "BEGIN IMMEDIATE"
    cursor.execute("CREATE TABLE IF NOT EXISTS bench_commit (at text)")
    found = []
    for _ in range(times):
        start = time.perf_counter()
        cursor.execute(begin)
        cursor.execute("INSERT INTO bench_commit VALUES ('2026-03-14T08:05:12.345678Z')")
        cursor.execute("COMMIT")
        found.append(time.perf_counter() - start)
    return found


def saves(site: Server, floor: Server, cookies: dict[str, str], *, people: int, seconds: float) -> Numbers:
    """Return times of saves and of the floor, taken in turns so that both meet the same machine.

    The fourth number of each is the server's processor time for one request, in milliseconds.
    """
    every, one = forms(people), fields(people)
    jars = {site: cookies, floor: signed_in(floor.port, "/session")}
    numbers: Numbers = {}
    for clients in (1, 8):
        runs = {
            "form": (site, COMMANDS, every),
            "form floor": (floor, INSERT, itertools.cycle([_submission(trial.twenty("01-001", "day_1"))])),
            "field": (site, COMMANDS, one),
            "field floor": (floor, INSERT, itertools.cycle([_submission(trial.one("01-001", "130"))])),
        }
        for server, path, bodies in runs.values():  # warms up
            together(server.port, jars[server], path, bodies, clients=clients, seconds=0.5)
        found: dict[str, list[float]] = {name: [] for name in runs}
        walls, busy = dict.fromkeys(runs, 0.0), dict.fromkeys(runs, 0.0)
        for _ in range(ROUNDS):
            for name, (server, path, bodies) in runs.items():
                before = server.busy()
                times, wall = together(
                    server.port, jars[server], path, bodies, clients=clients, seconds=seconds / ROUNDS
                )
                found[name] += times
                walls[name] += wall
                busy[name] += server.busy() - before
        for name, times in found.items():
            numbers[f"{name} at {clients}"] = (
                *summary(times, walls[name]),
                busy[name] / len(times) * 1000,
            )
    return numbers


def cost(site: int, cookies: dict[str, str], people: int) -> float:
    """Return the median milliseconds of a form saved by one client among so many participants, for the last ten."""
    client, times = Client(site, dict(cookies)), []
    for n in range(80):
        visit, subject = divmod(n, 10)
        body = _submission(trial.twenty(f"01-{people - subject:03d}", f"unscheduled.{visit + 2}"))
        start = time.perf_counter()
        status, content = client.post(COMMANDS, body)
        times.append(time.perf_counter() - start)
        assert status == 200, content
    client.close()
    return statistics.median(times[20:]) * 1000


PAGES = {
    "form page": "/participants/01-002/visits/baseline/laboratory/",
    "matrix": "/matrix/",
    "Today": "/",
    "queries": "/queries/",
    "list of queries (CSV)": "/queries/export.csv",
    "checklist of the lock": "/record/locks/",
    "trail": "/record/trail/",
    "trail of a participant (CSV)": "/record/trail.csv?subject=01-002",
    "time slider, halfway": "/record/time/?at={half}",
}
"""Pages that are opened at every size; ``half`` is the number of the event in the middle of the ledger."""
WATCHED = ("/queries/", "/record/")
"""Beginnings of addresses that the data manager opens, the others are the coordinator's."""
WATCHER, PATIENCE = "dev", 30.0


def watcher() -> None:
    """Make the person who opens the pages about the record."""
    publishing.grant(WATCHER, "Dev Menon", "data_manager", training="GCP, 1 Jan 2026", identity="passport")
    person = get_user_model()(username=WATCHER, first_name="Dev Menon")
    person.set_password(trial.PASSWORD)
    person.save()


def pages(site: int, floor: Server) -> dict[str, tuple[float, float] | str]:
    """Return of each page the median milliseconds and their ratio to the bare view, or why it could not be done."""
    jar = signed_in(floor.port, "/session")
    bare, _ = together(
        floor.port,
        jar,
        INSERT,
        itertools.cycle([_submission(trial.one("01-001", "130"))]),
        clients=1,
        seconds=1,
    )
    view = statistics.median(bare) * 1000
    jars = {True: signed_in(site, name=WATCHER), False: signed_in(site)}
    found: dict[str, tuple[float, float] | str] = {}
    for name, path in PAGES.items():
        client = Client(site, dict(jars[path.startswith(WATCHED)]))
        took = _opened(client, path.format(half=max(1, read.head().seq // 2)))
        found[name] = took if isinstance(took, str) else (took, took / view)
        client.close()
    return found


def _opened(client: Client, path: str) -> float | str:
    """Return the median milliseconds of a page, the first two times aside where there was time for more."""
    times: list[float] = []
    while len(times) < 8 and (len(times) < 2 or sum(times) < PATIENCE):
        start = time.perf_counter()
        status, _content = client.get(path)
        times.append(time.perf_counter() - start)
        if status != 200:
            return f"not measured: {path} answers {status}"
    return statistics.median(times[2:] or times[1:]) * 1000


def verified() -> Numbers:
    """Return events a second: the chain, bare SHA-256 over the same bytes, and verify with every projection."""
    last = read.head().seq
    with connection.cursor() as cursor:
        sealed = [
            f"{e.prev}\n{e.seq}\n{e.at}\n{e.actor}\n{e.subject}\n{e.kind}\n{e.schema}\n{e.definition}\n{e.body}".encode()
            for e in read.stream(cursor, last=min(last, 30_000))
        ]
        chain, bare = [], []
        for _ in range(3):
            start = time.perf_counter()
            assert first_unsealed(cursor, "study", last)[0] == last
            chain.append(last / (time.perf_counter() - start))
            start = time.perf_counter()
            for each in sealed:
                sha256(each).hexdigest()
            bare.append(len(sealed) / (time.perf_counter() - start))
    start = time.perf_counter()
    report = verify()
    assert report.sound, report.sentences
    return {
        "events": last,
        "chain": statistics.median(chain),
        "bare": statistics.median(bare),
        "whole": last / (time.perf_counter() - start),
    }


def durability() -> str:
    """Say what the engine promises of a commit."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            level = ("OFF", "NORMAL", "FULL", "EXTRA")[cursor.fetchone()[0]]
            return f"SQLite, WAL, synchronous={level}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        fsync = cursor.fetchone()[0]
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}, fsync {fsync}"


def measure(*, full: bool, seconds: float) -> Numbers:
    """Measure everything on this engine."""
    trial.make(FOLDER)
    watcher()
    with connection.schema_editor() as editor:
        editor.create_model(FloorLine)
    numbers: Numbers = {"engine": durability(), "commit": summary(committed(), 1), "cost": {}, "pages": {}}
    sizes = (10, 100, 1000, 10_000) if full else (10, 100, 1000)
    with served(SITE) as site, served(FLOOR) as floor:
        numbers["served"] = site.started
        cookies = signed_in(site.port)
        for size in sizes:
            seed(size, trial.facts)
            numbers["cost"][size] = cost(site.port, cookies, size)
            if size >= 100:
                numbers["pages"][size] = pages(site.port, floor)
            if size == 1000:
                numbers |= saves(site, floor, cookies, people=size, seconds=seconds)
    numbers["verify"] = verified()
    return numbers


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seconds", type=float, default=3)
    chosen = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(measure(full=chosen.full, seconds=chosen.seconds)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
