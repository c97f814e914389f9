"""A t test from printed numbers, and how far rounding in print reaches."""

from decimal import Decimal

import pytest
from scipy.stats import ttest_ind

from hepatica.stats.summary_tests import Summary, half_digit, size_that_fits, t_test_range

SHARMA = (
    Summary(mean=Decimal("15.75"), sd=Decimal("5.13"), n=22),
    Summary(mean=Decimal("19.94"), sd=Decimal("6.68"), n=23),
)


def test_it_is_the_test_of_the_values_themselves():
    one, other = [1.0, 2.0, 4.0, 5.0], [3.0, 6.0, 8.0]
    summaries = [
        Summary(mean=Decimal("3.0"), sd=Decimal("1.8257418583505538"), n=4),
        Summary(mean=Decimal("5.666666666666667"), sd=Decimal("2.516611478423583"), n=3),
    ]
    assert t_test_range(*summaries).welch == pytest.approx(ttest_ind(one, other, equal_var=False).pvalue)


def test_rounding_widens_the_p_value_and_coarser_print_widens_it_more():
    fine = t_test_range(*SHARMA)
    coarse = t_test_range(
        Summary(mean=Decimal(16), sd=Decimal(5), n=22), Summary(mean=Decimal(20), sd=Decimal(7), n=23)
    )
    assert fine.low < fine.welch < fine.high
    assert fine.high - fine.low < coarse.high - coarse.low


def test_a_p_value_finds_the_size_it_was_computed_on():
    assert size_that_fits(*SHARMA, Decimal("0.04")) == 19
    assert size_that_fits(*SHARMA, Decimal("0.0001")) is None


def test_half_a_digit_is_of_the_last_one_printed():
    assert half_digit(Decimal("15.5")) == Decimal("0.05")
    assert half_digit(Decimal(3)) == Decimal("0.5")


@pytest.mark.parametrize(("sd", "n"), [("0", 20), ("-1", 20), ("1", 1)])
def test_a_group_no_test_can_be_made_with_is_refused(sd, n):
    with pytest.raises(ValueError, match="a t test needs two people and an SD above 0"):
        Summary(mean=Decimal(1), sd=Decimal(sd), n=n)
