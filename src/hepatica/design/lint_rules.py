"""Decisions and stopping rules of a design have what their family needs, and can do what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from hepatica.design.document import Design
from hepatica.design.proceeding import MAY, NEEDS, Decision, StopRule
from hepatica.study.lines import Finding, Path
from hepatica.study.references import reference

_DECISION = ("target", "low", "high", "skeleton", "prior_sd", "overdose", "least_treated", "window_days",
             "least_efficacy", "plateau", "reference_dose", "prior_means", "prior_sds", "correlation")  # fmt: skip
_STOP = ("needs", "p0", "p1", "alpha", "prior_a", "prior_b", "above", "shape", "outcomes")
_ANY_CAUSE = frozenset({"death", "serious"})


def lint(design: Design) -> Iterator[Finding]:
    """Yield what is wrong with the cohorts, the times, the decision and the stopping rules."""
    yield from _proceeding(design)
    decision = design.decision
    yield from _parameters(decision, _DECISION, ("decision",))
    yield from _decision(design)
    for n, rule in enumerate(design.stopping):
        path: Path = ("stopping", n)
        yield from _parameters(rule, _STOP, path)
        yield from _stop(design, rule, path)
        # A dropout that leaves nobody is told with the numbers; here it would only be in the way.
        if 0 <= design.sample_size.dropout < 1:
            yield from _within(rule, design.exposed, path)
    if not any(rule.layer == "pause" for rule in design.stopping):
        said = "a boundary alone protects few: add a rule of layer 'pause', which calls for a review of each event"
        yield Finding(("stopping",), said)


def _proceeding(design: Design) -> Iterator[Finding]:
    times, stagger = design.times, design.stagger
    if times.window_days > times.follow_up_days:
        said = f"the window of {times.window_days} days outlasts the follow-up of {times.follow_up_days}"
        yield Finding(("times", "window_days"), said)
    for key in ("days", "sentinel_days", "participants"):
        if getattr(stagger, key) < 0:
            yield Finding(("stagger", key), f"'{key}' {getattr(stagger, key)} cannot be: it is 0 or more")
    if design.decision.family != "none" and design.cohorts is None:
        yield Finding(
            ("cohorts",), f"'{design.decision.family}' decides after cohorts: give their size and count"
        )
    if design.cohorts is not None and design.cohorts.first_level is not None:
        levels = tuple(level.id for level in design.grid)
        where = ("cohorts", "first_level")
        yield from reference("level", design.cohorts.first_level, levels, where, "grid")


def _parameters(rule: Decision | StopRule, known: tuple[str, ...], path: Path) -> Iterator[Finding]:
    """Require the parameters of the family, and none that it would not read."""
    needed = NEEDS[rule.family]
    read = {*needed, *MAY.get(rule.family, ())}
    for key in known:
        given = getattr(rule, key) not in (None, ())
        if key in needed and not given and not (key == "alpha" and getattr(rule, "above", None) is not None):
            yield Finding((*path, "family"), f"'{rule.family}' needs '{key}'")
        if given and key not in read:
            yield Finding((*path, key), f"'{key}' says nothing to '{rule.family}': leave it out")


def _decision(design: Design) -> Iterator[Finding]:
    rule, path = design.decision, ("decision",)
    if rule.family != "none" and not design.grid:
        yield Finding(
            (*path, "family"), f"'{rule.family}' chooses among the levels of a grid, and there is none"
        )
    if rule.skeleton and len(rule.skeleton) != len(design.grid):
        said = f"the skeleton has {len(rule.skeleton)} rates for {len(design.grid)} levels of the grid"
        yield Finding((*path, "skeleton"), said, ("grid",))
    if any(b <= a for a, b in pairwise(rule.skeleton)) or not all(0 < p < 1 for p in rule.skeleton):
        yield Finding(
            (*path, "skeleton"), "the skeleton's rates lie between 0 and 1 and increase with the dose"
        )
    if rule.target is not None:
        if rule.low is not None and rule.low >= rule.target:
            yield Finding((*path, "low"), f"'low' {rule.low} is not below the target {rule.target}")
        if rule.high is not None and rule.high <= rule.target:
            yield Finding((*path, "high"), f"'high' {rule.high} is not above the target {rule.target}")
    yield from _two_unknowns(rule, path)


def _two_unknowns(rule: Decision, path: Path) -> Iterator[Finding]:
    """Require of the curve of overdose control a mean and a spread for each of its two unknowns, and a correlation matrix."""
    for key in ("prior_means", "prior_sds"):
        given = getattr(rule, key)
        if given is not None and len(given) != 2:
            said = f"the curve has two unknowns, and '{key}' has {len(given)}"
            yield Finding((*path, key), said)
    if rule.prior_sds is not None and any(sd <= 0 for sd in rule.prior_sds):
        yield Finding((*path, "prior_sds"), "a prior has a spread: both lie above 0")
    if rule.correlation is not None and not _correlates(rule.correlation):
        said = "this is no correlation matrix: two rows, 1 on the diagonal, and the same number between -1 and 1 beside it"
        yield Finding((*path, "correlation"), said)
    if rule.low is not None and rule.high is not None and rule.low >= rule.high:
        yield Finding((*path, "low"), f"'low' {rule.low} is not below 'high' {rule.high}")


def _correlates(matrix: tuple[tuple[Decimal, ...], ...]) -> bool:
    if [len(row) for row in matrix] != [2, 2]:
        return False
    (one, across), (down, other) = matrix
    return one == other == 1 and across == down and -1 < across < 1


# -- Stopping -----------------------------------------------------------------------------------------------------------


def _stop(design: Design, rule: StopRule, path: Path) -> Iterator[Finding]:
    if rule.layer == "pause" and rule.family != "pause_review":
        yield Finding((*path, "layer"), "a pause is a review of events, without a boundary: pause_review")
    if rule.layer == "stop" and rule.family == "pause_review":
        yield Finding((*path, "layer"), "a review pauses; it does not stop")
    yield from _numbers(rule, path)
    if rule.window_days is not None and rule.window_days > design.times.follow_up_days:
        said = (
            f"the window of {rule.window_days} days outlasts the follow-up of {design.times.follow_up_days}"
        )
        yield Finding((*path, "window_days"), said)
    if rule.counts in _ANY_CAUSE and rule.p0 is not None and rule.window_days is None:
        said = "events of any cause come with time too: say 'window_days', and a 'p0' that includes the disease's own"
        yield Finding((*path, "counts"), said)


def _within(rule: StopRule, n: int, path: Path) -> Iterator[Finding]:
    """Yield a rule that nothing can set off among ``n`` participants."""
    if rule.needs is not None and rule.needs > n:
        said = f"it can never pause: it needs {rule.needs} of {n} participants"
        yield Finding((*path, "needs"), said, ("arms",))
    if _sound(rule) and not stops_ever(rule, n):
        yield Finding(
            (*path, "family"), f"it can never stop within {n} participants, whatever happens", ("arms",)
        )


def _numbers(rule: StopRule, path: Path) -> Iterator[Finding]:
    for key in ("prior_a", "prior_b"):
        value = getattr(rule, key)
        if value is not None and value <= 0:
            yield Finding((*path, key), f"'{key}' {value} is no prior: both parameters of a Beta lie above 0")
    if rule.above is not None and rule.alpha is not None:
        yield Finding((*path, "above"), "say 'alpha' or 'above', not both: one follows from the other")
    if rule.p0 is not None and rule.p1 is not None and rule.p1 <= rule.p0:
        yield Finding((*path, "p1"), f"'p1' {rule.p1} is not above the rate that is borne, {rule.p0}")
    for n, one in enumerate(rule.outcomes):
        if one.prior <= 0:
            yield Finding(
                (*path, "outcomes", n, "prior"), f"a weight of {one.prior} leaves the outcome no prior"
            )


def _sound(rule: StopRule) -> bool:
    shares = [v for key in ("p0", "p1", "alpha", "above") if (v := getattr(rule, key)) is not None]
    return (
        all(0 < share < 1 for share in shares)
        and all(v is None or v > 0 for v in (rule.prior_a, rule.prior_b))
        and not any(key != "alpha" and getattr(rule, key) in (None, ()) for key in NEEDS[rule.family])
    )


def stops_ever(rule: StopRule, n: int) -> bool:
    """Return whether some course of ``n`` participants, all with the event at the worst, would stop the trial.

    A Beta posterior after n events of n, or the chance of n events at the rate that is borne, says so exactly; rules
    of other families stop at the last look by their making.
    """
    from hepatica.stats.monitoring.beta_binomial import Prior, exceeds

    if n < 1 or rule.p0 is None:
        return n >= 1
    if rule.family == "beta_binomial" and rule.above is not None and rule.prior_a and rule.prior_b:
        prior = Prior(a=float(rule.prior_a), b=float(rule.prior_b))
        return exceeds(prior, n, n, float(rule.p0)) > float(rule.above)
    # A boundary that errs with probability alpha at most cannot stop where even all events have more than that.
    return rule.alpha is None or rule.family == "exposure" or rule.p0**n <= rule.alpha
