"""How far the answer leans on each assumption; what it does not lean on is said."""

from decimal import Decimal
from math import ceil

import pytest
from tests.design.answers.cast import built_in, two_arm, with_endpoint, with_size

from hepatica.design.answers.duration import duration
from hepatica.design.answers.moved import CONVENTION
from hepatica.design.answers.tornado import tornado
from hepatica.design.inference import Assumption
from hepatica.study.text import Source


def assumption(name, value, low, high):
    return Assumption(
        id=name, title=name, value=value, low=low, high=high, source=Source.PROPOSAL, reference="asked"
    )


def unadjusted(design):
    return design.model_copy(update={"analysis": design.analysis.model_copy(update={"adjusts_for": ()})})


def test_at_sd_3_4_and_5_the_question_costs_45_79_and_123():
    number, _ = tornado(with_size(unadjusted(built_in("factorial")), dropout=Decimal(0)))
    sd = next(bar for bar in number.bars if bar.assumption.startswith("SD"))
    assert (number.base, sd.at_low, sd.at_high) == (79, 45, 123)
    assert (sd.low, sd.high, sd.unit) == (3, 5, "points")
    assert "45, 79 and 123" in sd.source  # the design's own range, with the design's own source


def test_the_farthest_comes_first_and_each_is_moved_alone():
    number, time = tornado(built_in("factorial"))
    assert (number.base, number.planned) == (54, 84)
    spans = [bar.span for bar in number.bars]
    assert spans == sorted(spans, reverse=True)
    delta = number.bars[0]
    assert (delta.assumption, delta.low, delta.high) == ("Difference worth finding", 1.5, 2.5)
    assert delta.source.startswith(CONVENTION)
    dropout = number.bars[-1]
    assert (dropout.at_low, dropout.at_high) == (51, ceil(51 / 0.9))
    assert time.bars[0].assumption == "Participants a month"
    assert time.planned == duration(built_in("factorial")).months


def test_what_does_not_move_it_has_no_bar_but_a_reason():
    number, time = tornado(built_in("factorial"))
    unmoved = {one.assumption: one.why for one in number.unmoved}
    assert unmoved["Participants a month"] == "the pace decides when, not how many"
    assert "hepatica design endpoints" in unmoved["Death within 180 days under standard care"]
    assert len(number.bars) + len(number.unmoved) == len(time.bars) + len(time.unmoved) == 7
    plain, _ = tornado(unadjusted(built_in("factorial")))
    assert any("does not adjust" in one.why for one in plain.unmoved)


def test_months_follow_from_the_number():
    sized, time = tornado(with_size(two_arm(), dropout=Decimal(0)))
    assert time.base == duration(two_arm(), participants=2 * int(sized.base)).months
    pace = next(bar for bar in time.bars if bar.assumption == "Participants a month")
    assert (pace.low, pace.high) == (3, 9)
    assert pace.at_low > time.base > pace.at_high


def test_a_design_that_describes_leans_on_the_disease():
    number, time = tornado(built_in("single_arm"))
    assert number.base == pytest.approx(14 * 0.243)
    assert [bar.assumption[:5] for bar in number.bars] == ["Death", "Trans"]
    assert number.bars[0].at_high == pytest.approx(14 * 0.31)
    assert number.planned is None
    assert [bar.assumption for bar in time.bars] == ["Participants a month", "Dropout"]
    cohorts, months = tornado(built_in("dose_finding"))
    assert cohorts.base == pytest.approx(12 * 0.243)
    assert ("Dropout", "the outcome is the same at both ends") in {
        (one.assumption, one.why) for one in months.unmoved
    }


def test_a_listed_range_replaces_the_convention_and_leaves_the_value():
    listed = (
        assumption("meld_delta", "9", "1.5", "3"),
        assumption("accrual", "6", "2", "8"),
        assumption("dropout", "0", "0", "0.2"),
    )
    design = built_in("factorial").model_copy(
        update={"assumptions": (*listed, assumption("centres", "4", "2", "6"))}
    )
    number, time = tornado(design)
    assert number.base == 54
    bars = {bar.assumption: bar for bar in (*number.bars, *time.bars)}
    assert {"meld_delta", "accrual", "dropout"} < bars.keys()
    assert bars["meld_delta"].source == "asked"
    assert ("centres", "this outcome does not read it") in {
        (one.assumption, one.why) for one in number.unmoved
    }


def test_a_range_over_which_nothing_can_be_answered_is_said():
    rate = with_endpoint(two_arm(), type="binary", sd=None, rate=Decimal("0.22"), delta=Decimal("0.2"))
    number, _ = tornado(rate)
    assert any("over its range there is no answer: a rate of" in one.why for one in number.unmoved)


def test_a_margin_is_called_one():
    number, _ = tornado(two_arm(question="non_inferiority", delta=None, margin=Decimal(2)))
    assert number.bars[0].assumption == "Margin"
