"""Variants of one design say what differs, and cannot be what no design is."""

from decimal import Decimal

import pytest
from tests.design.answers.cast import built_in

from hepatica.design.answers import variants


def test_a_number_and_a_pace_make_a_grid_of_designs():
    found = variants(built_in("factorial"), per_arm=[40, 60], per_month=[Decimal(3), Decimal("4.5")])
    assert [one.id for one in found] == [
        "factorial_40_pace_3", "factorial_40_pace_4_5", "factorial_60_pace_3", "factorial_60_pace_4_5",
    ]  # fmt: skip
    assert str(found[1].title).endswith("a 2 × 2 trial, 40 per arm, 4.5 a month")
    assert (found[1].participants, found[1].accrual.per_month) == (172, Decimal("4.5"))
    assert variants(built_in("factorial")) == (built_in("factorial"),)


def test_where_cohorts_decide_the_number_is_that_in_all():
    (found,) = variants(built_in("dose_finding"), per_arm=[18])
    assert (found.participants, found.cohorts.count) == (18, 6)
    assert str(found.title).endswith("18 in all")
    with pytest.raises(ValueError, match="20 participants are no whole cohorts of 3"):
        variants(built_in("dose_finding"), per_arm=[20])


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"per_arm": [0]}, "participants per arm are numbers above 0"),
        ({"per_arm": [40, 40]}, "each named once"),
        ({"per_month": [Decimal(0)]}, "participants a month are numbers above 0"),
        ({"per_arm": range(1, 52)}, "51 variants are more than one picture holds"),
    ],
)
def test_what_cannot_be_is_a_sentence(asked, sentence):
    with pytest.raises(ValueError, match=sentence):
        variants(built_in("factorial"), **asked)
