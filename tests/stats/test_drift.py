"""Borrowed controls that drift: the curve is exact, and borrowing is never shown without what it costs."""

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import norm

from hepatica.stats.drift import Means, Rates, drift_of_means, drift_of_rates
from hepatica.stats.mixtures import BetaMixture, NormalMixture

MAP = BetaMixture(weights=(0.6167463, 0.3832537), a=(19.1916387, 3.5278745), b=(57.7779318, 9.373598))
EARLIER = NormalMixture.single(-0.5, 1.0)
TRIAL = Means(n_controls=40, n_treated=40, sd=4, effect=2)
VAGUE = (0.0, 10.0)
DRIFTS = (-3.0, -1.0, 0.0, 1.0, 3.0)


@pytest.fixture(scope="module")
def curve():
    return drift_of_means(TRIAL, EARLIER, DRIFTS, weight=0.2, vague=VAGUE)


def test_without_borrowing_the_trial_is_an_ordinary_comparison(curve):
    plain = drift_of_means(TRIAL, EARLIER, (0.0,), weight=1.0, vague=(0.0, 1e4)).points
    for one in (*plain.borrowed, *plain.alone):
        assert one.type_one == pytest.approx(0.025, abs=1e-6)
        assert one.power == pytest.approx(norm.cdf(2 / (4 * np.sqrt(2 / 40)) - norm.isf(0.025)), abs=1e-6)
        assert one.mse == pytest.approx(2 * 16 / 40, abs=1e-6)


def test_without_drift_borrowing_gains_and_with_drift_towards_harm_it_errs(curve):
    borrowed, alone = curve.points.borrowed, curve.points.alone
    assert borrowed[2].power > alone[2].power + 0.05
    assert borrowed[2].mse < 0.8 * alone[2].mse
    assert borrowed[2].worth > 10
    # Controls that truly do better than the earlier ones make useless cells look good.
    assert borrowed[1].type_one > 0.04
    assert borrowed[3].type_one < 0.01
    assert curve.worst_type_one == max(point.type_one for point in borrowed)


def test_far_away_the_vague_part_takes_over(curve):
    far = drift_of_means(TRIAL, EARLIER, (-12.0,), weight=0.2, vague=VAGUE).points
    assert far.borrowed[0].type_one == pytest.approx(far.alone[0].type_one, abs=1e-3)


def test_the_quadrature_is_what_a_simulation_gives(curve):
    rng = np.random.Generator(np.random.Philox(key=11))
    trials, robust = 3000, EARLIER.robust(0.2, VAGUE)
    truth = EARLIER.mean - 1.0
    se = 4 / 40**0.5
    won, error = 0, []
    for controls, treated in rng.normal(truth, se, (trials, 2)):
        after = robust.posterior(float(controls), se)
        below = sum(
            w * ndtr((m - treated) / np.hypot(s, se))
            for w, m, s in zip(after.weights, after.means, after.sds, strict=True)
        )
        won += below > 0.975
        error.append(after.mean - truth)
    assert won / trials == pytest.approx(curve.points.borrowed[1].type_one, abs=4 * (0.05 / trials) ** 0.5)
    assert np.mean(error) == pytest.approx(curve.points.borrowed[1].bias, abs=0.05)


def test_counts_have_the_error_that_rbest_prints():
    """Six controls beside twenty-four treated, as in its vignette; there the prior outweighs the controls, so by hand."""
    from hepatica.stats.two_arms import TwoArms, success_chance

    arms = TwoArms(
        controls=MAP.robust(0.2, (1, 1)), treated=BetaMixture.single(0.5, 1), n_controls=30, n_treated=24
    )
    design = Rates(n_controls=30, n_treated=24, effect=0.3, threshold=0.95, treated=(0.5, 1.0))
    drifts = (0.1 - MAP.mean, 0.3 - MAP.mean, 0.5 - MAP.mean)
    found = drift_of_rates(design, MAP, drifts, weight=0.2)
    assert [p.type_one for p in found.points.borrowed] == pytest.approx(
        success_chance(arms, (0.1, 0.3, 0.5), (0.1, 0.3, 0.5)), abs=1e-12
    )
    assert found.size == pytest.approx(25.731, abs=1e-3)
    assert found.points.borrowed[1].worth > 5 > found.points.borrowed[2].worth


def test_the_squared_error_of_rates_is_that_of_every_pair_of_counts():
    from scipy.stats import binom

    design = Rates(n_controls=30, n_treated=10, effect=0.2)
    found = drift_of_rates(design, MAP, (0.0,), weight=0.2).points.borrowed[0]
    p, q = MAP.mean, MAP.mean + 0.2
    robust = MAP.robust(0.2, (1.0, 1.0))
    controls = np.array([robust.posterior(r, 30).mean for r in range(31)])
    treated = (1 + np.arange(11)) / 12
    errors = (treated[:, None] - controls - 0.2) ** 2
    chance = binom.pmf(np.arange(11), 10, q)[:, None] * binom.pmf(np.arange(31), 30, p)
    assert found.mse == pytest.approx(float((errors * chance).sum()), abs=1e-12)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        (
            "weight 0.1 is refused: at least 0.2",
            lambda: drift_of_means(TRIAL, EARLIER, (0,), weight=0.1, vague=VAGUE),
        ),
        (
            "more than the 6 concurrent controls: a vague part of weight",
            lambda: drift_of_rates(Rates(n_controls=6, n_treated=24, effect=0.3), MAP, (0,), weight=0.2),
        ),
        (
            "drifts are numbers that rise",
            lambda: drift_of_means(TRIAL, EARLIER, (1, 0), weight=0.2, vague=VAGUE),
        ),
        ("drifts are numbers that rise", lambda: drift_of_means(TRIAL, EARLIER, (), weight=0.2, vague=VAGUE)),
        (
            "leave the rates between 0 and 1",
            lambda: drift_of_rates(Rates(n_controls=40, n_treated=9, effect=0.9), MAP, (0,), weight=0.2),
        ),
        ("not of one outcome", lambda: drift_of_means(TRIAL, EARLIER, (1e300,), weight=0.2, vague=VAGUE)),
        ("arms of 0 and 40", lambda: Means(n_controls=40, n_treated=0, sd=4, effect=2)),
        ("standard deviation of 0", lambda: Means(n_controls=40, n_treated=40, sd=0, effect=2)),
        ("an effect of 0 is none", lambda: Means(n_controls=40, n_treated=40, sd=4, effect=0)),
        ("an effect of 1 on a rate", lambda: Rates(n_controls=40, n_treated=40, effect=1)),
        ("threshold of 1", lambda: Means(n_controls=40, n_treated=40, sd=4, effect=2, threshold=1)),
        (
            "even the vague part",
            lambda: drift_of_means(
                Means(n_controls=4, n_treated=9, sd=4, effect=2), EARLIER, (0,), weight=0.2, vague=(0, 1)
            ),
        ),
    ],
)
def test_what_may_not_be_borrowed_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()


def test_the_weight_that_is_advised_is_enough():
    design = Rates(n_controls=20, n_treated=24, effect=0.3)
    with pytest.raises(ValueError, match="brings it down") as refused:
        drift_of_rates(design, MAP, (0,), weight=0.2)
    advised = float(str(refused.value).rsplit("weight ", 1)[1].split()[0])
    assert drift_of_rates(design, MAP, (0,), weight=advised).size <= 20
