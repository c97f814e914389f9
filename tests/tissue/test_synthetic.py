"""Synthetic tissue holds what it says, and the error found on it is the error the documents state."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.tissue.error_study import errors

from hepatica.tissue.stain import DAB, HAEMATOXYLIN, compute_density
from hepatica.tissue.synthetic import Slide, paint

DOCUMENT = Path(__file__).parents[2] / "docs" / "explanation" / "tissue-images.md"


def test_the_same_generator_paints_the_same_picture() -> None:
    first, again, other = (paint(Slide(), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.pixels, again.pixels)
    assert np.array_equal(first.nuclei, again.nuclei)
    assert not np.array_equal(first.pixels, other.pixels)


def test_stain_lies_where_it_was_painted() -> None:
    made = paint(Slide(noise=0), np.random.default_rng(3))
    dab = compute_density(made.pixels, DAB)
    haematoxylin = compute_density(made.pixels, HAEMATOXYLIN)
    assert dab[made.stained].mean() > 10 * dab[~made.stained].mean()
    rows, columns = made.nuclei.astype(int).T
    assert haematoxylin[rows, columns].min() > 0.08


def test_at_usual_staining_nothing_is_missed_or_invented() -> None:
    found = errors(1, 4, 4)
    assert found.sensitivity > 0.98
    assert found.false < 0.02
    assert found.positive_sensitivity > 0.98
    assert found.positive_false < 0.02
    assert found.area == pytest.approx(found.area_truth, abs=0.01)


def test_pale_stain_loses_what_is_there_before_it_invents_what_is_not() -> None:
    pale, usual = errors(0.5, 4, 2, repeats=1), errors(1, 4, 4)
    assert pale.positive_sensitivity < 0.1 < usual.positive_sensitivity
    assert pale.area < 0.01
    assert pale.positive_false == 0


@pytest.mark.parametrize(("strength", "noise", "thickness"), [(0.5, 4, 4), (1, 4, 4), (1.5, 4, 6)])
def test_the_documents_state_the_error_that_is_measured(
    strength: float, noise: float, thickness: float
) -> None:
    assert errors(strength, noise, thickness).line(strength, noise, thickness) in DOCUMENT.read_text("utf-8")
