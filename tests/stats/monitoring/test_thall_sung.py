"""Several outcomes at once: one alone is the beta-binomial rule, several agree with the walk and with simulation."""

import numpy as np
import pytest

from hepatica.stats.monitoring import Prior, odds, walk
from hepatica.stats.monitoring.rules import Asked, answered
from hepatica.stats.monitoring.thall_sung import (
    Outcome,
    Watch,
    boundaries,
    calibrated,
    categories,
    exact,
    independent,
    margins,
    simulated,
)
from hepatica.stats.refusal import Refused

DEATH, SAE, GRAFT = (
    Outcome(name="death or transplant", p0=0.2),
    Outcome(name="related SAE", p0=0.15),
    Outcome(name="no engraftment", p0=0.1),
)
TWO = Watch(outcomes=(DEATH, SAE), prior=(0.1, 0.3, 0.2, 1.4), n=12)


def test_one_outcome_alone_is_the_beta_binomial_rule():
    alone = Watch(outcomes=(Outcome(name="SAE", p0=0.15),), prior=(0.3, 1.7), n=5)
    rule = calibrated(alone, (0.15, 0.85), 0.1)
    (limits,) = rule.limits
    assert (
        limits
        == answered(
            Asked(rule="beta-binomial", n=5, p0=0.15, alpha=0.1, prior=Prior(a=0.3, b=1.7)), ()
        ).rule.limits
    )
    found = exact(rule, (0.3, 0.7))
    assert found.p_stop == pytest.approx(0.25569) == pytest.approx(odds(limits, 0.3).p_stop)
    assert (found.expected_n, found.expected_events) == (pytest.approx(4.478), (pytest.approx(0.3 * 4.478),))


@pytest.mark.parametrize("outcomes", [(DEATH, SAE), (DEATH, SAE, GRAFT)])
def test_the_walk_over_joint_categories_adds_up_to_the_same(outcomes):
    m = len(outcomes)
    n = 12 if m == 2 else 6
    every = categories(m)
    joint = tuple(np.linspace(1, 3, 2**m) / np.linspace(1, 3, 2**m).sum())
    rule = boundaries(Watch(outcomes=outcomes, prior=(0.25,) * 2**m, n=n), (0.9, 0.95, 0.8)[:m])

    def stops(counts, k):
        having = margins((*counts, 0), m)
        return any(x >= rule.limits[j][k - 1] for j, x in enumerate(having))

    walked, found = walk(joint[:-1], stops, n), exact(rule, joint)
    assert every[-1] == (0,) * m
    assert found.stops_at == pytest.approx(walked.stops_at, abs=1e-12)
    assert found.expected_n == pytest.approx(walked.expected_dosed, abs=1e-12)
    assert found.expected_events == pytest.approx(margins((*walked.expected_counts, 0), m), abs=1e-12)
    assert max(found.by_outcome) <= found.p_stop <= sum(found.by_outcome)


def test_simulated_trials_agree_within_four_standard_errors():
    rule, joint = boundaries(TWO, (0.9, 0.95)), independent((0.35, 0.3))
    found, drawn = (
        exact(rule, joint),
        simulated(rule, joint, np.random.Generator(np.random.Philox(key=3)), 30_000),
    )
    assert abs(found.p_stop - drawn.p_stop) < 4 * drawn.p_stop_se < 0.02
    assert abs(found.expected_n - drawn.expected_n) < 4 * drawn.expected_n_se
    for seen, said in zip(drawn.by_outcome, found.by_outcome, strict=True):
        assert abs(seen - said) < 4 * np.sqrt(said * (1 - said) / 30_000)
    assert "30,000 simulated trials" in drawn.method


def test_boundaries_are_calibrated_over_all_outcomes_together():
    joint = independent((0.2, 0.15))
    rule = calibrated(TWO, joint, 0.1)
    found = exact(rule, joint)
    assert 0.05 < found.p_stop <= 0.1
    assert exact(rule, independent((0.4, 0.35))).p_stop > 0.5
    alone = answered(Asked(rule="beta-binomial", n=12, p0=0.2, alpha=0.1, prior=Prior(a=0.4, b=1.6)), ()).rule
    assert all(both >= one for both, one in zip(rule.limits[0], alone.limits, strict=True))


def test_outcomes_that_come_together_stop_less_often_than_outcomes_that_come_apart():
    rule = calibrated(TWO, independent((0.2, 0.15)), 0.1)
    together, apart = (0.3, 0.0, 0.0, 0.7), (0.0, 0.3, 0.3, 0.4)
    assert exact(rule, together).p_stop < exact(rule, apart).p_stop


def test_too_many_courses_are_refused_with_their_number_and_can_still_be_simulated():
    big = Watch(outcomes=(DEATH, SAE, GRAFT), prior=(0.25,) * 8, n=400)
    rule = boundaries(big, (0.999,) * 3)
    joint = independent((0.2, 0.15, 0.1))
    refused = exact(rule, joint)
    assert isinstance(refused, Refused)
    assert "3 outcomes in 400 participants" in refused.reason
    assert isinstance(calibrated(big, joint, 0.1), Refused)
    assert 0 <= simulated(rule, joint, np.random.Generator(np.random.Philox(key=4)), 100).p_stop < 0.5


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Watch(outcomes=(), prior=(1.0,), n=5), "at least one outcome"),
        (lambda: Watch(outcomes=(DEATH,), prior=(1.0, 1.0), n=0), "0 participants cannot be"),
        (
            lambda: Watch(outcomes=(DEATH, SAE), prior=(1.0, 1.0), n=5),
            "2 outcomes have 4 joint categories, not 2",
        ),
        (lambda: Watch(outcomes=(DEATH,), prior=(0.0, 1.0), n=5), "a prior number above 0"),
        (
            lambda: Watch(outcomes=(DEATH,), prior=(1e5, 1.0), n=5),
            "no outcome of the trial could change its mind",
        ),
        (lambda: Watch(outcomes=(Outcome(name="x", p0=1.2),), prior=(1.0, 1.0), n=5), "rate of 1.2 of x"),
        (lambda: boundaries(TWO, (0.9,)), "1 cutoffs do not fit 2 outcomes"),
        (lambda: boundaries(TWO, (0.9, 1.0)), "a cutoff of 1.0"),
        (lambda: exact(boundaries(TWO, (0.9, 0.9)), (0.1, 0.1, 0.1, 0.1)), "add up to 0.4, not to 1"),
        (lambda: calibrated(TWO, independent((0.2, 0.1)), 0), "a chance of a false stop of 0"),
        (
            lambda: simulated(boundaries(TWO, (0.9, 0.9)), independent((0.2, 0.1)), None, 0),
            "0 simulated trials",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
