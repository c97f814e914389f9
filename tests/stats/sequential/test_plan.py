"""A trial with looks costs what gsDesign and rpact print, and what cannot be planned is a sentence."""

import pytest

from hepatica.stats.sequential.boundaries import equally_spaced
from hepatica.stats.sequential.plan import family, sequential_plan


def test_two_looks_for_two_points_of_meld_cost_one_participant_and_save_sixteen():
    plan = sequential_plan(2, 5, (0.5, 1))
    assert plan.fixed == pytest.approx(198.161, abs=1e-3)
    assert plan.largest == pytest.approx(198.899, abs=1e-3)
    assert plan.odds_at(1).expected == pytest.approx(182.583, abs=1e-3)
    assert [look.participants for look in plan.looks] == pytest.approx([99.4496, 198.8993], abs=1e-3)


def test_the_odds_are_those_asked_for():
    plan = sequential_plan(2, 5, (0.5, 1), rule="pocock", power=0.9)
    nothing, half, all_of_it = plan.odds
    assert (nothing.power, all_of_it.power) == pytest.approx((0.025, 0.9), abs=1e-8)
    assert nothing.power < half.power < all_of_it.power
    assert sum(half.rejects) + sum(half.gives_up) == pytest.approx(1)
    assert nothing.expected > half.expected > all_of_it.expected


def test_giving_up_early_is_worth_more_than_winning_early_and_may_be_overruled():
    with_it = sequential_plan(2, 5, (0.5, 1), futility=-2)
    without = sequential_plan(2, 5, (0.5, 1))
    assert without.odds[0].expected - with_it.odds[0].expected > 60
    assert with_it.odds[0].gives_up[0] > 0.6
    assert with_it.odds[0].power < 0.025
    assert with_it.error_overruled == pytest.approx(0.025, abs=1e-9)
    assert with_it.looks[-1].futility == pytest.approx(with_it.looks[-1].efficacy)
    assert with_it.looks[0].futility < with_it.looks[0].efficacy


def test_a_limit_is_also_told_in_points():
    look = sequential_plan(2, 5, (0.5, 1)).looks[0]
    assert look.efficacy == pytest.approx(2.963, abs=1e-3)
    assert look.difference_efficacy == pytest.approx(look.efficacy * 10 / look.participants**0.5)


@pytest.mark.parametrize(
    ("rule", "parameter", "looks", "first"),
    [
        ("obrien-fleming", None, 2, 2.79651),
        ("pocock", None, 2, 2.17827),
        ("wang-tsiatis", 0.25, 4, 2.98871),
        ("lan-demets-pocock", None, 4, 2.36833),
        ("hwang-shih-decani", -4, 5, 3.25267),
    ],
)
def test_every_family_has_the_boundary_that_is_printed_of_it(rule, parameter, looks, first):
    made, said = family(rule, parameter)
    assert said
    assert made(equally_spaced(looks), 0.025).upper[0] == pytest.approx(first, abs=1e-4)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("shares of information rise", lambda: sequential_plan(2, 5, (0.6, 0.4, 1))),
        ("shares of information rise", lambda: sequential_plan(2, 5, (float("nan"), 1))),
        ("no parameter of a boundary", lambda: sequential_plan(2, 5, (0.5, 1), futility=float("nan"))),
        ("such that a sample", lambda: sequential_plan(0, 5, (0.5, 1))),
        ("such that a sample", lambda: sequential_plan(2, 0, (0.5, 1))),
        ("'haybittle' is no family", lambda: sequential_plan(2, 5, (0.5, 1), rule="haybittle")),
        ("pocock has no parameter", lambda: family("pocock", 1.0)),
        ("needs its parameter, between", lambda: family("wang-tsiatis", 2.0)),
        ("hwang-shih-decani needs its parameter$", lambda: family("hwang-shih-decani")),
    ],
)
def test_what_cannot_be_planned_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
