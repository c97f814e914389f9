"""Repeated tests at one level: the boundaries of R clinfun 1.1.5."""

import pytest

from hepatica.stats.monitoring.significance import RepeatedTest, bracketed

LOOKS = (20, 40, 60, 75)


def test_four_looks_get_the_published_pair_of_boundaries():
    found = bracketed(RepeatedTest(acceptable=0.2, unacceptable=0.35, looks=LOOKS))
    assert found.low.limits == (7, 12, 17, 20)
    assert found.high.limits == (7, 12, 17, 21)
    first = found.low.operating[0]
    assert (first.p_stop, first.p_early, first.expected_evaluated) == pytest.approx(
        (0.10130090772, 0.079123173807, 71.9565768444), abs=1e-6
    )
    assert found.high.operating[-1].p_stop == pytest.approx(0.9114105815, abs=1e-6)
    assert found.rates == pytest.approx((0.2, 0.23, 0.26, 0.29, 0.32, 0.35))


def test_other_chances_of_crossing_move_it():
    found = bracketed(
        RepeatedTest(acceptable=0.2, unacceptable=0.3, looks=LOOKS, crossing_low=0.15, crossing_high=0.8)
    )
    assert (found.low.limits, found.high.limits) == ((6, 12, 16, 20), (7, 12, 16, 20))


def test_a_look_after_each_participant_is_the_published_one():
    found = bracketed(RepeatedTest(acceptable=0.1, unacceptable=0.3, looks=tuple(range(2, 31))))
    assert found.low.limits[:4] == (1, 1, 2, 2)
    assert [a - b for a, b in zip(found.high.limits, found.low.limits, strict=True)].count(1) == 1
    assert found.low.operating[0].p_stop == pytest.approx(0.10020245598, abs=1e-6)


@pytest.mark.parametrize("shape", [0.0, 0.25, 0.5])
def test_the_pair_encloses_the_chance_that_was_asked(shape):
    found = bracketed(RepeatedTest(acceptable=0.2, unacceptable=0.4, looks=LOOKS, shape=shape))
    assert found.high.operating[0].p_stop < 0.1 <= found.low.operating[0].p_stop


def test_the_unacceptable_rate_may_come_first():
    found = bracketed(
        RepeatedTest(acceptable=0.1, unacceptable=0.3, looks=tuple(range(2, 26)), priority="alt")
    )
    assert found.high.operating[-1].p_stop < 0.9 <= found.low.operating[-1].p_stop


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"looks": (20,)}, "at least two looks"),
        ({"looks": (20, 10)}, "must rise"),
        ({"unacceptable": 0.1}, "do not rise between 0 and 1"),
        ({"shape": 0.6}, "the shape between 0 and 0.5"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(arguments, said):
    with pytest.raises(ValueError, match=said):
        RepeatedTest(**{"acceptable": 0.2, "unacceptable": 0.35, "looks": LOOKS, **arguments})
