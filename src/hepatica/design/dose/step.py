"""One step of a rule: from what is known to the next level, or the end, with the numbers and the sentence that say why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from hepatica.design.dose.known import Seen, at, counted
from hepatica.design.dose.plan import DoseDesign, Level
from hepatica.design.dose.rules import (
    Boin,
    BoinPairs,
    Crm,
    Keyboard,
    MtpiTwo,
    Optimum,
    OverdoseControl,
    ThreePlusThree,
    TiteBoin,
    TiteCrm,
)
from hepatica.stats.dosing.blrm import Overdose, Prior, overdose_control
from hepatica.stats.dosing.boin import limits
from hepatica.stats.dosing.crm import Fit, crm
from hepatica.stats.dosing.effective import Effective, boin_step, keyboard_step, unit_mass_step
from hepatica.stats.dosing.obd import next_by_worth, plateau
from hepatica.stats.dosing.pairs import next_pairs
from hepatica.stats.dosing.three_plus_three import three_plus_three

Number = float | int | str | None | tuple[float | None, ...]
Words = Literal["go", "stop", "finish"]
TABLES = (Boin, TiteBoin, Keyboard, MtpiTwo)


@dataclass(frozen=True, kw_only=True)
class Step:
    """Where a rule leads: to a level, or to an end with the dose recommended or without one."""

    kind: Words = "go"
    to: Level | None = None
    reason: str
    numbers: tuple[tuple[str, Number], ...]
    eliminated: tuple[Level, ...] = ()
    alternatives: tuple[Level, ...] = ()
    """Levels as good as ``to``; the published design draws one of them."""


def step(design: DoseDesign, seen: tuple[Seen, ...], current: Level) -> Step:
    """Return what the rule of the design says after these outcomes, the last participants being at ``current``."""
    rule = design.rule
    if isinstance(rule, TABLES):
        return _table(design, rule, seen, current)
    if isinstance(rule, Crm | TiteCrm):
        return _model(design, rule, seen)
    if isinstance(rule, BoinPairs):
        return _pairs(design, rule, seen, current)
    if isinstance(rule, OverdoseControl):
        return _overdose(design, rule, seen)
    if isinstance(rule, ThreePlusThree):
        return _three(design, rule, seen, current)
    return _optimum(design, rule, seen, current)


def _table(
    design: DoseDesign, rule: Boin | TiteBoin | Keyboard | MtpiTwo, seen: tuple[Seen, ...], current: Level
) -> Step:
    gone = [
        level
        for level in design.levels
        if at(seen, level).too_toxic(rule.target, rule.cutoff, least=rule.least)
    ]
    here = at(seen, current)
    numbers: tuple[tuple[str, Number], ...]
    if isinstance(rule, Boin | TiteBoin):
        low, high = limits(rule.target, safe=rule.safe, toxic=rule.toxic)
        move = boin_step(here, rule.target, safe=rule.safe, toxic=rule.toxic)
        numbers = (("lambda_e", low), ("lambda_d", high))
        against = f"the limits are {low:.1%} and {high:.1%}"
    else:
        by = keyboard_step if isinstance(rule, Keyboard) else unit_mass_step
        move = by(here, rule.target, half_width=rule.half_width)
        low, high = rule.target - rule.half_width, rule.target + rule.half_width
        numbers = (("key_low", low), ("key_high", high))
        where = {1: "below", 0: "in", -1: "above"}[move]
        against = f"the posterior favours a rate {where} {low:.0%} to {high:.0%}"
    told = (*_numbers(here, rule.target), *numbers)
    ceiling = min((level[0] for level in gone), default=len(design.doses) + 1)
    eliminated = tuple((dose,) for dose in range(ceiling, len(design.doses) + 1))
    said = f"{_seen(design, here, current)}; {against}"
    make = partial(Step, numbers=told, eliminated=eliminated)
    if ceiling == 1:
        return make(kind="stop", reason=f"{said}. Even the lowest dose is probably too toxic.")
    if current[0] >= ceiling:
        return make(to=(ceiling - 1,), reason=f"{said}. This dose and all above are given up.")
    if move > 0 and current[0] + 1 >= ceiling:
        top = "is given up" if eliminated else "does not exist"
        return make(to=current, reason=f"{said}. A higher dose would follow, but {top}.")
    to = (max(1, current[0] + move),)
    held = " There is no lower dose." if move < 0 and to == current else ""
    return make(to=to, reason=f"{said}.{held}")


def _seen(design: DoseDesign, here: Effective, level: Level) -> str:
    events = f"{here.events} event{'s' * (here.events != 1)}"
    return f"{events} among {here.size:.4g} participants at {design.named(level)} ({here.rate:.1%})"


def _numbers(here: Effective, target: float) -> tuple[tuple[str, Number], ...]:
    return (
        ("events", here.events),
        ("effective_participants", here.size),
        ("rate", here.rate),
        ("p_above_target", here.above(target)),
    )


def _fit(rule: Crm | TiteCrm, seen: tuple[Seen, ...]) -> Fit:
    return crm(
        rule.skeleton,
        rule.target,
        [one.level[0] for one in seen],
        [int(one.event) for one in seen],
        weights=[1.0 if one.event else one.weight for one in seen],
        curve=rule.curve,
        prior_sd=rule.prior_sd,
    )


def _model(design: DoseDesign, rule: Crm | TiteCrm, seen: tuple[Seen, ...]) -> Step:
    fit = _fit(rule, seen)
    numbers: tuple[tuple[str, Number], ...] = (
        ("estimate", fit.estimate),
        ("variance", fit.variance),
        ("rates", fit.rates),
        ("p_lowest_above_target", fit.lowest_above),
    )
    if rule.cutoff is not None and fit.lowest_above is not None and fit.lowest_above > rule.cutoff:
        why = f"The lowest dose lies above {rule.target:.0%} with probability {fit.lowest_above:.1%}."
        return Step(kind="stop", reason=why, numbers=numbers, eliminated=design.levels)
    tried = max(one.level[0] for one in seen)
    to = min(fit.dose, tried + 1)
    reason = (
        f"The rate estimated at {design.named((fit.dose,))} is {fit.rates[fit.dose - 1]:.1%}, "
        f"the closest to {rule.target:.0%}."
    )
    if to < fit.dose:
        reason += " No dose is skipped on the way up."
    return Step(to=(to,), reason=reason, numbers=numbers)


def pairs_seen(design: DoseDesign, seen: tuple[Seen, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the effective participants and the events as tables over both cell types."""
    shape = (len(design.doses), len(design.second))
    each = [at(seen, level) for level in design.levels]
    return np.array([e.size for e in each]).reshape(shape), np.array([e.events for e in each], float).reshape(
        shape
    )


