"""The first early bet, kept: one gapless chain, with ``decide`` and the projections in the same transaction.

    python -m tests.bench.bench_chain [--participants 10000] [--writers 8] [--seconds 5]

On SQLite, and on PostgreSQL where HEPATICA_TEST_DATABASE_URL names a cluster's owner, prints: the cost of saving a
20-item form at 10, 1,000 and 10,000 participants; saves a second with eight writer processes, of which one save in
twenty asks for an enrolment that only the whole study can answer; and events verified a second beside bare SHA-256
over the same bytes.
"""

# ruff: noqa: E402 — Django is set up before what needs it is imported.
from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.store.settings_store")

import django

django.setup()

from django.db import connection
from tests.attack.gated import publish_gated, ready
from tests.store import databases
from tests.store.people import ASHA, MEENA

from hepatica.conduct.commands import EnrolSubject, EnterItems, Entry
from hepatica.ledger.events import ItemEntered, SubjectScreened, encode
from hepatica.ledger.rows import StudyRow
from hepatica.ledger.state import State
from hepatica.store import append, projections, read
from hepatica.store.append import Line
from hepatica.store.fold import folded
from hepatica.store.record import Recorded, Refused, record
from hepatica.store.transactions import writing
from hepatica.store.verify import first_unsealed, verify

ITEMS = 20
PLACES = 5
VISIT = itertools.count(2)


# -- Seeding: many participants at once, through the same links and the same fold -----------------------------------


def seed(upto: int) -> None:
    """Screen participants up to a number, each with one form of 20 items."""
    with writing() as cursor:
        study = read.study_row()
        marks = read.plan().landmarks
        at = "2026-03-14T08:05:12.345678Z"
        for start in range(study.screened + 1, upto + 1, 200):
            end, lines = append.locked(cursor, "study"), list[Line]()
            for n in range(start, min(start + 200, upto + 1)):
                lines += _participant(f"HYD-{n:03d}")
            state = State([study])
            events = append.linked(end, lines, at=max(at, end.at), actor="seed")
            append.append(cursor, "study", end, events)
            touched = folded(events, state, marks)
            projections.write(cursor, state, touched, {("study", "", "")})
            study = state.get(StudyRow)


