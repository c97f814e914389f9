import pytest
from tests.stats.course import rows

from hepatica.stats.longitudinal import Measurement, longitudinal, own_slopes


def test_each_participant_has_a_slope_of_their_own():
    slopes = own_slopes(rows([[1, 2, 3], [5, 5, 5], [4, 2, 0]], (0, 1, 2)))
    assert slopes.known == pytest.approx((1, 0, -2))
    assert slopes.median == pytest.approx(0)


def test_whoever_was_measured_at_one_time_only_stays_without_a_slope():
    measured = [*rows([[1, 3]], (0, 1)), Measurement(participant="lost", time=0, value=9)]
    measured.append(Measurement(participant="lost", time=0, value=8))
    slopes = own_slopes(measured)
    assert [(one.participant, one.n, one.slope) for one in slopes.each] == [("01", 2, 2.0), ("lost", 2, None)]
    assert own_slopes(measured[2:]).median is None


def test_participants_keep_their_order_and_values_their_places():
    data = longitudinal(rows([[1, 2], [3, 4]], (0, 7)))
    assert data.participants == ("01", "02")
    assert (data.member.tolist(), data.times.tolist(), data.values.tolist()) == (
        [0, 0, 1, 1],
        [0, 7, 0, 7],
        [1, 2, 3, 4],
    )


def test_nothing_measured_or_no_number_is_refused():
    with pytest.raises(ValueError, match="nothing was measured"):
        longitudinal([])
    with pytest.raises(ValueError, match="participant 05: a value of nan at 3 is not a measurement"):
        longitudinal([Measurement(participant="05", time=3, value=float("nan"))])