def pairs_gone(design: DoseDesign, rule: BoinPairs, seen: tuple[Seen, ...]) -> np.ndarray:
    """Return which pairs are given up: each too toxic one with all that hold as much of both cell types."""
    gone = np.zeros((len(design.doses), len(design.second)), bool)
    for level in design.levels:
        if at(seen, level).too_toxic(rule.target, rule.cutoff, least=rule.least):
            gone[level[0] - 1 :, level[1] - 1 :] = True
    return gone


def _pairs(design: DoseDesign, rule: BoinPairs, seen: tuple[Seen, ...], current: Level) -> Step:
    n, y = pairs_seen(design, seen)
    gone = pairs_gone(design, rule, seen)
    low, high = limits(rule.target, safe=rule.safe, toxic=rule.toxic)
    here = at(seen, current)
    index = (current[0] - 1, current[1] - 1)
    move = -1 if gone[index] else boin_step(here, rule.target, safe=rule.safe, toxic=rule.toxic)
    eliminated = tuple(level for level in design.levels if gone[level[0] - 1, level[1] - 1])
    numbers = (*_numbers(here, rule.target), ("lambda_e", low), ("lambda_d", high))
    said = f"{_seen(design, here, current)}; the limits are {low:.1%} and {high:.1%}"
    make = partial(Step, numbers=numbers, eliminated=eliminated)
    if gone[0, 0]:
        return make(kind="stop", reason=f"{said}. Even the lowest pair is probably too toxic.")
    around = [(a + 1, b + 1) for a, b in next_pairs(index, move, n, y, gone, (low, high))] if move else []
    if not around:
        held = " No neighbouring pair is open." if move else ""
        return make(to=current, reason=f"{said}.{held}")
    more = " Several neighbours are equally likely to be right; one is drawn." if around[1:] else ""
    return make(to=around[0], reason=f"{said}.{more}", alternatives=tuple(around[1:]))


