"""The lint of the stopping rules: what they name exists, and what they say compiles."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from hepatica.conduct import misgiven
from hepatica.safety.naming import compiled
from hepatica.safety.readings import compile_reading, constants_of
from hepatica.scores.draw import PANEL
from hepatica.study.lines import Finding, Path
from hepatica.study.references import reference
from hepatica.study.stopping import Bayesian, Liver, Reading, RuleWindow, StoppingRule
from hepatica.study.study import Study

DEVIATIONS = (
    "before_consent", "death_date_unknown", "gate_closed", "out_of_window", "over_enrolment", "under_hold",
    *misgiven.DEVIATIONS,
)  # fmt: skip
"""Rules by which the program records deviations (``conduct.deviations``, ``conduct.misgiven``)."""


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the stopping rules."""
    for n, rule in enumerate(study.stopping):
        path: Path = ("stopping", n)
        yield from _names(study, rule, path)
        yield from _needs(rule, path)
        for key in ("event", "ever", "wide"):
            yield from _expression(study, getattr(rule, key), (*path, key))
        for m, reading in enumerate(rule.readings):
            yield from _reading(study, reading, (*path, "readings", m))
        for m, other in enumerate(study.stopping[:n]):
            if rule.code == other.code:
                yield Finding(
                    (*path, "code"), f"rule {m + 1} has the code '{rule.code}' too: it names the hold"
                )


def _names(study: Study, rule: StoppingRule, path: Path) -> Iterator[Finding]:
    gates = tuple(gate.id for gate in study.gates)
    for n, gate in enumerate(rule.blocks):
        yield from reference("gate", gate, gates, (*path, "blocks", n), "gates")
    signals = tuple(signal.id for signal in study.signals)
    for n, signal in enumerate(rule.signals):
        yield from reference("signal", signal, signals, (*path, "signals", n), "signals")
    for n, deviation in enumerate(rule.deviations):
        yield from reference("deviation", deviation, DEVIATIONS, (*path, "deviations", n))
    yield from _window(study, rule.window, (*path, "window"))
    if rule.liver is not None:
        yield from _liver(study, rule.liver, (*path, "liver"))
    if rule.bayesian is not None:
        yield from _bayesian(rule.bayesian, (*path, "bayesian"))


def _needs(rule: StoppingRule, path: Path) -> Iterator[Finding]:
    evidence = (
        rule.event,
        rule.ever,
        rule.signals,
        rule.readings,
        rule.deviations,
        rule.late_reports,
        rule.liver,
    )
    if not any(evidence):
        yield Finding(path, "nothing counts toward this rule: name events, readings, signals or deviations")
    if rule.blocks and not rule.resume:
        yield Finding(path, "the rule holds, so 'resume' must name the decision that lifts the hold")
    if rule.review_needs is not None and rule.review_needs >= rule.needs:
        yield Finding((*path, "review_needs"), "a review before the hold needs fewer than the hold itself")
    if rule.scope == "participant" and rule.counts == "people" and rule.needs > 1:
        yield Finding((*path, "needs"), "a rule about one participant cannot need several people")


def _window(study: Study, window: RuleWindow | None, path: Path) -> Iterator[Finding]:
    if window is None:
        return
    anchors = tuple(anchor.id for anchor in study.schedule.anchors)
    yield from reference("anchor", window.anchor, anchors, (*path, "anchor"), "schedule")
    if window.first is not None and window.last is not None and window.last < window.first:
        yield Finding(
            (*path, "last"), f"the window ends on day {window.last}, before it begins on day {window.first}"
        )


def _liver(study: Study, liver: Liver, path: Path) -> Iterator[Finding]:
    yield from reference("score", liver.score, tuple(PANEL), (*path, "score"))
    known = tuple(constants_of(study))
    for key in ("score_rise", "bilirubin_times", "inr_rise", "encephalopathy", "creatinine_times"):
        yield from reference("numeric parameter", getattr(liver, key), known, (*path, key), "parameters")


def _bayesian(line: Bayesian, path: Path) -> Iterator[Finding]:
    for key in ("prior_a", "prior_b", "rate", "above"):
        try:
            number = Decimal(getattr(line, key))
        except InvalidOperation:
            yield Finding((*path, key), f"'{getattr(line, key)}' is not a number")
            continue
        if number <= 0 or (key in {"rate", "above"} and number >= 1):
            yield Finding(
                (*path, key), f"{number} is not possible: a prior is above 0, a share between 0 and 1"
            )


def _expression(study: Study, expression: str, path: Path) -> Iterator[Finding]:
    made = compiled(study, expression) if expression else None
    if isinstance(made, list):
        yield from (Finding(path, problem.sentence) for problem in made)


def _reading(study: Study, reading: Reading, path: Path) -> Iterator[Finding]:
    yield from reference("form", reading.form, tuple(study.form_by_id), (*path, "form"), "forms")
    form = study.form_by_id.get(reading.form)
    if form is None:
        return
    groups = tuple(group.id for group in form.groups)
    if reading.group is not None:
        yield from reference("group", reading.group, groups, (*path, "group"), "forms")
        if reading.group not in groups:
            return
    if reading.day is not None and study.item(form.id, reading.day) is None:
        yield Finding(
            (*path, "day"), f"the form '{form.id}' asks no item '{reading.day}'", ("forms", reading.day)
        )
    yield from _window(study, reading.window, (*path, "window"))
    try:
        made = compile_reading(study, reading)
    except ValueError:  # an item of the form has no name the language can say: told already
        return
    if isinstance(made, list):
        yield from (Finding((*path, "when"), problem.sentence) for problem in made)
