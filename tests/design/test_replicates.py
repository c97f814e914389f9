"""Replicates in blocks, and their tallies."""

import random
from math import inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.design.replicates import Block, blocks, tally, together


def test_blocks_hold_every_replicate_once():
    cut = blocks(2_500, 1_000)
    assert cut == (Block(first=0, count=1000), Block(first=1000, count=1000), Block(first=2000, count=500))


def test_no_replicates_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match="0 replicates cannot be: simulate at least one"):
        blocks(0)


def test_a_mean_comes_with_its_standard_error():
    found = tally({"stopped": [0, 1, 1, 0], "dosed": [5, 2, 3, 5]}).mean("stopped")
    assert (found.value, found.error) == (0.5, pytest.approx(sqrt(0.25 / 3)))
    assert tally({"stopped": [1]}).mean("stopped").error == inf


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), min_size=1, max_size=6),
    st.integers(0, 99),
)
def test_the_order_in_which_blocks_are_done_does_not_show(values, seed):
    parts = [tally({"days": part}) for part in values]
    shuffled = random.Random(seed).sample(parts, len(parts))
    assert together(parts) == together(shuffled)


def test_names_stay_in_the_order_in_which_they_were_counted():
    parts = [tally({"stopped": [1], "answered": [0]}), tally({"answered": [1], "stopped": [1]})]
    assert list(together(parts).sums) == ["stopped", "answered"]


def test_what_does_not_belong_together_is_not_added_up():
    with pytest.raises(ValueError, match="tallies of different numbers"):
        together([tally({"a": [1]}), tally({"b": [1]})])
    with pytest.raises(ValueError, match="no tally"):
        together([])
    with pytest.raises(ValueError, match="one value for each replicate"):
        tally({"a": [1], "b": [1, 2]})