def posterior(design: DoseDesign, rule: OverdoseControl, seen: tuple[Seen, ...]) -> Overdose:
    """Return the posterior of overdose control."""
    return overdose_control(
        design.doses,
        rule.reference,
        [one.level[0] for one in seen],
        [int(one.event) for one in seen],
        weights=[1.0 if one.event else one.weight for one in seen],
        proper=rule.proper,
        most=rule.most,
        prior=Prior(mean=rule.mean, sd=rule.sd, correlation=rule.correlation),
    )


def _overdose(design: DoseDesign, rule: OverdoseControl, seen: tuple[Seen, ...]) -> Step:
    found = posterior(design, rule, seen)
    numbers = (
        ("mean", found.mean),
        ("p_under", found.under),
        ("p_proper", found.proper),
        ("p_over", found.over),
    )
    limit = f"{rule.proper[1]:.0%}"
    barred = tuple(level for level, fit in zip(design.levels, found.allowed, strict=True) if not fit)
    if found.dose is None:
        why = f"Even the lowest dose exceeds {limit} with probability {found.over[0]:.1%}, not below {rule.most:.0%}."
        return Step(kind="stop", reason=why, numbers=numbers, eliminated=barred)
    to = min(found.dose, max(one.level[0] for one in seen) + 1)
    reason = f"{design.named((to,))} exceeds {limit} with probability {found.over[to - 1]:.1%}, below {rule.most:.0%}"
    skipped = " No dose is skipped on the way up." if to < found.dose else ""
    return Step(to=(to,), reason=f"{reason}.{skipped}", numbers=numbers, eliminated=barred)


def _three(design: DoseDesign, rule: ThreePlusThree, seen: tuple[Seen, ...], current: Level) -> Step:
    n, y, _ = counted(seen, design.levels)
    stands = three_plus_three(n, y, current[0], six=rule.six)
    at_level = f"{y[current[0] - 1]} of {n[current[0] - 1]} with the event at {design.named(current)}"
    numbers: tuple[tuple[str, Number], ...] = (("treated", tuple(n)), ("events", tuple(y)))
    if stands.next_dose is not None:
        return Step(to=(stands.next_dose,), reason=f"{at_level}.", numbers=numbers)
    if not stands.recommended:
        return Step(kind="stop", reason=f"{at_level}: no dose is recommended.", numbers=numbers)
    reason = f"{at_level}: the trial ends."
    return Step(kind="finish", to=(stands.recommended,), reason=reason, numbers=numbers)


def _optimum(design: DoseDesign, rule: Optimum, seen: tuple[Seen, ...], current: Level) -> Step:
    n, t, e = counted(seen, design.levels)
    found = plateau(n, t, e, rule.aims)
    to = next_by_worth(n, t, e, current[0], rule.aims)
    numbers: tuple[tuple[str, Number], ...] = (
        ("treated", tuple(n)),
        ("events", tuple(t)),
        ("responses", tuple(e)),
        ("p_too_toxic", found.too_toxic),
        ("p_too_weak", found.too_weak),
        ("desirability", found.desirability),
    )
    barred = tuple(level for level, fit in zip(design.levels, found.acceptable, strict=True) if not fit)
    if to is None:
        why = f"No dose around {design.named(current)} is both tolerable and likely to work."
        return Step(kind="stop", reason=why, numbers=numbers, eliminated=barred)
    reason = f"{design.named((to,))} is the most desirable of the doses that may follow ({found.desirability[to - 1]:.2f})."
    return Step(to=(to,), reason=reason, numbers=numbers, eliminated=barred)
