"""Two agents together: many trials at once do what one trial does, and lie where R's do."""

from itertools import product

import numpy as np
import pytest

from hepatica.stats.dosing.boin import limits
from hepatica.stats.dosing.pairs import best_pair, best_pairs, boin_pairs, next_pairs

RATES = ((0.05, 0.1, 0.2, 0.3), (0.1, 0.2, 0.3, 0.45), (0.15, 0.3, 0.45, 0.6))


def stream(key=1):
    return np.random.Generator(np.random.Philox(key=key))


def test_many_trials_lie_within_the_error_of_a_thousand_in_r():
    """BOIN 2.7.2, get.oc.comb, 20 cohorts of three, stopping at a pair with twelve; 1,000 trials."""
    found = boin_pairs(RATES, 0.3, cohorts=20, size=3, trials=4_000, stream=stream(), enough=12)
    selected = [1.1, 2.7, 7.1, 8.8, 1, 14.2, 17.3, 6.2, 6.5, 24.3, 10.3, 0.5]
    treated = [3.73, 2.77, 2.42, 1.5, 2.25, 4.39, 3.7, 1.84, 1.95, 4.83, 3.33, 0.79]
    assert list(found.selected) == pytest.approx(selected, abs=6)
    assert list(found.treated) == pytest.approx(treated, abs=0.7)
    assert sum(found.events) == pytest.approx(8.1, abs=1)
    assert sum(found.treated) == pytest.approx(33.5, abs=2.5)
    assert sum(found.selected) + found.stopped == pytest.approx(100)


def test_the_same_stream_gives_the_same_trials_and_blocks_do_not_matter():
    one, other = (boin_pairs(RATES, 0.3, cohorts=4, size=3, trials=60, stream=stream(5)) for _ in range(2))
    assert one == other
    assert sum(one.treated) == pytest.approx(12)


def test_trials_without_any_event_climb_to_the_last_pair_whichever_way():
    found = boin_pairs(np.zeros((2, 3)), 0.3, cohorts=9, size=3, trials=40, stream=stream())
    assert found.treated[0] == 3
    assert found.treated[5] == 9 * 3 - 3 * 3  # three pairs on the way, then the last until the end
    assert found.selected[5] == 100


def test_a_trial_of_two_agents_stops_where_the_lowest_pair_is_too_toxic():
    found = boin_pairs([[0.9, 0.95], [0.95, 0.99]], 0.3, cohorts=4, size=3, trials=200, stream=stream())
    assert found.stopped > 99
    assert sum(found.treated) < 12


def test_the_pair_chosen_has_the_estimate_of_the_least_squares_closest_to_the_target():
    """The table closest to what was observed is the largest, over upper sets, of the least mean over lower ones."""
    draws = stream(3)
    n = draws.integers(1, 5, size=(30, 2, 3)) * 3
    y = draws.binomial(n, 0.35)
    gone = np.zeros(n.shape, bool)
    for treated, events, place in zip(n, y, best_pairs(n, y, gone, 0.3), strict=True):
        fit = _by_sets((events + 0.05) / (treated + 0.1), treated + 0.1)
        far = np.abs(fit + np.add.outer(range(2), range(3)) * 1e-5 - 0.3)
        assert far.ravel()[place] == pytest.approx(far.min(), abs=1e-6)
        alone = best_pair(treated, events, gone[0], 0.3)
        assert alone == (place // 3, place % 3)


def _by_sets(values, weight):
    cells = list(product(range(2), range(3)))
    sets = [frozenset(c for at, c in enumerate(cells) if k >> at & 1) for k in range(1 << len(cells))]
    above = [
        one for one in sets if all(b in one for a in one for b in cells if b[0] >= a[0] and b[1] >= a[1])
    ]
    below = [frozenset(cells) - one for one in above]

    def mean(some):
        return sum(values[c] * weight[c] for c in some) / sum(weight[c] for c in some)

    return np.array(
        [max(min(mean(u & w) for w in below if c in w) for u in above if c in u) for c in cells]
    ).reshape(2, 3)


def test_no_neighbour_is_open_at_the_ends_and_none_that_was_given_up():
    n, y, gone = np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2), bool)
    assert next_pairs((0, 0), 1, n, y, gone, limits(0.3)) == [(1, 0), (0, 1)]
    gone[1, :] = True
    assert next_pairs((0, 0), 1, n, y, gone, limits(0.3)) == [(0, 1)]
    assert next_pairs((0, 0), -1, n, y, gone, limits(0.3)) == []
    assert best_pair(n, y, gone, 0.3) is None


def test_rates_of_pairs_are_a_table():
    with pytest.raises(ValueError, match="a row for each dose"):
        boin_pairs((0.1, 0.2), 0.3, cohorts=2, size=3, trials=1, stream=stream())
    with pytest.raises(ValueError, match="between 0 and 1"):
        boin_pairs(((0.1, 1.2),), 0.3, cohorts=2, size=3, trials=1, stream=stream())
