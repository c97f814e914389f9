"""What is opened and what is made, at 100 and at 10,000 participants: `python -m tests.bench.bench_size [participants ...]`.

Seconds are the processor's, so that others on the machine do not count; they are printed, never asserted. Pages are
opened within the process, without a server: first as a process does that has just started, then the best of some times
more. Outputs are made by the commands that people type, each in a process of its own. Every size has its own trial:
14 visits, two adverse events for each participant, of which every twentieth is serious, and a query, a finding and a
deviation for every fifth participant. With ``--keep FOLDER`` the trials stay there, to be looked into again.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

SIZES = (100, 10_000)
PAGES = {
    "matrix": ("coordinator", "/matrix/"),
    "participant": ("coordinator", "/participants/01-002/"),
    "form": ("coordinator", "/participants/01-002/visits/baseline/laboratory/"),
    "Today": ("coordinator", "/"),
    "search": ("coordinator", "/find?q=2+month+1"),
    "product": ("coordinator", "/products/"),
    "tissue": ("data_manager", "/tissue/"),
    "safety desk": ("medical_monitor", "/safety/"),
    "stopping rules": ("medical_monitor", "/safety/rules/"),
    "open lists of the desk": ("medical_monitor", "/safety/open/"),
    "one adverse event": ("medical_monitor", "/safety/case/01-010/2/"),
    "investigator's inbox": ("investigator", "/inbox/"),
    "queries": ("data_manager", "/queries/"),
    "plan of verification": ("monitor", "/queries/verification/"),
    "a listing": ("data_manager", "/queries/listings/missing/"),
    "deviations": ("investigator", "/record/protocol/deviations/"),
    "checklist of the lock": ("data_manager", "/record/locks/"),
    "people": ("administrator", "/record/people/"),
    "inspector's start page": ("inspector", "/record/inspect/"),
    "trail": ("inspector", "/record/trail/"),
    "access": ("inspector", "/record/access/"),
    "time slider at the head": ("inspector", "/record/time/"),
    "time slider, halfway": ("inspector", "/record/time/?at={half}"),
}
"""What is opened, by whom; ``half`` is the number of the event in the middle of the ledger."""
OUTPUTS = {
    "`hepatica verify`": ("verify", "{trial}"),
    "`hepatica backup`": ("backup", "{trial}", "-o", "{out}/trial.backup"),
    "`hepatica archive`": ("archive", "{trial}", "-o", "{out}/archive"),
    "`hepatica export --dataset ADSL`": ("export", "{trial}", "--dataset", "ADSL", "-o", "{out}/adsl.csv"),
    "`hepatica queries --csv`": ("queries", "{trial}", "--csv", "{out}/queries.csv"),
    "`hepatica lock`": ("lock", "{trial}"),
}
"""What is made, by its command."""
ROLES = sorted({role for role, _path in PAGES.values()})
AGAIN, PATIENCE = 3, 20.0
"""Times a page is opened again, and after how many seconds it is enough."""
_DAYS = {"marrow": -30, "contact": -20, "culture": -10, "biopsy_2": 85}
"""Visits that the crowd's trial does not date: with them there are 14."""


def _furnish(folder: Path, people: int) -> None:
    """Make the trial in a folder, with everybody in it; a folder that holds one already is left as it is."""
    from django.contrib.auth import get_user_model
    from tests.bench import trial
    from tests.bench.seeding import seed

    from hepatica.store import publishing

    trial.make(folder)
    seed(people, _facts)
    for role in ROLES:
        publishing.grant(role, role.title(), role, training="GCP, 1 Jan 2026", identity="passport")
        get_user_model()(username=role, first_name=role.title()).save()


def _facts(subject: str) -> Iterator[Any]:
    from tests.bench import trial

    from hepatica.ledger.events import DeviationRecorded, FindingRaised, ItemEntered
    from hepatica.ledger.review_facts import QueryOpened

    yield from trial.facts(subject)
    for visit, day in _DAYS.items():
        on = f"{trial.INFUSED + timedelta(days=day)}"
        yield ItemEntered(visit=visit, form="visit", item="svstdtc", value=on)
    number = int(subject.rpartition("-")[2])
    yield from _event(1, "Fever", 3, serious=False)
    yield from _event(2, "Variceal bleeding", 60, serious=number % 10 == 0)
    if number % 5 == 0:
        here: dict[str, Any] = {"visit": "baseline", "form": "laboratory", "item": "sodium", "row": 1}
        yield QueryOpened(**here, text="Is 134 right?")
        yield FindingRaised(**here, check="eligible_sodium")
        yield DeviationRecorded(rule="out_of_window", sentence="Late.", visit="month_1", form="visit")


def _event(row: int, term: str, day: int, *, serious: bool) -> Iterator[Any]:
    from tests.bench import trial

    from hepatica.ledger.events import ItemEntered

    began = trial.INFUSED + timedelta(days=day)
    said = {
        "aeterm": term,
        "aecat": "outside",
        "aephase": "after",
        "aestdtc": f"{began}",
        "aeongo": "no",
        "aeendtc": f"{began + timedelta(days=4)}",
        "aetoxgr": "3" if serious else "2",
        "aeser": "yes" if serious else "no",
        **({"aeshosp": "yes", "aeaware": f"{began}T10:00"} if serious else {}),
    }
    for item, value in said.items():
        yield ItemEntered(visit="log", form="ae", item=item, row=row, value=value)


