import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.competing import cumulative_incidence, gray_test, naive_incidence
from hepatica.stats.survival import kaplan_meier, log_rank

SHARED = Path(__file__).parents[3] / "shared/data/oracles/transplant_waitlist.csv"
FOUR = ((1, 2, 3, 4), ("death", "ltx", "death", None))
FOLLOWED = st.lists(
    st.tuples(st.integers(1, 20), st.sampled_from(("death", "ltx", None))), min_size=1, max_size=25
)


def simulated(seed, n=60):
    rng = np.random.default_rng(seed)
    causes = rng.choice(["death", "ltx", ""], n, p=[0.35, 0.45, 0.2])
    return (
        list(rng.integers(1, 40, n).astype(float)),
        [c or None for c in causes],
        list(rng.choice(list("ab"), n)),
    )


def test_incidence_by_hand_for_four_participants():
    curve = cumulative_incidence(*FOUR, "death")
    assert [(s.time, s.incidence) for s in curve.steps] == [(1, 0.25), (2, 0.25), (3, 0.5)]
    # S(1)² d/(n − d)², the whole variance while there is one event
    assert curve.at(1).variance == pytest.approx(0.75**2 / 9)
    assert curve.at(1).lower < 0.25 < curve.at(1).upper
    assert curve.at(0.5).incidence == 0
    assert curve.at(5) is None
    assert (curve.n, curve.events) == (4, 2)


def test_one_minus_kaplan_meier_overstates_and_says_so():
    naive = naive_incidence(*FOUR, "death")
    assert naive.at(3).incidence == pytest.approx(0.625)
    assert "overstates" in naive.method


def test_an_incidence_that_misses_one_by_its_rounding_is_one_and_has_no_limits():
    times = [1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 5.0, 5.0, 5.0, 6.0]
    died = [None, "death", None, None, "death", "death", None, None, "death", "death"]
    last = cumulative_incidence(times, died, "death").steps[-1]
    assert last.incidence == pytest.approx(1)
    assert last.lower is last.upper is None


@given(FOLLOWED)
def test_causes_and_those_free_of_all_add_up_to_everybody(followed):
    times, causes = [float(t) for t, _ in followed], [c for _, c in followed]
    free = kaplan_meier(times, [c is not None for c in causes])
    death, transplant = (cumulative_incidence(times, causes, c) for c in ("death", "ltx"))
    for time in set(times):
        assert death.at(time).incidence + transplant.at(time).incidence + free.at(time) == pytest.approx(1)
        assert naive_incidence(times, causes, "death").at(time).incidence >= death.at(time).incidence - 1e-12
        step = death.at(time)
        assert step.lower is None or 0 <= step.lower <= step.incidence <= step.upper <= 1


def test_without_a_competing_event_both_curves_are_one_and_gray_is_close_to_log_rank():
    times, causes, groups = simulated(3)
    only = [c if c == "death" else None for c in causes]
    curve, naive = cumulative_incidence(times, only, "death"), naive_incidence(times, only, "death")
    assert curve.steps == naive.steps
    gray = gray_test(times, only, groups, "death")
    rank = log_rank(times, [c is not None for c in only], groups)
    assert gray.statistic == pytest.approx(rank.statistic, rel=0.1)


def test_gray_does_not_mind_the_order_of_people_or_names_of_groups():
    times, causes, groups = simulated(8)
    test = gray_test(times, causes, groups, "ltx")
    turned = gray_test(times[::-1], causes[::-1], ["z" if g == "a" else "c" for g in groups[::-1]], "ltx")
    assert turned.statistic == pytest.approx(test.statistic)
    assert (test.df, turned.groups) == (1, ("c", "z"))


def test_gray_rejects_one_in_twenty_where_nothing_differs():
    found = [gray_test(*simulated(seed), "death").p < 0.05 for seed in range(200)]
    assert 2 <= sum(found) <= 20


def test_a_variance_is_that_of_resampling():
    times, causes, _ = simulated(11, 80)
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(300):
        chosen = rng.integers(0, len(times), len(times))
        drawn.append(
            cumulative_incidence([times[i] for i in chosen], [causes[i] for i in chosen], "death").at(20)
        )
    resampled = float(np.var([step.incidence for step in drawn]))
    assert cumulative_incidence(times, causes, "death").at(20).variance == pytest.approx(resampled, rel=0.25)


def test_everyone_dead_leaves_nobody_else_to_the_other_cause():
    curve = cumulative_incidence([1, 2, 2], ["death"] * 3, "death")
    assert curve.at(2).incidence == pytest.approx(1)
    assert curve.at(100).incidence == pytest.approx(1)
    assert cumulative_incidence([1, 2, 2], ["death"] * 3, "ltx").at(100).incidence == 0


def test_no_events_or_all_censored_stay_at_nil_without_limits():
    curve = cumulative_incidence([5, 6], [None, None], "death")
    assert (curve.steps, curve.events, curve.at(6).incidence, curve.at(6).upper) == ((), 0, 0, None)
    refused = gray_test([5, 6], [None, None], "ab", "death")
    assert (refused.kind, refused.reason) == ("no_events", "nobody had the event death: no times to compare")


def test_one_group_or_a_group_never_seen_with_the_other_is_not_compared():
    assert gray_test([5, 6], ["death", None], "aa", "death").kind == "too_few"
    assert gray_test([1, 5, 6], [None, "death", "death"], "abb", "death").kind == "not_estimable"


@pytest.mark.parametrize("bad", [-1, float("nan")])
def test_times_that_cannot_be_are_refused(bad):
    with pytest.raises(ValueError, match="cannot be"):
        cumulative_incidence([bad], ["death"], "death")
    with pytest.raises(ValueError, match="stand beside 1 groups"):
        gray_test([1, 2], ["death", None], "a", "death")
    with pytest.raises(ValueError, match="incidence at time -1"):
        cumulative_incidence([1], ["death"], "death").at(-1)


@pytest.mark.skipif(not SHARED.exists(), reason="the waiting list is not published with this repository")
def test_a_year_on_the_waiting_list_kills_7_percent_not_13():
    with SHARED.open() as file:
        rows = list(csv.DictReader(file))
    times = [float(row["futime"]) for row in rows]
    causes = [None if row["event"] == "censored" else row["event"] for row in rows]
    assert cumulative_incidence(times, causes, "death").at(365).incidence == pytest.approx(
        0.071871154102, abs=1e-8
    )
    assert naive_incidence(times, causes, "death").at(365).incidence == pytest.approx(0.12998881882, abs=1e-8)
    gray = gray_test(times, causes, [row["abo"] for row in rows], "ltx")
    assert (gray.statistic, gray.df) == (pytest.approx(38.1405656802, abs=1e-8), 3)
