"""The decision of two arms and how often it errs, as RBesT prints them."""

import pytest

from hepatica.stats.borrowing import probability_greater
from hepatica.stats.mixtures import BetaMixture
from hepatica.stats.two_arms import TwoArms, boundary, success_chance, success_probabilities, type_one_error

PRINTED = BetaMixture(weights=(0.6167463, 0.3832537), a=(19.1916387, 3.5278745), b=(57.7779318, 9.373598))
FLAT, TREATED = BetaMixture.single(1, 1), BetaMixture.single(0.5, 1)
ROBUST = TwoArms(controls=PRINTED.robust(0.2), treated=TREATED, n_controls=6, n_treated=24)
NONROBUST = TwoArms(controls=PRINTED, treated=TREATED, n_controls=6, n_treated=24)
RATES = (0.1, 0.25, 0.5)


def test_the_boundaries_are_the_published_ones():
    never = (-1,) * 10
    assert boundary(ROBUST) == (*never, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5)
    assert boundary(NONROBUST) == (*never, 0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 6, 6, 6, 6)


def test_the_errors_of_the_first_kind_are_the_published_ones():
    assert success_chance(ROBUST, RATES, RATES) == pytest.approx(
        (3.022497877601e-05, 0.01794624378659, 0.1899199532345), abs=1e-9
    )
    assert success_chance(NONROBUST, RATES, RATES) == pytest.approx(
        (3.030139189457e-05, 0.01974008149624, 0.3878206862137), abs=1e-9
    )


def test_where_the_rate_drifts_from_the_prior_borrowing_inflates_the_error():
    found = type_one_error(NONROBUST, FLAT, (0.25, 0.5))
    assert found.borrowed[1] > 2 * found.alone[1]
    assert found.alone[1] < 0.2


def test_every_result_is_judged_as_one_pair_of_posteriors_is():
    table = success_probabilities(ROBUST)
    assert table.shape == (25, 7)
    alone = probability_greater(TREATED.posterior(14, 24), ROBUST.controls.posterior(1, 6))
    assert table[14, 1] == pytest.approx(alone, abs=1e-7)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: TwoArms(controls=FLAT, treated=FLAT, n_controls=0, n_treated=5), "arms of 5 and 0"),
        (
            lambda: TwoArms(controls=FLAT, treated=FLAT, n_controls=5, n_treated=5, threshold=1),
            "a threshold of 1",
        ),
        (lambda: success_chance(ROBUST, [1.1], [0.5]), "a true rate does not lie between 0 and 1"),
        (lambda: success_chance(ROBUST, [0.1], [0.5, 0.6]), "zip"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
