"""A kept design played in its worlds as background work: ordered, followed, stopped, and gone on with where it was.

What is asked names the job, so the same question is worked on once and answered at once afterwards. A worker plays for
half a minute and leaves the rest to its next turn, so that a report asked for meanwhile is printed in between; a worker
that was killed is noticed by whoever looks, and the rest is ordered again. Results lie in the folder's ``cache``: they
are made anew from the design, and belong to one version of Hepatica and its parameters.
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django_tasks import TaskResultStatus, task
from django_tasks.exceptions import TaskResultDoesNotExist

from hepatica import __version__
from hepatica.design.document import Design
from hepatica.design.label import digest_of
from hepatica.design.tried.playing import Plan, plan_of, told_of, worlds_of
from hepatica.design.worlds.simulate import nature
from hepatica.design.worlds.world import World
from hepatica.jobs.one_at_a_time import held, is_held
from hepatica.jobs.playing import engine, play_worlds
from hepatica.jobs.processes import TRIES, Processes, ReplicatingError
from hepatica.jobs.whole_file import write_whole
from hepatica.store import designs

MOST = 20_000
"""Trials in each world that are played in the background at most; the command line takes more."""
TURN = 30.0
"""Seconds of work after which a worker lets others in."""
OFTEN = 0.5
"""Seconds between two notes of how far a job is."""
SETTLED = 15.0
"""Seconds after which a worker that has begun must be seen at work."""
State = Literal["waiting", "running", "done", "stopped", "failed"]
_JOB = re.compile(r"[0-9a-f]{12}-[0-9]{1,5}")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a job is. ``done`` and ``of`` count simulated trials over all worlds."""

    state: State
    done: int
    of: int
    sentence: str = ""
    """Why it failed."""


class _TurnOver(Exception):  # noqa: N818 - no error: others are let in
    """The worker has worked long enough for one turn."""


class _Stopped(Exception):  # noqa: N818 - no error: somebody asked for it
    """Somebody stopped the job."""


# -- What is asked --------------------------------------------------------------------------------------------------


def order_play(sha256: str, *, replicates: int, seed: int, weight_kg: float) -> str:
    """Have a kept design played ``replicates`` times in each of its worlds, and return the id of the job.

    What was played already, or is being played, is not begun again; what was stopped or failed goes on. Raises NoDesign
    where no such design is kept, ValueError in a sentence for what cannot be played.
    """
    if not 1 <= replicates <= MOST:
        raise ValueError(
            f"{replicates:,} trials in each world cannot be ordered here: 1 to {MOST:,}. "
            "The command hepatica design play takes more."
        )
    if not 0 <= seed < 2**63:
        raise ValueError(f"{seed} is no seed: a whole number from 0 to {2**63 - 1}")
    designs.by_sha256(sha256)
    plan = _plan(sha256, weight_kg)
    job = _job_of(sha256, replicates, seed, weight_kg)
    _folder(job).mkdir(parents=True, exist_ok=True)
    _mark(job).unlink(missing_ok=True)
    if standing(job).state in {"stopped", "failed"}:
        asked = {"sha256": sha256, "replicates": replicates, "seed": seed, "weight_kg": weight_kg}
        _write(job, asked=asked, state="waiting", of=replicates * len(worlds_of(plan)), deaths=0, sentence="")
        _enqueue(job)
    return job


def played(sha256: str, *, replicates: int, seed: int, weight_kg: float) -> dict[str, Any] | None:
    """Return what a design came to in its worlds, as ``told_of`` tells it; None while it was not played so."""
    path = _result(_job_of(sha256, replicates, seed, weight_kg))
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def latest(sha256: str) -> tuple[str, dict[str, Any]] | None:
    """Return the job of a design that was worked on last, and what it was asked; None where none was ordered.

    What is asked are ``replicates``, ``seed`` and ``weight_kg``; jobs of another version of Hepatica are none.
    """
    jobs = [path for path in _designs().glob("*/*.json") if _JOB.fullmatch(path.stem)]
    asked = {path: _read(path.stem).get("asked", {}) for path in jobs}
    found = [
        path for path in jobs if asked[path].get("sha256") == sha256 and path.stem == _job_of(**asked[path])
    ]
    if not found:
        return None
    path = max(found, key=lambda one: one.stat().st_mtime)
    return path.stem, asked[path]


def progress(job: str) -> tuple[int, int]:
    """Return how many trials are done, of how many; (0, 0) for a job that nobody ordered."""
    found = standing(job)
    return found.done, found.of


def stop(job: str) -> None:
    """Stop a job; what was done is kept, and ordering it again goes on."""
    if standing(job).state in {"waiting", "running"}:
        _mark(job).touch()


def standing(job: str) -> Standing:
    """Return how far a job is, after ordering its rest again where its worker was killed.

    ValueError for what is no name of a job.
    """
    told = _read(job)
    state: State = told.get("state", "stopped")
    if state in {"waiting", "running"}:
        if _mark(job).exists():
            state = "stopped"
        else:
            told = _revived(job, told)
            state = told["state"]
    return Standing(
        state=state, done=told.get("done", 0), of=told.get("of", 0), sentence=told.get("sentence", "")
    )


# -- The work -------------------------------------------------------------------------------------------------------


