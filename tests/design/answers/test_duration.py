"""How long a design takes: pace, waiting, follow-up."""

from decimal import Decimal

import pytest
from tests.design.answers.cast import built_in

from hepatica.design.answers.duration import DAYS, duration, gaps


def quick(design, per_month):
    return design.model_copy(
        update={"accrual": design.accrual.model_copy(update={"per_month": Decimal(per_month)})}
    )


def test_the_factorial_waits_for_its_first_four():
    found = duration(built_in("factorial"))
    between = DAYS / 6 * 336 / 252
    added = (28 - between) + 2 * (7 - between)
    assert found.waiting == pytest.approx(added / DAYS)
    assert (found.accrual, found.follow_up) == pytest.approx((56, 180 / DAYS))
    assert found.months == pytest.approx(found.accrual + found.waiting + found.follow_up)
    assert "where they come and queue" in found.sentences[1]
    assert found.sentences[0] == "336 participants at 6 a month come in 56.0 months."


def test_where_participants_come_slowly_nobody_waits():
    found = duration(built_in("single_arm"))
    assert found.waiting == 0
    assert found.months == pytest.approx(float(built_in("single_arm").months))
    assert "adds nothing" in found.sentences[1]


def test_a_dose_is_decided_after_each_cohort():
    design = quick(built_in("dose_finding"), 10)
    waits = [14, 7, 28, 7, 7, 28, 7, 7, 28, 7, 7]
    assert duration(design).waiting * DAYS == pytest.approx(sum(wait - DAYS / 10 for wait in waits))
    assert "28 days after each cohort of 3" in duration(design).sentences[1]


def test_a_rule_that_counts_the_pending_waits_for_nobody():
    design = quick(built_in("dose_finding"), 10)
    pending = design.model_copy(
        update={"decision": design.decision.model_copy(update={"family": "tite_crm"})}
    )
    assert duration(pending).waiting * DAYS == pytest.approx(14 + 10 * 7 - 11 * DAYS / 10)


def test_the_stagger_ends_with_those_it_applies_to():
    design = built_in("factorial")
    assert gaps(design, 252) == (28, 7, 7)
    assert gaps(design, 2) == (28,)
    alone = design.model_copy(update={"stagger": design.stagger.model_copy(update={"participants": 0})})
    assert gaps(alone, 252) == ()
    assert "nobody waits" in duration(alone).sentences[1]


def test_a_pace_of_nobody_is_a_sentence():
    with pytest.raises(ValueError, match="336 participants at 0 a month never come"):
        duration(built_in("factorial"), per_month=0)
    with pytest.raises(ValueError, match="never come"):
        duration(built_in("factorial"), participants=0)
    with pytest.raises(ValueError, match="a month come in 2,800 years"):
        duration(built_in("factorial"), per_month=0.01)
