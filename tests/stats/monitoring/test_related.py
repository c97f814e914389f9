"""The hold for related events of high grade does what the reference table says."""

import pytest

from hepatica.stats.monitoring import first_or_second

TABLE = (
    (0.01, 0.04, "0.06", "4.9"),
    (0.02, 0.08, "0.15", "4.7"),
    (0.05, 0.10, "0.30", "4.4"),
    (0.05, 0.20, "0.45", "4.2"),
    (0.10, 0.20, "0.59", "3.8"),
    (0.15, 0.25, "0.76", "3.3"),
    (0.25, 0.25, "0.89", "2.8"),
)


@pytest.mark.parametrize(("a", "b", "hold", "dosed"), TABLE)
def test_the_reference_table_comes_out_to_its_digits(a, b, hold, dosed):
    found = first_or_second(a, b)
    assert float(hold) == pytest.approx(found.p_stop, abs=0.005 + 1e-12)
    assert float(dosed) == pytest.approx(found.expected_dosed, abs=0.05 + 1e-12)


def test_the_odds_agree_with_the_closed_form():
    """No hold: nobody has grade 4 or 5, and at most one of five has grade 3."""
    a, b = 0.05, 0.20
    none = 1 - a - b
    assert first_or_second(a, b).p_stop == pytest.approx(1 - none**5 - 5 * b * none**4, abs=1e-15)


def test_two_grade_3_events_need_two_participants():
    assert first_or_second(0, 1, 1).p_stop == 0
    assert first_or_second(0, 1, 2).stops_at == (0, 1)


def test_whoever_fires_the_rule_counts_as_started():
    assert first_or_second(1, 0).expected_dosed == 1


def test_disjoint_outcomes_cannot_exceed_certainty():
    with pytest.raises(ValueError, match="exceed 1 together"):
        first_or_second(0.7, 0.4)
