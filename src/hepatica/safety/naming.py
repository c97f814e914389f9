"""What the expressions of clocks and stopping rules read: the names of ``case.NAMES`` with their values in one case."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache

from hepatica.checks.cel import Compiled, Verdict, compile_check, evaluate
from hepatica.checks.lint import Problem
from hepatica.checks.values import Kind, NotEvaluable, read_number
from hepatica.safety.case import CRITERIA, NAMES, Case
from hepatica.study.dates import days_between
from hepatica.study.study import Study

_KINDS = {"bool": Kind.BOOLEAN, "number": Kind.NUMBER, "text": Kind.TEXT}
ALWAYS = "true"
"""The expression of what belongs to every case."""
OURS = frozenset({"product", "drug", "procedure"})
"""Kinds of suspects that the trial gives or does."""


def vocabulary(study: Study) -> dict[str, Kind]:
    """Return every name an expression over cases may use, with its kind: the case's own, and the study's parameters."""
    return dict(_kinds(tuple((p.id, p.value) for p in study.parameters)))


@lru_cache(maxsize=64)
def _kinds(parameters: tuple[tuple[str, str], ...]) -> tuple[tuple[str, Kind], ...]:
    """Return the vocabulary, sorted: every clock of every case asks for it."""
    said = {name: Kind.NUMBER if _is_number(value) else Kind.TEXT for name, value in parameters}
    return tuple(sorted((said | {name: _KINDS[kind] for name, kind in NAMES.items()}).items()))


def compiled(study: Study, expression: str) -> Compiled | list[Problem]:
    """Compile an expression over cases, or say every problem of it; the same text is compiled once."""
    return _compiled(expression, _kinds(tuple((p.id, p.value) for p in study.parameters)))


def faults(study: Study, expression: str) -> tuple[str, ...]:
    """Return why an expression over cases cannot be evaluated, in sentences; nothing for ``ALWAYS`` and what compiles."""
    if expression == ALWAYS:
        return ()
    try:
        found = compiled(study, expression)
    except ValueError as error:  # a parameter has a name that the language cannot say
        return (str(error),)
    return tuple(problem.sentence for problem in found) if isinstance(found, list) else ()


@lru_cache(maxsize=512)
def _compiled(expression: str, kinds: tuple[tuple[str, Kind], ...]) -> Compiled | list[Problem]:
    return compile_check(expression, dict(kinds))


def answer(study: Study, rule: Compiled, case: Case) -> Verdict:
    """Answer an expression for a case; what is missing may leave it not evaluable, never false by itself."""
    return evaluate(rule, known_of(study, case))


def known_of(study: Study, case: Case) -> dict[str, object]:
    """Return what an expression reads of a case, with the study's parameters: the same for all that are asked of it."""
    return {**{p.id: p.value for p in study.parameters}, **values_of(study, case)}


def values_of(study: Study, case: Case) -> dict[str, object]:
    """Return the value of each name of ``NAMES`` in a case; None where the fact is missing or still open."""
    return {
        "serious": serious_of(case),
        **{criterion: _criterion(case, criterion) for criterion in CRITERIA},
        "grade": case.grade,
        "baseline_grade": case.baseline_grade,
        "related": related_of(study, case, OURS),
        "related_product": related_of(study, case, {"product"}),
        "related_procedure": related_of(study, case, {"procedure"}),
        "unexpected": None if case.expected is None else not case.expected,
        "term": case.term or None,
        "ctcae": case.ctcae or None,
        "category": case.category or None,
        "phase": case.phase or None,
        "special": case.special or None,
        "outcome": case.outcome or None,
        "signal": next(iter(case.signals), None),
        "laboratory": case.laboratory,
        "resolved_days": _resolved_days(case),
        "ongoing": case.ongoing,
    }


def _resolved_days(case: Case) -> int | None:
    """Return the days from onset until its grade was back at the baseline, or it ended; None while neither is known."""
    base = case.baseline_grade or 0
    back = [at.day for at, grade in case.course if grade <= base]
    ends = [day for day in (*back, *((case.end.day,) if case.end else ())) if day.complete]
    return days_between(case.onset.day, min(ends, key=lambda day: day.iso())) if ends else None


def serious_of(case: Case) -> bool | None:
    """Return whether a case is serious: as answered, or because a criterion is met; None while nobody has said."""
    return True if case.criteria else case.serious


def _criterion(case: Case, criterion: str) -> bool | None:
    if criterion in case.criteria:
        return True
    # Serious without a criterion yet: it may be this one.
    return None if serious_of(case) is None or (case.serious and not case.criteria) else False


def related_of(study: Study, case: Case, kinds: Container[str]) -> bool | None:
    """Return whether investigator or sponsor sees a reasonable possibility for a suspect of these kinds.

    None while a judgement is open and no other says yes: an open one is treated as related until it is resolved.
    """
    kind_of = {suspect.id: suspect.kind for suspect in study.oversight.suspects}
    ours = [c for c in case.causality if kind_of.get(c.suspect, "procedure") in kinds]
    if any(c.related for c in ours):
        return True
    return None if not case.causality or any(c.open for c in ours) else False


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except NotEvaluable:
        return False
    return True
