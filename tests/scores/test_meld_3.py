from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores import ScoreError, compute


def labs(**changed):
    inputs = {
        "bilirubin_mg_dl": "2.9",
        "creatinine_mg_dl": "1.4",
        "inr": "1.5",
        "sodium_mmol_l": "132",
        "albumin_g_dl": "2.8",
        "sex": "male",
        "age_years": "50",
        "dialysis": False,
    }
    return inputs | changed


def test_an_exact_tie_goes_up():
    tie = labs(bilirubin_mg_dl=1, creatinine_mg_dl=1, inr=1, sodium_mmol_l=126, albumin_g_dl="2.7")
    result = compute("MELD_3_0", tie)
    assert (result.unrounded, result.value) == (Decimal("16.5"), 17)


def test_below_18_years_sex_does_not_count():
    young = [compute("MELD_3_0_UNROUNDED", labs(age_years=16, sex=sex)).value for sex in ("male", "female")]
    assert young[0] == young[1] == compute("MELD_3_0_UNROUNDED", labs(sex="female")).value


def test_below_12_years_it_is_not_defined():
    with pytest.raises(ScoreError, match="age_years: 11 cannot be"):
        compute("MELD_3_0", labs(age_years=11))


@given(st.decimals("3", "30", places=1))
def test_creatinine_above_3_counts_as_3(creatinine):
    assert (
        compute("MELD_3_0", labs(creatinine_mg_dl=creatinine)).value
        == compute("MELD_3_0", labs(creatinine_mg_dl=3)).value
    )


@given(st.decimals("0.5", "10", places=1), st.decimals("0.5", "10", places=1))
def test_lower_albumin_never_lowers_the_score_when_creatinine_is_normal(one, other):
    low, high = sorted((one, other))
    worse = compute("MELD_3_0", labs(albumin_g_dl=low, creatinine_mg_dl=1)).value
    assert worse >= compute("MELD_3_0", labs(albumin_g_dl=high, creatinine_mg_dl=1)).value


@given(st.decimals("1.5", "5", places=1))
def test_grams_per_litre_give_the_same_score(albumin):
    si = labs()
    del si["albumin_g_dl"]
    si["albumin_g_l"] = albumin * 10
    assert (
        compute("MELD_3_0_UNROUNDED", si).value
        == compute("MELD_3_0_UNROUNDED", labs(albumin_g_dl=albumin)).value
    )
