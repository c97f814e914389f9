"""Designs side by side: points, whether powers may be compared, and what each cannot show."""

from decimal import Decimal

import pytest
from tests.design.answers.cast import built_in, two_arm, with_endpoint

from hepatica.design.answers import compared, variants
from hepatica.design.answers.questions import NAMES, questions


def test_what_a_number_per_arm_buys():
    found = compared(variants(built_in("factorial"), per_arm=(20, 40)))
    small, large = found.points
    assert [one.label for one in found.points] == ["factorial_20", "factorial_40"]
    assert (large.per_arm, large.participants, large.exposed) == (40, 172, 129)
    assert found.questions == (NAMES["main_effects"], NAMES["beats_each"], NAMES["interaction"])
    assert large.power(NAMES["beats_each"]) == pytest.approx(0.449, abs=5e-4)
    assert small.power(NAMES["interaction"]) < large.power(NAMES["interaction"])
    assert small.stops < large.stops
    assert (found.comparable, found.notes) == (True, ())
    rarer = next(one for one in found.limits if one.name == "rarer harm")
    assert "with 66 given cells" in rarer.sentences[0]
    assert "with 129 given cells" in rarer.sentences[1]


def test_powers_of_different_endpoints_are_not_compared():
    found = compared([two_arm(), built_in("single_arm"), built_in("dose_finding")])
    assert not found.comparable
    assert found.notes == (
        "Power is not comparable: the designs do not share one primary endpoint. Sizes, months and exposure are.",
    )
    assert [one.power(NAMES["difference"]) is None for one in found.points] == [False, True, True]
    assert [one.participants for one in found.points] == [168, 14, 12]
    assert next(one for one in found.limits if one.name == "benefit of any treatment").sentences[0] == ""


def test_powers_for_different_effects_are_not_compared():
    other = with_endpoint(two_arm(), delta=Decimal(3)).model_copy(update={"id": "bolder"})
    found = compared([two_arm(), other])
    assert "suppose other effects" in found.notes[0]
    nearer = with_endpoint(two_arm(), correlation=Decimal("0.8")).model_copy(update={"id": "nearer"})
    assert "correlations with the baseline" in compared([two_arm(), nearer]).notes[0]


def test_powers_stand_with_and_without_the_baseline_where_the_analysis_adjusts_for_it():
    design = built_in("factorial")
    asked = {one.name: one for one in questions(design) if one.primary}
    bare = design.model_copy(
        update={"id": "bare", "analysis": design.analysis.model_copy(update={"adjusts_for": ()})}
    )
    found = compared([design, bare])
    adjusts, plain = found.points
    for name, one in asked.items():
        assert (adjusts.power(name), adjusts.with_baseline(name)) == (one.power, one.adjusted.power)
        assert adjusts.planned(name) == one.adjusted.power > plain.planned(name) == one.power
        assert plain.with_baseline(name) is None
    # The analysis differs, what is supposed does not: the powers may stand beside each other.
    assert found.notes == ()


def test_without_a_boundary_there_is_no_chance_to_stop():
    found = compared([two_arm().model_copy(update={"stopping": ()})])
    assert (found.points[0].stops, found.points[0].treated) == (None, None)


def test_designs_of_one_name_are_told_apart():
    one = two_arm()
    later, other = one.model_copy(update={"version": "0.2"}), one.model_copy(update={"kind": "factorial"})
    labels = [point.label for point in compared([one, later]).points]
    assert labels == ["two_arm, version 0.1", "two_arm, version 0.2"]
    assert len({point.label for point in compared([one, later, other]).points}) == 3


def test_nothing_and_the_same_twice_are_sentences():
    with pytest.raises(ValueError, match="there is nothing to compare"):
        compared([])
    with pytest.raises(ValueError, match="'two_arm' is named twice"):
        compared([two_arm(), two_arm()])
