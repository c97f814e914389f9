from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores import ScoreError, compute


def organs(**changed):
    inputs = {
        "bilirubin_mg_dl": "2",
        "creatinine_mg_dl": "1",
        "encephalopathy": "none",
        "inr": "1.5",
        "map_mm_hg": "80",
        "pao2_fio2": "400",
        "dialysis": False,
        "vasopressors": False,
    }
    return {key: value for key, value in (inputs | changed).items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, 6),
        ({"bilirubin_mg_dl": "6"}, 7),
        ({"bilirubin_mg_dl": "12"}, 7),
        ({"bilirubin_mg_dl": "12.1"}, 8),
        ({"creatinine_mg_dl": "2"}, 7),
        ({"creatinine_mg_dl": "3.5"}, 8),
        ({"dialysis": True}, 8),
        ({"encephalopathy": "grade_3_4"}, 8),
        ({"inr": "2"}, 7),
        ({"inr": "2.5"}, 8),
        ({"map_mm_hg": "70"}, 6),
        ({"map_mm_hg": "69"}, 7),
        ({"vasopressors": True}, 8),
        ({"pao2_fio2": "300"}, 7),
        ({"pao2_fio2": "200"}, 8),
        ({"pao2_fio2": None, "spo2_fio2": "357"}, 7),
        ({"pao2_fio2": None, "spo2_fio2": "214"}, 8),
    ],
)
def test_each_organ_counts_by_the_table(changed, points):
    assert compute("CLIF_C_OF", organs(**changed)).value == points


def test_an_organ_failure_score_lies_between_6_and_18():
    for failures in (5, 19, "7.5"):
        with pytest.raises(ScoreError, match="clif_c_of"):
            compute("CLIF_C_ACLF", {"clif_c_of": failures, "age_years": 50, "wbc_10e9_l": 8})


def test_aclf_adds_33_points_for_ten_of_organ_failure():
    result = compute("CLIF_C_ACLF", {"clif_c_of": 10, "age_years": 60, "wbc_10e9_l": 1})
    assert [term.value for term in result.terms] == [33, 24, 0, -20]
    assert result.value == 37


@given(st.decimals("0.5", "80", places=1))
def test_leucocytosis_raises_both_scores_and_the_flag_says_so(wbc):
    ad = {"age_years": 60, "creatinine_mg_dl": 1, "inr": 1, "sodium_mmol_l": 135}
    aclf = {"clif_c_of": 8, "age_years": 60}
    for name, inputs in (("CLIF_C_AD", ad), ("CLIF_C_ACLF", aclf)):
        before, after = (compute(name, inputs | {"wbc_10e9_l": count}) for count in (wbc, wbc + Decimal(1)))
        assert after.value > before.value
        assert after.flags == ("not usable during mobilisation: G-CSF raises the white cells",)
