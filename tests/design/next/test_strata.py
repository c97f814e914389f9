"""Routes and repetitions are strata side by side; a difference between them costs more than the effect."""

import pytest
from scipy.stats import norm

from hepatica.design.next.strata import strata_plan

ROUTES = ("hepatic artery", "peripheral vein")


def test_strata_are_every_pair_and_hold_everybody_once():
    plan = strata_plan(ROUTES, (1, 2), per_arm=50, sd=4)
    assert len(plan.strata) == 4
    assert sum(stratum.per_arm for stratum in plan.strata) == 50
    assert {stratum.per_arm for stratum in plan.strata} == {12, 13}


def test_the_whole_shows_what_two_arms_show_and_a_difference_between_routes_twice_that():
    plan = strata_plan(ROUTES, (1,), per_arm=64, sd=4)
    both = float(norm.isf(0.025) + norm.ppf(0.8))
    assert plan.overall == pytest.approx(both * 4 * (2 / 64) ** 0.5)
    assert plan.between_routes == pytest.approx(2 * plan.overall)
    assert plan.between_repeats is None
    assert all(stratum.detectable > plan.overall for stratum in plan.strata)


def test_no_answer_of_a_plan_ranks_the_strata():
    plan = strata_plan(ROUTES, (1, 2), per_arm=50, sd=4)
    turned = strata_plan(ROUTES[::-1], (2, 1), per_arm=50, sd=4)
    assert (plan.overall, plan.between_routes) == (turned.overall, turned.between_routes)
    assert any("no such order" in sentence for sentence in plan.cannot_show)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("each named once", lambda: strata_plan(("vein", "vein"), (1,), per_arm=50, sd=4)),
        ("each named once", lambda: strata_plan((), (1,), per_arm=50, sd=4)),
        ("0 infusions", lambda: strata_plan(ROUTES, (0, 1), per_arm=50, sd=4)),
        ("too few for 4 strata", lambda: strata_plan(ROUTES, (1, 2), per_arm=7, sd=4)),
        ("standard deviation of 0", lambda: strata_plan(ROUTES, (1,), per_arm=50, sd=0)),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
