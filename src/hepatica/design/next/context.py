"""What so few participants can see and what happens to them anyway: the numbers that stand beside any plan for five.

Deaths and transplants of the disease alone, events that go unseen, the smallest p an exact test can reach, and how often
a stopping rule acts. Exact, from `stats.counts` and the absorbing walk.
"""

from dataclasses import dataclass

from hepatica.design.next.course import DEATH, TRANSPLANT
from hepatica.stats.counts import (
    largest_rate_unseen,
    patients_to_see_one,
    probability_unseen,
    smallest_attainable_p,
)
from hepatica.stats.monitoring import Prior, calibrated, odds, pause_at_first

RATES = (0.05, 0.10, 0.15, 0.20, 0.30, 0.50)
MOST = 100
"""Participants for whom the boundary is searched: beyond, the numbers of small groups say nothing any more."""
CANNOT_SHOW = (
    "A death among so few is expected of the disease, so it shows no harm; none shows no safety.",
    "The rates of death and transplant are those of other patients elsewhere, treated as usual.",
    "An improvement after treatment is not one by treatment: there is no concurrent control.",
)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """How often one thing happens to ``n`` from the disease alone."""

    what: str
    rate: float
    at_least_one: float
    expected: float


@dataclass(frozen=True, kw_only=True)
class Detection:
    """Whether an event of a true rate is seen, whether the boundary stops, and whether a pause at each event does."""

    rate: float
    seen: float
    unseen: float
    boundary_stops: float
    expected_treated: float
    pauses: float


@dataclass(frozen=True, kw_only=True)
class Context:
    """The numbers of a group of ``n``, and the stopping boundary they were found with."""

    n: int
    expected: tuple[Expected, ...]
    smallest_p: float
    """Two-sided, of an exact sign or signed-rank test of ``n`` pairs."""
    missed_one_time_in_five: float
    """The event rate that goes unseen with probability 0.2."""
    upper_after_none: float
    """One-sided upper 95 % limit after no event."""
    boundary: tuple[int, ...]
    """Events that stop, after 1 to n participants; n + 1 where none can yet."""
    rule: str
    detections: tuple[Detection, ...]
    patients_to_see_one: dict[str, int]
    """By rate in per cent: participants for a chance of 95 % to see at least one event."""
    sentences: tuple[str, ...]
    cannot_show: tuple[str, ...] = CANNOT_SHOW


def context(
    n: int,
    *,
    death: float = DEATH,
    transplant: float = TRANSPLANT,
    prior: Prior | None = None,
    p0: float = 0.15,
    alpha: float = 0.10,
) -> Context:
    """Return what ``n`` participants can and cannot show; the boundary is the Beta–binomial one, Beta(0.3, 1.7) if absent.

    Raises ValueError for rates that do not lie between 0 and 1, or participants outside 1 to 100.
    """
    if n > MOST:
        raise ValueError(f"{n} participants are no small group: at most {MOST}")
    believed = Prior(a=0.3, b=1.7) if prior is None else prior
    either = death + transplant
    happen = tuple(
        Expected(what=what, rate=rate, at_least_one=1 - probability_unseen(rate, n), expected=n * rate)
        for what, rate in (("death", death), ("transplant", transplant), ("death or transplant", either))
    )
    boundary = calibrated(believed, p0, alpha, n)
    detections = tuple(_detection(rate, n, boundary) for rate in RATES)
    smallest, missed = smallest_attainable_p(n), largest_rate_unseen(n)
    return Context(
        n=n,
        expected=happen,
        smallest_p=smallest,
        missed_one_time_in_five=missed,
        upper_after_none=largest_rate_unseen(n, probability=0.05),
        boundary=boundary,
        rule=f"Beta({believed.a:g}, {believed.b:g}), acceptable rate {p0:g}, at most {alpha:g} false stops",
        detections=detections,
        patients_to_see_one={f"{100 * rate:g}": patients_to_see_one(rate) for rate in RATES},
        sentences=tuple(_sentences(n, happen, detections, smallest, missed)),
    )


def _detection(rate: float, n: int, boundary: tuple[int, ...]) -> Detection:
    stopped = odds(boundary, rate)
    unseen = probability_unseen(rate, n)
    return Detection(
        rate=rate,
        seen=1 - unseen,
        unseen=unseen,
        boundary_stops=stopped.p_stop,
        expected_treated=stopped.expected_dosed,
        pauses=odds(pause_at_first(n), rate).p_stop,
    )


def _sentences(
    n: int, happen: tuple[Expected, ...], detections: tuple[Detection, ...], smallest: float, missed: float
) -> list[str]:
    death = happen[0]
    third = next(each for each in detections if each.rate == 0.30)
    return [
        (
            f"With no effect of treatment at all, the chance of at least one death among {n} by day 180 is "
            f"{100 * death.at_least_one:.0f} %."
        ),
        (
            f"At a true rate of 30 % the boundary stops {100 * third.boundary_stops:.0f} % of such studies; a pause at each "
            f"event holds {100 * third.pauses:.0f} %: the protection is the pause, the boundary a second net."
        ),
        f"An event of a true rate of {100 * missed:.0f} % goes unseen one time in five.",
        f"No exact paired test of {n} can reach a two-sided p below {smallest:.4g}.",
    ]
