"""The walk is exact: it agrees with plain enumeration of every course and with R to the last digits."""

import json
from itertools import product
from math import comb, prod
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.monitoring import odds, walk

ORACLES = Path(__file__).parents[4] / "shared" / "data" / "oracles"
POCOCK_30 = (2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 11, 11, 11)


def test_the_walk_agrees_with_the_operating_characteristics_of_r_stoppingrule():
    """Pocock boundary of 30 participants, p0 0.2, alpha 0.1: stoppingrule 0.5.2."""
    published = {0.1: (0.006751621495217, 2.984100762333), 0.4: (0.8057673311269, 6.300067993494)}
    for rate, (reject, events) in published.items():
        found = odds(POCOCK_30, rate)
        assert found.p_stop == pytest.approx(reject, abs=1e-9)
        assert found.expected_counts[0] == pytest.approx(events, abs=1e-9)


@pytest.mark.skipif(not ORACLES.is_dir(), reason="the shared oracles are not beside this checkout")
def test_every_binary_rule_of_the_oracles_agrees():
    cases = json.loads((ORACLES / "stoppingrule_binary_R.json").read_text())["cases"]
    for name, case in cases.items():
        limits = dict(zip(case["ns"], case["boundary"], strict=True))
        for given_rate in case["oc"]:
            found = walk(
                [given_rate["p"]],
                lambda counts, k, limits=limits: counts[0] >= limits.get(k, k + 1),
                case["ns"][-1],
            )
            assert found.p_stop == pytest.approx(given_rate["reject"], abs=1e-9), name


@pytest.mark.skipif(not ORACLES.is_dir(), reason="the shared oracles are not beside this checkout")
def test_boundaries_seen_only_at_looks_agree_with_r_clinfun():
    """clinfun stops when more events than its boundary are seen, and only at its looks."""
    case = json.loads((ORACLES / "clinfun_toxbdry_R.json").read_text())["cases"]["ex1"]["out"]
    limits = dict(zip(case["looks"], case["lo.bdry"], strict=True))
    for rate, declared, stopped, size, *_ in case["bdry.oc"]:
        found = walk([rate], lambda counts, k: counts[0] > limits.get(k, k), 75)
        assert found.p_stop == pytest.approx(declared, abs=1e-6)
        assert sum(found.stops_at[:-1]) == pytest.approx(stopped, abs=1e-6)
        assert found.expected_dosed == pytest.approx(size, abs=1e-6)


def never(_counts, _dosed):
    return False


def brute(rates, stops, n):
    """Enumerate every course of n outcomes, without merging any."""
    chances = (*rates, 1 - sum(rates))
    stop_at = [0.0] * n
    for course in product(range(len(chances)), repeat=n):
        seen = [0] * len(rates)
        for k, outcome in enumerate(course, 1):
            if outcome < len(rates):
                seen[outcome] += 1
            if stops(tuple(seen), k):
                stop_at[k - 1] += prod(chances[o] for o in course)
                break
    return stop_at


@given(st.floats(0, 0.5), st.floats(0, 0.5), st.integers(1, 5), st.integers(1, 3), st.integers(1, 3))
def test_merging_courses_changes_nothing(a, b, n, first, second):
    def stops(counts, _dosed):
        return counts[0] >= first or counts[1] >= second

    found = walk((a, b), stops, n)
    assert found.stops_at == pytest.approx(brute((a, b), stops, n), abs=1e-12)


@given(st.floats(0, 1), st.integers(1, 8))
def test_the_numbers_dosed_add_up_to_certainty_and_to_their_mean(rate, n):
    found = odds(tuple(range(1, n + 1)), rate)
    assert sum(found.dosed) == pytest.approx(1)
    assert sum(k * p for k, p in enumerate(found.dosed, 1)) == pytest.approx(found.expected_dosed)


def test_a_rule_that_never_stops_treats_everybody_and_counts_binomially():
    found = walk([0.3], never, 5)
    assert (found.p_stop, found.expected_dosed) == (0, 5)
    assert found.dosed == pytest.approx((0, 0, 0, 0, 1))
    assert found.expected_counts[0] == pytest.approx(
        sum(k * comb(5, k) * 0.3**k * 0.7 ** (5 - k) for k in range(6))
    )


@pytest.mark.parametrize(
    ("rates", "n", "said"),
    [
        ((0.6, 0.5), 5, "0.6 and 0.5 exceed 1 together"),
        ((-0.1,), 5, "a rate of -0.1 does not lie between 0 and 1"),
        ((float("nan"),), 5, "a rate of nan does not lie"),
        ((0.1,), 0, "0 participants cannot be"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(rates, n, said):
    with pytest.raises(ValueError, match=said):
        walk(rates, never, n)


def test_rates_that_fill_everything_may_carry_binary_rounding():
    assert walk((0.1, 0.2, 0.7), lambda _, dosed: dosed == 1, 1).p_stop == pytest.approx(1)
