"""Every state a trial can reach: exact odds agree with R's simulations, with a walk of every path and with our own trials."""

from itertools import product

import numpy as np
import pytest

from hepatica.stats.dosing import courses as module
from hepatica.stats.dosing.boin import boin
from hepatica.stats.dosing.boin_odds import boin_odds
from hepatica.stats.dosing.courses import ENDED, chances, courses, walked
from hepatica.stats.dosing.crm import crm
from hepatica.stats.dosing.dose_odds import exact_odds, simulated_odds
from hepatica.stats.dosing.keyboard import keyboard
from hepatica.stats.dosing.rules import by_model, by_table, closest, three
from hepatica.stats.dosing.three_plus_three import odds

RATES = (0.05, 0.15, 0.3, 0.45, 0.6)
SKELETON = (0.05, 0.15, 0.3, 0.45, 0.6)


def stream(key=1):
    return np.random.Generator(np.random.Philox(key=key))


@pytest.fixture(scope="module")
def made():
    return courses(5, 3, 10, by_table(boin(0.3, 30)), closest(0.3))


def values(parts):
    return [part.value for part in parts]


def test_exact_odds_of_boin_lie_within_the_error_of_ten_thousand_trials_in_r(made):
    """BOIN 2.7.2, get.oc, 10,000 trials."""
    found = exact_odds(made, RATES, 0.3)
    assert 100 * np.array(values(found.selected)) == pytest.approx([1.08, 23.52, 54.96, 19.03, 1.39], abs=2)
    assert values(found.treated) == pytest.approx([4.152, 9.1968, 11.1498, 4.7322, 0.7638], abs=0.25)
    assert sum(values(found.selected)) + found.none.value == pytest.approx(1)
    assert found.total.value == pytest.approx(sum(values(found.treated)))
    assert (found.right, found.trials, found.none.error) == (3, 0, 0.0)


def test_our_own_trials_lie_within_their_standard_errors_of_the_exact_odds(made):
    exact, found = (
        exact_odds(made, RATES, 0.3),
        simulated_odds(made, RATES, 0.3, trials=40_000, stream=stream()),
    )
    for name in ("selected", "treated", "events"):
        for one, other in zip(getattr(exact, name), getattr(found, name), strict=True):
            assert abs(one.value - other.value) < 4.5 * other.error
    for name in ("none", "total", "event_rate", "overdosed", "poor"):
        one, other = getattr(exact, name), getattr(found, name)
        assert abs(one.value - other.value) <= 4.5 * max(other.error, 1e-4)
    half = found.selected[2]
    assert half.error == pytest.approx((half.value * (1 - half.value) / 40_000) ** 0.5)


def test_the_older_simulation_trial_by_trial_agrees_with_the_exact_odds(made):
    older = boin_odds(RATES, 0.3, cohorts=10, size=3, trials=20_000, stream=stream())
    exact = exact_odds(made, RATES, 0.3)
    assert list(older.selected) == pytest.approx([100 * v for v in values(exact.selected)], abs=1.5)
    assert list(older.events) == pytest.approx(values(exact.events), abs=0.05)


def test_every_order_of_the_cohorts_gives_the_same_odds_as_the_states():
    table, rates = keyboard(0.25, 12), np.array([0.1, 0.35, 0.5])
    rule, choice = by_table(table), closest(0.25)
    made = courses(3, 3, 4, rule, choice)
    share = np.zeros(4)
    for falls in product(range(4), repeat=4):
        n, y, at, chance = np.zeros((1, 3), int), np.zeros((1, 3), int), 0, 1.0
        for events in falls:
            if at == ENDED:
                chance *= events == 0
                continue
            chance *= [1, 3, 3, 1][events] * rates[at] ** events * (1 - rates[at]) ** (3 - events)
            n[0, at] += 3
            y[0, at] += events
            at = int(rule(n, y, np.array([at]))[0])
        share[choice(n, y)[0]] += chance
    found = exact_odds(made, rates, 0.25)
    assert [found.none.value, *values(found.selected)] == pytest.approx(list(share), abs=1e-12)


