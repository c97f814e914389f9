"""Rules that choose a dose say what their papers say, and refuse what cannot be in a sentence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.stats.dosing.boin import boin, limits
from hepatica.stats.dosing.boin_odds import boin_odds, closest_doses
from hepatica.stats.dosing.crm import adaptive_weights, crm, skeleton, tite_crm
from hepatica.stats.dosing.crm_posterior import posterior
from hepatica.stats.dosing.efftox import Limits, contour, efftox
from hepatica.stats.dosing.isotonic import select_dose
from hepatica.stats.dosing.keyboard import keyboard, next_dose, strongest_key
from hepatica.stats.dosing.three_plus_three import odds, three_plus_three

SKELETON = (0.05, 0.1, 0.2, 0.35, 0.5, 0.7)


def stream(key=1):
    return np.random.Generator(np.random.Philox(key=key))


def test_boins_limits_at_thirty_per_cent_are_the_published_ones():
    assert limits(0.3) == pytest.approx((0.236490685, 0.358519465), abs=1e-9)


def test_boins_table_at_thirty_per_cent_is_the_published_one():
    table = boin(0.3, 12)
    assert [table.escalate[n - 1] for n in (3, 6, 9, 12)] == [0, 1, 2, 2]
    assert [table.deescalate[n - 1] for n in (3, 6, 9, 12)] == [2, 3, 4, 5]
    assert [table.eliminate[n - 1] for n in (2, 3, 6, 9, 12)] == [None, 3, 4, 5, 7]
    assert [table.decide(y, 3) for y in range(4)] == ["up", "stay", "down", "eliminate"]


def test_a_count_outside_the_table_is_refused():
    with pytest.raises(ValueError, match="7 of 6 is not in this table of 12"):
        boin(0.3, 12).decide(7, 6)


@pytest.mark.parametrize("target", [0.0, 1.0, 0.8])
def test_a_target_that_cannot_be_is_refused(target):
    with pytest.raises(ValueError, match="cannot be"):
        boin(target, 6)


def test_the_keyboard_differs_from_boin_where_it_is_known_to():
    assert (keyboard(0.3, 21).escalate[20], boin(0.3, 21).escalate[20]) == (5, 4)
    assert [strongest_key(y, 3, 0.3) for y in range(4)] == [-1, 0, 1, 1]


@pytest.mark.parametrize("target", [0.15, 0.25, 0.35])
def test_more_events_never_lead_to_a_higher_dose(target):
    steps = {"up": 1, "stay": 0, "down": -1, "eliminate": -2}
    for table in (boin(target, 18), keyboard(target, 18)):
        for n in range(1, 19):
            moves = [steps[table.decide(y, n)] for y in range(n + 1)]
            assert moves == sorted(moves, reverse=True)


def test_mtpi_two_gives_no_dose_above_one_that_is_too_toxic():
    assert next_dose([3, 3, 0], [0, 3, 0], 1, 0.3) == 1
    assert next_dose([3, 0, 0], [3, 0, 0], 1, 0.3, finer=True) is None


def test_three_plus_three_ends_at_two_events_and_may_ask_for_six():
    assert three_plus_three([3, 3, 0], [0, 2, 0], 2).recommended == 1
    assert three_plus_three([3, 3, 0], [0, 2, 0], 2, six=True).next_dose == 1
    assert three_plus_three([3, 0, 0], [2, 0, 0], 1).recommended == 0
    assert three_plus_three([3, 0, 0], [1, 0, 0], 1).next_dose == 1


def test_the_odds_of_three_plus_three_add_up_to_one():
    found = odds((0.05, 0.15, 0.3, 0.45))
    assert sum(found.recommended) == pytest.approx(1)
    assert found.expected_treated == pytest.approx(12.35, abs=0.01)


def test_the_dose_selected_is_the_help_pages():
    found = select_dose([3, 3, 15, 9, 0], [0, 0, 4, 4, 0], 0.2)
    assert found.dose == 3
    assert found.estimates[4] is None
    assert found.estimates[2] == pytest.approx(0.27, abs=0.005)
    assert select_dose([3, 0], [3, 0], 0.3).dose is None


@pytest.mark.parametrize("counts", [([3], [4]), ([3, 3], [1]), ([0, 0], [0, 0])])
def test_counts_that_cannot_be_select_no_dose(counts):
    with pytest.raises(ValueError, match=r"events|nobody"):
        select_dose(*counts, 0.3)


def test_the_crm_is_the_help_pages():
    fit = crm(SKELETON, 0.2, [3, 4, 4, 3, 3, 4, 3, 2, 2, 2], [0, 0, 1, 0, 0, 1, 1, 0, 0, 0])
    assert fit.estimate == pytest.approx(-0.2121715263, abs=1e-8)
    assert fit.dose == 2
    assert all(low < rate < high for low, rate, high in zip(fit.lower, fit.rates, fit.upper, strict=True))


def test_whoever_was_followed_to_the_end_counts_whole():
    whole = crm(SKELETON, 0.2, [3, 3, 3], [0, 0, 1])
    fit, weight = tite_crm(SKELETON, 0.2, [3, 3, 3], [0, 0, 1], [180, 400, 20], 180)
    assert weight.tolist() == [1, 1, 1]
    assert fit.rates == pytest.approx(whole.rates)


def test_adaptive_weights_rise_with_the_follow_up():
    weight = adaptive_weights([10, 24, 100, 168, 180], [0, 1, 0, 1, 0], 180)
    assert list(weight) == sorted(weight)
    assert weight[-1] == 1


def test_a_skeleton_has_its_target_at_the_dose_named():
    for curve in ("empiric", "logistic"):
        found = skeleton(0.05, 0.3, 5, 10, curve=curve)
        assert found[4] == pytest.approx(0.3)
        assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("rising list", lambda: crm((0.2, 0.1), 0.2, [1], [0])),
        ("target of 2", lambda: crm((0.1, 0.2), 2, [1], [0])),
        ("a dose from 1 to 2", lambda: crm((0.1, 0.2), 0.2, [3], [0])),
        ("prior standard deviation", lambda: crm((0.1, 0.2), 0.2, [1], [0], prior_sd=0)),
        ("no maximum", lambda: crm((0.1, 0.2), 0.2, [1, 1], [0, 0], method="mle")),
        ("window of 0", lambda: tite_crm((0.1, 0.2), 0.2, [1], [0], [1], 0)),
        ("no prior", lambda: posterior((0.1, 0.2), 0.2, [1, 0], [0, 0], model="empiric", prior=(0, -1))),
        ("N, E, T or B", lambda: efftox((1, 2), [(1, "X")], {}, Limits(efficacy=0.5, toxicity=0.3, efficacy_odds=0.1, toxicity_odds=0.1), contour(0.5, 0.65, through=(0.7, 0.25)))),
        ("middle point", lambda: contour(0.5, 0.65, through=(0.4, 0.25))),
        ("a cohort", lambda: boin_odds((0.1,), 0.3, cohorts=0, size=3, trials=1, stream=stream())),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()


def test_the_posterior_of_the_empiric_model_is_that_of_quadrature():
    found = posterior((0.05, 0.15, 0.25, 0.4, 0.6), 0.25, [0, 2, 2, 2, 0], [0, 0, 0, 2, 0], model="empiric")
    assert found.mean == pytest.approx((0.1032, 0.2091, 0.3023, 0.4372, 0.6178), abs=1e-4)
    assert sum(found.closest) == pytest.approx(1)


def test_efftox_without_data_is_its_prior_and_with_efficacy_moves_up():
    priors = {"alpha": (-7.9593, 3.5487), "beta": (1.5482, 3.5018), "gamma": (0.7367, 2.5423)}
    priors |= {"zeta": (3.4181, 2.4406), "eta": (0.0, 0.2), "psi": (0.0, 1.0)}
    where = Limits(efficacy=0.5, toxicity=0.3, efficacy_odds=0.1, toxicity_odds=0.1)
    shape = contour(0.5, 0.65, through=(0.7, 0.25))
    none = efftox((1, 2, 4), [], priors, where, shape)
    some = efftox((1, 2, 4), [(1, "E"), (1, "E")], priors, where, shape)
    assert some.efficacy[0] > none.efficacy[0]
    assert none.acceptable[1:] == (False, False)  # no dose is skipped


@settings(max_examples=3, deadline=None)
@given(key=st.integers(0, 2**32))
def test_a_stream_gives_the_same_trials_for_ever(key):
    runs = [
        boin_odds((0.1, 0.3, 0.5), 0.3, cohorts=4, size=3, trials=50, stream=stream(key)) for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert sum(runs[0].selected) + runs[0].stopped == pytest.approx(100)


@given(data=st.data())
def test_all_trials_at_once_choose_what_each_chooses_alone(data):
    n = np.array([[3 * k for k in data.draw(st.lists(st.integers(1, 4), min_size=4, max_size=4))] + [0]])
    y = np.array([[data.draw(st.integers(0, int(size))) for size in n[0]]])
    assert closest_doses(n, y, 0.3)[0] == (select_dose(list(n[0]), list(y[0]), 0.3).dose or 0)
