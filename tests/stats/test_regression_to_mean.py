import numpy as np
import pytest

from hepatica.stats.regression_to_mean import regression_to_mean


def test_a_threshold_at_the_mean_takes_off_eight_tenths_of_the_noise():
    found = regression_to_mean(threshold=10, mean=10, sd=4, correlation=0.6)
    assert found.expected_change == pytest.approx(-0.4 * 4 * np.sqrt(2 / np.pi))
    assert found.share_chosen == 0.5


def test_it_is_what_drawn_pairs_show():
    draw = np.random.Generator(np.random.Philox(7))
    first = draw.standard_normal(400_000)
    second = 0.7 * first + np.sqrt(1 - 0.49) * draw.standard_normal(400_000)
    chosen = 12 + 5 * first > 15
    seen = 5 * (second - first)[chosen].mean()
    expected = regression_to_mean(threshold=15, mean=12, sd=5, correlation=0.7).expected_change
    assert seen == pytest.approx(expected, abs=0.05)


def test_far_out_it_tends_to_the_distance_itself():
    found = regression_to_mean(threshold=410, mean=10, sd=10, correlation=0)
    assert found.expected_change == pytest.approx(-400.25, abs=0.01)
    assert found.share_chosen < 1e-300


def test_two_visits_that_agree_wholly_do_not_regress():
    assert regression_to_mean(threshold=15, mean=12, sd=5, correlation=1).expected_change == 0


@pytest.mark.parametrize(
    ("more", "sentence"), [({"sd": 0}, "deviation of 0 cannot be"), ({"correlation": 1.2}, "1.2")]
)
def test_what_cannot_be_is_refused(more, sentence):
    with pytest.raises(ValueError, match=sentence):
        regression_to_mean(**{"threshold": 1, "mean": 0, "sd": 1, "correlation": 0.5, **more})
