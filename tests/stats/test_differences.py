from decimal import Decimal

import numpy as np
import pytest

from hepatica.stats.differences import changed, differences, mid_ranks


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "there is no pair, and at least 2 are needed"),
        ([1], "there is one pair, and at least 2 are needed"),
        ([1, float("nan")], "difference 2 is not a number"),
        ([float("inf"), 1], "difference 1 is not a number"),
        ([0, 0, 0], "every difference is 0"),
    ],
)
def test_what_cannot_be_tested_is_refused_with_a_sentence(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        changed(values)


def test_decimals_are_taken_as_they_are():
    assert differences([Decimal("1.5"), Decimal(-2)]).tolist() == [1.5, -2.0]


def test_noise_of_binary_subtraction_neither_breaks_a_tie_nor_hides_a_zero():
    d = differences([12.1 - 10.1, 10.2 - 12.2, 0.1 + 0.2 - 0.3])
    assert d[2] == 0
    assert mid_ranks(np.abs(d)).tolist() == [2.5, 2.5, 1]
