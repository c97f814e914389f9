"""The cheapest boundary is what trying them all by the scalar walk finds, and an impossible demand is refused."""

import pytest

from hepatica.stats.monitoring import Prior, boundary, calibrated, exceeds, odds
from hepatica.stats.monitoring.search import Demands, cheapest
from hepatica.stats.refusal import Refused

DEMANDS = Demands(p0=0.15, p1=0.5, false_stop=0.1, found=0.7)
PRIORS = (Prior(a=0.3, b=1.7), Prior(a=1, b=1), Prior(a=0.15, b=0.85))


def test_trying_every_boundary_by_hand_finds_none_cheaper():
    found = cheapest(DEMANDS, PRIORS, (8,))
    tried = []
    for prior in PRIORS:
        for cutoff in {exceeds(prior, x, k, 0.15) - 1e-12 for k in range(1, 9) for x in range(1, k + 1)}:
            limits = boundary(prior, 0.15, cutoff, 8)
            safe, harmful = odds(limits, 0.15), odds(limits, 0.5)
            if safe.p_stop <= 0.1 and harmful.p_stop >= 0.7:
                tried.append(harmful.expected_dosed)
    assert found.best.expected_n == pytest.approx(min(tried))
    walked = odds(found.best.limits, 0.5)
    assert (found.best.found, found.best.expected_n) == pytest.approx((walked.p_stop, walked.expected_dosed))
    assert found.best.expected_events == pytest.approx(walked.expected_counts[0])
    assert boundary(found.best.prior, 0.15, found.best.cutoff - 1e-12, 8) == found.best.limits


def test_the_calibrated_boundary_of_five_is_among_those_walked():
    found = cheapest(Demands(p0=0.15, p1=0.5, false_stop=0.1, found=0.59), PRIORS[:1], (5,))
    assert found.best.limits == calibrated(PRIORS[0], 0.15, 0.1, 5)
    assert found.best.found == pytest.approx(0.59375)


def test_sizes_are_compared_and_those_that_cannot_are_named():
    found = cheapest(DEMANDS, PRIORS, (5, 8, 20))
    by_size = dict(found.by_size)
    assert by_size[5] is None
    assert found.best.expected_n == min(one.expected_n for one in by_size.values() if one)
    assert found.walked > 100


def test_a_demand_that_five_cannot_meet_is_refused_with_the_best_there_is():
    refused = cheapest(Demands(p0=0.15, p1=0.3, false_stop=0.1, found=0.8), PRIORS, (5,))
    assert isinstance(refused, Refused)
    assert "at least 80 % at 30 %; of those with so few false stops the best finds" in refused.reason


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Demands(p0=0.3, p1=0.3, false_stop=0.1, found=0.8), "do not rise"),
        (lambda: Demands(p0=0.2, p1=0.3, false_stop=0, found=0.8), "lie between 0 and 1"),
        (lambda: cheapest(DEMANDS, (), (5,)), "at least one prior"),
        (lambda: cheapest(DEMANDS, PRIORS, (0,)), "0 participants"),
        (lambda: cheapest(DEMANDS, PRIORS, (101,)), "100 is the most"),
        (lambda: cheapest(DEMANDS, (Prior(a=1e4, b=1),), (5,)), "no outcome of the trial"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
