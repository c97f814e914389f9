"""Published controls may inform a prior: with and without, with its worth, never for safety."""

from decimal import Decimal
from functools import cache

import pytest
from tests.evidence.rows import CARE, EVENTS, QUARTILES, read

from hepatica.evidence.borrowing import NeverBorrowedError, Own, borrow
from hepatica.evidence.load import load

CHANGE = "MELD change from baseline"
RULE = {"months": Decimal(3), "tau_scale": 1.0, "weight": 0.2, "vague_sd": 5.0}


@cache
def realistic():
    return borrow(load(), CHANGE, **RULE)


def test_realistics_control_is_read_with_how_and_the_others_are_left_out_with_reasons():
    found = realistic()
    assert [(arm.study, arm.row, arm.n, arm.how) for arm in found.used] == [
        ("REALISTIC 2018", "E245", 23, "approximated from quartiles")
    ]
    assert {each.study: each.why for each in found.left_out} == {
        "Sharma 2020": "prints no change from baseline with a spread",
        "Zekri 2015": "prints no change from baseline with a spread",
    }


def test_it_is_shown_with_and_without_and_worth_a_few_people():
    found = realistic()
    with_, without = found.reading.borrowed, found.reading.alone
    assert with_.upper - with_.lower < without.upper - without.lower
    assert without.mean == pytest.approx(0.0)
    assert without.upper == pytest.approx(1.959964 * 5, abs=1e-4)
    assert 1 < found.size.participants < found.used[0].n
    assert found.conflict is None
    assert found.conflict_words == "This trial has no control of its own, so a conflict cannot be seen."


def test_own_controls_that_disagree_show_a_conflict():
    near = borrow(load(), CHANGE, **RULE, own=Own(n=10, mean=-0.3, error=0.6))
    far = borrow(load(), CHANGE, **RULE, own=Own(n=10, mean=9.0, error=0.6))
    assert near.conflict.tail > 0.5
    assert far.conflict.tail < 0.01
    assert far.conflict.vague_after > near.conflict.vague_after
    assert abs(far.reading.borrowed.mean - 9.0) < 1.0


@pytest.mark.parametrize(
    "outcome", ["mortality", "patients with >=1 SAE", "hepatocellular carcinoma", "significant complications"]
)
def test_safety_is_never_borrowed(outcome):
    with pytest.raises(NeverBorrowedError, match="controls only, never safety"):
        borrow(load(), outcome, **RULE)


def test_a_level_is_not_borrowed():
    with pytest.raises(NeverBorrowedError, match="a level depends on who was admitted"):
        borrow(load(), "MELD", **RULE)


def test_a_control_that_contradicts_its_source_is_not_borrowed():
    with pytest.raises(NeverBorrowedError, match=r"18 of 30 is 60.0 %, but the source prints 53 %"):
        borrow(load(), "MELD decrease >=3 points", **RULE)


def test_counts_of_responders_are_borrowed_as_a_probability():
    rows = [
        CARE
        | EVENTS
        | {"row": f"E{n:03d}", "study_id": f"S{n}", "outcome": "MELD improved", "events": str(x)}
        for n, x in ((1, 8), (2, 10), (3, 9))
    ]
    found = borrow(read(*rows).evidence, "MELD improved", **RULE, own=Own(n=5, events=2))
    assert 0.3 < found.reading.borrowed.mean < 0.6
    assert found.conflict is not None


def test_impossible_priors_are_refused():
    with pytest.raises(ValueError, match="half-normal prior of scale 0"):
        borrow(load(), CHANGE, **(RULE | {"tau_scale": 0.0}))
    with pytest.raises(ValueError, match=r"a vague part of weight 0.1 is refused"):
        borrow(load(), CHANGE, **(RULE | {"weight": 0.1}))


def test_quartiles_that_are_equal_carry_no_spread_and_are_left_out():
    flat = CARE | QUARTILES | {"q1": "-0.5", "q3": "-0.5"}
    with pytest.raises(NeverBorrowedError, match="no standard error can be had from what is printed"):
        borrow(read(flat).evidence, CHANGE, **RULE)
