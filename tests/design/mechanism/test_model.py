"""The model's equations: against their solutions where there are any, and against a finer step where there are none."""

import numpy as np
import pytest

from hepatica.design.mechanism.model import Flare, Infusion, infusions_of, laboratory_of, meld_change, run
from hepatica.design.mechanism.priors import draw_priors
from hepatica.design.parameters import load
from hepatica.design.patients.arm import ArmPlan
from hepatica.scores.registry import compute

CD34 = Infusion(day=0, cd34=40)
MSC = Infusion(day=0, msc=50)


@pytest.fixture(scope="module")
def draws():
    return draw_priors(400, seed=3)


def test_reserve_falls_in_a_straight_line_under_standard_care(draws):
    paths = run(draws, (), (0, 90, 180))
    assert np.allclose(paths.reserve, -np.outer([0, 90, 180], draws["k_d"]))
    assert (paths.inflammation == 1).all()


def test_cd34_cells_alone_die_off_exponentially(draws):
    paths = run(draws, (CD34,), (10, 100))
    start = 40 * draws["g_HA"]
    assert np.allclose(paths.cd34, [start * np.exp(-draws.rate("C") * day) for day in (10, 100)])


def test_reserve_agrees_with_its_integral_while_it_is_below_nought(draws):
    # r_C C/(C + C50) integrates to r_C/k ln((C0 + C50)/(C + C50)); a gain that is lost again has no such form.
    fading = draws.fixed(k_d=0.05, r_C=0.001)
    c0, k, half = 40 * fading["g_HA"], fading.rate("C"), fading["C50"]
    paths = run(fading, (CD34,), (60,))
    gained = 0.001 / k * np.log((c0 + half) / (c0 * np.exp(-60 * k) + half))
    assert np.allclose(paths.reserve[0], gained - 0.05 * 60, atol=2e-5)


def test_mesenchymal_cells_by_vein_pass_through_the_lung(draws):
    number = load("mechanism").number
    loss, km = number("lung.loss"), draws.rate("M")
    stay = np.maximum(0, 1 - draws["f_IV"] - number("spleen.share")) * 50
    inflow = number("lung.to_liver") * loss * stay
    exact = 50 * draws["f_IV"] * np.exp(-km * 20) + inflow * (np.exp(-loss * 20) - np.exp(-km * 20)) / (
        km - loss
    )
    paths = run(draws, (Infusion(day=0, msc=50, route="intravenous"),), (20,))
    assert np.allclose(paths.msc[0], exact)


def test_a_finer_step_gives_the_same(draws):
    arm, flare = (Infusion(day=0, cd34=40, msc=50), Infusion(day=30, msc=50)), (Flare(day=40, jump=1.5),)
    coarse, fine = (
        meld_change(run(draws, arm, (90, 180), step=step, flares=flare), draws) for step in (1, 0.125)
    )
    assert np.abs(coarse - fine).max() < 0.02
    assert np.abs(coarse - fine).mean() < 0.001


def test_cells_quiet_inflammation_and_a_flare_raises_it(draws):
    quieted = run(draws, (MSC,), (30,)).inflammation[0]
    inflamed = run(draws, (), (30,), flares=(Flare(day=20, jump=2),)).inflammation[0]
    assert (quieted < 1).all()
    assert (inflamed > 1).all()


def test_without_theta_the_cells_do_not_know_each_other(draws):
    apart = draws.fixed(theta=0.0, k_r=0.0)
    care, cd34, msc, both = (
        meld_change(run(apart, arm, (180,)), apart) for arm in ((), (CD34,), (MSC,), (CD34, MSC))
    )
    assert np.allclose(both - cd34 - msc + care, 0, atol=1e-9)
    together = draws.fixed(theta=3.0, Emax=0.8)
    alone = run(together, (CD34,), (90,)).cd34
    kept = run(together, (CD34, MSC), (90,)).cd34
    assert (kept >= alone).all()
    assert kept.mean() > 1.2 * alone.mean()


def test_route_dose_and_repetition_are_inputs(draws):
    def gain(*arm):
        return float(meld_change(run(draws, arm, (180,)), draws).mean())

    assert gain(Infusion(day=0, cd34=40, route="intravenous")) > gain(CD34)
    assert gain(MSC, Infusion(day=30, msc=50)) < gain(MSC) < gain()
    planned = infusions_of(ArmPlan(name="x", dose_cd34=40, dose_msc=50, days=(5, 35)))
    assert [i.day for i in planned] == [5, 35]
    assert planned[0].msc == 50


def test_the_laboratory_is_scored_by_the_products_own_rule(draws):
    paths = run(draws, (CD34, MSC), (0, 90))
    shown = laboratory_of(paths, draws, bilirubin=3.0, inr=1.6, creatinine=1.1, albumin=3.0)
    for k in (0, 7, 99):
        exact = compute(
            "MELD_I_UNROUNDED",
            {
                "bilirubin_mg_dl": float(shown.bilirubin[1, k]),
                "inr": float(shown.inr[1, k]),
                "creatinine_mg_dl": float(shown.creatinine[1, k]),
            },
        )
        assert shown.meld[1, k] == pytest.approx(float(exact.value), abs=1e-9)
    assert np.allclose(shown.albumin[0], 3.0)


def test_patients_spread_around_the_typical_one_and_repeat(draws):
    patients = draws.patients(2000, seed=5)
    assert np.log(patients["half_C"]).std() == pytest.approx(0.3, abs=0.02)
    assert np.median(patients["half_C"]) == pytest.approx(draws["half_C"][0], rel=0.04)
    assert np.ptp(patients["theta"]) < 1e-9
    assert np.array_equal(draws.patients(10, seed=5)["k_d"], patients["k_d"][:10])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda d: run(d, (), (10,), step=0), "a step of 0 days"),
        (lambda d: run(d, (), ()), "say at which times"),
        (
            lambda d: run(d, (Infusion(day=3, cd34=1),), (10,), step=5),
            "an infusion on day 3 does not lie on a step",
        ),
        (lambda d: run(d, (Infusion(day=0, cd34=-1),), (10,)), "fewer cells than none"),
        (lambda d: run(d, (MSC,), (100,), step=25), "too long for an effect this quick"),
        (lambda d: d.fixed(magic=1.0), "the mechanism has no magic; it has f_HA"),
        (lambda _: draw_priors(1, 1), "1 draws say nothing"),
        (
            lambda _: draw_priors(9, 1, load("mechanism").replaced(prior__theta={"family": "uniform"})),
            "the prior of theta is none of",
        ),
    ],
)
def test_what_cannot_be_is_a_sentence(draws, make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make(draws)
