"""Overdose control for many trials allows the doses that it allows for one."""

import numpy as np
import pytest

from hepatica.stats.dosing.blrm import Prior, overdose_control
from hepatica.stats.dosing.control_rule import by_overdose_control
from hepatica.stats.dosing.courses import ENDED, courses
from hepatica.stats.dosing.dose_odds import exact_odds

AMOUNTS, REFERENCE = (1.0, 2.0, 4.0, 8.0), 4.0
RELATED = Prior(mean=(-1.0, 0.2), sd=(1.5, 0.8), correlation=((1, -0.4), (-0.4, 1)))


@pytest.mark.parametrize("prior", [Prior(), RELATED])
def test_the_coarser_grid_decides_as_the_finer_one_does(prior):
    draws = np.random.Generator(np.random.Philox(key=5))
    n = draws.integers(0, 4, size=(40, 4)) * 3
    n[:, 0] = 3
    y = draws.binomial(n, np.array([0.1, 0.2, 0.35, 0.5]))
    rule, choice = by_overdose_control(AMOUNTS, REFERENCE, prior=prior)
    tried = np.array([np.flatnonzero(row)[-1] for row in n])
    for treated, events, last, after, named in zip(n, y, tried, rule(n, y, tried), choice(n, y), strict=True):
        dose = np.repeat(np.arange(1, 5), treated)
        event = np.concatenate([[1] * k + [0] * (m - k) for m, k in zip(treated, events, strict=True)])
        found = overdose_control(AMOUNTS, REFERENCE, list(dose), list(event), prior=prior)
        if min(abs(over - 0.25) for over in found.over) < 1e-4:
            continue  # on the limit: neither grid is finer than that
        assert after == (ENDED if found.dose is None else min(found.dose - 1, last + 1))
        assert named == (0 if found.dose is None else min(found.dose, last + 1))


def test_its_odds_are_exact_and_overdose_is_rare():
    rule, choice = by_overdose_control(AMOUNTS, REFERENCE)
    made = courses(4, 3, 6, rule, choice)
    found = exact_odds(made, (0.05, 0.15, 0.3, 0.5), 0.25)
    assert sum(one.value for one in found.selected) + found.none.value == pytest.approx(1)
    assert found.selected[3].value < 0.15
    harmful = exact_odds(made, (0.6, 0.7, 0.8, 0.9), 0.25)
    assert harmful.none.value > 0.9


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("do not rise", lambda: by_overdose_control((2.0, 1.0), 1.0)),
        ("reference dose of 0", lambda: by_overdose_control((1.0, 2.0), 0.0)),
        ("rates lie between 0 and 1", lambda: by_overdose_control((1.0, 2.0), 1.0, proper=(0.4, 0.3))),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
