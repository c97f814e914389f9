"""Many trials for the optimal dose decide as one does, and name the plateau where there is one."""

import numpy as np
import pytest

from hepatica.stats.dosing.obd import Aims, next_by_worth, plateau
from hepatica.stats.dosing.obd_odds import _Rules, played


def stream(key=1):
    return np.random.Generator(np.random.Philox(key=key))


def counts(draws, rows=60):
    n = draws.integers(0, 4, size=(rows, 4)) * 3
    n[:, 0] = 3
    return n, draws.binomial(n, 0.3), draws.binomial(n, 0.5)


@pytest.mark.parametrize("aims", [Aims(), Aims(most_toxicity=0.3, least_efficacy=0.5, margin=0.2, enough=3)])
def test_all_trials_at_once_decide_what_each_decides_alone(aims):
    n, t, e = counts(stream(3))
    rules = _Rules(aims, 9)
    tried = [np.flatnonzero(row) for row in n]
    at = np.array([where[-1] for where in tried])
    for row, after, named in zip(range(60), rules.next(n, t, e, at), rules.named(n, t, e), strict=True):
        one = [list(map(int, part[row])) for part in (n, t, e)]
        assert (next_by_worth(*one, int(at[row]) + 1, aims) or 0) == after + 1
        seen = plateau(*one, aims)
        assert (seen.dose or 0) == named


def test_on_a_plateau_the_lowest_dose_that_works_is_named_most_often():
    found = played((0.05,) * 4, (0.2, 0.55, 0.55, 0.55), cohorts=10, size=3, trials=2_000, stream=stream())
    share = np.bincount(found.chosen, minlength=5) / 2_000
    assert share.argmax() == 2
    assert found.treated.sum(axis=1).max() == 30
    assert found.toxic.sum() / found.treated.sum() == pytest.approx(0.05, abs=0.005)


def none_named(toxicity, efficacy, cohorts):
    found = played(toxicity, efficacy, cohorts=cohorts, size=3, trials=300, stream=stream())
    return (found.chosen == 0).mean()


def test_where_nothing_works_or_all_is_toxic_no_dose_is_named_once_there_are_enough():
    """Eight at each of three doses without a response do not rule out 25 %: three quarters of such trials name a dose."""
    assert none_named((0.8, 0.9, 0.95), (0.6,) * 3, 8) > 0.9
    assert none_named((0.05,) * 3, (0.02,) * 3, 16) > 0.9
    assert none_named((0.05,) * 3, (0.02,) * 3, 8) < 0.25


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("one of the response for each dose", {"efficacy": (0.2,)}),
        ("between 0 and 1", {"toxicity": (0.2, 1.2)}),
        ("a cohort, a participant", {"trials": 0}),
        ("starting dose 3", {"start": 3}),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_sentence(said, parts):
    asked = {"toxicity": (0.1, 0.2), "efficacy": (0.3, 0.4), "cohorts": 3, "size": 3, "trials": 5} | parts
    with pytest.raises(ValueError, match=said):
        played(asked.pop("toxicity"), asked.pop("efficacy"), stream=stream(), **asked)
