"""A design played in worlds by whoever works: the same numbers, and never those of another version among them."""

import pickle
from functools import partial
from importlib.resources import files

import pytest

from hepatica.design.load import examine
from hepatica.design.replicates import Block
from hepatica.design.tried.playing import plan_of
from hepatica.design.worlds.world import worlds
from hepatica.jobs import playing
from hepatica.jobs.playing import play_worlds, played_block
from hepatica.jobs.processes import Processes, ReplicatingError

DESIGN = examine("x", files("hepatica.designs").joinpath("factorial.yaml").read_bytes()).design
PLAN = plan_of(DESIGN, weight_kg=60)
W0, W1 = worlds()[:2]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(playing, "SIZE", 2)


def test_worlds_are_played_with_one_worker_or_two_to_the_same_numbers(tmp_path):
    asked = {"trials": 3, "seed": 3}
    alone = play_worlds(DESIGN, PLAN, (W0, W1), by=Processes(1), **asked)
    told = []
    with Processes(2) as by:
        kept = play_worlds(
            DESIGN, PLAN, (W0, W1), by=by, keep=tmp_path / "k", told=lambda *at: told.append(at), **asked
        )
    assert kept == alone
    assert [tally.replicates for tally in alone.values()] == [3, 3]
    assert (told[0], told[-1]) == ((W0, 0, 3), (W1, 3, 3))


def test_what_is_sent_to_a_worker_can_be_sent_and_another_version_is_refused_there():
    work = partial(played_block, PLAN, W0, 3, ("0.0.1", playing.engine()))
    with pytest.raises(ReplicatingError, match=r"^a worker has Hepatica .* and this is 0\.0\.1"):
        pickle.loads(pickle.dumps(work))(Block(first=0, count=1))
