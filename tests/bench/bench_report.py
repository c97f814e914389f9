"""What a report takes: `python -m tests.bench.bench_report [DIR]`. Timing is printed, never asserted.

Each measurement has a process of its own, so its peak memory is its own: the final report of a trial folder (the played demo
where none is named) as PDF and as HTML, and a listing of 10,000 rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.memory import peak_mb

ROWS = 10_000
LIMIT_MB = 1_000
"""Peak memory the listing may take; a test asserts it."""


def listing(rows: int) -> int:
    """Print a listing of so many rows of eight columns; return the bytes of the file."""
    from tests.report.samples import document

    from hepatica.report import typst
    from hepatica.report.table import Cell, Column, Group, Number, Row, Table, Text

    columns = (
        Column(title="Event", width=4),
        *(Column(title=f"v{n}", align="right", decimals=1) for n in range(7)),
    )

    def row(n: int) -> Row:
        values: tuple[Cell, ...] = tuple(
            Number(value=n % 97 + k / 10, why=f"ITEM:a/b/c/{n}/{k}") for k in range(7)
        )
        return Row(cells=(Text(text=f"An event of some length, number {n}"), *values), indent=True)

    groups = tuple(
        Group(title=f"Participant {n}", rows=tuple(row(k) for k in range(n * 50, n * 50 + 50)))
        for n in range(rows // 50)
    )
    table = Table(id="16.2.9", title="A long listing", columns=columns, groups=groups, listing=True)
    return len(typst.pdf(document(table)))


def final(folder: Path, form: str) -> int:
    """Print the final report of a trial folder; return the bytes of the file."""
    from hepatica import trial

    trial.open_trial(folder)
    from hepatica.jobs import outputs
    from hepatica.report.kinds import Kind

    return len(outputs.report(Kind.FINAL, form=form))


def measured(*arguments: str) -> dict[str, float]:
    """Measure in a process of its own: seconds, bytes, peak memory in MB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_report", "--one", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(arguments: list[str]) -> dict[str, float]:
    """Measure here: ``listing ROWS`` or ``pdf|html DIR``."""
    start = time.perf_counter()
    what, of = arguments
    size = listing(int(of)) if what == "listing" else final(Path(of), what)
    peak = peak_mb()
    return {"seconds": round(time.perf_counter() - start, 2), "bytes": size, "peak_mb": round(peak)}


def rows(folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield every measurement with its name."""
    yield "Final report, PDF", measured("pdf", str(folder))
    yield "Final report, HTML", measured("html", str(folder))
    yield f"Listing of {ROWS:,} rows, PDF", measured("listing", str(ROWS))


def lines(folder: Path | None = None) -> Iterator[str]:
    """Yield the table, of a trial folder or of the demo, played for the purpose."""
    with tempfile.TemporaryDirectory() as made:
        if folder is None:
            folder = Path(made) / "demo"
            program = str(Path(sys.executable).parent / "hepatica")
            command = [program, "demo", "--build-only", "--dir", str(folder)]
            subprocess.run(command, check=True, capture_output=True)
        yield "| Measured | Seconds | MB written | Peak MB |\n| --- | ---: | ---: | ---: |"
        for name, found in rows(folder):
            yield f"| {name} | {found['seconds']:.1f} | {found['bytes'] / 1e6:.1f} | {found['peak_mb']:.0f} |"


def main(arguments: list[str]) -> None:
    """Print the table."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(one(arguments[1:])))
    else:
        print(*lines(Path(arguments[0]) if arguments else None), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
