"""A design's rules as the engines take them: a boundary by name, and the power of a 2 × 2; one document, one meaning."""

from __future__ import annotations

from functools import lru_cache

from hepatica.design.document import Design
from hepatica.design.proceeding import StopRule
from hepatica.stats.factorial_plan import Outcome, Question, power_of
from hepatica.stats.monitoring.beta_binomial import Prior
from hepatica.stats.monitoring.calibration import Rule, calibrated_rule
from hepatica.stats.monitoring.rules import SOURCES, Asked

QUESTIONS = {
    "main_effects": Question.MAIN,
    "beats_each": Question.EACH,
    "interaction": Question.INTERACTION,
}
"""Question of an endpoint of a 2 × 2 → the engine's own."""


def asked(rule: StopRule, n: int) -> Asked | None:
    """Return a stopping rule as the exact engine takes it; None for a review and for rules that are no count by number.

    Raises ValueError, a sentence, for what the engine refuses.
    """
    name = rule.family.replace("_", "-")
    if name not in SOURCES or rule.p0 is None or rule.alpha is None:
        return None
    prior = None
    if rule.prior_a is not None and rule.prior_b is not None:
        prior = Prior(a=float(rule.prior_a), b=float(rule.prior_b))
    shape = None if rule.shape is None else float(rule.shape)
    return Asked(
        rule=name,
        n=n,
        p0=float(rule.p0),
        alpha=float(rule.alpha),
        prior=prior,
        p1=None if rule.p1 is None else float(rule.p1),
        nu=shape if name == "chen-chaloner" else None,
        delta=shape if name == "wang-tsiatis" else None,
    )


@lru_cache(maxsize=64)
def calibrated(known: Asked) -> Rule:
    """Return the boundary of a rule, searched once: answers, worlds and designs that are compared share it."""
    return calibrated_rule(known.family, range(1, known.n + 1), known.p0, known.alpha)


def outcome(design: Design, *, adjusted: bool) -> Outcome | None:
    """Return the continuous outcome a 2 × 2 design is sized for; None for any other design, or arms of unequal shares.

    ``adjusted`` takes off what the baseline explains. Raises ValueError, a sentence, for what the engine refuses.
    """
    one = next((e for e in design.endpoints if e.id == design.sample_size.endpoint), None)
    if (
        one is None
        or one.question not in QUESTIONS
        or one.type != "continuous"
        or one.delta is None
        or one.sd is None
    ):
        return None
    if len({arm.share for arm in design.arms}) > 1:
        return None
    correlation = float(one.correlation or 0) if adjusted else 0.0
    return Outcome(delta=float(one.delta), sd=float(one.sd), correlation=correlation)


def power(design: Design, question: str, *, adjusted: bool) -> float | None:
    """Return the power of a 2 × 2 design for a question of ``QUESTIONS``, normal approximation; None as ``outcome``."""
    size, known = design.sample_size, outcome(design, adjusted=adjusted)
    if known is None or size.alpha is None:
        return None
    error = float(size.alpha) * (1 if size.sides == 2 else 2)
    return power_of(known, QUESTIONS[question], size.per_arm, error=error)
