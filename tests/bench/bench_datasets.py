"""What building the datasets takes: `python -m tests.bench.bench_datasets [participants ...]`. Seconds are the
processor's, so that others on the machine do not count; they are printed, never asserted.

The state is held in memory: one participant's rows, as many times as there are participants. Beside it the floor: the same
number of values written by csv alone, and the same MELDs by numpy alone. Each size has a process of its own.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import numpy as np
from tests.bench.memory import peak_mb
from tests.datasets.record import draw, form, person, study

from hepatica.datasets.adam import DATASETS
from hepatica.datasets.adam.frame import Dataset
from hepatica.datasets.adam.inputs import Inputs
from hepatica.datasets.adam.text import csv_lines
from hepatica.ledger.row import Row
from hepatica.ledger.state import State

SIZES = (1_000, 10_000)
LIMIT_MB = 4_000
GCSF, CUT = date(2026, 3, 10), date(2026, 12, 31)
VISITS = {"screening": -45, "baseline": -33, "gate": -3, "gcsf": 1, "day_1": 4, "week_1": 10, "month_1": 31,
          "month_3": 93, "month_6": 183}  # fmt: skip
SETS = {
    "alt": "31",
    "ast": "44",
    "alp": "120",
    "haemoglobin": "10.9",
    "wbc": "4.1",
    "platelets": "88",
    "crp": "6.1",
}


def one() -> list[Row]:
    """Return the rows of one participant: nine draws, five events of the log, a drug, two biopsies, doses."""
    who = "01-001"
    rows: list[Row] = [person(who, gcsf=GCSF.isoformat(), infusion=_on(3), started=_on(-35))]
    rows.append(
        form(who, "screening", "demographics", flat={"sex": "male", "age": "52", "aetiology": "alcohol"})
    )
    rows.append(form(who, "screening", "consent", flat={"rficdtc": _on(-49)}))
    for number, (visit, day) in enumerate(VISITS.items()):
        taken = draw(_on(day) + "T08:10", bilirubin=f"{2 + number / 10:.1f}", **SETS)
        rows.append(form(who, visit, "laboratory", taken))
        liver = {"assessed": _on(day), "ascites": "mild", "encephalopathy": "0"}
        rows.append(form(who, visit, "clinical_liver", flat=liver))
    events = [
        {"aeterm": f"Event {n}", "aecat": "outside", "aestdtc": _on(9 * n), "aetoxgr": "1", "aeser": "no"}
        for n in range(5)
    ]
    rows.append(form(who, "log", "ae", *events))
    rows.append(form(who, "log", "cm", {"cmtrt": "Furosemide", "cmclass": "diuretic", "cmstdtc": _on(-90)}))
    rows.append(
        form(who, "gcsf", "gcsf", *({"ecstdtc": _on(n) + "T10:30", "ecdose": "520"} for n in range(3)))
    )
    for visit, day, when in (("gate", -3, "before"), ("biopsy_2", 93, "after")):
        read = {"reader": "R1", "method": "ihc_single", "nuclei": "8420", "cd34_positive": "96"}
        rows.append(form(who, visit, "biopsy", read, read, flat={"midtc": _on(day), "timepoint": when}))
    rows.append(form(who, "infusion_day", "infusion", flat={"exstdtc": _on(3), "dose_cd34": "12.5"}))
    return rows


def _on(day: int) -> str:
    return (GCSF + timedelta(days=day)).isoformat()


def many(participants: int) -> State:
    """Return the state of so many such participants; their answers are shared, as frozen values may be."""
    rows = one()
    return State(
        msgspec.structs.replace(row, subject=f"01-{n:05d}")
        for n in range(1, participants + 1)
        for row in rows
    )


def floor(dataset: Dataset) -> float:
    """Return the seconds of writing as many values by csv alone, and of the MELDs by numpy alone."""
    start = time.process_time()
    writer = csv.writer(io.StringIO())
    writer.writerows([["1.25"] * len(dataset.plan.variables)] * len(dataset))
    values = np.full(len(dataset), 2.0)
    np.log(values) * 3.78 + np.log(values) * 11.2 + np.log(values) * 9.57 + 6.43
    return time.process_time() - start


def measure(participants: int) -> dict[str, Any]:
    """Build and print every dataset once."""
    inputs = Inputs(study=study(), state=many(participants), cut=CUT)
    found: dict[str, Any] = {}
    for name, source in DATASETS.items():
        start = time.process_time()
        dataset = source.derive(inputs)
        built = time.process_time()
        size = sum(map(len, csv_lines(dataset)))
        done = time.process_time()
        rows = len(dataset)
        found[name] = [rows, built - start, done - built, floor(dataset), size]
    found["peak"] = peak_mb()
    return found


def measured(participants: int) -> dict[str, Any]:
    """Measure one size in its own process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_datasets", "--one", str(participants)],
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def lines(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """Yield the table: rows, seconds to build and to write, rows a second, and the floor beside them."""
    yield "| Dataset | participants | rows | build s | write s | rows a second | csv and numpy alone s |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for participants in sizes:
        found = measured(participants)
        peak = found.pop("peak")
        assert peak < LIMIT_MB, f"{participants} participants took {peak:.0f} MB"
        for name, (rows, built, written, bare, _) in found.items():
            if rows:
                speed = rows / (built + written)
                cells = (
                    f"{participants:,} | {rows:,} | {built:.1f} | {written:.1f} | {speed:,.0f} | {bare:.2f}"
                )
                yield f"| {name} | {cells} |"
        yield f"| peak memory | {participants:,} | {peak:,.0f} MB | | | | |"


def main(arguments: list[str]) -> None:
    """Print the table for the sizes asked, or one size's numbers."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(int(arguments[1]))))
        return
    for line in lines(tuple(map(int, arguments)) or SIZES):
        print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
