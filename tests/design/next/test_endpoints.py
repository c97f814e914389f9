"""Endpoints are priced for one effect on one course, and each table of chances is the course it came from."""

import numpy as np
import pytest

from hepatica.design.next.course import Benefit, Course, outcomes
from hepatica.design.next.endpoints import door_categories, endpoint_table

HELP = Benefit(meld=2, death=0.7, transplant=0.8, decompensation=0.7)


@pytest.fixture(scope="module")
def table():
    return endpoint_table(Course(), HELP, each=50)


def _of(table, name):
    return next(each for each in table.costs if each.name == name)


def test_the_list_of_outcomes_is_the_course():
    happen = outcomes(Course(), HELP.on(Course()))
    for chances, arm in ((happen.controls, Course()), (happen.treated, HELP.on(Course()))):
        assert chances.sum() == pytest.approx(1)
        assert chances[happen.level == 0].sum() == pytest.approx(arm.death)
        assert chances[happen.level == 1].sum() == pytest.approx(arm.transplant)
        living = happen.level == 2
        mean = float((chances * happen.change)[living].sum() / chances[living].sum())
        assert mean == pytest.approx(arm.change, abs=0.02)
    assert HELP.on(Course()).death < 0.183


def test_the_levels_decide_all_pairs_that_are_decided(table):
    won, lost = (sum(level[side] for level in table.decided.values()) for side in (0, 1))
    assert (
        f"win ratio {won / lost:.2f}, ties {100 * (1 - won - lost):.0f} %" == _of(table, "Win ratio").effect
    )


def test_a_table_holds_what_trials_drawn_at_random_show(table):
    """Whole trials are drawn and judged by their DOOR categories: the power is the one that is printed."""
    happen = outcomes(Course(), HELP.on(Course()))
    category = door_categories(happen, 2.0)
    shares = [
        [float(chances[category == k].sum()) for k in range(1, 7)]
        for chances in (happen.treated, happen.controls)
    ]
    rng = np.random.Generator(np.random.Philox(key=9))
    better = np.sign(np.arange(6)[:, None] - np.arange(6)[None, :])
    x, y = (rng.multinomial(50, np.array(s) / sum(s), 20_000) for s in shares)
    mixed = (x + y) / 100
    spread = np.sqrt(2 * (mixed * (mixed @ better.T) ** 2).sum(axis=1) / 50)
    shown = float(((((x @ better) * y).sum(axis=1) / 2500) / spread > 1.959964).mean())
    assert _of(table, "DOOR").power == pytest.approx(shown, abs=0.02)


def test_the_survivors_mean_is_priced_like_a_t_test_of_those_who_are_left():
    dead_alike = endpoint_table(Course(), Benefit(meld=2))
    assert _of(dead_alike, "MELD change among survivors").patients == 2 * round(62.79 / 0.757 + 0.5)
    assert "not an estimand" in _of(dead_alike, "MELD change among survivors").note
    assert _of(dead_alike, "Death or transplant").patients is None
    assert _of(dead_alike, "Days alive without transplant").patients is None


def test_an_endpoint_that_nothing_moves_costs_nothing_because_it_is_out_of_reach(table):
    harmed = endpoint_table(Course(), Benefit(meld=-2, death=1.5), each=50)
    assert all(cost.patients is None for cost in harmed.costs)


def test_everything_has_a_power_at_a_size_and_a_bigger_trial_has_more(table):
    bigger = endpoint_table(Course(), HELP, each=200)
    for one, more in zip(table.costs, bigger.costs, strict=True):
        assert 0.025 < one.power < more.power < 1, one.name
        assert one.patients > 100


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("standard deviation of 0", lambda: Course(sd=0)),
        ("together above 0 and below 1", lambda: Course(death=0.9, transplant=0.2)),
        ("-1 decompensations", lambda: Course(decompensations=-1)),
        ("a ratio of 0 for death", lambda: Benefit(death=0)),
        ("points cannot be", lambda: Benefit(meld=float("nan"))),
        ("does not decide a pair", lambda: endpoint_table(Course(), HELP, threshold=-1)),
        ("a correlation of 1", lambda: endpoint_table(Course(), HELP, correlation=1)),
        ("arms of 1", lambda: endpoint_table(Course(), HELP, each=1)),
        ("a power of 1", lambda: endpoint_table(Course(), HELP, power=1)),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
