import numpy as np
import pytest

from hepatica.stats.risk_table import at_or_before, checked_times, risk_table


def test_somebody_censored_at_a_time_is_still_at_risk_at_it():
    table = risk_table(np.array([2.0, 1.0, 2.0, 3.0]), np.array([True, False, False, True]))
    assert table.times.tolist() == [1, 2, 3]
    assert table.at_risk.tolist() == [4, 3, 1]
    assert table.events.tolist() == [0, 1, 1]
    assert table.survival.tolist() == pytest.approx([1, 2 / 3, 0])
    assert table.survival_before.tolist() == pytest.approx([1, 1, 2 / 3])


def test_events_of_two_causes_at_one_time_are_told_apart():
    table = risk_table(
        np.array([1.0, 1.0, 1.0]), np.array([True, False, False]), np.array([False, True, False])
    )
    assert (table.events.tolist(), table.other.tolist()) == ([1], [1])
    assert table.survival.tolist() == pytest.approx([1 / 3])


@pytest.mark.parametrize(
    ("times", "beside", "sentence"),
    [
        ((), 0, "nobody was followed"),
        ((1, 2), 1, "2 follow-up times stand beside 1 outcomes"),
        ((1, -2), 2, "a follow-up of -2 cannot be"),
        ((1, float("nan")), 2, "a follow-up of nan cannot be"),
        ((1, float("inf")), 2, "a follow-up of inf cannot be"),
    ],
)
def test_a_follow_up_that_cannot_be_is_refused(times, beside, sentence):
    with pytest.raises(ValueError, match=sentence):
        checked_times(times, beside)


def test_the_last_time_not_after_is_found():
    times = np.array([1.0, 3.0])
    assert [at_or_before(times, t) for t in (0.5, 1, 2, 3, 9)] == [-1, 0, 0, 1, 1]
