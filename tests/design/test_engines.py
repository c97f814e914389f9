"""A design's rules become the engines' own values, with the same numbers under the engines' names."""

from __future__ import annotations

import pytest
from tests.design.conftest import Spoil

from hepatica.design.engines import asked, power
from hepatica.design.load import check, load
from hepatica.stats.monitoring.rules import answered


def test_five_patients_stop_at_a_quarter_when_the_true_rate_is_thirty_per_cent(spoil: Spoil) -> None:
    """Published with the rule: Beta(0.3, 1.7), 0.15, alpha 0.10, five patients: 2 of 2 to 3, 3 of 4 to 5; 0.256 at 0.30."""
    design = load(spoil("single_arm", "per_arm: 14", "per_arm: 5"))
    rule = asked(design.stopping[2], design.exposed)
    assert rule is not None
    found = answered(rule, (0.15, 0.30))
    assert found.boundary == (None, 2, 2, 3, 3)
    assert [round(one.stop.p, 3) for one in found.supposed] == [0.068, 0.256]
    assert [round(one.pause.p, 2) for one in found.supposed] == [0.56, 0.83]


def test_a_review_is_no_boundary(spoil: Spoil) -> None:
    assert asked(load(spoil("single_arm")).stopping[0], 14) is None


def test_those_without_cells_are_not_watched(spoil: Spoil) -> None:
    design = load(spoil("factorial"))
    assert (design.participants, design.exposed) == (336, 252)


@pytest.mark.parametrize(("question", "n"), [("main_effects", 32), ("beats_each", 79), ("interaction", 126)])
def test_thirty_two_seventy_nine_and_a_hundred_and_twenty_six_answer_the_three_questions(
    question: str, n: int, spoil: Spoil
) -> None:
    """At SD 4 and a difference of 2, a two-sided 5 % and a power of 80 %, one fewer in each arm is too few."""
    for size, enough in ((n, True), (n - 1, False)):
        found = power(
            load(spoil("factorial", "per_arm: 79", f"per_arm: {size}", 'power: "0.8"', 'power: "0.3"')),
            question,
            adjusted=False,
        )
        assert found is not None
        assert (found >= 0.8) is enough


def test_a_power_that_the_numbers_do_not_give_is_refused(spoil: Spoil) -> None:
    """Without adjusting, 60 for each arm give 0.66 for both comparisons at once; with it they are enough."""
    plain = ("adjusts_for: [baseline, severity]", "adjusts_for: [severity]")
    said = [p.sentence for p in check(spoil("factorial", "per_arm: 79", "per_arm: 60", *plain))]
    assert said == ["60 for each arm give a power of 0.66 for this question, not the 0.8 it says: 79 would"]
    assert check(spoil("factorial", "per_arm: 79", "per_arm: 60")) == ()


def test_a_design_that_is_no_factorial_has_no_such_power(spoil: Spoil) -> None:
    assert power(load(spoil("single_arm")), "main_effects", adjusted=False) is None