@pytest.mark.parametrize("six", [False, True])
def test_three_plus_three_by_states_is_three_plus_three_by_paths(six):
    made = courses(4, 3, 8, *three(six=six))
    found, paths = exact_odds(made, RATES[:4], 0.3), odds(RATES[:4], six=six)
    assert [found.none.value, *values(found.selected)] == pytest.approx(list(paths.recommended))
    assert found.total.value == pytest.approx(paths.expected_treated)


@pytest.mark.parametrize("curve", ["empiric", "logistic"])
def test_the_crm_for_many_trials_chooses_what_the_crm_for_one_does(curve):
    _, choice = by_model(SKELETON, 0.3, curve=curve)
    numbers = stream(7)
    n = numbers.integers(0, 7, size=(12, 5))
    y = numbers.binomial(n, 0.3)
    for treated, events, chosen in zip(n, y, choice(n, y), strict=True):
        dose = np.repeat(np.arange(1, 6), treated)
        event = np.concatenate([[1] * e + [0] * (t - e) for t, e in zip(treated, events, strict=True)])
        assert crm(SKELETON, 0.3, list(dose), list(event), curve=curve).dose == chosen


def test_a_crm_skips_no_dose_and_ends_where_the_lowest_is_too_toxic():
    rule, choice = by_model(SKELETON, 0.3, cutoff=0.9)
    n, y = np.array([[3, 0, 0, 0, 0], [6, 0, 0, 0, 0]]), np.array([[0, 0, 0, 0, 0], [6, 0, 0, 0, 0]])
    assert rule(n, y, np.array([0, 0])).tolist() == [1, ENDED]
    assert choice(n, y)[1] == 0
    found = exact_odds(courses(5, 3, 4, rule, choice), (0.8, 0.9, 0.95, 0.97, 0.99), 0.3)
    assert found.none.value > 0.9


def test_the_same_stream_gives_the_same_trials_compiled_or_not(made, monkeypatch):
    together = walked(made, RATES, 700, stream())
    assert together.sum() == 700
    monkeypatch.setattr(module, "MANY", 1)
    for available in (True, False):
        monkeypatch.setattr(module, "is_available", lambda found=available: found)
        assert (walked(made, RATES, 700, stream()) == together).all()
    monkeypatch.setattr(module, "is_available", lambda: True)
    monkeypatch.setattr(module, "_walk", module._walk.plain)
    assert (walked(made, RATES, 700, stream()) == together).all()


def test_a_rate_of_nought_never_shows_an_event_and_of_one_always(made):
    ends = walked(made, (0, 0, 0, 0, 1), 5_000, stream())
    assert (made.events[ends > 0, :4] == 0).all()
    assert (made.events[ends > 0, 4] == made.treated[ends > 0, 4]).all()
    assert chances(made, (0, 0, 0, 0, 1)).sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("0 cohorts of 3 are no trial", lambda: courses(3, 3, 0, by_table(boin(0.3, 3)), closest(0.3))),
        ("4 cohorts of 0 are no trial", lambda: courses(3, 0, 4, by_table(boin(0.3, 3)), closest(0.3))),
        ("at least one dose", lambda: courses(0, 3, 4, by_table(boin(0.3, 12)), closest(0.3))),
        ("starting dose 4", lambda: courses(3, 3, 4, by_table(boin(0.3, 12)), closest(0.3), start=4)),
    ],
)
def test_a_trial_that_cannot_be_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()


def test_rates_and_trials_that_cannot_be_are_refused(made, monkeypatch):
    with pytest.raises(ValueError, match="each of 5 doses"):
        exact_odds(made, (0.1, 0.2), 0.3)
    with pytest.raises(ValueError, match="at least one trial"):
        simulated_odds(made, RATES, 0.3, trials=0, stream=stream())
    with pytest.raises(ValueError, match=r"target of 1\.5"):
        exact_odds(made, RATES, 1.5)
    monkeypatch.setattr(module, "MOST_STATES", 50)
    with pytest.raises(ValueError, match="more than 50 states"):
        courses(5, 3, 10, by_table(boin(0.3, 30)), closest(0.3))
