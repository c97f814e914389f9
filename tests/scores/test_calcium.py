from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores import compute


def test_corrected_calcium_warns_that_it_is_blind_to_citrate():
    result = compute("CA_CORRECTED_MG_DL", {"calcium_mg_dl": "8.4", "albumin_g_l": "33"})
    assert (result.value, result.display) == (Decimal("8.96"), "8.96")
    assert result.flags == ("corrected calcium cannot detect citrate toxicity; use ionised calcium",)


def test_the_reference_albumin_is_a_parameter():
    inputs = {"calcium_mmol_l": "2.0", "albumin_g_l": "30"}
    assert compute("CA_CORRECTED_MMOL_L", inputs).value == Decimal("2.20")
    assert compute("CA_CORRECTED_MMOL_L", inputs | {"albumin_reference_g_l": 42}).value == Decimal("2.24")


@given(st.decimals("4", "15", places=1), st.decimals("1", "6", places=1))
def test_the_two_unit_systems_agree(calcium, albumin):
    conventional = compute("CA_CORRECTED_MG_DL", {"calcium_mg_dl": calcium, "albumin_g_dl": albumin}).value
    si = compute("CA_CORRECTED_MMOL_L", {"calcium_mmol_l": calcium / 4, "albumin_g_l": albumin * 10}).value
    assert si * 4 == conventional


@pytest.mark.parametrize(
    ("key", "lln", "values"),
    [
        ("corrected_calcium_mg_dl", "8.5", ("8.5", "8.0", "7.0", "6.0", "5.9")),
        ("corrected_calcium_mmol_l", "2.12", ("2.12", "2.0", "1.75", "1.5", "1.49")),
        ("ionised_calcium_mmol_l", "1.15", ("1.15", "1.0", "0.9", "0.8", "0.79")),
    ],
)
def test_a_limit_belongs_to_the_milder_grade(key, lln, values):
    grades = [compute("CTCAE_HYPOCALCAEMIA_GRADE", {key: value, "lln": lln}).value for value in values]
    assert grades == [0, 1, 2, 3, 4]
