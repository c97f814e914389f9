from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores import compute


def test_a_score_that_prints_as_the_limit_is_graded_unrounded():
    inputs = {"albumin_g_l": 28, "bilirubin_umol_l": 32}
    assert compute("ALBI", inputs).display == "-1.39"
    assert compute("ALBI_GRADE", inputs).value == 3


@pytest.mark.parametrize(
    ("albumin", "grade"),
    [("38.36", 1), ("38.35", 2), ("24.12", 2), ("24.11", 3)],
)
def test_the_grade_changes_at_its_limits(albumin, grade):
    # 0.66 log10 10 = 0.66: −2.60 falls at 38.3529… g/L and −1.39 at 24.1176… g/L
    assert compute("ALBI_GRADE", {"albumin_g_l": albumin, "bilirubin_umol_l": 10}).value == grade


@given(st.decimals("1", "500", places=1), st.decimals("10", "60", places=1))
def test_more_bilirubin_never_betters_the_score(bilirubin, albumin):
    before = compute("ALBI", {"bilirubin_umol_l": bilirubin, "albumin_g_l": albumin}).value
    after = compute("ALBI", {"bilirubin_umol_l": bilirubin + Decimal("0.1"), "albumin_g_l": albumin}).value
    assert after > before
