"""On the log-odds scale the three questions cost what logistic regression would need."""

from math import log

import numpy as np
import pytest

from hepatica.stats.factorial_binary import Odds, odds_patients, odds_per_cell
from hepatica.stats.factorial_plan import Question

DEATHS = Odds(risk=0.24, first=log(0.6), second=log(0.6), interaction=log(0.7))


def test_the_interaction_has_the_power_it_was_sized_for():
    n = odds_per_cell(DEATHS, Question.INTERACTION)
    rng = np.random.Generator(np.random.Philox(key=3))
    events = rng.binomial(n, DEATHS.risks, (20_000, 4))
    log_odds = np.log(events / (n - events))
    estimate = log_odds[:, 3] - log_odds[:, 1] - log_odds[:, 2] + log_odds[:, 0]
    error = np.sqrt((1 / events + 1 / (n - events)).sum(axis=1))
    assert float((estimate / error < -1.96).mean()) == pytest.approx(0.80, abs=0.015)


def test_a_main_effect_needs_least_and_the_interaction_most():
    main, each, both = (odds_patients(DEATHS, question) for question in Question)
    assert main < each < both
    assert both > 10 * main


def test_with_equal_risks_and_no_interaction_a_main_effect_is_a_two_sample_comparison():
    found = odds_per_cell(Odds(risk=0.5, first=1e-3, second=0.0), Question.MAIN)
    assert found == pytest.approx((1.959964 + 0.841621) ** 2 / 1e-6 / 0.25, rel=1e-4)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("a risk of 0 does not lie", lambda: Odds(risk=0, first=1, second=1)),
        ("outcome is certain", lambda: Odds(risk=0.5, first=30, second=1)),
        (
            "shown by no number",
            lambda: odds_per_cell(Odds(risk=0.3, first=1, second=1), Question.INTERACTION),
        ),
        ("shown by no number", lambda: odds_per_cell(Odds(risk=0.3, first=1, second=-1), Question.EACH)),
        ("power of 2", lambda: odds_per_cell(DEATHS, Question.MAIN, power=2)),
    ],
)
def test_what_no_sample_can_show_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
