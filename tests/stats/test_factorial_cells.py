"""Cells that differ in size or in what one participant tells answer the same three questions, each at its price."""

from dataclasses import replace

import numpy as np
import pytest

from hepatica.stats.factorial_cells import Cells
from hepatica.stats.factorial_plan import Outcome, Question, per_cell, power_of

POINTS = Cells(first=2.0, second=2.0, interaction=0.0, variances=(16.0, 16.0, 16.0, 16.0))
"""MELD points: SD 4, each treatment takes 2 off."""
HELPED = replace(POINTS, interaction=2.0)


@pytest.mark.parametrize("question", Question)
def test_equal_cells_cost_what_the_published_tables_say(question):
    cells = HELPED if question is Question.INTERACTION else POINTS
    plain = Outcome(delta=2, sd=4)
    assert cells.per_cell(question) == pytest.approx(per_cell(plain, question), rel=1e-9)
    assert cells.power(question, 50) == pytest.approx(power_of(plain, question, 50), rel=1e-9)


@pytest.mark.parametrize("question", Question)
def test_a_number_has_its_power_in_trials_of_unequal_cells_drawn_at_random(question):
    shares = np.array([1, 2, 1, 3])
    one, two, three, four = map(float, 16 / shares)
    cells = Cells(first=2.0, second=1.5, interaction=1.5, variances=(one, two, three, four))
    n = cells.per_cell(question)
    rng = np.random.Generator(np.random.Philox(key=11))
    means = rng.normal([0, 2, 1.5, 5], 4 / np.sqrt(n * shares), (40_000, 4))
    assert _shown(question, means, np.array(cells.variances) / n) == pytest.approx(0.8, abs=0.01)


def _shown(question, means, variances):
    """Return the share of trials in which all that is asked is significant."""
    neither, first, second, both = means.T
    a, b, c, d = variances
    if question is Question.INTERACTION:
        return float(((both - first - second + neither) / np.sqrt(variances.sum()) > 1.959964).mean())
    if question is Question.EACH:
        over = (both - first) / np.sqrt(d + b), (both - second) / np.sqrt(d + c)
        return float((np.minimum(*over) > 1.959964).mean())
    weights = np.array([1 / (a + b), 1 / (c + d)])
    mean = ((first - neither) * weights[0] + (both - second) * weights[1]) / weights.sum()
    return float((mean * np.sqrt(weights.sum()) > 1.959964).mean())


def test_a_falling_score_is_as_good_as_a_rising_one():
    falling = Cells(first=-2, second=-2, variances=POINTS.variances)
    assert falling.per_cell(Question.EACH) == POINTS.per_cell(Question.EACH)
    assert falling.power(Question.EACH, 40) == POINTS.power(Question.EACH, 40)


def test_the_main_effect_is_the_first_treatments_and_the_second_has_its_own():
    uneven = Cells(first=2.0, second=1.0, variances=(16.0, 16.0, 16.0, 16.0))
    assert uneven.swapped.per_cell(Question.MAIN) == pytest.approx(4 * uneven.per_cell(Question.MAIN))
    assert uneven.swapped.swapped == uneven


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("variance above 0", lambda: Cells(first=1, second=1, variances=(1, 1, 0, 1))),
        ("variance above 0", lambda: Cells(first=1, second=1, variances=(1, 1, float("nan"), 1))),
        ("shown by no number", lambda: POINTS.per_cell(Question.INTERACTION)),
        ("shown by no number", lambda: replace(POINTS, second=-2.0).per_cell(Question.EACH)),
        ("power of 2", lambda: POINTS.per_cell(Question.MAIN, power=2)),
    ],
)
def test_what_no_sample_can_show_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