def _opened(only: str) -> dict[str, Any]:
    """Return of each page the processor milliseconds of the first time and of the best later, and its size in kB."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from hepatica.store import read

    clients, found = dict[str, Client](), dict[str, Any]()
    for role in ROLES:
        clients[role] = Client(HTTP_HOST="127.0.0.1")
        clients[role].force_login(get_user_model().objects.get(username=role))
    Client(HTTP_HOST="127.0.0.1").get("/accounts/login/")  # the addresses are loaded before anything is timed
    half = read.head().seq // 2
    for name, (role, path) in PAGES.items():
        if only not in name:
            continue
        times: list[float] = []
        began = time.monotonic()
        while len(times) < 2 or (len(times) <= AGAIN and time.monotonic() - began < PATIENCE):
            start = time.process_time()
            answer = clients[role].get(path.format(half=half), follow=True)
            times.append((time.process_time() - start) * 1000)
            if answer.status_code != 200 or answer.request["PATH_INFO"].startswith("/accounts/"):
                raise RuntimeError(f"{path} answers {answer.status_code} to the {role}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found[name] = [times[0], min(times[1:]), len(answer.content) / 1024, peak]
        print(name, *(f"{number:.0f}" for number in found[name]), file=sys.stderr, flush=True)
    return found


def _made(folder: Path) -> dict[str, Any]:
    """Return of each output the processor seconds and the peak of memory in MB of the command that makes it."""
    program, found = Path(sys.executable).parent / "hepatica", dict[str, Any]()
    with tempfile.TemporaryDirectory(dir=os.environ.get("HEPATICA_BENCH_DIR")) as out:
        for name, words in OUTPUTS.items():
            line = [str(program), *(word.format(trial=folder, out=out) for word in words)]
            code, used = _run(line)
            if code not in (0, 1):
                raise RuntimeError(f"{' '.join(line)} ended with {code}")
            found[name] = [used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]
            print(name, *(f"{number:.1f}" for number in found[name]), file=sys.stderr, flush=True)
    return found


def _run(line: list[str]) -> tuple[int, resource.struct_rusage]:
    """Run a command and return its code and what it alone used."""
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used


def _measured(folder: Path, people: int, only: str, *, outputs: bool) -> dict[str, Any]:
    """Measure one size in this process; the folder is furnished where it is empty."""
    import django

    from hepatica.config.site import Site, write_site

    fresh = not (folder / "hepatica.toml").exists()
    if fresh:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "hepatica.toml").write_text(write_site(Site(name="Bench", zone="Asia/Kolkata")))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "hepatica.config.settings", "HEPATICA_DIR": str(folder)}
    django.setup()
    if fresh:
        _furnish(folder, people)
    found: dict[str, Any] = {"pages": _opened(only), "outputs": {}}
    if outputs:
        found["outputs"] = _made(folder)
    return found


def _sized(people: int, keep: str, passed: Iterable[str]) -> dict[str, Any]:
    """Seed a size in one process and measure it in another, which has just started."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("HEPATICA_BENCH_DIR")) as temporary:
        folder = Path(keep or temporary) / f"trial-{people}"
        line = [sys.executable, "-m", "tests.bench.bench_size", str(people), "--in", str(folder)]
        if not folder.exists():
            subprocess.run([*line, "--only", "-", "--pages"], check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run([*line, *passed], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def lines(sizes: Iterable[int] = SIZES, keep: str = "", passed: Iterable[str] = ()) -> Iterator[str]:
    """Measure every size and yield the tables: pages, then outputs."""
    found = {size: _sized(size, keep, passed) for size in sizes}
    few, many = min(found), max(found)
    shown = " and ".join(f"{size:,}" for size in found)
    yield f"| Page at {shown} participants | first, ms | then, ms | ratio | kB |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name in found[few]["pages"]:
        first, again, kb = ([found[n]["pages"][name][k] for n in found] for k in range(3))
        ratio = found[many]["pages"][name][1] / found[few]["pages"][name][1]
        yield f"| {name} | {_each(first)} | {_each(again)} | {ratio:.1f} | {_each(kb)} |"
    peaks = (max((page[3] for page in one["pages"].values()), default=0.0) for one in found.values())
    yield f"\nPeak memory of the process that opened all of them: {_each(list(peaks))} MB."
    if found[few]["outputs"]:
        yield f"\n| Output at {shown} participants | s | ratio | peak MB |"
        yield "| --- | ---: | ---: | ---: |"
    for name in found[few]["outputs"]:
        took, peak = ([found[n]["outputs"][name][k] for n in found] for k in range(2))
        yield f"| {name} | {' / '.join(f'{s:.1f}' for s in took)} | {took[-1] / took[0]:.1f} | {_each(peak)} |"


def _each(numbers: list[float]) -> str:
    return " / ".join(f"{number:,.0f}" for number in numbers)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("participants", nargs="*", type=int, default=SIZES)
    parser.add_argument("--keep", default="", metavar="FOLDER", help="where the trials stay")
    parser.add_argument("--only", default="", metavar="WORD", help="pages whose name has it")
    parser.add_argument("--pages", action="store_true", help="pages alone, no outputs")
    parser.add_argument("--in", dest="folder", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.folder:
        one = _measured(Path(chosen.folder), chosen.participants[0], chosen.only, outputs=not chosen.pages)
        print(json.dumps(one))
        return
    passed = ["--only", chosen.only, *(["--pages"] if chosen.pages else [])]
    for line in lines(chosen.participants, chosen.keep, passed):
        print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
