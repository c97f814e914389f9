"""Worlds in which the mechanism's priors lie: each draw in one, the shares with their errors, and no recommendation."""

import numpy as np
import pytest

from hepatica.design.mechanism.named import lies_in, supposed_worlds
from hepatica.design.mechanism.priors import draw_priors


@pytest.fixture(scope="module")
def supposed():
    return supposed_worlds(600, seed=3)


def test_every_draw_lies_in_exactly_one_world():
    lying = lies_in(draw_priors(300, 1))
    assert np.sum(list(lying.values()), axis=0).tolist() == [1] * 300


def test_a_world_that_is_chosen_is_the_one_the_draws_lie_in():
    draws = draw_priors(20, 1)
    dead = draws.fixed(r_C=0.0, r_M=0.0, a_I=0.0, theta=0.0)
    assert lies_in(dead)["no-effect"].all()
    strong = {
        "r_C": 0.01,
        "r_M": 0.0,
        "a_I": 0.0,
        "half_C": 30,
        "C50": 10,
        "s_M": 14,
        "g_HA": 0.4,
        "f_HA": 0.4,
    }
    assert lies_in(draws.fixed(**strong, theta=0.0))["cd34-only"].all()
    kept = {"Emax": 0.9, "M50": 1, "half_M": 60, "half_I": 5, "half_E": 5}
    assert lies_in(draws.fixed(**strong, **kept, theta=4.0))["synergy"].all()


def test_shares_add_up_and_worlds_without_a_state_have_none(supposed):
    known = [one for one in supposed.shares if one.before and one.after]
    assert sum(one.before.value for one in known) == pytest.approx(1)
    assert sum(one.after.value for one in known) == pytest.approx(1)
    assert all(one.before.error >= 0 for one in known)
    assert tuple(one.world for one in supposed.shares if one.before is None) == (
        "gcsf-only",
        "harm-by-dose",
        "survivor-artefact",
    )


def test_it_recommends_nothing_and_says_what_its_priors_leave_out(supposed):
    assert "No world is recommended" in supposed.refuses
    assert "help or do nothing" in supposed.cannot_show[0]
    assert supposed.label.lines[3].endswith("contraction 0 %.")
    assert not any("recommend" in name for name in vars(supposed))


def test_too_few_draws_are_refused():
    with pytest.raises(ValueError, match="99 draws say nothing of a share"):
        supposed_worlds(99)
