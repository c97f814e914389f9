from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores import UnitError, canonical_unit, convert
from hepatica.scores.units import FACTORS


def test_micromoles_become_milligrams_without_a_float_in_between():
    assert convert(Decimal("51.3"), "bilirubin", "µmol/L", "mg/dL") == 3
    assert convert(Decimal("34.2"), "bilirubin", "umol/l", "mg/dL") == 2
    assert convert(Decimal("353.6"), "creatinine", "μmol/L", "mg/dL") == 4


@pytest.mark.parametrize(
    ("value", "analyte", "source", "target", "expected"),
    [
        ("28", "albumin", "g/L", "g/dL", "2.8"),
        ("135", "sodium", "mEq/L", "mmol/L", "135"),
        ("2.0", "calcium", "mmol/L", "mg/dL", "8"),
        ("1.1", "ionised_calcium", "mmol/L", "mg/dL", "4.4"),
        ("1.5", "platelets", "lakh/µL", "10^9/L", "150"),
        ("4500", "wbc", "cells/cumm", "10^9/L", "4.5"),
        ("2.9", "bilirubin", "mg%", "mg/dL", "2.9"),
    ],
)
def test_units_as_hospitals_print_them(value, analyte, source, target, expected):
    assert convert(Decimal(value), analyte, source, target) == Decimal(expected)


@pytest.mark.parametrize(
    ("analyte", "unit", "sentence"),
    [
        ("bilirubin", "mmol", "unit 'mmol' is not a concentration"),
        ("bilirubin", "", "unit '' is not a concentration"),
        ("bilirubin", "mg/kg", "unit 'mg/kg' is not known"),
        ("bilirubin", "g/L", r"bilirubin is not reported in g/L \(known: mg/dL, µmol/L\)"),
        ("hope", "mg/dL", "no unit conversion is known for 'hope'"),
    ],
)
def test_what_is_not_a_unit_of_the_analyte_is_refused(analyte, unit, sentence):
    with pytest.raises(UnitError, match=sentence):
        convert(Decimal(1), analyte, unit, "mg/dL")


def test_both_micro_signs_are_one_unit():
    assert (
        canonical_unit("\N{MICRO SIGN}mol/L") == canonical_unit("\N{GREEK SMALL LETTER MU}mol/L") == "µmol/L"
    )


@given(st.sampled_from(sorted(FACTORS)), st.decimals("0.01", "9999", places=2), st.data())
def test_there_and_back_gives_the_same_value(analyte, value, data):
    source, target = (data.draw(st.sampled_from(sorted(FACTORS[analyte]))) for _ in range(2))
    back = convert(convert(value, analyte, source, target), analyte, target, source)
    assert abs(back - value) < Decimal("1e-40")
