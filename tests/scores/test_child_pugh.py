from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores import ScoreError, compute


def findings(**changed):
    inputs = {
        "bilirubin_mg_dl": "1.0",
        "albumin_g_dl": "4.0",
        "inr": "1.0",
        "ascites": "none",
        "encephalopathy": "none",
    }
    return {key: value for key, value in (inputs | changed).items() if value is not None}


@given(st.decimals("0.2", "20", places=2), st.decimals("1", "6", places=2), st.decimals("0.6", "6", places=2))
def test_the_unit_system_does_not_change_the_points(bilirubin, albumin, inr):
    conventional = findings(bilirubin_mg_dl=bilirubin, albumin_g_dl=albumin, inr=inr)
    si = findings(
        bilirubin_mg_dl=None,
        albumin_g_dl=None,
        bilirubin_umol_l=bilirubin * Decimal("17.1"),
        albumin_g_l=albumin * 10,
        inr=inr,
    )
    assert compute("CHILD_PUGH", si).value == compute("CHILD_PUGH", conventional).value


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({"bilirubin_mg_dl": None, "bilirubin_umol_l": 34.2}, 6),
        ({"bilirubin_mg_dl": None, "bilirubin_umol_l": 51.3}, 6),
        ({"bilirubin_mg_dl": None, "bilirubin_umol_l": 51.31}, 7),
        ({"bilirubin_mg_dl": "4.0", "cholestatic": True}, 6),
        ({"bilirubin_mg_dl": "3.9", "cholestatic": True}, 5),
        ({"bilirubin_mg_dl": "3.9"}, 7),
        ({"inr": None, "pt_prolongation_s": "6.0"}, 6),
        ({"inr": None, "pt_prolongation_s": "-0.4"}, 5),
        ({"albumin_g_dl": "3.5"}, 6),
        ({"albumin_g_dl": "2.7"}, 7),
        ({"ascites": "moderate_severe", "encephalopathy": "grade_3_4"}, 9),
    ],
)
def test_each_component_counts_by_its_own_cut_points(changed, points):
    assert compute("CHILD_PUGH", findings(**changed)).value == points


def test_inr_and_prothrombin_time_are_never_counted_together():
    with pytest.raises(ScoreError, match="give INR or PT prolongation, not both"):
        compute("CHILD_PUGH", findings(pt_prolongation_s=5))


def test_without_either_both_are_named_as_missing():
    assert (
        compute("CHILD_PUGH", findings(inr=None)).problem == "not computable: INR or PT prolongation missing"
    )


@pytest.mark.parametrize(
    ("ascites", "encephalopathy", "albumin", "expected"),
    [
        ("none", "none", "3.5", "A"),
        ("mild", "none", "3.5", "B"),
        ("moderate_severe", "grade_3_4", "4.0", "B"),
        ("moderate_severe", "grade_3_4", "3.5", "C"),
    ],
)
def test_the_class_changes_after_6_and_after_9_points(ascites, encephalopathy, albumin, expected):
    inputs = findings(ascites=ascites, encephalopathy=encephalopathy, albumin_g_dl=albumin)
    assert compute("CHILD_PUGH_CLASS", inputs).value == expected


def test_a_component_refuses_the_value_of_another():
    with pytest.raises(ScoreError, match="component is inr, but the value given is another's"):
        compute("CHILD_PUGH_COMPONENT", {"component": "inr", "albumin_g_dl": 3})


def test_the_cholestatic_table_changes_bilirubin_only():
    with pytest.raises(ScoreError, match="changes bilirubin only"):
        compute("CHILD_PUGH_COMPONENT", {"component": "inr", "inr": 1, "variant": "cholestatic_PBC"})


def test_the_explanation_names_the_band():
    first = compute("CHILD_PUGH", findings(bilirubin_mg_dl="2.5")).terms[0]
    assert (first.expression, first.value, first.note) == ("2.5 mg/dL", 2, "2 points from 2 to 3 mg/dL")
