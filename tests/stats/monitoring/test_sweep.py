"""Many rates at once do what the walk does at one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.monitoring import odds
from hepatica.stats.monitoring.sweep import chance_of_stopping, operating


@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=12), st.lists(st.floats(0, 1), min_size=1, max_size=4)
)
def test_continuous_looks_agree_with_the_walk(rises, rates):
    limits = tuple(1 + sum(rises[: k + 1]) for k in range(len(rises)))
    looks = tuple(range(1, len(limits) + 1))
    for found in operating(looks, limits, rates):
        walked = odds(limits, found.rate)
        assert found.p_stop == pytest.approx(walked.p_stop, abs=1e-12)
        assert found.expected_events == pytest.approx(walked.expected_counts[0], abs=1e-12)
        assert found.expected_evaluated == pytest.approx(walked.expected_dosed, abs=1e-12)


@given(st.floats(0, 1))
def test_cohorts_are_participants_without_a_look_between(rate):
    looks, limits = (3, 5, 9), (2, 3, 4)
    between = {1: 9, 2: 9, 4: 9, 6: 9, 7: 9, 8: 9}
    every = tuple(dict(zip(looks, limits, strict=True)).get(k, between.get(k, 9)) for k in range(1, 10))
    (found,) = operating(looks, limits, (rate,))
    assert found.p_stop == pytest.approx(odds(every, rate).p_stop, abs=1e-12)
    assert found.expected_events == pytest.approx(odds(every, rate).expected_counts[0], abs=1e-12)
    assert found.p_early <= found.p_stop
    assert chance_of_stopping(looks, limits, rate) == found.p_stop


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: operating((), (), (0.1,)), "must rise from at least 1"),
        (lambda: operating((2, 2), (1, 1), (0.1,)), "must rise from at least 1"),
        (lambda: operating((1, 2), (1,), (0.1,)), "1 limits do not fit 2 looks"),
        (lambda: operating((1, 2), (0, 1), (0.1,)), "would stop before any event"),
        (lambda: operating((1, 2), (1, 1), (1.1,)), "a rate of 1.1"),
    ],
)
def test_what_is_no_rule_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