def _participant(subject: str) -> list[Line]:
    facts = [SubjectScreened(site="HYD")]
    facts += [
        ItemEntered(visit="baseline", form="vital_signs", item=item, row=row, value=value, unit="mm[Hg]")
        for row in range(1, ITEMS // 2 + 1)
        for item, value in (("sysbp", "120"), ("diabp", "80"))
    ]
    return [Line(subject, fact.kind, encode(fact)) for fact in facts]


# -- Saving -----------------------------------------------------------------------------------------------------------


def form(subject: str, number: int, draw: random.Random) -> EnterItems:
    """A 20-item form of one unscheduled visit."""
    entries = tuple(
        Entry(item=item, row=row, value=str(low + draw.randrange(20)))
        for row in range(1, ITEMS // 2 + 1)
        for item, low in (("sysbp", 110), ("diabp", 70))
    )
    return EnterItems(
        subject=subject, visit=f"unscheduled.{number}", form="vital_signs", entries=entries, seen=0
    )


def save(subject: str, number: int, draw: random.Random) -> float:
    """Save one form; return the milliseconds it took."""
    command, key = form(subject, number, draw), f"{subject}/{number}"
    start = time.perf_counter()
    done = record(command, actor=ASHA, key=key)
    took = (time.perf_counter() - start) * 1000
    assert isinstance(done, Recorded), done
    assert len(done.events) == ITEMS
    return took


def cost_at(participants: int, *, saves: int = 150) -> float:
    """Return the median milliseconds of a save among so many participants."""
    draw = random.Random(participants)
    chosen = [f"HYD-{draw.randrange(1, participants + 1):03d}" for _ in range(saves)]
    times = [save(subject, next(VISIT), draw) for subject in chosen]
    return statistics.median(times[saves // 5 :])  # the first fifth warms up


def writer(number: int, database: dict, participants: int, seconds: float, results) -> None:
    """Save forms of a writer's own participants until the time is over."""
    draw, times, count = random.Random(number), [], 0
    with databases.using(database):
        subject = f"HYD-{PLACES + 1 + number * (participants - PLACES) // 8:03d}"  # none of the enrolled
        save(subject, 10**9, draw)  # compiles the protocol
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            count += 1
            times.append(save(subject, 10**9 + count, draw))
            if count % 20 == 0:
                full = record(EnrolSubject(subject=subject), actor=MEENA)
                assert isinstance(full, Refused), full
    results.put(times)


def together(database: dict, *, writers: int, participants: int, seconds: float) -> list[float]:
    """Run writer processes at once and return the milliseconds of all saves."""
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    processes = [
        context.Process(target=writer, args=(n, database, participants, seconds, results))
        for n in range(writers)
    ]
    for process in processes:
        process.start()
    times = [ms for _ in processes for ms in results.get(timeout=seconds + 120)]
    for process in processes:
        process.join()
    return sorted(times)


# -- Verifying --------------------------------------------------------------------------------------------------------


def verified() -> tuple[float, float, float]:
    """Return events a second: chain verified, bare SHA-256, and verified with every projection compared."""
    last = read.head().seq
    with connection.cursor() as cursor:
        start = time.perf_counter()
        assert first_unsealed(cursor, "study", last)[0] == last
        chain = time.perf_counter() - start
        sealed = [
            f"{e.prev}\n{e.seq}\n{e.at}\n{e.actor}\n{e.subject}\n{e.kind}\n{e.schema}\n{e.definition}\n{e.body}".encode()
            for e in read.stream(cursor, last=min(last, 50_000))
        ]
    start = time.perf_counter()
    for each in sealed:
        sha256(each).hexdigest()
    bare = time.perf_counter() - start
    start = time.perf_counter()
    assert verify().sound
    return last / chain, len(sealed) / bare, last / (time.perf_counter() - start)


def bench(templates: databases.Templates, *, participants: int, writers: int, seconds: float) -> None:
    """Print the numbers of one engine."""
    database = templates.copy("tables")
    with databases.using(database):
        publish_gated(planned=PLACES)
        for _ in range(PLACES):
            assert isinstance(record(EnrolSubject(subject=ready()), actor=MEENA), Recorded)
        print(f"\n{connection.vendor}{_durability()}")
        for size in sorted({10, min(1000, participants), participants}):
            start = time.perf_counter()
            seed(size)
            seeded = time.perf_counter() - start
            print(
                f"  20-item form at {size:>6,} participants: {cost_at(size):6.2f} ms  (seeded in {seeded:.1f} s)"
            )
        connection.close()
        times = together(database, writers=writers, participants=participants, seconds=seconds)
        p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
        print(f"  {writers} writers: {len(times) / seconds:.0f} forms/s, p50 {p50:.1f} ms, p95 {p95:.1f} ms")
        assert read.study_row().enrolled == PLACES, "the places ran out once"
        chain, bare, whole = verified()
        print(
            f"  {read.head().seq:,} events: chain {chain:,.0f}/s, bare SHA-256 {bare:,.0f}/s (ratio {chain / bare:.2f}), "
            f"with every projection {whole:,.0f}/s"
        )
    templates.drop(database)


def _durability() -> str:
    if connection.vendor == "sqlite":
        return " (WAL, synchronous=FULL)"
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        return f" (fsync {cursor.fetchone()[0]})"


def main(arguments: list[str]) -> None:
    """Run the benchmark on each engine there is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--participants", type=int, default=10_000)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5)
    chosen = parser.parse_args(arguments)
    url = databases.URL
    for engine in dict.fromkeys(("", url)):
        databases.URL = engine
        with tempfile.TemporaryDirectory(dir=os.environ.get("HEPATICA_BENCH_DIR")) as folder:
            templates = databases.Templates(Path(folder))
            bench(templates, participants=chosen.participants, writers=chosen.writers, seconds=chosen.seconds)
            templates.close()


if __name__ == "__main__":
    main(sys.argv[1:])
