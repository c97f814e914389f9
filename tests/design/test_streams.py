"""Streams: the same purpose gives the same numbers, whoever asks and when."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hepatica.design.streams import stream


def test_the_numbers_of_a_replicate_do_not_depend_on_the_order_or_the_workers():
    alone = [stream(7, k, "visits").random(3).tolist() for k in range(20)]
    with ThreadPoolExecutor(max_workers=4) as workers:
        backwards = list(
            workers.map(lambda k: stream(7, k, "visits").random(3).tolist(), reversed(range(20)))
        )
    assert backwards[::-1] == alone


def test_a_stream_is_fixed_for_ever():
    assert stream(7, 0, "visits").integers(0, 1000, 5).tolist() == [288, 985, 60, 427, 81]


def test_different_purposes_have_different_streams():
    paths = [(), (0,), ("0",), (0, 0), (0, "a"), ("0, 'a'",)]
    assert len({stream(7, *path).random() for path in paths}) == len(paths)


def test_a_seed_below_nought_or_beyond_the_key_is_a_sentence():
    for seed in (-1, 2**128):
        with pytest.raises(ValueError, match="a seed of"):
            stream(seed)
