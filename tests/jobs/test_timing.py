"""How long a play would take: one block timed by a worker, once for a design, and asked for no oftener than needed."""

import os
import time
from functools import partial

import pytest
from django_tasks_db.models import DBTaskResult
from tests.jobs.test_designing import BOSE, TEXT, work
from tests.jobs.test_replicating import drawn

from hepatica.conduct.commands import KeepDesign
from hepatica.jobs import designing, timing
from hepatica.jobs.timing import Pace, pace
from hepatica.store import designs
from hepatica.store.designs import NoDesign
from hepatica.store.record import record


def test_a_worker_times_one_block_and_the_pace_stays_known(ward, monkeypatch):
    monkeypatch.setattr(timing, "work_of", lambda _plan, _world, _supposed, seed: partial(drawn, seed))
    record(KeepDesign(design="factorial", text=TEXT), actor=BOSE)
    sha256 = designs.kept()[0].sha256
    assert pace(sha256) is None
    assert pace(sha256) is None
    assert DBTaskResult.objects.count() == 1
    asked = timing._path(sha256).with_suffix(".asked")
    os.utime(asked, (time.time() - 2 * timing.PATIENT,) * 2)  # the worker that was asked died
    assert pace(sha256) is None
    assert DBTaskResult.objects.count() == 2
    work()
    found = pace(sha256)
    assert found is not None
    assert found.worlds == len(designing.worlds_of(designing._plan(sha256, 60)))
    assert found.each > 0


def test_one_processor_is_left_to_the_record(monkeypatch):
    known = Pace(ready=20, each=0.05, worlds=9)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert known.seconds(200) == 110
    monkeypatch.setattr(os, "cpu_count", lambda: 10)
    assert known.seconds(200) == 30


def test_what_cannot_be_played_is_not_timed(ward):
    with pytest.raises(NoDesign, match="keep it first"):
        pace("0" * 64)
    assert DBTaskResult.objects.count() == 0
