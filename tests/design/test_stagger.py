"""What a stagger means is exact: held to coins counted by hand, to every course of four, and to simulation."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from hepatica.design.stagger import Observed, Stagger, Uniform, Weibull, even, exposed

FOUR = Stagger(gaps=even(4, 7), p=0.3, onset=Observed(days=(1, 8, 10)), report=2)


def enumerated(stagger):
    """Follow every course in which each participant has no event, or one that begins on a day seen before."""
    n, days = len(stagger.gaps) + 1, stagger.days
    dosed, unknown, pending = np.zeros(n), np.zeros(n), np.zeros(n)
    each = [
        (None, 1 - stagger.p),
        *((day, stagger.p / len(stagger.onset.days)) for day in stagger.onset.days),
    ]
    for course in product(each, repeat=n):
        chance = np.prod([p for _, p in course])
        begins = [day + at for (day, _), at in zip(course, days, strict=True) if day is not None]
        whose = [i for i, (day, _) in enumerate(course) if day is not None]
        for k, now in enumerate(days):
            earlier = [begin for begin, i in zip(begins, whose, strict=True) if i < k]
            if sum(begin + stagger.report <= now for begin in earlier) >= stagger.holds_at:
                break
            dosed[k] += chance
            hidden = [begin for begin in earlier if begin + stagger.report > now]
            pending[k] += chance * bool(hidden)
            unknown[k] += chance * any(begin <= now for begin in hidden)
    return dosed, unknown, pending


@pytest.mark.parametrize("holds_at", [1, 2, 3])
@pytest.mark.parametrize("gaps", [(7, 7, 7), (14, 2, 2), (0, 0, 0)])
def test_every_course_of_four_adds_up_to_the_same_chances(gaps, holds_at):
    stagger = replace(FOUR, gaps=gaps, holds_at=holds_at)
    found = exposed(stagger)
    for part, counted in zip((found.dosed, found.unknown, found.pending), enumerated(stagger), strict=True):
        assert part == pytest.approx(counted, abs=1e-12)


def test_a_gap_longer_than_the_window_doses_one_person_with_each_event():
    """Then the outcome of each is known before the next: the k-th is dosed if k - 1 coins fell well."""
    found = exposed(Stagger(gaps=even(5, 30), p=0.3, onset=Uniform(start=1, end=28), report=1))
    assert found.dosed == pytest.approx([0.7**k for k in range(5)])
    assert found.expected_dosed == pytest.approx((1 - 0.7**5) / 0.3)
    assert (found.expected_dosed_unknown, max(found.pending)) == (0, 0)
    assert found.longest == 4 * 30 + 28 + 1


def test_without_a_gap_all_are_dosed_before_anything_is_known():
    found = exposed(Stagger(gaps=even(5, 0), p=0.3, onset=Weibull(shape=1, scale=10)))
    assert (found.expected_dosed, found.p_held, found.expected_last_dose) == (5, 0, 0)
    assert found.pending[-1] == pytest.approx(1 - 0.7**4)


def test_a_longer_gap_exposes_fewer_and_takes_longer():
    onset = Weibull(shape=0.7, scale=6)
    found = [exposed(Stagger(gaps=even(5, gap), p=0.3, onset=onset, report=1)) for gap in (1, 3, 7, 14, 28)]
    assert [one.expected_events for one in found] == sorted(
        (one.expected_events for one in found), reverse=True
    )
    assert [one.longest for one in found] == sorted(one.longest for one in found)
    assert all(one.expected_dosed == pytest.approx(one.expected_events / 0.3) for one in found)


def test_the_accrual_can_be_slower_than_the_gap():
    slow = Stagger(gaps=(14, 2, 2), p=0.2, onset=Uniform(start=0, end=7), accrual=5)
    assert slow.days == (0, 14, 19, 24)


@pytest.mark.parametrize(
    ("onset", "seed"), [(Weibull(shape=0.8, scale=9), 14), (Uniform(start=2, end=20), 12)]
)
def test_simulated_trials_agree_within_four_standard_errors(onset, seed):
    stagger = Stagger(gaps=(14, 5, 5, 5, 5, 5), p=0.35, onset=onset, report=3, holds_at=2)
    rng, trials, n = np.random.Generator(np.random.Philox(key=seed)), 40_000, 7
    days = np.array(stagger.days)
    u = rng.random((trials, n))
    delay = onset.scale * (-np.log(u)) ** (1 / onset.shape) if isinstance(onset, Weibull) else 2 + 18 * u
    begins = np.where(rng.random((trials, n)) < 0.35, days + delay, np.inf)
    found = exposed(stagger)
    for k in range(n):
        known = begins[:, :k] + 3 <= days[k]
        going = known.sum(axis=1) < 2
        blind = going & ((begins[:, :k] <= days[k]) & ~known).any(axis=1)
        for seen, exact in ((going, found.dosed[k]), (blind, found.unknown[k])):
            assert abs(seen.mean() - exact) <= 4 * np.sqrt(exact * (1 - exact) / trials) + 1e-12


def test_days_after_which_an_event_is_late_are_the_window():
    assert Weibull(shape=0.8, scale=9).by(Weibull(shape=0.8, scale=9).window) == pytest.approx(0.99)
    assert Observed(days=(3, 9)).window == 9
    assert (Uniform(start=4, end=4).by(3.9), Uniform(start=4, end=4).by(4)) == (0, 1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: even(0, 7), "0 participants cannot be"),
        (lambda: replace(FOUR, p=1.2), "a rate of 1.2 does not lie"),
        (lambda: replace(FOUR, gaps=(-1.0,)), "a gap of -1 days cannot be"),
        (lambda: replace(FOUR, report=float("inf")), "a report of inf days cannot be"),
        (lambda: replace(FOUR, holds_at=0), "cannot stop at 0 known events"),
        (lambda: Weibull(shape=0, scale=1), "a shape of 0 is not a positive number"),
        (lambda: Uniform(start=9, end=3), "days 9 to 3 are no window"),
        (lambda: Observed(days=()), "one or more days, none before the dose"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
