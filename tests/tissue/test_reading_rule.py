"""The reading follows a rule fixed before unmasking: cells that rise with the sinusoids are no evidence of progenitors."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.tissue.reading_rule import ReadingRule, Section, Verdict, read_change

RULE = ReadingRule(cells_ratio=Decimal("1.2"), sinusoid_ratio=Decimal("1.2"))
SHARES = st.fractions(min_value=0, max_value=1)
AREAS = st.none() | st.decimals(min_value=0, max_value=100, places=1)


def section(cells, area=None):
    return Section(share=Fraction(cells, 10_000), sinusoids=None if area is None else Decimal(area))


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (section(10, "5.0"), section(12, "6.0"), Verdict.RISE_WITH_SINUSOIDS),
        (section(10, "5.0"), section(12, "5.9"), Verdict.RISE_ALONE),
        (section(10, "5.0"), section(12), Verdict.RISE_UNREAD),
        (section(10, "5.0"), section(11, "9.0"), Verdict.UNCHANGED),
        (section(12, "5.0"), section(10, "5.0"), Verdict.FEWER),
        (section(10, "5.0"), section(0, "5.0"), Verdict.NONE_AFTER),
        (section(0, "5.0"), section(1, "5.0"), Verdict.RISE_ALONE),
        (section(10), None, Verdict.NO_PAIR),
        (None, section(10), Verdict.NO_PAIR),
        (None, None, Verdict.NO_BIOPSY),
    ],
)
def test_the_verdict_of_a_pair(before, after, verdict):
    assert read_change(before, after, RULE) is verdict


def test_counts_by_two_methods_are_not_compared():
    assert read_change(section(1, "5"), section(90, "5"), RULE, one_method=False) is Verdict.OTHER_METHOD


def test_equal_rates_are_unchanged_even_where_the_ratio_is_one():
    one = ReadingRule(cells_ratio=Decimal(1), sinusoid_ratio=Decimal(1))
    assert read_change(section(5, "5"), section(5, "5"), one) is Verdict.UNCHANGED


@given(SHARES, SHARES, AREAS, AREAS)
def test_no_pair_whose_sinusoids_rose_in_parallel_is_ever_read_as_a_rise_alone(first, second, area, later):
    verdict = read_change(Section(share=first, sinusoids=area), Section(share=second, sinusoids=later), RULE)
    if verdict is Verdict.RISE_ALONE:
        assert area is not None
        assert later is not None
        assert later <= area or later < area * Decimal("1.2")
        assert second > first
