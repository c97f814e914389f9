"""What each endpoint costs in patients for one and the same effect: the change in MELD beside what ranks everybody.

The mean change among survivors is there to be compared with, not to be chosen: MELD after death does not exist, and who
survives is chosen by the treatment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, log, sqrt

import numpy as np
import scipy

from hepatica.design.next.course import Benefit, Course, Outcomes, outcomes
from hepatica.stats.competing_plan import EventPlan, Hazards, cause_specific_plan, subdistribution_plan
from hepatica.stats.factorial_plan import check_errors
from hepatica.stats.quadrature import Array
from hepatica.stats.ranked_plan import RankedPlan, ranked_plan
from hepatica.stats.sequential.sample_size import two_rates

ASSUMES = (
    "two equal arms, nobody lost, constant hazards of death and transplant, the change in MELD normal among the living",
    "one effect on all patients: a treatment that helps some is shown by fewer endpoints than the table says",
    "the order of the outcomes (transplant between death and decompensation) is the hepatologists', not the program's",
)
CANNOT_SHOW = (
    "A win ratio depends on follow-up and on the threshold: it is no amount of benefit, and two trials' are not compared.",
    "A ranked endpoint may be won on MELD alone while deaths go the other way: every level is reported beside the whole.",
    "Days alive without transplant depend on who is offered an organ, which differs between places.",
)


UNMOVED = "the supposed effect does not move it towards benefit"


@dataclass(frozen=True, kw_only=True)
class EndpointCost:
    """One endpoint: the size of the effect on its own scale, patients for the power asked, power at the size given."""

    name: str
    effect: str
    patients: int | None
    """Both arms; None where the supposed benefit does not move this endpoint."""
    power: float | None
    """At ``each`` per arm; None where no size is given."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class EndpointTable:
    """The endpoints side by side, and the shares of pairs that decide the hierarchy."""

    controls: Course
    treated: Course
    threshold: float
    costs: tuple[EndpointCost, ...]
    decided: dict[str, tuple[float, float]]
    """By level of the hierarchy: shares of all pairs won and lost there."""
    assumes: tuple[str, ...] = ASSUMES
    cannot_show: tuple[str, ...] = CANNOT_SHOW


@dataclass(frozen=True, kw_only=True)
class _Asked:
    error: float
    power: float
    each: int | None


def endpoint_table(
    controls: Course,
    benefit: Benefit,
    *,
    threshold: float = 2.0,
    correlation: float = 0.0,
    error: float = 0.05,
    power: float = 0.8,
    each: int | None = None,
) -> EndpointTable:
    """Return the cost of each endpoint for a benefit; ``threshold`` is the MELD difference that decides a pair.

    ``correlation`` with the baseline helps the mean change alone. Raises ValueError for errors, a threshold or arms that
    cannot be.
    """
    check_errors(error, power)
    if not 0 <= threshold < 40:
        raise ValueError(f"a difference of {threshold} MELD points does not decide a pair: between 0 and 40")
    if not -1 < correlation < 1:
        raise ValueError(f"a correlation of {correlation} does not lie between −1 and 1")
    if each is not None and each < 2:
        raise ValueError(f"arms of {each} participants cannot be compared")
    treated = benefit.on(controls)
    asked, happen = _Asked(error=error, power=power, each=each), outcomes(controls, treated)
    levels = _levels(happen, threshold)
    return EndpointTable(
        controls=controls,
        treated=treated,
        threshold=threshold,
        costs=(
            _change(controls, treated, correlation, asked),
            *_ranked(happen, levels, threshold, asked),
            _days(controls, treated, asked),
            _responders(controls, treated, threshold, asked),
            *_events(controls, treated, asked),
        ),
        decided=_decided(happen, levels),
    )


def door_categories(happen: Outcomes, threshold: float) -> Array:
    """Return the desirability of each outcome, 6 the best: improved by ``threshold``, no event, one, more, transplant, death."""
    events = happen.decompensations
    alive = np.where(
        events >= 2, 3.0, np.where(events == 1, 4.0, np.where(happen.change <= -threshold, 6.0, 5.0))
    )
    return np.where(happen.level == 0, 1.0, np.where(happen.level == 1, 2.0, alive))


