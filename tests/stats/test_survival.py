"""Against the leukaemia maintenance trial (Miller 1997), whose answers R survival prints, and scipy's own curve."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from hepatica.stats.refusal import Refused
from hepatica.stats.survival import kaplan_meier, log_rank, restricted_mean

# weeks of remission; + is censored
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NOT_MAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"
FOLLOWED = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=25)


def read(words):
    return [float(w.rstrip("+")) for w in words.split()], [not w.endswith("+") for w in words.split()]


def test_remission_has_the_published_median_and_limits():
    curve = kaplan_meier(*read(MAINTAINED))
    assert (curve.n, curve.events, curve.median) == (11, 7, 31)
    first, second = curve.steps[0], curve.steps[1]
    assert (first.survival, first.se) == pytest.approx((0.9091, 0.0867), abs=5e-5)
    assert (first.lower, first.upper) == pytest.approx((0.5081, 0.9867), abs=5e-5)
    assert (second.lower, second.upper) == pytest.approx((0.4474, 0.9512), abs=5e-5)
    assert kaplan_meier(*read(NOT_MAINTAINED)).median == 23


def test_the_area_to_161_weeks_is_the_published_mean_with_its_error():
    for words, value, se in ((MAINTAINED, 52.645, 19.83), (NOT_MAINTAINED, 22.708, 4.181)):
        mean = restricted_mean(*read(words), horizon=161)
        assert (mean.value, mean.se) == pytest.approx((value, se), abs=5e-3)
        assert 0 <= mean.lower < mean.value < mean.upper <= 161


def test_maintenance_differs_by_the_published_log_rank():
    (a, ea), (b, eb) = read(MAINTAINED), read(NOT_MAINTAINED)
    test = log_rank(a + b, ea + eb, ["x"] * len(a) + ["y"] * len(b))
    assert (test.statistic, test.p) == pytest.approx((3.396389, 0.065339), abs=1e-6)
    assert test.observed == (7, 11)
    assert test.expected == pytest.approx((10.689, 7.311), abs=5e-4)
    assert test.floor == pytest.approx(1 / 1352078)


@given(FOLLOWED)
def test_the_curve_is_scipys(followed):
    times, events = [float(t) for t, _ in followed], [e for _, e in followed]
    curve = kaplan_meier(times, events)
    sample = CensoredData(
        uncensored=[t for t, e in zip(times, events, strict=True) if e],
        right=[t for t, e in zip(times, events, strict=True) if not e],
    )
    theirs = ecdf(sample).sf
    assert [s.survival for s in curve.steps] == pytest.approx(
        list(theirs.evaluate([s.time for s in curve.steps]))
    )
    assert all(a.survival >= b.survival for a, b in pairwise(curve.steps))
    for step in curve.steps:
        assert (step.lower is None) == (step.survival in {0, 1})
        assert step.lower is None or step.lower <= step.survival <= step.upper


def test_several_groups_and_ties_agree_with_statsmodels():
    from statsmodels.duration.survfunc import survdiff

    rng = np.random.default_rng(4)
    times = rng.integers(1, 12, 60).astype(float)
    events, groups = rng.random(60) < 0.7, rng.choice(list("abc"), 60)
    test = log_rank(list(times), list(events), list(groups))
    statistic, p = survdiff(times, events.astype(int), groups)
    assert (test.statistic, test.p) == pytest.approx((float(statistic), float(p)), rel=1e-9)
    assert test.df == 2


def test_all_censored_leaves_the_curve_at_1_without_limits():
    curve = kaplan_meier([10, 20, 30], [False] * 3)
    assert {(s.survival, s.se, s.lower, s.upper) for s in curve.steps} == {(1, None, None, None)}
    assert curve.median is None
    assert restricted_mean([10, 20, 30], [False] * 3, horizon=30).value == 30
    assert log_rank([1, 2], [False, False], "ab").reason == "nobody had the event: no times to compare"


def test_everyone_dead_ends_at_0_and_the_mean_is_the_mean_of_days():
    curve = kaplan_meier([10, 20, 60], [True] * 3)
    assert (curve.at(5), curve.at(10), curve.at(1000)) == (1, pytest.approx(2 / 3), 0)
    assert curve.median == 20
    mean = restricted_mean([10, 20, 60], [True] * 3, horizon=180)
    assert mean.value == pytest.approx(30)


def test_one_participant_has_a_curve_and_no_comparison():
    assert kaplan_meier([7], [True]).at(7) == 0
    assert log_rank([7], [True], ["a"]) == Refused(
        method="Log-rank", kind="too_few", reason="one group alone cannot be compared"
    )


def test_a_survival_beyond_what_was_seen_is_not_given():
    curve = kaplan_meier([10, 20], [True, False])
    assert curve.at(21) is None
    refused = restricted_mean([10, 20], [True, False], horizon=30)
    assert refused.kind == "not_followed"
    assert "nobody was followed beyond 20" in refused.reason


def test_groups_that_were_never_at_risk_together_are_not_compared():
    assert log_rank([1, 5, 6], [False, True, True], "abb").kind == "not_estimable"


@pytest.mark.parametrize("horizon", [0, -1])
def test_a_horizon_that_cannot_be_is_refused(horizon):
    with pytest.raises(ValueError, match="a horizon of"):
        restricted_mean([1], [True], horizon=horizon)


def test_groups_and_asked_times_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="stand beside 1 groups"):
        log_rank([1, 2], [True, True], ["a"])
    with pytest.raises(ValueError, match="survival at time -1"):
        kaplan_meier([1], [True]).at(-1)
