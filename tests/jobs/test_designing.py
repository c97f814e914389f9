"""A kept design played in the background: ordered once, followed, stopped, gone on with, and never lost with its worker."""

import os
import signal
from datetime import timedelta
from functools import partial
from importlib.resources import files

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.jobs.test_replicating import drawn

from hepatica.conduct.commands import Actor, KeepDesign
from hepatica.design.tried.playing import told_of
from hepatica.design.worlds.simulate import nature
from hepatica.design.worlds.world import worlds
from hepatica.jobs import designing, playing
from hepatica.jobs.designing import Standing, order_play, played, progress, standing, stop
from hepatica.jobs.playing import play_worlds
from hepatica.jobs.processes import Processes
from hepatica.store import designs
from hepatica.store.designs import NoDesign
from hepatica.store.record import record

BOSE = Actor(user="bose", name="T. Bose", roles=frozenset({"statistician"}))
TEXT = files("hepatica.designs").joinpath("factorial.yaml").read_text(encoding="utf-8")
ASKED = {"replicates": 3, "seed": 5, "weight_kg": 60}


@pytest.fixture
def kept(ward, monkeypatch):
    """A design that is kept, played in two worlds, a trial at a time, in the worker's own process.

    A trial is one number of chance: what trials really come to is tested where they are played.
    """
    playing._LATEST.clear()
    monkeypatch.setattr(playing, "SIZE", 1)
    monkeypatch.setattr(playing, "work_of", lambda _plan, _world, _supposed, seed: partial(drawn, seed))
    monkeypatch.setattr(designing, "OFTEN", 0.0)
    monkeypatch.setattr(designing, "worlds_of", lambda _plan: worlds()[:2])
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    record(KeepDesign(design="factorial", text=TEXT), actor=BOSE)
    yield designs.kept()[0].sha256
    playing._LATEST.clear()


def work():
    call_command("db_worker", batch=True, interval=0, verbosity=0)


def due(sha256):
    """What playing it at once tells."""
    design = designs.by_sha256(sha256)
    plan = designing._plan(sha256, 60)
    found = play_worlds(design, plan, worlds()[:2], trials=3, seed=5, by=Processes(1))
    return told_of(design, plan, found, nature(), 5, 60)


def test_a_design_is_played_once_in_turns_and_answered_at_once_afterwards(kept, monkeypatch):
    monkeypatch.setattr(designing, "TURN", 0.0)
    assert played(kept, **ASKED) is None
    job = order_play(kept, **ASKED)
    assert standing(job) == Standing(state="waiting", done=0, of=6)
    assert order_play(kept, **ASKED) == job
    work()
    assert standing(job) == Standing(state="done", done=6, of=6)
    assert progress(job) == (6, 6)
    found, wanted = played(kept, **ASKED), due(kept)
    assert found == wanted
    for name, world in wanted["worlds"].items():
        assert list(found["worlds"][name]["numbers"]) == list(world["numbers"]), (
            "questions stay in their order"
        )
    turns = DBTaskResult.objects.count()
    assert turns == 5, "each turn plays a block, and the last of a world goes on into the next"
    assert order_play(kept, **ASKED) == job
    assert DBTaskResult.objects.count() == turns
    assert played(kept, **ASKED | {"seed": 6}) is None


def test_a_job_that_is_stopped_keeps_what_was_done_and_goes_on_when_it_is_ordered_again(kept, monkeypatch):
    job, write = order_play(kept, **ASKED), designing._write

    def stopping(name, **changes):
        write(name, **changes)
        if changes.get("done") == 2:
            stop(name)

    monkeypatch.setattr(designing, "_write", stopping)
    work()
    assert standing(job).state == "stopped"
    assert 2 <= progress(job)[0] < 6
    monkeypatch.setattr(designing, "_write", write)
    assert order_play(kept, **ASKED) == job
    assert standing(job).state == "waiting"
    stop(job)
    assert standing(job).state == "stopped"
    work()
    assert played(kept, **ASKED) is None, "nobody works on what is stopped"
    order_play(kept, **ASKED)
    work()
    assert played(kept, **ASKED) == due(kept)


def killed(job, after):
    """Let a worker take the job and die of SIGKILL once so many trials are done: the database says that it runs."""
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=1))
    child = os.fork()
    if not child:
        write = designing._write

        def dying(name, **changes):
            write(name, **changes)
            if changes.get("done", -1) >= after:
                os.kill(os.getpid(), signal.SIGKILL)

        designing._write = dying
        designing.play_design.call(job=job)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_a_worker_that_is_killed_loses_nothing_that_was_done(kept):
    job = order_play(kept, **ASKED)
    killed(job, after=2)
    assert DBTaskResult.objects.filter(status="READY").count() == 0
    assert standing(job).state == "waiting", "whoever looks has the rest ordered again"
    assert progress(job) == (2, 6)
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    work()
    assert played(kept, **ASKED) == due(kept)


def test_workers_that_die_again_and_again_are_told_of(kept):
    job = order_play(kept, **ASKED)
    for _ in range(3):
        assert standing(job).state == "waiting"
        killed(job, after=0)
    found = standing(job)
    assert (found.state, found.done) == ("failed", 0)
    assert found.sentence.startswith("The worker was killed 3 times in a row")
    assert order_play(kept, **ASKED) == job
    assert standing(job).state == "waiting"


def test_a_worker_that_is_at_work_is_left_alone(kept):
    job = order_play(kept, **ASKED)
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=1))
    with designing.held(designing._folder(job) / "lock"):
        assert standing(job).state == "waiting"
    assert DBTaskResult.objects.count() == 1


def test_what_cannot_be_played_is_a_sentence(kept):
    with pytest.raises(
        ValueError, match=r"1,000,000,000 trials in each world cannot be ordered here: 1 to 20,000"
    ):
        order_play(kept, **ASKED | {"replicates": 10**9})
    with pytest.raises(ValueError, match="0 trials"):
        order_play(kept, **ASKED | {"replicates": 0})
    with pytest.raises(ValueError, match="is no seed"):
        order_play(kept, **ASKED | {"seed": -1})
    with pytest.raises(ValueError, match="a weight of 900 kg"):
        order_play(kept, **ASKED | {"weight_kg": 900})
    with pytest.raises(NoDesign, match="keep it first"):
        order_play("0" * 64, **ASKED)
    with pytest.raises(ValueError, match="is no name of a job"):
        progress("../../etc")
    assert progress("0123456789ab-3") == (0, 0)