def _levels(happen: Outcomes, threshold: float) -> dict[str, Array]:
    """Return the table of who beats whom at each level of the hierarchy, before later levels are asked."""

    def apart(values: Array) -> Array:
        found: Array = values[:, None] - values[None, :]
        return found

    living = (happen.level == 2)[:, None] & (happen.level == 2)[None, :]
    state = np.sign(apart(happen.level))
    same = apart(happen.level) == 0
    later = np.where(same & ~living, np.sign(apart(happen.day)), 0.0)
    fewer = np.where(living, -np.sign(apart(happen.decompensations)), 0.0)
    fall = -apart(happen.change)
    # Two bins exactly a threshold apart hold pairs on either side of it: half of them are decided.
    far = np.where(np.isclose(np.abs(fall), threshold), 0.5, 1.0) if threshold else 1.0
    better = np.where(living & (np.abs(fall) > threshold - 1e-9), np.sign(fall) * far, 0.0)
    return {"death, then transplant": state, "time of it": later, "decompensations": fewer, "MELD": better}


def _hierarchy(levels: dict[str, Array]) -> Array:
    found = np.zeros_like(next(iter(levels.values())))
    for level in levels.values():
        found = np.where(found == 0, level, found)
    return found


def _decided(happen: Outcomes, levels: dict[str, Array]) -> dict[str, tuple[float, float]]:
    open_pairs = np.ones((happen.level.size,) * 2)
    found = {}
    for name, level in levels.items():
        here = level * open_pairs
        won = float(happen.treated @ np.maximum(here, 0) @ happen.controls)
        lost = float(happen.treated @ np.maximum(-here, 0) @ happen.controls)
        found[name] = (won, lost)
        open_pairs = open_pairs * (level == 0)
    return found


def _ranked(
    happen: Outcomes, levels: dict[str, Array], threshold: float, asked: _Asked
) -> Iterator[EndpointCost]:
    whole = ranked_plan(_hierarchy(levels), happen.treated, happen.controls)
    yield _cost("Win ratio", f"win ratio {whole.win_ratio:.2f}, ties {100 * whole.tie:.0f} %", whole, asked,
                f"death, transplant, decompensations, then MELD by {threshold:g} points")  # fmt: skip
    ranks = _levels(happen, 0.0)
    worst = ranked_plan(
        _hierarchy({k: v for k, v in ranks.items() if k != "decompensations"}),
        happen.treated,
        happen.controls,
    )
    yield _cost("MELD with worst ranks", f"win probability {worst.win_probability:.3f}", worst, asked,
                "the dead rank lowest, the transplanted next, the living by their change")  # fmt: skip
    category = door_categories(happen, threshold)
    door = ranked_plan(np.sign(category[:, None] - category[None, :]), happen.treated, happen.controls)
    yield _cost("DOOR", f"DOOR probability {door.win_probability:.3f}", door, asked,
                "six categories, from improved without an event to death")  # fmt: skip


def _cost(name: str, effect: str, plan: RankedPlan, asked: _Asked, note: str) -> EndpointCost:
    gained = plan.net_benefit > 1e-9
    return EndpointCost(
        name=name,
        effect=effect,
        patients=2 * plan.size(error=asked.error, power=asked.power) if gained else None,
        power=None if asked.each is None else plan.power(asked.each, error=asked.error),
        note=note if gained else UNMOVED,
    )


def _change(controls: Course, treated: Course, correlation: float, asked: _Asked) -> EndpointCost:
    difference = controls.change - treated.change
    sd = controls.sd * sqrt(1 - correlation**2)
    information = 2 / (1 / controls.alive + 1 / treated.alive)
    note = "not an estimand: compares survivors only"
    return _mean_cost("MELD change among survivors", f"{difference:g} points, SD {sd:.3g}", difference,
                      2 * sd**2 / information, asked, note)  # fmt: skip


