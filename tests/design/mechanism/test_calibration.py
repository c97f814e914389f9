"""What published arms teach: the reference table comes out again, and of the combination they teach nothing."""

import re
from pathlib import Path

import pytest

import hepatica.design.mechanism.calibration as room
from hepatica.design.mechanism.calibration import calibrate, value_of_trial
from hepatica.design.parameters import load

REFERENCE = {"half_C": 0.18, "r_C": 0.19, "g_IV": 0.14, "k_d": 0.27}
"""Contractions of the reference fit; its infused number of CD34+ cells is not known, so ours need only be near."""
UNTAUGHT = ("Emax", "M50", "f_HA", "f_IV", "half_M", "half_E", "r_M", "theta")


@pytest.fixture(scope="module")
def hypothesis():
    return calibrate(20_000, seed=2)


def test_the_interaction_is_not_moved(hypothesis):
    theta = hypothesis.find("theta")
    assert theta.contraction_error < 0.015
    assert abs(theta.contraction) < 2 * theta.contraction_error
    assert theta.prior == pytest.approx((0.10, 1.01, 2.92), abs=0.06)
    assert theta.posterior == pytest.approx((0.10, 1.01, 2.93), abs=0.12)


def test_what_nobody_measured_stays_as_it_was_supposed(hypothesis):
    assert all(abs(hypothesis.find(name).contraction) < 0.04 for name in UNTAUGHT)


def test_what_published_arms_teach_narrows_about_as_in_the_reference_fit(hypothesis):
    for name, contraction in REFERENCE.items():
        assert hypothesis.find(name).contraction == pytest.approx(contraction, abs=0.08), name
    assert hypothesis.effective / hypothesis.draws == pytest.approx(8140 / 40_000, abs=0.05)
    assert hypothesis.find("k_d").posterior == pytest.approx((0.0002, 0.0004, 0.0007), abs=0.0001)


def test_predictions_of_the_combination_are_their_prior(hypothesis):
    interaction = hypothesis.find("interaction at 180 days")
    assert interaction.prior == pytest.approx((-0.35, 0, 0.08), abs=0.12)
    assert interaction.posterior[1] == pytest.approx(0, abs=0.02)
    assert hypothesis.synergy[0] == pytest.approx(0.03, abs=0.01)
    assert hypothesis.synergy[1] <= hypothesis.synergy[0]
    assert hypothesis.find("second MSC dose at 180 days").prior == pytest.approx(
        (-0.72, -0.10, -0.01), abs=0.05
    )


def test_a_two_by_two_hardly_narrows_the_interaction_on_meld():
    found = [value_of_trial(0.19, per_cell) for per_cell in (20, 40, 80, 160)]
    assert found == pytest.approx([0.015, 0.03, 0.06, 0.11], abs=0.006)


def test_the_table_of_the_document_is_the_one_computed(hypothesis):
    page = (Path(__file__).parents[3] / "docs/explanation/designs/mechanism.md").read_text(encoding="utf-8")
    printed = re.findall(r"^\| `([\w ]+)` \|.*\| (−?\d+) % \|$", page, re.MULTILINE)
    assert len(printed) == len(hypothesis.rates)
    for name, percent in printed:
        assert round(100 * hypothesis.find(name).contraction) == int(percent.replace("−", "-")), name


def test_a_hypothesis_carries_its_labels_and_no_recommendation(hypothesis):
    assert len(hypothesis.label.lines) == 6
    assert load("mechanism").digest in hypothesis.label.lines[1]
    assert hypothesis.cannot_show
    assert not [name for name in (*dir(hypothesis), *dir(room)) if "recommend" in name.lower()]
    assert all(row.standard_error > 0 for row in (*hypothesis.rates, *hypothesis.predictions))


def test_the_same_seed_gives_the_same_table_and_another_nearly():
    one, again, other = (calibrate(2000, seed=seed) for seed in (7, 7, 8))
    assert one == again
    row, second = (h.find("k_d") for h in (one, other))
    assert row.contraction == pytest.approx(second.contraction, abs=0.08)
    assert row != second


def test_what_cannot_be_is_a_sentence(hypothesis):
    with pytest.raises(ValueError, match="99 draws cannot be weighted"):
        calibrate(99)
    far = dict(load("mechanism").table("target.care_180")) | {"change": -400.0, "se": 0.1}
    with pytest.raises(ValueError, match="the priors have no mass where the data are"):
        calibrate(200, parameters=load("mechanism").replaced(target__care_180=far))
    exact = dict(load("mechanism").table("target.care_180")) | {"se": 0}
    with pytest.raises(ValueError, match="a standard error of 0 cannot be"):
        calibrate(200, parameters=load("mechanism").replaced(target__care_180=exact))
    with pytest.raises(ValueError, match="standard deviations of 0"):
        value_of_trial(0, 20)
    with pytest.raises(ValueError, match="0 patients a cell"):
        value_of_trial(0.19, 0)
    with pytest.raises(ValueError, match="no quantity is called 'x'"):
        hypothesis.find("x")
