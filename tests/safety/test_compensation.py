from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.safety.compensation import birth_defect, death, disability, reversible

# Age, risk and the rupees of the schedule's formula, worked by hand to the rupee.
DEATHS = [
    (30, "4", 6_697_555),
    (16, "4", 7_359_646),
    (3, "4", 7_359_646),
    (40, "2", 2_965_402),
    (45, "1", 1_364_114),
    (50, "1", 1_232_485),
    (50, "1.0", 1_232_485),
    (50, "2", 2_464_969),
    (55, "1", 1_091_356),
    (65, "0.5", 400_000),
    (65, "1", 800_000),
    (87, "1", 800_000),
]


@pytest.mark.parametrize(("age", "risk", "rupees"), DEATHS)
def test_death_is_paid_to_the_rupee_of_the_schedule(age, risk, rupees):
    """VAL-04."""
    assert round(death(age, risk).amount) == rupees


def test_expected_death_within_thirty_days_is_a_fixed_sum_at_any_age():
    for age in (17, 50, 80):
        estimate = death(age, "0.5", mortality_within_30_days_ge_90=True)
        assert estimate.rupees == "2,00,000.00"


@given(st.integers(0, 120), st.sampled_from(["0.5", "1", "2", "3", "4"]))
def test_the_amount_is_its_own_terms_put_into_its_formula_and_rounded_last(age, risk):
    estimate = death(age, risk)
    b, f, r, divisor = (Fraction(term.value) for term in estimate.terms)
    exact = b * f * r / divisor
    assert abs(Fraction(estimate.amount) - exact) < Fraction(1, 10**40)
    assert abs(Fraction(estimate.rounded) - exact) <= Fraction(1, 200)


def test_the_disputed_age_is_marked_with_what_the_other_copy_prints():
    estimate = death(31, "1")
    disputed = [term for term in estimate.terms if term.disputed]
    assert [(t.symbol, t.value, t.printed) for t in disputed] == [("F", Decimal("205.95"), Decimal("205.98"))]
    assert "is disputed: 205.95 is used" in estimate.sentences[1]
    assert not any(term.disputed for term in death(32, "1").terms)


def test_every_term_says_where_it_comes_from():
    for term in (*death(50, 1).terms, *birth_defect().terms, *reversible(700, 9, "care_days").terms):
        assert term.source in {"read", "recalled", "entered"}
        assert term.reference


def test_disability_is_a_part_of_the_unrounded_amount_for_death():
    estimate = disability(40, death(50, "1"))
    # C × 0.36 of 1 232 484.6533…; from the rounded 1 232 484.65 it would end in .47
    assert estimate.rupees == "4,43,694.48"
    assert disability(100, death(65, 1)).amount == Decimal(720_000)
    assert sum("is disputed" in said for said in disability(10, death(31, 1)).sentences) == 1


def test_a_birth_defect_is_half_the_base():
    assert birth_defect().rupees == "4,00,000.00"


def test_a_resolved_event_is_twice_the_wage_of_the_days_on_a_named_basis():
    estimate = reversible("700", "9", "hospital_days")
    assert estimate.amount == 12_600
    assert any("N counts days in hospital" in said for said in estimate.sentences)


def test_no_injury_is_paid_more_than_death():
    held = reversible(700, 1000, "care_days", at_most=death(65, "0.5"))
    assert held.amount == 400_000
    assert "held at the amount for death" in held.sentences[-1]
    assert reversible(700, 9, "care_days", at_most=death(65, "0.5")).amount == 12_600


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: death(50, "1.5"), "risk '1.5' is not a level of the schedule: 0.5"),
        (lambda: death(50, "high"), "risk 'high' is not a level"),
        (lambda: death(50, "NaN"), "risk 'NaN' is not a level"),
        (lambda: death(-1, "1"), "an age of -1 completed years cannot be"),
        (lambda: disability(101, death(50, 1)), "a disability of 101 % cannot be"),
        (lambda: disability("forty", death(50, 1)), "disability: 'forty' is not a number"),
        (lambda: reversible(700, 9, "nights"), "days are not counted on 'nights'"),
        (lambda: reversible(0, 9, "care_days"), "a wage of 0 for 9 days cannot be"),
    ],
)
def test_what_cannot_be_is_a_sentence(ask, sentence):
    with pytest.raises(ValueError, match="^" + sentence):
        ask()
