"""Overdose control by quadrature is what three hundred thousand draws from the prior say, and what cannot be is refused."""

import numpy as np
import pytest
from scipy.special import expit

from hepatica.stats.dosing.blrm import Prior, overdose_control

AMOUNTS = (1, 2, 4, 8)
SEEN = {"doses": [1, 1, 1, 2, 2, 2], "events": [0, 0, 0, 0, 1, 0], "weights": [1, 1, 1, 1, 1, 0.5]}
PRIOR = Prior(mean=(-1, 0.1), sd=(1.5, 0.8), correlation=((1, -0.4), (-0.4, 1)))


def test_the_posterior_is_that_of_weighted_draws_from_the_prior():
    found = overdose_control(AMOUNTS, 4, prior=PRIOR, **SEEN)
    z = np.random.Generator(np.random.Philox(key=1)).standard_normal((300_000, 2))
    intercept = -1 + 1.5 * z[:, 0]
    slope = np.exp(0.1 + 0.8 * (-0.4 * z[:, 0] + 0.84**0.5 * z[:, 1]))
    rate = [expit(intercept + slope * np.log(amount / 4)) for amount in AMOUNTS]
    weight = (1 - rate[0]) ** 3 * (1 - rate[1]) * rate[1] * (1 - 0.5 * rate[1])
    weight /= weight.sum()
    assert list(found.mean) == pytest.approx([weight @ p for p in rate], abs=0.005)
    assert list(found.over) == pytest.approx([weight[p > 0.33].sum() for p in rate], abs=0.008)
    assert list(found.under) == pytest.approx([weight[p < 0.16].sum() for p in rate], abs=0.008)
    assert [sum(parts) for parts in zip(found.under, found.proper, found.over, strict=True)] == pytest.approx(
        [1] * 4
    )


def test_the_highest_dose_that_is_probably_not_too_toxic_is_allowed():
    found = overdose_control(AMOUNTS, 4, prior=PRIOR, **SEEN)
    assert found.allowed == (True, True, False, False)
    assert found.dose == 2
    assert overdose_control(AMOUNTS, 4, [1, 1, 1], [1, 1, 1]).dose is None


def test_more_events_and_higher_doses_are_never_less_toxic():
    few = overdose_control(AMOUNTS, 4, [1, 1, 2], [0, 0, 0])
    more = overdose_control(AMOUNTS, 4, [1, 1, 2], [0, 0, 1])
    assert list(few.over) == sorted(few.over)
    assert all(a < b for a, b in zip(few.over, more.over, strict=True))


@pytest.mark.parametrize("matrix", [((1, 1.3), (1.3, 1)), ((1, 0.2), (0.3, 1)), ((2, 0), (0, 1))])
def test_a_matrix_that_is_no_correlation_is_refused(matrix):
    with pytest.raises(ValueError, match="is no correlation matrix"):
        Prior(correlation=matrix)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("both are above 0", lambda: Prior(sd=(1, 0))),
        ("do not rise", lambda: overdose_control((1, 1), 1, [1], [0])),
        ("do not rise from above 0", lambda: overdose_control((0, 1), 1, [1], [0])),
        ("reference dose of 0", lambda: overdose_control((1, 2), 0, [1], [0])),
        ("rates lie between", lambda: overdose_control((1, 2), 1, [1], [0], proper=(0.4, 0.3))),
        ("a dose from 1 to 2", lambda: overdose_control((1, 2), 1, [3], [0])),
        ("weight from 0 to 1", lambda: overdose_control((1, 2), 1, [1], [0], weights=[1.5])),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
