"""A mean and an SD guessed from quartiles, and what cannot be guessed."""

import pytest

from hepatica.stats.from_quartiles import mean_and_sd


def test_quartiles_of_a_normal_sample_give_back_its_mean_and_sd():
    # For large n the quartiles of N(10, 2) lie at 10 ± 0.67449 × 2.
    found = mean_and_sd(10 - 1.34898, 10.0, 10 + 1.34898, 100_000)
    assert found.mean == pytest.approx(10)
    assert found.sd == pytest.approx(2, rel=1e-3)
    assert "approximated" in found.method


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, 1, 2, 3), "3 values"),
        ((2, 1, 3, 9), "not quartiles in order"),
        ((1, 1, 1, 9), "say nothing about the spread"),
    ],
)
def test_quartiles_that_say_nothing_are_refused(numbers, said):
    with pytest.raises(ValueError, match=said):
        mean_and_sd(*numbers)
