"""Posterior and predictive boundaries of one arm: published numbers and those of R ph2bayes 0.0.2."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.stats.monitoring import Prior
from hepatica.stats.monitoring.predictive import lee_liu, predictive_probability, steps, thall_simon

EXPERIMENTAL = Prior(a=0.6, b=1.4)


def test_the_published_predictive_probability_comes_out():
    """Lee and Liu 2008, page 97: 0.5656."""
    found = predictive_probability(Prior(a=0.6, b=0.4), 16, 23, 40, standard=0.6, target=0.9)
    assert found == pytest.approx(0.56555889752, abs=1e-8)


def test_the_futility_boundary_of_thall_and_simon_is_the_published_one():
    found = thall_simon("futility", 40, EXPERIMENTAL, Prior(a=15, b=35), cutoff=0.05)
    assert steps(found) == ((1, None), (6, 0), (13, 1), (18, 2), (24, 3), (29, 4), (35, 5), (40, 6))


def test_the_superiority_boundary_of_thall_and_simon_is_the_published_one():
    found = thall_simon("superiority", 12, EXPERIMENTAL, Prior(a=15, b=35), cutoff=0.95)
    assert steps(found) == ((1, None), (3, 3), (4, 4), (6, 5), (8, 6), (10, 7))


def test_the_boundaries_of_lee_and_liu_are_the_published_ones():
    futility = lee_liu("futility", 30, Prior(a=0.4, b=1.6), cutoff=0.05, standard=0.2, target=0.85)
    assert steps(futility) == (
        (1, None), (4, 0), (10, 1), (14, 2), (18, 3), (21, 4), (24, 5), (27, 6), (29, 7), (30, 8),
    )  # fmt: skip
    superiority = lee_liu("superiority", 40, EXPERIMENTAL, cutoff=0.95, standard=0.3, target=0.85)
    assert steps(superiority)[:4] == ((1, None), (3, 3), (4, 4), (5, 5))
    assert steps(superiority)[-1] == (35, 16)


def test_an_increment_makes_futility_easier_and_superiority_ignores_it():
    plain, more = (
        thall_simon("futility", 15, EXPERIMENTAL, Prior(a=15, b=35), cutoff=0.05, increment=by)
        for by in (0.0, 0.15)
    )
    assert all(
        (b if b is not None else -1) >= (a if a is not None else -1) for a, b in zip(plain, more, strict=True)
    )
    assert plain != more
    one, other = (
        thall_simon("superiority", 8, EXPERIMENTAL, Prior(a=15, b=35), cutoff=0.95, increment=by)
        for by in (0.0, 0.15)
    )
    assert one == other


@given(st.integers(0, 10), st.integers(10, 20))
@settings(max_examples=25)
def test_each_response_raises_the_predictive_probability(x, most):
    arguments = {"standard": 0.3, "target": 0.85}
    found = [predictive_probability(EXPERIMENTAL, y, 10, most, **arguments) for y in range(x + 1)]
    assert all(a <= b + 1e-12 for a, b in pairwise(found))
    assert all(0 <= p <= 1 for p in found)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: predictive_probability(EXPERIMENTAL, 1, 5, 4, standard=0.3, target=0.9),
            "5 participants are more than the 4",
        ),
        (
            lambda: predictive_probability(EXPERIMENTAL, 6, 5, 9, standard=0.3, target=0.9),
            "6 of 5 is not a proportion",
        ),
        (
            lambda: predictive_probability(EXPERIMENTAL, 1, 5, 9, standard=0.3, target=1.0),
            "a target probability of 1.0",
        ),
        (
            lambda: lee_liu("futility", 0, EXPERIMENTAL, cutoff=0.05, standard=0.3, target=0.9),
            "0 participants cannot be",
        ),
        (lambda: thall_simon("futility", 5, EXPERIMENTAL, EXPERIMENTAL, cutoff=0.0), "a cutoff of 0.0"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
