from math import inf, isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.stats.rates import Followed, anscombe, compare_rates, incidence, within

FIVE = (
    Followed(until=180),
    Followed(until=180, events=(2, 40, 170)),
    Followed(until=90, events=(90,)),
    Followed(until=180),
    Followed(until=30),
)


def test_first_events_stop_the_clock_and_all_events_do_not():
    first, every = incidence(FIVE), incidence(FIVE, counted="all")
    assert (first.events, first.exposure, first.people) == (2, 180 + 2 + 90 + 180 + 30, 5)
    assert (every.events, every.exposure) == (4, 660)
    assert first.value == pytest.approx(2 / 482)
    assert first.method.startswith("exposure-adjusted incidence of first events (EAIR)")
    assert first.interval.lower < first.value < first.interval.upper


def test_nothing_in_two_and_a_half_person_years_leaves_a_one_sided_rate_of_1_2():
    none = incidence([Followed(until=0.5)] * 5, side="upper")
    assert (none.events, none.exposure) == (0, 2.5)
    assert none.interval.upper == pytest.approx(1.198, abs=5e-4)


def test_a_window_counts_time_and_events_from_its_start():
    early, late = within(FIVE, 0, 30), within(FIVE, 30, 180)
    assert [one.until for one in early] == [30] * 5
    assert [one.events for one in early] == [(), (2,), (), (), ()]
    assert len(late) == 4  # the last was followed up to day 30 only
    assert late[1].events == (10, 140)
    assert late[2] == Followed(until=60, events=(60,))


@given(
    st.lists(
        st.tuples(st.integers(1, 200), st.lists(st.integers(0, 200), max_size=4)), min_size=1, max_size=8
    )
)
def test_windows_lose_no_event_and_no_time(told):
    people = [Followed(until=end, events=tuple(t for t in times if t <= end)) for end, times in told]
    parts = [within(people, start, end) for start, end in ((0, 3), (3, 29), (29, 200))]
    assert sum(len(one.events) for part in parts for one in part) == sum(len(one.events) for one in people)
    assert sum(one.until for part in parts for one in part) == sum(one.until for one in people)


def test_two_rates_compare_as_given_their_sum():
    found = compare_rates(11, 800, 21, 3011)
    assert (found.ratio, found.lower, found.upper) == pytest.approx((1.971488095, 0.8584264, 4.2772659))
    assert found.test.p == pytest.approx(0.0796686330)
    assert found.method == "exact conditional binomial"


def test_no_event_on_one_side_leaves_that_side_open():
    none, only = compare_rates(0, 2.5, 4, 10), compare_rates(4, 10, 0, 2.5)
    assert (none.ratio, none.lower, none.upper) == pytest.approx((0, 0, 6.05946743746))
    assert (only.ratio, only.upper) == (inf, inf)
    assert only.lower == pytest.approx(1 / none.upper)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12), st.floats(0.1, 10))
def test_the_ratio_lies_in_its_interval_and_p_at_or_above_its_floor(x1, x0, exposure):
    if x1 + x0 == 0:
        return
    found = compare_rates(x1, exposure, x0, 1.0)
    assert found.lower <= found.ratio * (1 + 1e-9)
    assert found.ratio <= found.upper * (1 + 1e-9)
    assert found.test.p >= found.test.floor > 0


def test_anscombe_has_no_lower_limit_without_an_event():
    assert isnan(anscombe(0, 2.5).lower)
    assert anscombe(3, 2.5).lower == pytest.approx(0.204833632)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: incidence([]), "nobody was followed"),
        (lambda: incidence([Followed(until=0)]), "nobody was at risk for any time"),
        (lambda: Followed(until=-1), "cannot be followed for -1"),
        (lambda: Followed(until=10, events=(11,)), "an event at 11 does not lie within the follow-up of 10"),
        (lambda: within(FIVE, 5, 5), "a window from 5 to 5 has no length"),
        (lambda: compare_rates(0, 1, 0, 1), "no event in either group"),
        (lambda: compare_rates(1, 0, 1, 1), "an exposure cannot be 0"),
    ],
)
def test_what_is_no_rate_is_refused(made, sentence):
    with pytest.raises(ValueError, match=sentence):
        made()
