"""What the analysis costs, and what the effect believed in makes of the power."""

from decimal import Decimal

import pytest
from scipy.stats import norm
from tests.design.answers.cast import built_in, two_arm, with_endpoint, with_size

from hepatica.design.answers.priced import priced


def facts(design):
    return {one.name: one for one in priced(design)}


def test_what_is_believed_makes_the_chance_of_success_smaller():
    found = facts(with_endpoint(built_in("factorial"), question="main_effects", correlation=None))[
        "assurance"
    ]
    # Φ((mean − limit × error) / total spread), in closed form: an SD of 4 and 79 in each of four cells
    se = 4 / 79**0.5
    closed = norm.cdf((1 - norm.isf(0.025) * se) / (se**2 + 1.5**2) ** 0.5)
    assert float(found.number[:-2]) == pytest.approx(100 * closed, abs=0.05)
    assert f"above {100 * norm.cdf(1 / 1.5):.3g} %" in found.sentence
    assert "99.4 %" in found.sentence


def test_an_interaction_is_believed_in_by_its_own_prior():
    found = facts(with_endpoint(built_in("factorial"), question="interaction"))["assurance"]
    assert "Interaction of CD34 and MSC" in found.sentence
    design = built_in("factorial")
    half = tuple(one.model_copy(update={"family": "half_normal", "mean": None}) for one in design.priors)
    assert "assurance" not in facts(design.model_copy(update={"priors": half}))
    assert "assurance" not in facts(two_arm())


def test_a_difference_between_levels_is_an_interaction():
    found = facts(built_in("factorial"))["between levels of severity"]
    assert found.number == "3.6"
    assert "the whole shows 1.8" in found.sentence
    few = with_size(built_in("factorial"), per_arm=3)
    assert "between levels of severity" not in facts(few)


def test_a_design_that_describes_has_nothing_to_price():
    assert priced(built_in("single_arm")) == ()


def test_ranking_the_dead_has_its_price():
    said = facts(built_in("factorial"))["price of ranks"]
    assert said.number == "208"
    assert "needs 83 enrolled" in said.sentence
    for other in (
        {"day": 90},
        {"variable": "ALBI"},
        {"sd": Decimal(40)},
        {"death": "while_alive", "transplant": "while_alive"},
    ):
        assert "price of ranks" not in facts(with_endpoint(built_in("factorial"), **other))


def test_looks_have_their_price():
    found = facts(built_in("factorial"))["price of the looks"]
    assert found.number == "0.37 %"
    design = built_in("factorial")
    pocock = design.looks.model_copy(update={"spending": "pocock"})
    assert float(facts(design.model_copy(update={"looks": pocock}))["price of the looks"].number[:-2]) > 5
    assert "price of the looks" not in facts(design.model_copy(update={"looks": None}))
    assert "price of the looks" not in facts(with_size(two_arm(), power=None))
