"""An area fraction's interval comes from its fields, never from its pixels."""

import numpy as np
import pytest

from hepatica.stats.agreement import NotEstimable
from hepatica.stats.field_ratio import compute_area_change, compute_area_fraction

FIELDS = [(6.0, 100.0), (9.0, 110.0), (4.0, 90.0), (8.0, 100.0)]


def test_the_fraction_is_of_the_whole_area_and_not_the_mean_of_the_fields():
    found = compute_area_fraction(FIELDS)
    assert found.value == pytest.approx(27 / 400)
    residuals = [p - 27 / 400 * e for p, e in FIELDS]
    error = (4 / 3 * sum(r * r for r in residuals)) ** 0.5 / 400
    assert found.log_error * found.value == pytest.approx(error)
    assert found.lower < found.value < found.upper


def test_finer_pixels_do_not_narrow_the_interval():
    coarse, fine = (
        compute_area_fraction(FIELDS),
        compute_area_fraction([(p * 1e6, e * 1e6) for p, e in FIELDS]),
    )
    assert (coarse.lower, coarse.upper) == pytest.approx((fine.lower, fine.upper))


def test_one_field_has_no_interval_whatever_it_holds():
    assert compute_area_fraction([(450_000, 1_000_000)]).why == "no interval: one field"
    assert compute_area_change(FIELDS, FIELDS[:1]).why == "no interval: one field"
    assert compute_area_change([], FIELDS).why == "no field was measured"


def test_no_positive_area_and_fields_all_alike_are_sentences():
    assert "no positive area" in compute_area_fraction([(0, 5), (0, 6)]).why
    assert "all alike" in compute_area_change([(1, 10), (1, 10)], [(2, 10), (2, 10)]).why


def test_a_field_that_cannot_be_is_refused():
    for field in ((5, 4), (-1, 4), (0, 0)):
        with pytest.raises(ValueError, match="is not an area fraction"):
            compute_area_fraction([field, (1, 2)])
    with pytest.raises(ValueError, match="confidence level"):
        compute_area_fraction(FIELDS, level=95)


def test_nineteen_of_twenty_intervals_hold_the_true_change_when_fields_differ():
    draw = np.random.default_rng(6)

    def fields(mean):
        shares = draw.gamma(20, mean / 20, 12)
        return [(share * area, area) for share, area in zip(shares, draw.uniform(80, 120, 12), strict=True)]

    found = [compute_area_change(fields(0.06), fields(0.09)) for _ in range(1500)]
    assert not any(isinstance(c, NotEstimable) for c in found)
    assert 0.93 <= sum(c.lower <= 1.5 <= c.upper for c in found) / 1500 <= 0.97
