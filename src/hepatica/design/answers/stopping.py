"""What each rule of a design does at supposed true rates: exact, by the absorbing walk, a pause beside each boundary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hepatica.design.answers.values import RATES, Harm, RateOdds, RuleOdds
from hepatica.design.document import Design
from hepatica.design.engines import asked, calibrated
from hepatica.design.proceeding import StopRule
from hepatica.stats.monitoring.beta_binomial import Prior, boundary
from hepatica.stats.monitoring.exposure import Plan
from hepatica.stats.monitoring.exposure_rules import exposure_answered, family_of
from hepatica.stats.monitoring.rules import check_size
from hepatica.stats.monitoring.sweep import operating

Limits = tuple[int, ...]
NO_COUNT = "Several outcomes together: the chance depends on how they go together; `hepatica design thall-sung` asks."
BY_TIME = "Over exposure time: how many are treated by then depends on the accrual; events are taken as a Poisson process."


def stopping(design: Design) -> tuple[RuleOdds, ...]:
    """Return every rule with its odds. Raises ValueError, a sentence, for what an engine refuses."""
    return tuple(rule_odds(rule, design.exposed) for rule in design.stopping)


def rule_odds(rule: StopRule, n: int) -> RuleOdds:
    """Return one rule among ``n`` participants who are watched. Raises ValueError as `stopping`."""
    check_size(n)
    if rule.family == "exposure":
        return _over_time(rule, n)
    limits, false_alarm = _limits(rule, n)
    if not limits:
        return _told(rule, n, (), None, (), NO_COUNT)
    odds = _odds(limits)
    shown = tuple(limit if limit <= k else None for k, limit in enumerate(limits, 1))
    return _told(rule, n, shown, false_alarm, odds)


def boundary_of(rules: Sequence[RuleOdds]) -> RuleOdds | None:
    """Return the boundary by which designs are compared: of related serious events first; None without one."""
    stops = [rule for rule in rules if rule.layer == "stop" and rule.odds]
    return next((rule for rule in stops if rule.counts == "related_serious"), next(iter(stops), None))


def harm(rules: Sequence[RuleOdds]) -> tuple[Harm, ...]:
    """Return who is exposed to harm at each rate, by that boundary, and by the first review of the same events."""
    stop = boundary_of(rules)
    pauses = [rule for rule in rules if rule.layer == "pause" and rule.odds]
    pause = next((rule for rule in pauses if stop is None or rule.counts == stop.counts), None)
    return tuple(
        Harm(
            rate=rate,
            treated=None if stop is None else stop.at(rate).treated,
            harmed=None if stop is None else stop.at(rate).events,
            treated_to_pause=None if pause is None else pause.at(rate).treated,
        )
        for rate in RATES
    )


def _told(
    rule: StopRule,
    n: int,
    limits: tuple[int | None, ...],
    false_alarm: float | None,
    odds: tuple[RateOdds, ...],
    note: str = "",
) -> RuleOdds:
    return RuleOdds(
        id=rule.id, title=str(rule.title), layer=rule.layer, counts=rule.counts, family=rule.family, participants=n,
        boundary=limits, false_alarm=false_alarm, odds=odds, note=note,
    )  # fmt: skip


def _limits(rule: StopRule, n: int) -> tuple[Limits, float | None]:
    """Return the fewest events that act after 1 to n, and the chance of a false alarm; none for rules that are no count."""
    if rule.family == "pause_review":
        return (rule.needs or 1,) * n, None
    known = asked(rule, n)
    if known is not None:
        found = calibrated(known)
        return found.limits, found.type_one
    if rule.above is None or rule.p0 is None or rule.prior_a is None or rule.prior_b is None:
        return (), None
    p0 = float(rule.p0)
    limits = boundary(Prior(a=float(rule.prior_a), b=float(rule.prior_b)), p0, float(rule.above), n)
    return limits, operating(range(1, n + 1), limits, (p0,))[0].p_stop


@lru_cache(maxsize=256)
def _odds(limits: Limits) -> tuple[RateOdds, ...]:
    found = operating(range(1, len(limits) + 1), limits, RATES)
    return tuple(
        RateOdds(rate=one.rate, acts=one.p_stop, treated=one.expected_evaluated, events=one.expected_events)
        for one in found
    )


def _over_time(rule: StopRule, n: int) -> RuleOdds:
    p0, alpha, days = float(rule.p0 or 0), float(rule.alpha or 0), float(rule.window_days or 0)
    plan = Plan(n=n, tau=days, p0=p0)
    prior = [float(part) for part in (rule.prior_a, rule.prior_b) if part is not None]
    family = family_of("gamma-poisson" if prior else "maxsprt", plan, prior=prior)
    found = exposure_answered(family, plan, alpha, RATES)
    odds = tuple(
        RateOdds(rate=one.p, acts=one.p_stop, treated=None, events=one.expected_events)
        for one in found.supposed
    )
    return _told(rule, n, found.boundary, alpha, odds, BY_TIME)
