"""The next study's sentinel, stagger and stopping rules, from those of the design; the study's other rules stay."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

import numpy as np
import scipy

from hepatica.design.document import Design
from hepatica.design.engines import asked, calibrated
from hepatica.design.proceeding import StopRule
from hepatica.design.successor.changing import changed, proposed, put, text
from hepatica.design.words import RULES
from hepatica.stats.monitoring.boundary import stretches
from hepatica.stats.monitoring.calibration import calibrated_rule
from hepatica.stats.monitoring.families import BetaBinomial
from hepatica.study.oversight import Stagger
from hepatica.study.stopping import Bayesian, RuleWindow, StoppingRule
from hepatica.study.study import ENROLMENT, Study

EVENTS = {
    "death": "(known(death) && death) || (known(grade) && at_least(grade, 5)) || (known(outcome) && outcome == 'fatal')",
    "serious": "serious",
    "related_serious": "related && serious",
    "related_grade_3": "related && at_least(grade, 3)",
    "related_grade_4": "related && at_least(grade, 4)",
}
"""What a rule of a design counts → the expression of the study's rule."""
_RESUME = "Written recommendation of the safety board"
_REVIEW_HOURS = 72
_MOST = 1000
"""Up to so many participants a calibrated boundary is turned into a posterior probability."""


def stagger(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Replace the gates of sentinel and stagger by those of the design."""
    gates, plan = _gates(study), design.stagger
    made = []
    if plan.sentinel_days > 0 and plan.participants > 0:
        made.append(
            _wait(
                design,
                "sentinel",
                1,
                "The first participant is followed alone",
                (1,),
                plan.sentinel_days,
                gates,
            )
        )
    if plan.days > 0 and plan.participants > 2:
        after = tuple(range(2, plan.participants))
        made.append(_wait(design, "later", 2, "Participants follow each other", after, plan.days, gates))
    oversight = study.oversight.model_copy(update={"stagger": tuple(made)})
    return changed(study, oversight=oversight), ()


def _wait(
    design: Design, name: str, n: int, title: str, after: tuple[int, ...], days: int, gates: tuple[str, ...]
) -> Stagger:
    return Stagger(
        id=name, code=f"SEN-{n:02d}", title=text(title), after=after, gates=gates, days=days,
        clearance=name == "sentinel", **proposed(design, design.stagger.reference),
    )  # fmt: skip


def stopping(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Add the design's rules; a Bayesian boundary takes the place of the study's own, all else of the study stays."""
    to_do, made = list[str](), list[StoppingRule]()
    for n, rule in enumerate(design.stopping, start=1):
        if rule.family == "pause_review":
            made.append(_rule(study, design, rule, n, needs=rule.needs or 1))
            continue
        bayesian = _bayesian(rule, design.exposed)
        if bayesian is not None:
            made.append(_rule(study, design, rule, n, bayesian=bayesian))
            continue
        to_do.append(
            f"The boundary '{rule.title}' ({RULES[rule.family]}) is none that a study can hold"
            f"{_table(rule, design.exposed)}: let the board apply it; the reviews before it stand here."
        )
    boundary = any(rule.bayesian is not None for rule in made)
    kept = tuple(rule for rule in study.stopping if not (boundary and rule.bayesian is not None))
    gone = [rule.code for rule in study.stopping if rule not in kept]
    to_do += [
        f"{code} of the study before gave way to the design's boundary: tell the board." for code in gone
    ]
    if design.decision.family != "none":
        to_do.append(
            f"The decisions on the dose ({RULES[design.decision.family]}) stay in the design: keep its file with the protocol."
        )
    return changed(study, stopping=put(kept, *made)), tuple(to_do)


def _table(rule: StopRule, n: int) -> str:
    """Return a boundary in words, for the board's charter: ', 2 of 2 to 3, 3 of 4 to 5'; nothing where it is no count."""
    known = asked(rule, n)
    if known is None:
        return ""
    said = (
        f"{k} of {a}" if a == b else f"{k} of {a} to {b}" for k, a, b in stretches(calibrated(known).limits)
    )
    return f", it stops at {', '.join(said)}"


def _rule(
    study: Study, design: Design, rule: StopRule, n: int, *, needs: int = 1, bayesian: Bayesian | None = None
) -> StoppingRule:
    window = (
        None
        if rule.window_days is None
        else RuleWindow(anchor=study.schedule.visit_anchor, last=rule.window_days)
    )
    blocks = _gates(study) if bayesian is not None or rule.layer == "pause" else ()
    words = (
        f"Needs {needs} with the event."
        if bayesian is None
        else f"Needs the probability that more than {rule.p0} have it to pass {bayesian.above}."
    )
    return StoppingRule(
        id=f"design_{rule.id}", code=f"DSN-{n:02d}", title=rule.title, words=text(words), event=EVENTS[rule.counts],
        window=window, needs=needs, bayesian=bayesian, blocks=blocks, review_hours=_REVIEW_HOURS,
        resume=(text(_RESUME),), **proposed(design, rule.reference),
    )  # fmt: skip


def _gates(study: Study) -> tuple[str, ...]:
    """Return the gates that a hold closes: every one but that of enrolment."""
    return tuple(gate.id for gate in study.gates if gate.act != ENROLMENT)


def _bayesian(rule: StopRule, n: int) -> Bayesian | None:
    """Return the boundary as a posterior probability, or None where it is no such rule."""
    if rule.family != "beta_binomial" or rule.p0 is None or rule.prior_a is None or rule.prior_b is None:
        return None
    above = rule.above if rule.above is not None else _above(rule, n)
    if above is None:
        return None
    return Bayesian(prior_a=str(rule.prior_a), prior_b=str(rule.prior_b), rate=str(rule.p0), above=str(above))


def _above(rule: StopRule, n: int) -> Decimal | None:
    """Return the shortest probability whose passing is the boundary calibrated to the rule's alpha over n participants.

    It lies at or above the posterior of every count that goes on, and below that of every count that stops. None where
    no number separates them, or for more than a thousand participants.
    """
    if rule.alpha is None or rule.p0 is None or n > _MOST:
        return None
    a, b, p0 = float(rule.prior_a or 0), float(rule.prior_b or 0), float(rule.p0)
    found = calibrated_rule(BetaBinomial(a=a, b=b), range(1, n + 1), p0, float(rule.alpha))
    looks, limits = np.array(found.looks), np.array(found.limits)
    going = np.minimum(limits - 1, looks)  # no more can have the event than were treated
    low = float(np.max(scipy.special.betaincc(a + going, b + looks - going, p0)))
    can = limits <= looks
    stops = float(
        np.min(scipy.special.betaincc(a + limits[can], b + looks[can] - limits[can], p0), initial=1.0)
    )
    if low >= stops:
        return None
    for digits in range(2, 16):
        tried = Decimal(stops).quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)
        if low <= float(tried) < stops:
            return tried
    return None
