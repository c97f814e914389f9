"""Looks at the data cost what the tables say they cost, and what cannot be designed is refused in a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.stats.sequential.boundaries import equally_spaced, powered, shaped, spent_by
from hepatica.stats.sequential.process import crossing
from hepatica.stats.sequential.sample_size import casagrande, fisher_power, two_means, two_rates
from hepatica.stats.sequential.spending import hwang_shih_decani, obrien_fleming_like, pocock_like
from hepatica.stats.sequential.two_stage import admissible, looks, simon, single_stage


def test_pococks_constants_are_those_of_his_table():
    found = [round(shaped(equally_spaced(k), 0.025, delta=0.5).upper[0], 3) for k in range(1, 6)]
    assert found == [1.960, 2.178, 2.289, 2.361, 2.413]


def test_obrien_and_flemings_last_constant_is_not_pococks():
    assert shaped(equally_spaced(5), 0.025, delta=0).upper[-1] == pytest.approx(2.0401, abs=1e-4)


def test_spending_like_obrien_and_fleming_at_uneven_looks():
    found = spent_by((0.4, 0.7, 1), 0.025, obrien_fleming_like)
    assert found.upper == pytest.approx((3.356869, 2.444542, 2.000539), abs=1e-5)


def test_a_design_with_futility_costs_what_gsdesign_prints():
    design = powered(
        spent_by(equally_spaced(3), 0.025, hwang_shih_decani(-4)), 0.9, futility=hwang_shih_decani(-2)
    )
    assert design.inflation == pytest.approx(1.069883, abs=1e-6)
    assert design.boundaries.lower == pytest.approx((-0.238724, 0.941067, 1.999226), abs=1e-5)
    assert (design.expected(0), design.expected(1)) == pytest.approx((0.624859, 0.791277), abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(
    shares=st.lists(st.floats(0.1, 0.95), min_size=1, max_size=3, unique_by=lambda t: round(t, 1)),
    spending=st.sampled_from([obrien_fleming_like, pocock_like, hwang_shih_decani(1), hwang_shih_decani(0)]),
)
def test_whatever_is_spent_adds_up_to_the_error(shares, spending):
    made = spent_by((*sorted(shares), 1.0), 0.025, spending)
    assert sum(made.spent) == pytest.approx(0.025, abs=1e-9)


def test_one_look_is_an_ordinary_test():
    assert powered(shaped((1.0,), 0.025, delta=0), 0.8).inflation == pytest.approx(1, abs=1e-8)


def test_a_t_test_for_two_points_of_meld_needs_199():
    assert two_means(2, 5) == pytest.approx(198.161, abs=1e-3)


def test_rates_beside_a_margin_are_farrington_and_mannings():
    assert two_rates(0.4, 0.05, margin=0.2, error=0.05, power=0.8).total == pytest.approx(159.6876, abs=1e-4)
    unequal = two_rates(0.25, 0.05, margin=0.1, ratio=1.5, error=0.05, power=0.9)
    assert (unequal.first, unequal.second) == pytest.approx((173.2214, 259.8322), abs=1e-4)


def test_fishers_test_has_its_exact_power():
    assert casagrande(0.2, 0.3) == 313
    assert fisher_power(0.2, 0.3, 311) == pytest.approx(0.8004, abs=1e-4)
    assert fisher_power(0.3, 0.2, 40) == pytest.approx(fisher_power(0.2, 0.3, 40))


def test_simons_designs_are_the_vignettes():
    designs = simon(0.05, 0.2, 0.1, 0.1)
    hull = [(d.r1, d.n1, d.r, d.n) for d in admissible(designs)]
    assert hull == [(0, 18, 3, 32), (0, 15, 3, 33), (0, 13, 3, 35), (0, 12, 3, 37)]
    assert all(d.error <= 0.1 and d.power >= 0.9 for d in designs)


def test_one_stage_needs_41():
    found = single_stage(0.4, 0.6, 0.1, 0.1)
    assert (found.n, found.r) == (41, 20)


def test_counts_over_looks_have_easts_odds():
    found = looks((36, 71, 107), (2, 9, 17), (13, 15, 18), 0.1)
    assert found.expected == pytest.approx(66.71880358, abs=1e-6)
    assert found.lower[0] == pytest.approx(0.28786288, abs=1e-7)


def test_a_count_that_never_stops_goes_to_the_end():
    assert looks((5, 10), (-1, -1), (6, 11), 0.5).expected == pytest.approx(10)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("shares of information", lambda: shaped((0.5, 0.4, 1), 0.025, delta=0)),
        ("shares of information", lambda: shaped((0.5, 0.9), 0.025, delta=0)),
        ("one-sided error", lambda: shaped((1.0,), 0.7, delta=0)),
        ("a power of 0.01", lambda: powered(shaped((1.0,), 0.025, delta=0), 0.01)),
        ("0 looks", lambda: equally_spaced(0)),
        ("information must grow", lambda: crossing((1.0, 0.5), (2.0, 2.0), 0.0)),
        ("one boundary for each look", lambda: crossing((1.0,), (2.0, 2.0), 0.0)),
        ("such that a sample", lambda: two_means(0, 5)),
        ("such that a sample", lambda: two_rates(0.2, 0.2)),
        ("uninteresting response", lambda: simon(0.3, 0.2, 0.1, 0.1)),
        ("up to 10 participants", lambda: simon(0.3, 0.31, 0.1, 0.1, most=10)),
        ("up to 5 participants", lambda: single_stage(0.3, 0.31, 0.1, 0.1, most=5)),
        ("comes after more", lambda: looks((10, 5), (0, 0), (3, 3), 0.2)),
    ],
)
def test_what_cannot_be_designed_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
