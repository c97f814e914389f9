"""Boundaries as polynomials give what the walk gives, to the last digits, compiled or not."""

import numpy as np
import pytest

from hepatica.stats.monitoring import odds
from hepatica.stats.monitoring.fast_walk import _count, _walk_at, characteristics, evaluated, polynomials

POCOCK_30 = (2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 11, 11, 11)
RATES = (0.0, 1e-6, 0.1, 0.4, 0.5, 0.77, 1.0)


def boundaries(n, rows, seed=5):
    """Any boundaries, some that fall again, some that cannot stop at most looks."""
    rng = np.random.Generator(np.random.Philox(key=seed))
    return rng.integers(1, n + 2, size=(rows, n))


@pytest.mark.parametrize("limits", [POCOCK_30, *map(tuple, boundaries(9, 12)), (61,) * 59 + (1,), (1,)])
def test_every_boundary_has_the_characteristics_of_the_walk(limits):
    found = characteristics(np.array([limits]), RATES)
    for k, rate in enumerate(RATES):
        walked = odds(limits, rate)
        assert found.p_stop[0, k] == pytest.approx(walked.p_stop, rel=1e-12, abs=1e-300)
        assert found.expected_n[0, k] == pytest.approx(walked.expected_dosed, abs=1e-12)


def test_boundaries_walked_together_do_not_touch_each_other():
    limits = boundaries(6, 20)
    together = polynomials(limits)
    for k, row in enumerate(limits):
        alone = polynomials(row[None, :])
        assert np.array_equal(together.stopped[k], alone.stopped[0])
        assert np.array_equal(together.treated[k], alone.treated[0])


def test_the_published_chances_of_r_stoppingrule_come_out():
    found = characteristics(np.array([POCOCK_30]), (0.1, 0.4))
    assert found.p_stop[0] == pytest.approx((0.006751621495217, 0.8057673311269), abs=1e-12)


def test_the_compiled_loop_and_plain_python_count_the_same_courses():
    limits = boundaries(7, 5).astype(np.int64)
    made = []
    for count in (_count, _count.plain):
        made.append(np.zeros((2, 5, 8)))
        count(limits, *made[-1])
    assert np.array_equal(*made)
    assert made[0][0].sum() > 0


def test_no_rates_are_no_characteristics():
    assert characteristics(np.array([POCOCK_30]), ()).p_stop.shape == (1, 0)


def test_a_rule_of_a_thousand_participants_still_has_its_chances():
    limits = np.minimum(np.arange(1, 1001) // 4 + 8, 1001)[None, :]
    found = characteristics(limits, (0.2, 0.25, 0.9))
    assert np.all(np.diff(found.p_stop) > 0)
    assert found.p_stop[0, 2] == pytest.approx(1, abs=1e-12)
    walked = odds(tuple(int(x) for x in limits[0, :120]), 0.25)
    assert characteristics(limits[:, :120], (0.25,)).p_stop[0, 0] == pytest.approx(walked.p_stop, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: polynomials(np.array([[0, 1]])), "a boundary of 0 would stop before any event"),
        (lambda: polynomials(np.ones((1, 1001))), "rows of 1 to 1000 participants"),
        (lambda: polynomials(np.array([1, 2])), "rows of 1 to 1000 participants"),
        (lambda: characteristics(np.array([[1]]), (0.2, 1.5)), "a rate of 1.5 does not lie between 0 and 1"),
        (lambda: characteristics(np.array([[1]]), (float("nan"),)), "a rate of nan does not lie"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_a_few_rates_walked_one_by_one_are_what_the_courses_say():
    rng = np.random.default_rng(7)
    limits = np.minimum(np.cumsum(rng.integers(0, 2, (40, 12)), axis=1) + 1, 13)
    rates = np.array([0.0, 0.3, 1.0])
    counted = evaluated(polynomials(limits), rates)
    for walked in (_walk_at, _walk_at.plain):
        p_stop, expected_n = np.empty((40, 3)), np.empty((40, 3))
        walked(limits, rates, p_stop, expected_n)
        assert p_stop == pytest.approx(counted.p_stop, abs=1e-13)
        assert expected_n == pytest.approx(counted.expected_n, abs=1e-12)
    many = np.tile(limits, (500, 1))
    assert characteristics(many, rates).p_stop[:40] == pytest.approx(counted.p_stop, abs=1e-13)
