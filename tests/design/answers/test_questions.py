"""A design's questions stand with their power as planned and their price."""

from decimal import Decimal

import pytest
from tests.design.answers.cast import built_in, two_arm, with_endpoint, with_size

from hepatica.design.answers.questions import effect, enrolled, primary, questions
from hepatica.design.answers.sought import RANKED


def test_a_factorial_has_three_questions_told_apart_by_their_price():
    main, each, both, door, days = questions(built_in("factorial"))
    assert [one.per_arm for one in (main, each, both)] == [32, 79, 126]
    assert [one.against_main for one in (main, each, both)] == pytest.approx([1, 2.49, 4], abs=5e-3)
    assert [one.power for one in (main, each, both)] == pytest.approx([0.994, 0.804, 0.603], abs=5e-4)
    assert "the t test needs 127" in both.note
    assert each.participants == 4 * 84  # 79 with a value, 5 % dropout
    assert [one.primary for one in (main, each, both, door, days)] == [True] * 3 + [False] * 2
    assert "CD34 cells alone" in each.name


def test_the_baseline_saves_what_it_explains():
    main, each, both, door, _ = questions(built_in("factorial"))
    assert [one.adjusted.per_arm for one in (main, each, both)] == [21, 51, 81]
    assert both.adjusted.power == pytest.approx(0.793, abs=5e-4)
    assert door.adjusted is None
    plain = built_in("factorial").analysis.model_copy(update={"adjusts_for": ()})
    without = built_in("factorial").model_copy(update={"analysis": plain})
    assert questions(without)[0].adjusted is None


def test_two_arms_ask_for_one_difference():
    (first, *_) = questions(two_arm())
    assert (first.per_arm, first.participants, first.against_main) == (64, 2 * 68, None)
    assert first.effect == "a difference of 2 beside an SD of 4"


def test_a_design_that_describes_asks_nothing():
    assert questions(built_in("single_arm")) == ()
    assert questions(built_in("dose_finding")) == ()


def test_what_has_no_formula_says_so():
    ranked = with_endpoint(built_in("factorial"), type="door", ranks=("Death", "Alive"))
    assert questions(ranked)[1].note == RANKED
    nothing = with_endpoint(two_arm(), delta=None)
    assert "no effect of a stated size" in questions(nothing)[0].note
    assert questions(nothing)[0].effect == ""


def test_a_factorial_with_more_standard_care_or_in_rates_has_its_three_prices_too():
    design = built_in("factorial")
    first, *others = design.arms
    doubled = design.model_copy(update={"arms": (first.model_copy(update={"share": 2}), *others)})
    main, each, interaction = (one.per_arm for one in questions(doubled)[:3])
    # standard care tells twice as much: variances of 1 ÷ (1/1.5 + 1/2) for 1, 2 for 2, and 3.5 for 4
    assert (main, each, interaction) == (27, 79, 110)
    rates = with_endpoint(design, type="binary", rate=Decimal("0.24"), delta=Decimal("0.12"), sd=None)
    asked = questions(rates)[:3]
    assert [one.note.count("24 % under standard care, 12 % with either") for one in asked] == [1, 1, 1]
    assert asked[0].per_arm < asked[1].per_arm < asked[2].per_arm


def test_numbers_that_no_sample_shows_spoil_one_question_only():
    (first, second, _) = questions(two_arm(type="binary", rate=Decimal("0.3"), delta=Decimal("0.4"), sd=None))
    assert first.note == "Nothing can be said: a rate of 0.3 cannot change by 0.4: it would be -0.1."
    assert (first.power, first.effect) == (None, "a rate of 0.3 becomes -0.1")
    assert second.per_arm == 59


def test_effects_are_told_in_words():
    design = built_in("factorial")
    meld, door = primary(design), next(one for one in design.endpoints if one.id == "door")
    assert effect(door, "difference") == "a better outcome in 65 of 100 pairs rather than 50"
    margin = meld.model_copy(update={"margin": Decimal("1.5")})
    assert effect(margin, "non_inferiority") == "no more than 1.5 worse"
    rate = meld.model_copy(update={"type": "binary", "rate": Decimal("0.3"), "delta": Decimal("0.1")})
    assert effect(rate, "difference") == "a rate of 0.3 becomes 0.2"
    higher = rate.model_copy(update={"better": "higher"})
    assert effect(higher, "difference") == "a rate of 0.3 becomes 0.4"


def test_a_margin_is_what_is_sought_where_nothing_must_be_worse():
    found = questions(two_arm(question="non_inferiority", delta=None, margin=Decimal(2)))
    assert found[0].per_arm == 64


def test_everybody_enrolled_holds_the_shares_and_the_dropout():
    design = with_size(two_arm(), dropout=Decimal("0.1"))
    assert enrolled(design, 63) == 140
    assert enrolled(design, 63, dropout=Decimal(0)) == 126
    assert primary(with_size(design, endpoint="none_such")) is None
