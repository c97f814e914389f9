"""What so many participants can teach of harm, and what the disease alone does to them: exact numbers, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design.answers.duration import DAYS, gaps
from hepatica.design.answers.values import Fact
from hepatica.design.document import Design
from hepatica.design.inference import Assumption
from hepatica.design.next.course import DEATH
from hepatica.design.stagger import Stagger, Uniform
from hepatica.design.stagger import exposed as staggered
from hepatica.stats.counts import probability_unseen, smallest_attainable_p
from hepatica.stats.intervals import clopper_pearson

EXACT = "Clopper and Pearson 1934, two-sided 95 %"
BINOMIAL = "binomial, (1 − rate)ⁿ"
ALONE = "Leipzig, 264 patients with MELD 10 to 25 and neither carcinoma nor dialysis"
HARMFUL = 0.30
"""The true rate at which waiting is shown."""


def learned(design: Design) -> tuple[Fact, ...]:
    """Return the facts of those given cells (of all, where nobody is), the limits of the harm first."""
    n = design.exposed
    return (
        *_harm(n),
        *_arm(design),
        *_disease(design, n),
        *_tests(design),
        *_waiting(design, n),
    )


def assumed(design: Design, name: str) -> Assumption | None:
    """Return an assumption of the design by its id."""
    return next((one for one in design.assumptions if one.id == name), None)


def percent(share: float) -> str:
    """Write a share to three digits, below 1 % to two: 52.2 %; one that is not quite all or nothing never reads as such."""
    if 0 < share < 0.0005:
        return "below 0.05 %"
    if share > 0.9995:
        return "above 99.9 %"
    return f"{100 * share:.{3 if share >= 0.01 else 2}g} %"


def _harm(n: int) -> Iterator[Fact]:
    none, one = clopper_pearson(0, n), clopper_pearson(1, n)
    upper = percent(none.upper)
    said = f"Should none of {n} have an event, its true rate may still be {upper}."
    yield Fact(name="none seen", sentence=said, number=upper, source=EXACT)
    between = f"{100 * one.lower:.2g} to {percent(one.upper)}"
    said = f"Should one of {n} have it, the true rate may lie anywhere from {between}."
    yield Fact(name="one seen", sentence=said, number=between, source=EXACT)
    for rate in (0.10, 0.20):
        unseen = percent(probability_unseen(rate, n))
        said = f"An event that strikes {100 * rate:.0f} of 100 is not seen at all among {n} with a chance of {unseen}."
        yield Fact(name=f"unseen at {100 * rate:.0f} %", sentence=said, number=unseen, source=BINOMIAL)


def _arm(design: Design) -> Iterator[Fact]:
    n = min(map(design.enrolled, design.arms))
    if not design.randomised or n >= design.exposed:
        return
    upper = percent(clopper_pearson(0, n).upper)
    said = f"In one arm of {n} alone, none seen still leaves a rate of {upper}."
    yield Fact(name="none seen in an arm", sentence=said, number=upper, source=EXACT)


def _disease(design: Design, n: int) -> Iterator[Fact]:
    known = assumed(design, "death_180")
    rate = DEATH if known is None else float(known.value)
    source = ALONE if known is None else known.reference
    chance = percent(1 - probability_unseen(rate, n))
    said = f"If the cells do nothing at all, at least one of {n} dies of the disease within 180 days with a chance of {chance}."
    yield Fact(name="a death of the disease", sentence=said, number=chance, source=source)
    expected = f"{n * rate:.1f}"
    said = f"{expected} of {n} are expected to: a death shows no harm, and none shows no safety."
    yield Fact(name="deaths of the disease", sentence=said, number=expected, source=source)


def _tests(design: Design) -> Iterator[Fact]:
    if design.randomised:
        return
    n = design.participants
    smallest = f"{smallest_attainable_p(n):.3g}"
    said = f"No exact test of {n} pairs before and after can reach a two-sided p below {smallest}."
    yield Fact(
        name="smallest p", sentence=said, number=smallest, source="exact sign and signed-rank tests: 2 ÷ 2ⁿ"
    )


def _waiting(design: Design, n: int) -> Iterator[Fact]:
    waits = gaps(design, n)
    if not waits:
        return
    k, pace = len(waits) + 1, DAYS / float(design.accrual.per_month) * design.participants / n
    plan = Stagger(
        gaps=waits, p=HARMFUL, onset=Uniform(start=0, end=float(design.times.window_days)), accrual=pace
    )
    dosed = staggered(plan).expected_dosed
    said = (
        f"At a true rate of {100 * HARMFUL:.0f} %, {dosed:.1f} of the first {k} are given cells before the first event "
        f"is known, if it begins on any of {design.times.window_days} days alike and is known at once."
    )
    yield Fact(name="given cells before an event is known", sentence=said, number=f"{dosed:.1f}",
               source="sum of unequal coins, no simulation")  # fmt: skip
