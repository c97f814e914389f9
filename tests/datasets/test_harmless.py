"""What a spreadsheet would compute is text; a number stays a number."""

import pytest

from hepatica.datasets.harmless import harmless


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "-", "+1e5"]
)
def test_what_begins_as_a_formula_begins_with_an_apostrophe(text):
    """VAL-15."""
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-1.5", "+3", "12", "Pain = none", "2026-03-14", "mmHg", "<0.3"])
def test_numbers_dates_and_words_stay_as_they_are(text):
    """VAL-15."""
    assert harmless(text) == text
