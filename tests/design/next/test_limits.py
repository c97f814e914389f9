"""What a design cannot show follows from its features, and mending a feature takes the sentence away."""

from dataclasses import replace

import pytest

from hepatica.design.next.limits import ArmFeatures, Features, limits, table


def arm(cells, route="hepatic artery", infusions=1):
    none = cells in {"none", "gcsf"}
    return ArmFeatures(cells=cells, route="none" if none else route, infusions=0 if none else infusions)


FIVE = Features(
    arms=(arm("both"),), participants=5, per_arm=5, randomised=False, masking="", follow_up_days=180
)
FOUR_CELLS = Features(
    arms=(arm("none"), arm("cd34"), arm("msc"), arm("both")),
    participants=128,
    per_arm=32,
    randomised=True,
    masking="the assessor of the laboratory values",
    follow_up_days=180,
    sd=4.0,
    delta=2.0,
)


def names(design):
    return {limit.name for limit in limits(design)}


def test_five_without_a_control_show_neither_benefit_nor_synergy_nor_small_p_values():
    assert {
        "benefit of any treatment",
        "better than each alone",
        "synergy",
        "cells apart from G-CSF",
        "rarer harm",
        "small p values",
        "another route",
        "another repetition",
        "dose",
    } <= names(FIVE)
    assert "0.0625" in next(each.sentence for each in limits(FIVE) if each.name == "small p values")


def test_four_cells_drawn_by_lot_show_benefit_and_each_alone_but_not_synergy_until_they_are_large_enough():
    assert {"benefit of any treatment", "better than each alone"}.isdisjoint(names(FOUR_CELLS))
    assert "synergy" in names(FOUR_CELLS)
    assert "synergy" not in names(replace(FOUR_CELLS, per_arm=126, participants=504))
    adjusted = limits(replace(FOUR_CELLS, per_arm=79, correlation=0.6))
    assert any("below 2.5 points (2 with the baseline adjusted for)" in one.sentence for one in adjusted)
    assert "synergy" in names(replace(FOUR_CELLS, per_arm=126, sd=None))
    assert "benefit of any treatment" in names(replace(FOUR_CELLS, randomised=False))


@pytest.mark.parametrize(
    ("mended", "name"),
    [
        ({"arms": (*FOUR_CELLS.arms, arm("gcsf"))}, "cells apart from G-CSF"),
        ({"doses": 2}, "dose"),
        ({"arms": (*FOUR_CELLS.arms, arm("both", route="peripheral vein"))}, "another route"),
        ({"arms": (*FOUR_CELLS.arms, arm("msc", infusions=2))}, "another repetition"),
    ],
)
def test_mending_a_feature_takes_its_sentence_away(mended, name):
    assert name in names(FOUR_CELLS)
    assert name not in names(replace(FOUR_CELLS, **mended))


@pytest.mark.parametrize(
    ("worsened", "name"),
    [
        ({"borrows": True}, "controls of another time"),
        ({"looks": 3}, "an unbiased effect after an early stop"),
        ({"ranks_strata": True}, "an order of routes"),
        (
            {"arms": (arm("none"), arm("cd34"), arm("msc", route="peripheral vein"), arm("both"))},
            "route apart from cells",
        ),
        ({"arms": (arm("none"), arm("cd34"))}, "the combination"),
    ],
)
def test_what_a_design_leans_on_is_said(worsened, name):
    assert name not in names(FOUR_CELLS)
    assert name in names(replace(FOUR_CELLS, **worsened))


def test_harm_by_cells_is_looked_for_among_those_who_are_given_cells():
    def rare(design):
        return next(limit.sentence for limit in limits(design) if limit.name == "rarer harm")

    # 1 - 0.2 ** (1 / n): 1.2 % of 128, 1.7 % of 96
    assert rare(FOUR_CELLS).startswith("Harm by the cells that is rarer than 1.2 %: with 128 given cells")
    assert rare(replace(FOUR_CELLS, exposed=96)).startswith(
        "Harm by the cells that is rarer than 1.7 %: with 96"
    )


def test_designs_stand_side_by_side_in_one_table():
    found = table({"five": FIVE, "four cells": FOUR_CELLS})
    assert found["better than each alone"]["five"]
    assert found["better than each alone"]["four cells"] == ""
    assert set(found) == names(FIVE) | names(FOUR_CELLS)
    assert all(set(row) == {"five", "four cells"} for row in found.values())


def test_no_name_stands_twice_and_each_sentence_ends():
    for design in (FIVE, FOUR_CELLS):
        found = limits(design)
        assert len({limit.name for limit in found}) == len(found)
        assert all(limit.sentence.endswith(".") for limit in found)


def test_a_design_without_arms_is_none():
    with pytest.raises(ValueError, match="at least one arm"):
        replace(FIVE, arms=())
    with pytest.raises(ValueError, match="6 of 5 participants cannot be given cells"):
        replace(FIVE, exposed=6)