@task(priority=-10)
def play_design(job: str) -> str:
    """Play for a turn, and order the next turn where something is left; returns the state the job is left in."""
    with held(_folder(job) / "lock"):
        told = _read(job)
        if told["state"] not in {"waiting", "running"}:
            return str(told["state"])
        _write(job, state="running")
        try:
            _play(job, **told["asked"])
        except _TurnOver:
            _write(job, state="waiting")
            _enqueue(job)
        except _Stopped:
            _write(job, state="stopped")
        except (ReplicatingError, ValueError, LookupError) as error:
            _write(job, state="failed", sentence=str(error))
        else:
            _write(job, state="done")
        return str(_read(job)["state"])


def workers() -> int:
    """Return how many processors play: one is left to those who work on the record meanwhile."""
    return max(1, (os.cpu_count() or 1) - 1)


def _play(job: str, *, sha256: str, replicates: int, seed: int, weight_kg: float) -> None:
    design = designs.by_sha256(sha256)
    plan = _plan(sha256, weight_kg)
    with Processes(workers()) as by:
        found = play_worlds(
            design, plan, worlds_of(plan), trials=replicates, seed=seed, by=by, keep=_folder(job) / "worlds",
            told=_Followed(job, replicates),
        )  # fmt: skip
    _keep_result(job, design, plan, found, seed, weight_kg)


@lru_cache(maxsize=8)
def _plan(sha256: str, weight_kg: float) -> Plan:
    """Return how a design is played: its boundary is searched for it."""
    return plan_of(designs.by_sha256(sha256), weight_kg=weight_kg)


def _keep_result(job: str, design: Design, plan: Plan, found: Any, seed: int, weight_kg: float) -> None:
    record = told_of(design, plan, found, nature(), seed, weight_kg)
    write_whole(_result(job), json.dumps(record, ensure_ascii=False, default=float).encode())


class _Followed:
    """Writes down how far a job is, and ends the turn when it is over or somebody stopped the job."""

    def __init__(self, job: str, replicates: int) -> None:
        self._job, self._replicates = job, replicates
        self._ends = time.monotonic() + TURN
        self._told = 0.0
        self._worlds = dict[str, int]()

    def __call__(self, world: World, done: int, total: int) -> None:
        begun = self._worlds.get(world.name)
        self._worlds[world.name] = done
        stopped, over = _mark(self._job).exists(), time.monotonic() > self._ends
        if stopped or over or done == total or time.monotonic() > self._told + OFTEN:
            self._told = time.monotonic()
            # A world that begins tells what was kept; only a block that was done says that a worker can.
            alive = {"deaths": 0} if begun is not None else {}
            _write(self._job, done=sum(self._worlds.values()), **alive)
        if stopped:
            raise _Stopped
        if over and begun is not None and done < total:
            raise _TurnOver


# -- What is written down -------------------------------------------------------------------------------------------


def _job_of(sha256: str, replicates: int, seed: int, weight_kg: float) -> str:
    """Name a job by what is asked; more trials of the same question go on in the same folder."""
    question = digest_of(__version__, engine(), sha256, str(seed), f"{float(weight_kg)!r}")
    return f"{question}-{replicates}"


def _folder(job: str) -> Path:
    if not _JOB.fullmatch(job):
        raise ValueError(f"{job!r} is no name of a job")
    return _designs() / job.partition("-")[0]


def _designs() -> Path:
    return Path(settings.HEPATICA_DIR) / "cache" / "designs"


def _result(job: str) -> Path:
    return _folder(job) / f"{job}.told.json"


def _read(job: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((_folder(job) / f"{job}.json").read_bytes())
    except FileNotFoundError:
        return {}
    return found


def _write(job: str, **changes: Any) -> None:
    write_whole(_folder(job) / f"{job}.json", json.dumps(_read(job) | changes).encode())


def _mark(job: str) -> Path:
    """Return the file whose presence says that somebody stopped a job."""
    return _folder(job) / f"{job}.stop"


def _enqueue(job: str) -> None:
    _write(job, task=str(play_design.enqueue(job=job).id))


def _revived(job: str, told: dict[str, Any]) -> dict[str, Any]:
    """Order the rest of a job again whose worker is no more; after three deaths without a block done in between, give up."""
    if is_held(_folder(job) / "lock"):
        return told
    try:
        turn = play_design.get_result(told.get("task", ""))
    except (TaskResultDoesNotExist, ValueError):
        turn = None
    if turn is not None and not _over(turn):
        return told
    told = _read(job)  # it may have ended while we looked
    if told["state"] in {"waiting", "running"}:
        deaths = told["deaths"] + 1
        if deaths >= TRIES:
            said = f"The worker was killed {TRIES} times in a row (is there memory enough?); what was done is kept."
            _write(job, state="failed", sentence=said)
        else:
            _write(job, state="waiting", deaths=deaths)
            _enqueue(job)
    return _read(job)


def _over(turn: Any) -> bool:
    """Whether a turn ended, or began long enough ago to be seen at work while nobody holds its lock."""
    if turn.status == TaskResultStatus.READY:
        return False
    if turn.status == TaskResultStatus.RUNNING:
        return bool(turn.started_at and time.time() - turn.started_at.timestamp() > SETTLED)
    return True
