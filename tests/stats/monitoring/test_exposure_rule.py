"""Rules over exposure time: the numbers of R stoppingrule 0.5.2, and what a Poisson process makes of them."""

import pytest

from hepatica.stats.monitoring.exposure import (
    ExposureMaxSprt,
    ExposureOBrienFleming,
    ExposurePocock,
    ExposurePower,
    ExposureSprt,
    GammaPoisson,
    Plan,
)
from hepatica.stats.monitoring.exposure_rule import calibrated_exposure_rule

PLAN = Plan(n=30, tau=6, p0=0.15)
PUBLISHED = [
    # family, first and second last latest exposure, events of the last stage, at 0.15 and 0.3: stop, events
    (ExposurePocock(), 2.6414240056, 168.916067254, 13, (0.1002361339, 4.4148610284), (0.51825528222, 6.7774911999)),
    (ExposureOBrienFleming(), 14.4746696653, 162.1497748003, 9, (0.10667658037, 4.6713768662), (0.79986186127, 6.4317436854)),
    (GammaPoisson(shape=0.15, rate=1), 0.47157223736, 176.588063379, 11, (0.10316829665, 4.502565812), (0.71257308536, 5.8940127935)),
    (ExposureSprt(p1=0.3), 19.2077804263, 164.9518775115, 10, (0.10205259468, 4.5756974598), (0.75195574089, 5.867038854)),
    (ExposureMaxSprt(), 1.1852977767, 166.5658030983, 11, (0.10095892298, 4.4779091073), (0.67309921831, 6.0672240461)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("family", "first", "second_last", "events", "low", "high"),
    PUBLISHED,
    ids=lambda v: getattr(v, "name", ""),
)
def test_the_published_rule_and_its_odds_come_out(family, first, second_last, events, low, high):
    rule = calibrated_exposure_rule(family, PLAN, 0.1)
    assert (rule.stages[0][0], rule.stages[-2][0]) == pytest.approx((first, second_last), abs=1e-6)
    assert rule.stages[-1] == (180, events)
    at = rule.operating((0.15, 0.3))
    assert [(one.p_stop, one.expected_events) for one in at] == [
        pytest.approx(low, abs=1e-6),
        pytest.approx(high, abs=1e-6),
    ]
    assert rule.method == f"{family.name} boundary over exposure time"


@pytest.mark.parametrize(
    "family", [row[0] for row in PUBLISHED] + [ExposurePower(delta=0.25)], ids=lambda v: v.name
)
def test_counted_to_the_longest_exposure_the_chance_of_a_false_stop_is_the_one_allowed(family):
    plan = Plan(n=12, tau=6, p0=0.2, information="maximum")
    (at,) = calibrated_exposure_rule(family, plan, 0.1).operating((0.2,))
    assert at.p_stop == pytest.approx(0.1, abs=2e-4)


def test_later_stages_allow_more_exposure_and_a_higher_rate_stops_sooner():
    rule = calibrated_exposure_rule(GammaPoisson(shape=1.0), Plan(n=20, tau=1, p0=0.1), 0.1)
    exposures = [exposure for exposure, _ in rule.stages]
    assert exposures == sorted(exposures)
    low, high = rule.operating((0.1, 0.4))
    assert low.expected_exposure > high.expected_exposure
    assert rule.operating((0.0,))[0].p_stop == pytest.approx(0)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Plan(n=0, tau=6, p0=0.1), "0 participants for a time of 6 cannot be watched"),
        (lambda: Plan(n=5, tau=6, p0=1), "an acceptable probability of 1"),
        (
            lambda: calibrated_exposure_rule(ExposurePocock(), Plan(n=1, tau=6, p0=0.05), 0.1),
            "1 participants are too few",
        ),
        (lambda: calibrated_exposure_rule(ExposurePocock(), PLAN, 0), "a chance of a false stop of 0"),
        (lambda: calibrated_exposure_rule(ExposurePocock(), PLAN, 0.1).operating((1,)), "a probability of 1"),
        (
            lambda: GammaPoisson(shape=1, rate=1e9).stages(0.999, PLAN),
            "not even an event in each of 30 participants",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
