"""One run of all measurements on every engine there is, as a table: ``scripts/bench [--full] [--seconds 4]``; ``load`` is the crowd, ``design`` the next trial.

PostgreSQL is measured where HEPATICA_BENCH_POSTGRES names a cluster's owner, as ``scripts/bench`` does.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.bench import bench_datasets, bench_report, bench_size, bench_stats, bench_tissue

Numbers = dict[str, Any]
SAVES = {"form": "Save a form of 20 items", "field": "Save one field"}


def engines() -> Iterator[dict[str, str]]:
    """Yield what tells a process its engine."""
    yield {}
    if url := os.environ.get("HEPATICA_BENCH_POSTGRES", ""):
        yield {"HEPATICA_DATABASE_URL": url}


def measured(engine: dict[str, str], arguments: list[str]) -> Numbers:
    """Measure one engine in a process and a folder of its own."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("HEPATICA_BENCH_DIR")) as folder:
        environment = {k: v for k, v in os.environ.items() if k != "HEPATICA_DATABASE_URL"} | engine
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.engine", *arguments],
            env=environment | {"HEPATICA_DIR": str(Path(folder) / "trial")},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: Numbers = json.loads(done.stdout.splitlines()[-1])
    return found


def started() -> float:
    """Return the median milliseconds of `hepatica --version`."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [Path(sys.executable).parent / "hepatica", "--version"], check=True, capture_output=True
        )
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def rows(columns: list[Numbers]) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of the table: what, and one cell per engine."""

    def line(what: str, cell: Callable[[Numbers], str]) -> tuple[str, list[str]]:
        return what, [cell(numbers) for numbers in columns]

    yield line("Bare durable commit, p50 / p95 ms", lambda n: f"{n['commit'][0]:.1f} / {n['commit'][1]:.1f}")
    for clients in (1, 8):
        for name, title in SAVES.items():
            yield from _save(line, name, f"{title}, {clients} client{'s' * (clients > 1)}", clients)
    for size in columns[0]["cost"]:
        yield line(f"The form at {size} participants, p50 ms", lambda n, s=size: f"{n['cost'][s]:.1f}")  # type: ignore[misc]
    opened = columns[0]["pages"]
    sizes = " / ".join(opened)
    for page in next(iter(opened.values()), ()):
        yield line(
            f"Open the {page} at {sizes} participants, ms (ratio to the bare view)",
            lambda n, p=page: " / ".join(_ms(found[p]) for found in n["pages"].values()),  # type: ignore[misc]
        )
    yield line("Events verified a second, chain", lambda n: f"{n['verify']['chain']:,.0f}")
    yield line("… bare SHA-256 over the same bytes", lambda n: f"{n['verify']['bare']:,.0f}")
    yield line("… ratio", lambda n: f"{n['verify']['chain'] / n['verify']['bare']:.2f}")
    yield line("… chain and every projection", lambda n: f"{n['verify']['whole']:,.0f}")
    yield line("Web server until its first answer, s", lambda n: f"{n['served']:.1f}")


def _save(line: Callable[..., Any], name: str, title: str, clients: int) -> Iterator[Any]:
    own, floor = f"{name} at {clients}", f"{name} floor at {clients}"
    yield line(f"{title}: p50 / p95 ms", lambda n: f"{n[own][0]:.1f} / {n[own][1]:.1f}")
    yield line("… a second", lambda n: f"{n[own][2]:.0f}")
    yield line("… bare view, p50 / p95 ms", lambda n: f"{n[floor][0]:.1f} / {n[floor][1]:.1f}")
    yield line("… bare view, a second", lambda n: f"{n[floor][2]:.0f}")
    yield line("… ratio of p50 to the bare view", lambda n: f"{n[own][0] / n[floor][0]:.1f}")
    yield line(
        "… processor of the server, ms: save / bare view", lambda n: f"{n[own][3]:.1f} / {n[floor][3]:.1f}"
    )
    yield line("… ratio of processor", lambda n: f"{n[own][3] / n[floor][3]:.1f}")
    yield line("… ratio of p50 to the bare commit", lambda n: f"{n[own][0] / n['commit'][0]:.1f}")


def _ms(found: list[float] | str) -> str:
    """Write milliseconds and their ratio, as they came through JSON."""
    return found if isinstance(found, str) else f"{found[0]:.0f} ({found[1]:.0f})"


def main(arguments: list[str]) -> None:
    """Measure every engine and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="also at 10,000 participants: minutes more")
    parser.add_argument(
        "--seconds", type=float, default=4, help="of each kind of save at each number of clients"
    )
    chosen = parser.parse_args(arguments)
    passed = ["--seconds", str(chosen.seconds), *(["--full"] if chosen.full else [])]
    columns = [measured(engine, passed) for engine in engines()]
    print("|  |", " | ".join(numbers["engine"] for numbers in columns), "|")
    print("| --- |", " | ".join("---:" for _ in columns), "|")
    for what, cells in rows(columns):
        print(f"| {what} |", " | ".join(cells), "|")
    if len(columns) == 1:
        print("\nPostgreSQL was not measured: pg_virtualenv is not installed.")
    sizes = (1_000, 10_000) if chosen.full else (1_000,)
    for part in (
        bench_tissue.lines(),
        bench_stats.lines(),
        bench_report.lines(),
        bench_datasets.lines(sizes),
        bench_size.lines() if chosen.full else (),
    ):
        print("", *part, sep="\n", flush=True)
    print(f"\n`hepatica --version`: {started():.0f} ms.")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end; medians of interleaved rounds.")


def design() -> None:
    """Measure the design of the next trial, family by family; each runs on one core unless its line says otherwise."""
    for family in ("stop", "dose", "next", "patients"):
        name = f"tests.bench.bench_design_{family}"
        if find_spec(name):
            print(*import_module(name).lines(), "", sep="\n", flush=True)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        from tests.bench import load

        sys.exit(load.main(sys.argv[2:]))
    if sys.argv[1:2] == ["design"]:
        design()
    else:
        main(sys.argv[1:])
