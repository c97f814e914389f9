from decimal import Decimal

import pytest

from hepatica.stats.intervals import clopper_pearson, wilson
from hepatica.study.text import Source
from hepatica.study.tissue import Flags
from hepatica.tissue.counts import Precision
from hepatica.tissue.flow_counts import count_flow
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.gating import Gated


def gated(target, denominator):
    return Gated(
        file="0" * 64,
        template="1" * 64,
        events=100_000,
        gates=(),
        target_name="CD34+",
        target=target,
        denominator_name="CD45+",
        denominator=denominator,
    )


def test_the_percentage_has_both_its_intervals_and_both_its_counts():
    made = count_flow(gated(13765, 73219))
    assert (made.count.positive, made.count.counted) == (13765, 73219)
    assert round(made.percent, 2) == Decimal("18.80")
    for ours, known in ((made.wilson, wilson(13765, 73219)), (made.exact, clopper_pearson(13765, 73219))):
        assert (ours.lower, ours.upper) == pytest.approx((known.lower, known.upper), abs=1e-12)
    assert [round(100 * bound, 2) for bound in (made.wilson.lower, made.wilson.upper)] == [18.52, 19.08]


@pytest.mark.parametrize(
    ("events", "precision"),
    [
        (0, Precision.NOT_QUANTIFIABLE),
        (19, Precision.NOT_QUANTIFIABLE),
        (20, Precision.IMPRECISE),
        (99, Precision.IMPRECISE),
        (100, Precision.QUANTIFIABLE),
    ],
)
def test_so_few_events_are_said_to_be_few(events, precision):
    made = count_flow(gated(events, 5000))
    assert made.precision is precision
    assert made.sentences[0].endswith(f": {precision}.")


def test_the_study_decides_how_many_are_few():
    flags = Flags(imprecise=5, quantifiable=10, source=Source.PROPOSAL)
    made = count_flow(gated(7, 5000), flags=flags)
    assert made.sentences[0] == "7 target events, fewer than 10: imprecise."


def test_no_target_event_still_has_an_upper_bound():
    made = count_flow(gated(0, 1000))
    assert made.exact.lower == 0
    assert made.exact.upper == pytest.approx(0.003682, abs=1e-6)


def test_blood_of_the_same_hour_stands_beside_and_nothing_is_subtracted():
    without, beside = count_flow(gated(50, 1000)), count_flow(gated(50, 1000), blood_per_ul=Decimal("12.5"))
    assert without.percent == beside.percent == 5
    assert "is not known" in without.sentences[1]
    assert beside.sentences[1].startswith(
        "Blood of the same hour held 12.5 CD34+ cells per µL; nothing is subtracted"
    )


def test_nothing_counted_over_gives_no_percentage():
    with pytest.raises(FlowProblem, match=r"'CD45\+' holds no event"):
        count_flow(gated(0, 0))
    with pytest.raises(FlowProblem, match="not a number of cells"):
        count_flow(gated(1, 2), blood_per_ul=Decimal(-1))
