"""A simulation on many workers: the same numbers, broken off and gone on with, and told what cannot be."""

import json
import os
import signal
from functools import partial
from pathlib import Path

import pytest
from numpy.random import Generator, Philox

from hepatica.design.replicates import Block, Tally, tally
from hepatica.jobs import replicating
from hepatica.jobs.replicating import ReplicatingError, replicate

TOTAL = 4_500


def drawn(seed: int, block: Block) -> Tally:
    """A block of numbers, each from a stream of its own."""
    each = [Generator(Philox(key=[seed, block.first + k])).random() for k in range(block.count)]
    return tally({"x": each, "small": [float(x < 0.1) for x in each]})


def killed_once(mark: Path, block: Block) -> Tally:
    """A worker that dies of SIGKILL at its third block, the first time it is reached."""
    if block.first == 2_000 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return drawn(7, block)


def always_killed(_block: Block) -> Tally:
    """A worker that has no memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def broken_off(stop: int, block: Block) -> Tally:
    """Stands for ctrl-C in the midst."""
    if block.first == stop:
        raise KeyboardInterrupt
    return drawn(7, block)


def test_one_worker_and_two_give_the_same_numbers_and_tell_how_far_they_are():
    told = []
    one = replicate(partial(drawn, 7), total=TOTAL, of="d", workers=1, told=lambda *at: told.append(at))
    assert replicate(partial(drawn, 7), total=TOTAL, of="d", workers=2) == one
    assert one.replicates == TOTAL
    assert abs(one.mean("small").value - 0.1) < 4 * one.mean("small").error
    assert told[0] == (0, TOTAL)
    assert told[-1] == (TOTAL, TOTAL)
    assert replicate(partial(drawn, 8), total=TOTAL, of="d", workers=1) != one


def test_a_worker_that_is_killed_is_started_again_and_nothing_changes(tmp_path):
    work = partial(killed_once, tmp_path / "mark")
    found = replicate(work, total=TOTAL, of="d", workers=2, keep=tmp_path / "kept.jsonl")
    assert (tmp_path / "mark").exists()
    assert found == replicate(partial(drawn, 7), total=TOTAL, of="d", workers=1)


def test_workers_that_die_again_and_again_are_told_of(tmp_path):
    with pytest.raises(ReplicatingError, match=r"killed 3 times in a row.* what was done is kept"):
        replicate(always_killed, total=TOTAL, of="d", workers=2, keep=tmp_path / "kept.jsonl")


@pytest.mark.parametrize("torn", ['{"first":3000,"co', ""])
def test_a_run_that_was_broken_off_goes_on_where_it_was(tmp_path, torn):
    keep, whole = tmp_path / "kept.jsonl", replicate(partial(drawn, 7), total=TOTAL, of="d", workers=1)
    with pytest.raises(KeyboardInterrupt):
        replicate(partial(broken_off, 3_000), total=TOTAL, of="d", workers=1, keep=keep)
    with keep.open("a") as page:
        page.write(torn)
    told = []
    again = replicate(
        partial(broken_off, 1_000),
        total=TOTAL,
        of="d",
        workers=1,
        keep=keep,
        told=lambda *at: told.append(at),
    )
    assert again == whole
    assert told[0] == (3_000, TOTAL)
    assert len(keep.read_text().splitlines()) == 6


def test_more_replicates_keep_those_there_are(tmp_path):
    keep = tmp_path / "kept.jsonl"
    replicate(partial(drawn, 7), total=3_000, of="d", workers=1, keep=keep)
    told = []
    more = replicate(
        partial(drawn, 7), total=TOTAL, of="d", workers=1, keep=keep, told=lambda *at: told.append(at)
    )
    assert told[0] == (3_000, TOTAL)
    assert more == replicate(partial(drawn, 7), total=TOTAL, of="d", workers=1)


def test_a_head_torn_off_begins_anew(tmp_path):
    keep = tmp_path / "kept.jsonl"
    keep.write_text('{"hepa')
    replicate(partial(drawn, 7), total=1_000, of="d", workers=1, keep=keep)
    assert json.loads(keep.read_text().splitlines()[0])["of"] == "d"


def test_what_was_kept_of_another_version_or_design_is_refused(tmp_path, monkeypatch):
    keep = tmp_path / "kept.jsonl"
    replicate(partial(drawn, 7), total=1_000, of="one design", workers=1, keep=keep)
    before = keep.read_bytes()
    with pytest.raises(ReplicatingError, match="another design, world or seed: name another file"):
        replicate(partial(drawn, 7), total=1_000, of="another", workers=1, keep=keep)
    monkeypatch.setattr(replicating, "__version__", "99.0.0")
    with pytest.raises(ReplicatingError, match=r"was begun by Hepatica .* and this is 99\.0\.0"):
        replicate(partial(drawn, 7), total=1_000, of="one design", workers=1, keep=keep)
    assert keep.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dear diary\n", "does not hold replicates that were kept; name another file"),
        ('{"hepatica":"VERSION","of":"d"}\nnot a block\n', "line 2: this is no block of replicates"),
    ],
)
def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path, text, said):
    keep = tmp_path / "kept.jsonl"
    keep.write_text(text.replace("VERSION", replicating.__version__))
    before = keep.read_bytes()
    with pytest.raises(ReplicatingError, match=said):
        replicate(partial(drawn, 7), total=1_000, of="d", workers=1, keep=keep)
    assert keep.read_bytes() == before
