"""Each family gives the boundary that R stoppingrule 0.5.2 gives, and never stops falsely more often than allowed."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from hepatica.stats.monitoring import Prior, calibrated, calibration
from hepatica.stats.monitoring.calibration import calibrated_rule
from hepatica.stats.monitoring.families import (
    BetaBinomial,
    ChenChaloner,
    MaxSprt,
    OBrienFleming,
    Pocock,
    Sprt,
    WangTsiatis,
)
from hepatica.stats.monitoring.sweep import chance_of_stopping


def runs(*stretches):
    """(limit, how many looks) one after another."""
    return tuple(limit for limit, times in stretches for _ in range(times))


GELLER = runs((2, 1), (3, 3), (4, 2), (5, 4), (6, 3), (7, 4), (8, 3), (9, 4), (10, 4), (11, 2))
PUBLISHED = [
    (Pocock(), runs((2, 1), (3, 3), (4, 3), (5, 3), (6, 3), (7, 3), (8, 4), (9, 4), (10, 3), (11, 3)), 0.09915262508565),
    (OBrienFleming(), runs((4, 1), (5, 5), (6, 5), (7, 5), (8, 5), (9, 5), (10, 4)), 0.08977510910384),
    (
        WangTsiatis(delta=0.25),
        runs((2, 1), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (8, 4), (9, 4), (10, 4), (11, 1)),
        0.09746641794976,
    ),
    (BetaBinomial(a=0.6, b=2.4), GELLER, 0.09957366892008),
    (ChenChaloner(a=0.6, b=2.4, p1=0.4, nu=0.1), GELLER, 0.09957366892008),
    (Sprt(p1=0.4), runs((3, 3), (4, 4), (5, 3), (6, 4), (7, 3), (8, 3), (9, 4), (10, 3), (11, 3)), 0.09823639272124),
    (
        MaxSprt(),
        runs((2, 2), (3, 2), (4, 2), (5, 3), (6, 3), (7, 3), (8, 4), (9, 3), (10, 4), (11, 3), (12, 1)),
        0.095638175902,
    ),
]  # fmt: skip
FAMILIES = [family for family, _, _ in PUBLISHED]


@pytest.mark.parametrize(
    ("family", "limits", "false_stop"), PUBLISHED, ids=lambda value: getattr(value, "name", "")
)
def test_thirty_participants_watched_one_by_one_get_the_published_boundary(family, limits, false_stop):
    rule = calibrated_rule(family, range(1, 31), 0.2, 0.1)
    assert rule.limits == limits
    assert rule.type_one == pytest.approx(false_stop, abs=1e-9)
    assert rule.method == f"{family.name} boundary"


def test_cohorts_of_five_get_the_published_boundary():
    rule = calibrated_rule(Pocock(), (5, 10, 15, 20, 25), 0.15, 0.05)
    assert rule.limits == (4, 5, 6, 7, 8)
    (at,) = rule.operating((0.3,))
    assert (at.p_stop, at.expected_events) == pytest.approx((0.5356243100707, 6.132816063143), abs=1e-9)


def test_the_design_of_five_is_the_one_the_safety_desk_uses():
    rule = calibrated_rule(BetaBinomial(a=0.3, b=1.7), range(1, 6), 0.15, 0.1)
    assert rule.limits == calibrated(Prior(a=0.3, b=1.7), 0.15, 0.1, 5) == (2, 2, 2, 3, 3)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@given(st.floats(0.05, 0.35), st.floats(0.03, 0.3), st.integers(2, 14))
@settings(max_examples=8)
def test_no_calibrated_boundary_stops_falsely_more_often_than_allowed(family, p0, alpha, n):
    rule = calibrated_rule(family, range(1, n + 1), p0, alpha)
    assert rule.type_one <= alpha
    assert all(a <= b for a, b in pairwise(rule.limits))
    low, high = rule.operating((p0, min(0.95, p0 + 0.3)))
    assert rule.type_one == pytest.approx(low.p_stop, abs=1e-14)
    assert low.p_stop <= high.p_stop


def test_a_straight_line_that_meets_whole_numbers_moves_past_them_a_little_further_on():
    """O'Brien-Fleming at p0 0.2 goes through 4 of 2, 5 of 7, 6 of 12 at once."""
    limits = OBrienFleming().limits(30, 0.2)
    on_the_line = 3.6 / (30 * 0.2 * 0.8) ** 0.5
    above, below = limits(on_the_line + 1e-7), limits(on_the_line - 1e-7)
    assert [(int(above[k - 1]), int(below[k - 1])) for k in (2, 7, 12)] == [(5, 4), (6, 5), (7, 6)]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: calibrated_rule(Pocock(), (1, 2), 0, 0.1), "an acceptable rate of 0"),
        (lambda: calibrated_rule(Pocock(), (1, 2), 0.2, 1), "a chance of a false stop of 1"),
        (lambda: calibrated_rule(Pocock(), (2, 1), 0.2, 0.1), "must rise"),
        (
            lambda: calibrated_rule(Sprt(p1=0.1), (1, 2), 0.2, 0.1),
            "a targeted rate of 0.1 does not lie between 0.2 and 1",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_a_boundary_met_twice_in_the_search_is_walked_once(monkeypatch):
    walked = []

    def counted(looks, limits, rate):
        walked.append(limits)
        return chance_of_stopping(looks, limits, rate)

    monkeypatch.setattr(calibration, "chance_of_stopping", counted)
    rule = calibrated_rule(BetaBinomial(a=0.6, b=2.4), range(1, 31), 0.2, 0.1)
    assert rule.limits == GELLER
    assert len(walked) == len(set(walked)) < 30


@pytest.mark.parametrize("critical", [0.2, 0.9, 1 - 1e-12, 1.0])
def test_counts_that_leave_no_doubt_need_not_be_looked_at(critical):
    a, b, p0, n = 0.3, 1.7, 0.15, 60
    found = BetaBinomial(a=a, b=b).limits(n, p0)(critical)
    for k, limit in enumerate(found.tolist(), 1):
        enough = [x for x in range(1, k + 2) if x >= b + k or beta.sf(p0, a + x, b + k - x) >= critical]
        assert limit == min(enough, default=k + 2)
