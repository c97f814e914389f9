"""A simulation on a cluster: the numbers of one machine, workers that die, and what is wrong said in a sentence."""

import socket
import sys
import time
from functools import partial

import pytest
from tests.jobs.test_replicating import always_killed, drawn, killed_once

from hepatica.design.replicates import Block, Tally
from hepatica.jobs import cluster
from hepatica.jobs.cluster import Cluster
from hepatica.jobs.processes import Processes, ReplicatingError
from hepatica.jobs.replicating import replicate

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
TOTAL, SIZE = 2_600, 200
ONE = {"total": TOTAL, "of": "d", "size": SIZE}


@pytest.fixture(scope="module", autouse=True)
def distributed():
    """Slow to load, and not everybody has it."""
    return pytest.importorskip("distributed")


def slow(block: Block) -> Tally:
    """A block that takes a while."""
    time.sleep(0.05)
    return drawn(7, block)


@pytest.fixture(scope="module")
def scheduler(distributed):
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as found:
        yield found


@pytest.fixture(scope="module")
def alone():
    return replicate(partial(drawn, 7), by=Processes(1), **ONE)


def test_a_cluster_gives_the_numbers_of_one_machine(scheduler, alone):
    told = []
    with Cluster(scheduler.scheduler_address) as by:
        assert replicate(partial(drawn, 7), by=by, told=lambda *at: told.append(at), **ONE) == alone
    assert (told[0], told[-1]) == ((0, TOTAL), (TOTAL, TOTAL))


def test_a_worker_that_dies_in_mid_run_changes_nothing(scheduler, alone, tmp_path):
    work = partial(killed_once, tmp_path / "mark")
    with Cluster(scheduler.scheduler_address) as by:
        found = replicate(work, by=by, keep=tmp_path / "kept.jsonl", **ONE)
    assert (tmp_path / "mark").exists()
    assert found == alone


def test_workers_of_another_version_are_refused(scheduler, monkeypatch):
    monkeypatch.setattr(cluster, "__version__", "99.0.0")
    with (
        pytest.raises(ReplicatingError, match=r"^The worker tcp://.* has Hepatica .* and this is 99\.0\.0"),
        Cluster(scheduler.scheduler_address),
    ):
        raise AssertionError


@pytest.mark.torture
def test_a_cluster_that_is_lost_keeps_what_was_done_and_another_goes_on(distributed, alone, tmp_path):
    keep = tmp_path / "kept.jsonl"
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as local:

        def told(done, _all):
            if done == 4 * SIZE:
                local.close()

        with (
            pytest.raises(ReplicatingError, match=r"^The cluster at tcp://.* is lost; what was done is kept"),
            Cluster(local.scheduler_address, answers=3) as by,
        ):
            replicate(slow, by=by, keep=keep, told=told, **ONE)
    told = []
    again = replicate(partial(drawn, 7), by=Processes(1), keep=keep, told=lambda *at: told.append(at), **ONE)
    assert again == alone
    assert told[0][0] >= 4 * SIZE


def test_what_is_no_scheduler_is_a_sentence(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        said = f"No scheduler answers at {address}: is it started"
        with pytest.raises(ReplicatingError, match=said), Cluster(address, answers=1):
            raise AssertionError
    with pytest.raises(ReplicatingError, match="“here” is no address"), Cluster("here"):
        raise AssertionError
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ReplicatingError, match="needs Dask: install Hepatica with the extra"),
        Cluster(address),
    ):
        raise AssertionError


@pytest.mark.torture
def test_workers_that_die_of_one_block_again_and_again_are_told_of(scheduler, tmp_path):
    with (
        pytest.raises(ReplicatingError, match="were killed 3 times in a row over one block"),
        Cluster(scheduler.scheduler_address) as by,
    ):
        replicate(always_killed, by=by, keep=tmp_path / "kept.jsonl", total=SIZE, of="d", size=SIZE)


@pytest.mark.torture
def test_a_cluster_without_workers_is_refused_and_one_that_loses_all_is_lost(distributed, tmp_path):
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as local:

        def told(done, _all):
            if done == 2 * SIZE:
                local.scale(0)

        with (
            pytest.raises(ReplicatingError, match="is lost"),
            Cluster(local.scheduler_address, patience=3) as by,
        ):
            replicate(slow, by=by, keep=tmp_path / "kept.jsonl", told=told, **ONE)
        with pytest.raises(ReplicatingError, match="has no workers"), Cluster(local.scheduler_address):
            raise AssertionError