def _days(controls: Course, treated: Course, asked: _Asked) -> EndpointCost:
    own, other = treated.hazards.days_free(treated.horizon), controls.hazards.days_free(controls.horizon)
    gained = own[0] - other[0]
    effect = f"{other[0]:.0f} days become {own[0]:.0f}"
    return _mean_cost(
        "Days alive without transplant", effect, gained, own[1] + other[1], asked, "mean per participant"
    )


def _mean_cost(
    name: str, effect: str, gained: float, variance: float, asked: _Asked, note: str
) -> EndpointCost:
    """Price a difference of means whose variance is ``variance`` / participants in each arm."""
    limit = float(scipy.stats.norm.isf(asked.error / 2))
    there = gained > 1e-9
    each = (
        ceil(variance * ((limit + float(scipy.stats.norm.ppf(asked.power))) / gained) ** 2 - 1e-9)
        if there
        else 0
    )
    return EndpointCost(
        name=name,
        effect=effect,
        patients=2 * max(2, each) if there else None,
        power=None
        if asked.each is None
        else float(scipy.stats.norm.cdf(gained / sqrt(variance / asked.each) - limit)),
        note=note if there else UNMOVED,
    )


def _responders(controls: Course, treated: Course, threshold: float, asked: _Asked) -> EndpointCost:
    own, other = (
        arm.alive * float(scipy.stats.norm.cdf(-threshold, arm.change, arm.sd)) for arm in (treated, controls)
    )
    effect = f"{100 * other:.0f} % become {100 * own:.0f} %"
    note = f"alive without transplant, MELD lower by {threshold:g} or more"
    if own - other <= 1e-9:
        return EndpointCost(name="Responders", effect=effect, patients=None, power=None, note=UNMOVED)
    needed = two_rates(own, other, error=asked.error / 2, power=asked.power)
    spread = own * (1 - own) + other * (1 - other)
    limit = float(scipy.stats.norm.isf(asked.error / 2)) * sqrt((own + other) * (2 - own - other) / 2)
    reached = (
        None
        if asked.each is None
        else float(scipy.stats.norm.cdf(((own - other) * sqrt(asked.each) - limit) / sqrt(spread)))
    )
    return EndpointCost(
        name="Responders", effect=effect, patients=2 * ceil(needed.first), power=reached, note=note
    )


def _events(controls: Course, treated: Course, asked: _Asked) -> Iterator[EndpointCost]:
    def priced(plan: Callable[..., EventPlan], one: Hazards, other: Hazards) -> EventPlan:
        return plan(one, other, horizon=controls.horizon, error=asked.error, power=asked.power)

    own, other = treated.hazards, controls.hazards
    either = Hazards(first=other.total, second=0.0), Hazards(first=own.total, second=0.0)
    for name, test, plan, pair in (
        ("Death or transplant", "log-rank", cause_specific_plan, either),
        ("Death, transplant censored", "cause-specific hazard", cause_specific_plan, (other, own)),
        ("Death, transplant competing", "subdistribution hazard", subdistribution_plan, (other, own)),
    ):
        try:
            found = priced(plan, *pair)
        except ValueError as none:
            yield EndpointCost(name=name, effect="hazard ratio 1", patients=None, power=None, note=str(none))
            continue
        helped = found.ratio < 1
        yield EndpointCost(
            name=name,
            effect=f"hazard ratio {found.ratio:.2f}",
            patients=found.patients if helped else None,
            power=_power_of_events(found, asked),
            note=f"{test}, {found.events} events" if helped else UNMOVED,
        )


def _power_of_events(plan: EventPlan, asked: _Asked) -> float | None:
    if asked.each is None:
        return None
    events = 2 * asked.each * plan.incidence
    return float(
        scipy.stats.norm.cdf(-log(plan.ratio) * sqrt(events) / 2 - scipy.stats.norm.isf(asked.error / 2))
    )
