"""CD34 in paired biopsies: the exact test and its floor, the error of a core, and how little infused cells add themselves."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import wilcoxon

from hepatica.design.mechanism.biopsy import Reading, outlook, read, signed_rank_p
from hepatica.design.parameters import load

FEW = {"draws": 200, "trials": 400}


def test_the_exact_test_of_pairs_agrees_with_scipy():
    rng = np.random.default_rng(2)
    rows = rng.normal(0.6, 1, (20, 8))
    ours = signed_rank_p(rows)
    assert ours == pytest.approx([wilcoxon(row, method="exact").pvalue for row in rows])


def test_five_pairs_that_all_rise_reach_no_five_per_cent():
    every = np.array([[a, b, c, d, e] for a, b, c, d, e in product((-1, 1), repeat=5)]) * np.arange(1, 6)
    p = signed_rank_p(every.astype(float))
    assert p.min() == 0.0625
    assert (p == 0.0625).sum() == 2
    assert signed_rank_p(np.zeros((1, 5))).tolist() == [1.0], "no change speaks for nothing"


def test_a_reading_scatters_as_its_parts_say():
    known, p = load("mechanism"), 0.03
    core, field, nuclei = (known.number(f"biopsy.{name}") for name in ("core", "field", "nuclei"))
    seen = read(np.full(40_000, p), Reading(fields=10), np.random.default_rng(1))
    inside = field + (1 - field) / nuclei
    wanted = p * (1 - p) * (core + (1 - core) * inside / 10)
    assert seen.mean() == pytest.approx(p, abs=5e-4)
    assert seen.var() == pytest.approx(wanted, rel=0.05)


def test_living_cells_alone_add_next_to_nothing_and_five_pairs_show_nothing():
    found = outlook((5, 12), **FEW)
    alone, both = found.living[0], found.living[1]
    assert alone.points[1] < 0.01, "a million cells among hundreds of thousands of millions"
    assert alone.points == pytest.approx([100 * cells / 210_000 for cells in alone.cells])
    assert both.cells[1] >= alone.cells[1], "quieter livers keep CD34 cells longer, by the hypothesis"
    five, twelve = found.pairs
    assert (five.smallest_p, five.detectable, five.chance.value) == (0.0625, None, 0)
    assert twelve.detectable == pytest.approx(3, abs=1)
    assert twelve.standing_for == pytest.approx(twelve.detectable / alone.points[1])
    assert twelve.chance.value < 0.1
    assert found.label.lines[0].startswith("Simulated. No patient data.")
    assert any("sinusoids" in sentence for sentence in found.cannot_show)


def test_a_living_cell_that_stands_for_more_adds_as_many_times_more():
    one, many = (outlook((5,), reading=Reading(expansion=times), **FEW).living[0] for times in (1, 500))
    assert many.points[1] == pytest.approx(500 * one.points[1])
    assert many.cells == one.cells


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: Reading(fields=0), "0 fields cannot be read"),
        (lambda: Reading(expansion=0.5), "itself at least"),
        (lambda: outlook(()), "not none"),
        (lambda: outlook((0,)), "pairs of biopsies are 1 to 200"),
        (lambda: outlook((5,), alpha=0), "a level of 0"),
        (lambda: outlook((5,), day=0), "on day 0 cannot be"),
        (lambda: outlook((5,), trials=3), "3 trials tell no chance"),
        (lambda: outlook((200,), reading=Reading(fields=1000)), "more than fit side by side"),
    ],
)
def test_what_cannot_be_is_a_sentence(wrong, said):
    with pytest.raises(ValueError, match=said):
        wrong()
