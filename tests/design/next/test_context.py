"""What five participants see, and what happens to them anyway."""

import pytest

from hepatica.design.next.context import context
from hepatica.stats.monitoring import Prior


@pytest.fixture(scope="module")
def five():
    return context(5)


def test_the_disease_alone_gives_a_death_among_five_two_times_in_three(five):
    assert five.expected[0].what == "death"
    assert five.expected[0].at_least_one == pytest.approx(0.636, abs=5e-4)
    assert "64 %" in five.sentences[0]


def test_a_rule_for_five_stops_a_quarter_of_studies_with_a_rate_of_thirty_per_cent(five):
    by_rate = {each.rate: each for each in five.detections}
    assert five.boundary == (2, 2, 2, 3, 3)
    assert by_rate[0.30].boundary_stops == pytest.approx(0.256, abs=5e-4)
    assert by_rate[0.30].pauses == pytest.approx(0.83, abs=5e-3)
    assert by_rate[0.30].expected_treated == pytest.approx(4.48, abs=5e-3)
    assert "stops 26 %" in five.sentences[1]


def test_what_is_seen_and_what_is_not(five):
    assert five.smallest_p == 0.0625
    assert five.missed_one_time_in_five == pytest.approx(0.275, abs=5e-4)
    assert five.upper_after_none == pytest.approx(0.451, abs=5e-4)
    assert all(each.seen + each.unseen == pytest.approx(1) for each in five.detections)
    assert five.patients_to_see_one == {"5": 59, "10": 29, "15": 19, "20": 14, "30": 9, "50": 5}


def test_another_rule_and_milder_disease_give_other_numbers():
    milder = context(5, death=0.14, prior=Prior(a=0.4, b=1.6), p0=0.2)
    assert milder.expected[0].at_least_one == pytest.approx(0.53, abs=0.01)
    assert "Beta(0.4, 1.6)" in milder.rule


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("0 participants", lambda: context(0)),
        ("101 participants are no small group", lambda: context(101)),
        ("a rate of 0", lambda: context(5, death=0)),
        ("a rate of 1.2", lambda: context(5, death=0.9, transplant=0.3)),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
