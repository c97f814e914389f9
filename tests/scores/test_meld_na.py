from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores import compute


def labs(inr, sodium, bilirubin=1, creatinine=1):
    return {
        "bilirubin_mg_dl": bilirubin,
        "creatinine_mg_dl": creatinine,
        "inr": inr,
        "sodium_mmol_l": sodium,
        "dialysis": False,
    }


def test_the_gate_opens_above_a_rounded_11():
    closed, opened = (compute("MELD_NA_OPTN_2016", labs(inr, 125)) for inr in ("1.57", "1.58"))
    assert (closed.terms[0].expression, closed.value) == ("11.48 rounded", 11)
    assert (opened.terms[0].expression, opened.value) == ("11.55 rounded", 23)
    assert closed.flags == ("sodium not counted: MELD(i) is not above 11",)


def test_meld_na_carries_the_explanation_of_the_meld_inside_it():
    part = compute("MELD_NA_OPTN_2016", labs(2, 130)).parts[0]
    assert (part.name, part.display) == ("MELD_I_UNROUNDED", "14.2")


def test_sodium_beyond_its_bounds_says_what_it_counts_as():
    term = compute("MELD_NA_OPTN_2016", labs(2, 120)).terms[1]
    assert (term.expression, term.note) == ("1.32 × (137 − 125)", "was 120.00, counted as 125.00")


@given(st.decimals("0.8", "8", places=2), st.integers(110, 150))
def test_sodium_beyond_its_bounds_counts_as_the_bound(inr, sodium):
    held = {"MELD_NA_OPTN_2016": (125, 137), "MELD_NA_KIM_2008": (125, 140)}
    for name, (low, high) in held.items():
        inside = min(max(sodium, low), high)
        assert compute(name, labs(inr, sodium)).value == compute(name, labs(inr, inside)).value


@given(st.decimals("0.8", "8", places=2), st.integers(125, 139))
def test_lower_sodium_never_lowers_the_score_below_40(inr, sodium):
    for name in ("MELD_NA_OPTN_2016", "MELD_NA_KIM_2008"):
        assert compute(name, labs(inr, sodium)).value >= compute(name, labs(inr, sodium + 1)).value


def test_the_last_rounding_is_all_that_parts_the_final_unrounded_variant():
    inputs = labs("1.8", 131, "1.9", "2.0")
    assert compute("MELD_NA_FINAL_UNROUNDED", inputs).value == Decimal("25.564")
    assert compute("MELD_NA_OPTN_2016", inputs).value == 26
