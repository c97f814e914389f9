"""The power of comparing everybody with everybody is what trials drawn at random have."""

import numpy as np
import pytest
from scipy.stats import norm

from hepatica.stats.door import door
from hepatica.stats.ranked_plan import noether, ordinal_plan, ranked_plan

CONTROLS = (0.10, 0.15, 0.25, 0.20, 0.10, 0.20)
TREATED = (0.20, 0.25, 0.20, 0.15, 0.05, 0.15)


def test_the_shares_won_and_lost_are_those_of_every_pair():
    plan = ordinal_plan(np.array(TREATED), np.array(CONTROLS))
    people = [6 - k for k, share in enumerate(TREATED) for _ in range(round(20 * share))]
    others = [6 - k for k, share in enumerate(CONTROLS) for _ in range(round(20 * share))]
    seen = door(people, others)
    assert plan.win_probability == pytest.approx(seen.probability.value)
    assert plan.win_ratio == pytest.approx(seen.wins.win_ratio.value)
    assert plan.win_odds == pytest.approx(seen.wins.win_odds.value)
    assert plan.win + plan.loss + plan.tie == pytest.approx(1)
    # Twenty in each group: the variance that the analysis estimates is the one that was planned with.
    assert seen.wins.net_benefit.se == pytest.approx(plan.real / 20**0.5)


def test_the_size_has_its_power_in_trials_drawn_at_random():
    plan = ordinal_plan(np.array(TREATED), np.array(CONTROLS))
    n = plan.size(power=0.8)
    rng = np.random.Generator(np.random.Philox(key=5))
    order = np.arange(6)
    better = np.sign(order[None, :] - order[:, None])
    x, y = rng.multinomial(n, TREATED, 20_000), rng.multinomial(n, CONTROLS, 20_000)
    net = ((x @ better) * y).sum(axis=1) / n**2
    mixed = (x + y) / (2 * n)
    spread = np.sqrt(2 * (mixed * (mixed @ better.T) ** 2).sum(axis=1) / n)
    assert float((net / spread > 1.959964).mean()) == pytest.approx(0.8, abs=0.015)
    assert plan.power(n) == pytest.approx(0.8, abs=5e-3)


def test_many_fine_categories_are_a_rank_test_and_noethers_rule():
    edges = np.linspace(-6, 7, 801)
    treated, controls = (np.diff(norm.cdf(edges, shift)) for shift in (0.0, 0.3))
    treated, controls = treated / treated.sum(), controls / controls.sum()
    order = np.arange(800)
    plan = ranked_plan(
        np.sign(order[None, :] - order[:, None]).astype(float), treated, controls
    )  # lower is better
    assert plan.win_probability == pytest.approx(norm.cdf(0.3 / 2**0.5), abs=1e-4)
    assert plan.null**2 == pytest.approx(2 / 3, abs=1e-3)
    assert plan.size() == pytest.approx(noether(plan.win_probability), rel=0.02)


def test_ties_make_noethers_size_smaller():
    assert noether(0.6, ties=0.3) < noether(0.6)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("do not fit a table", lambda: ranked_plan(np.zeros((2, 2)), np.ones(3) / 3, np.ones(3) / 3)),
        ("add up to 1", lambda: ordinal_plan(np.array([0.5, 0.4]), np.array([0.5, 0.5]))),
        (
            "contradicts itself",
            lambda: ranked_plan(np.ones((2, 2)), np.array([0.5, 0.5]), np.array([0.5, 0.5])),
        ),
        ("net benefit of -0.2", lambda: ordinal_plan(np.array([0.4, 0.6]), np.array([0.6, 0.4])).size()),
        ("groups of 0", lambda: ordinal_plan(np.array([0.6, 0.4]), np.array([0.4, 0.6])).power(0)),
        ("win probability of 0.5 does not", lambda: noether(0.5)),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
