import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.hodges_lehmann import hodges_lehmann, invert_tied

CHANGES = st.lists(st.integers(-20, 20), min_size=2, max_size=15).filter(any)


def test_five_pairs_give_their_range_and_say_that_it_covers_less():
    found = hodges_lehmann([-4, -1, 2, -3, -6])
    assert (found.estimate, found.lower, found.upper) == (-2.5, -6, 2)
    assert (found.asked, found.attained, found.falls_short) == (0.95, 0.9375, True)


def test_six_pairs_cover_more_than_asked_and_eight_leave_averages_out():
    six = hodges_lehmann([-1.2, -0.5, 0.3, -2.2, -0.9, 0.1])
    assert (six.estimate, six.lower, six.upper) == pytest.approx((-0.7, -2.2, 0.3))
    assert (six.attained, six.falls_short) == (0.96875, False)
    nine = hodges_lehmann([0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01])
    assert (nine.estimate, nine.lower, nine.upper) == pytest.approx((0.46, 0.01, 0.786))
    assert nine.attained == pytest.approx(1 - 2 * 10 / 512)


@given(CHANGES)
def test_the_interval_holds_the_estimate_and_lies_within_the_range(d):
    found = hodges_lehmann(d)
    assert min(d) <= found.lower <= found.estimate <= found.upper <= max(d)
    assert found.falls_short == (len(d) < 6)


@given(CHANGES, st.integers(-10, 10))
def test_it_moves_with_the_data_and_turns_with_them(d, by):
    if not any(one + by for one in d):
        return
    moved, turned = hodges_lehmann([one + by for one in d]), hodges_lehmann([-one for one in d])
    found = hodges_lehmann(d)
    assert moved.estimate == pytest.approx(found.estimate + by)
    assert (turned.lower, turned.upper) == (-found.upper, -found.lower)


@given(st.lists(st.integers(-40, 40).filter(bool), min_size=2, max_size=12, unique_by=abs))
def test_without_ties_or_zeros_the_inverted_test_gives_the_same(d):
    found = hodges_lehmann(d)
    assert invert_tied(d) == pytest.approx((found.estimate, found.lower, found.upper))


def test_with_ties_the_inverted_test_gives_what_the_reference_prints():
    assert invert_tied([-2, 0, -1, -3, 1]) == (-1.25, -3, 1)
    assert invert_tied([-2, -2, -1, -3, -1]) == (-2, -3, -1)


def test_a_level_or_a_size_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="confidence level of 1"):
        hodges_lehmann([1, 2], level=1)
    with pytest.raises(ValueError, match="301 pairs"):
        hodges_lehmann(list(range(301)))
