"""How long a play would take on this machine: a worker plays one block of a design and notes how fast it was.

The page asks before anybody orders thousands of trials. Each pace is noted once for a design, this version of Hepatica
and its parameters, in the folder's ``cache``; it is a supposition about time and never enters a number of the design.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django_tasks import task

from hepatica import __version__
from hepatica.design.label import digest_of
from hepatica.design.replicates import Block
from hepatica.design.tried.playing import Plan, plan_of, work_of, worlds_of
from hepatica.design.worlds.simulate import nature
from hepatica.jobs.designing import workers
from hepatica.jobs.playing import SIZE, engine
from hepatica.jobs.whole_file import write_whole
from hepatica.store import designs

WEIGHT = 60.0
"""Kilograms supposed while timing: no dose changes how long a trial takes to play."""
PATIENT = 600.0
"""Seconds after which a timing that was asked for and never came is asked for again."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast a design is played here: seconds until a worker is ready, and of one simulated trial; its worlds."""

    ready: float
    each: float
    worlds: int

    def seconds(self, replicates: int) -> float:
        """Return about how long ``replicates`` trials in each world take."""
        return self.ready + self.each * replicates * self.worlds / workers()


def pace(sha256: str) -> Pace | None:
    """Return how fast a kept design is played; None while it is not known, and then a worker is asked to time a block.

    Raises ValueError, a sentence, for a design that no world can judge, NoDesign where none is kept.
    """
    path = _path(sha256)
    if path.is_file():
        return Pace(**json.loads(path.read_bytes()))
    _plan(sha256)
    asked = path.with_suffix(".asked")
    if not asked.is_file() or time.time() - asked.stat().st_mtime > PATIENT:
        asked.parent.mkdir(parents=True, exist_ok=True)
        asked.touch()
        time_play.enqueue(sha256=sha256)
    return None


@task()
def time_play(sha256: str) -> float:
    """Play one block to be ready, and a second one by the clock; returns the seconds of one trial."""
    plan = _plan(sha256)
    chosen = worlds_of(plan)
    play, block = work_of(plan, chosen[0], nature(), 0), Block(first=0, count=SIZE)
    begun = time.perf_counter()
    play(block)  # the engine is compiled by the first block
    warm = time.perf_counter()
    play(block)
    each = (time.perf_counter() - warm) / SIZE
    ready = max(0.0, warm - begun - each * SIZE)
    found = {"ready": ready, "each": each, "worlds": len(chosen)}
    write_whole(_path(sha256), json.dumps(found).encode())
    return each


@lru_cache(maxsize=8)
def _plan(sha256: str) -> Plan:
    return plan_of(designs.by_sha256(sha256), weight_kg=WEIGHT)


def _path(sha256: str) -> Path:
    name = digest_of(__version__, engine(), sha256, "pace")
    return Path(settings.HEPATICA_DIR) / "cache" / "designs" / f"{name}.json"
