"""The evidence gives a prior only where it is pooled, and a refusal says why not."""

import pytest

from hepatica.design.next.belief import Belief, belief
from hepatica.evidence.load import load
from hepatica.stats.refusal import Refused


def test_as_published_nothing_is_pooled_and_the_reasons_are_named():
    found = belief(load())
    assert isinstance(found, Refused)
    assert "Nothing is pooled for MELD at 3 months" in found.reason
    assert "One study (Zekri 2015" in found.reason


def test_with_both_doors_open_there_is_a_wide_prior_that_says_so():
    found = belief(load(), approximate=True, include_failed=True)
    assert isinstance(found, Belief)
    assert [part.studies for part in found.parts] == [("Sharma 2020", "REALISTIC 2018")]
    assert found.prior.mean == pytest.approx(1.74, abs=0.01)
    assert found.prior.sd == pytest.approx((2.0855**2 + 7.2069) ** 0.5, abs=1e-3)
    assert len(found.opened) == 2
    assert any("Macrophages" in sentence for sentence in found.left_out)


def test_a_measure_nobody_printed_is_refused():
    found = belief(load(), measure="happiness")
    assert isinstance(found, Refused)
    assert "no contrast of happiness" in found.reason
