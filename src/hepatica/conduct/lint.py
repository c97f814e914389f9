"""The study's whole lint: on top of what ``hepatica.study`` can tell, every expression is compiled and proves itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from hepatica.checks.cel import RESERVED, Answer
from hepatica.conduct import lint_clocks, lint_stopping
from hepatica.conduct.authority import ROLES
from hepatica.conduct.formula import Formula, Unsound, formulate, resolve
from hepatica.datasets.bindings import NAMES
from hepatica.safety.signals import (
    BASELINE,
    DAY,
    CompiledSignal,
    check_examples,
    compile_signal,
)
from hepatica.scores.calculated import OPERANDS
from hepatica.scores.registry import SCORES
from hepatica.scores.units import FACTORS, UnitError, convert
from hepatica.study.estimand import OTHER_VARIABLES
from hepatica.study.form import Form, Item
from hepatica.study.lines import Finding, Path, Problem
from hepatica.study.load import Draft, Readable, StudyProblems, draft
from hepatica.study.references import reference
from hepatica.study.rules import Check, Signal, SignalExamples
from hepatica.study.sentences import nearest
from hepatica.study.study import Study

_UNKNOWN = re.compile(r"there is no item or function (\w+)$")
_ANSWERS = {"fires": Answer.TRUE, "quiet": Answer.FALSE, "not_evaluable": Answer.NOT_EVALUABLE}
_WORDS = {Answer.TRUE: "fires", Answer.FALSE: "stays quiet", Answer.NOT_EVALUABLE: "is not evaluable"}
_SHOULD = {"fires": "should fire", "quiet": "should stay quiet", "not_evaluable": "should be not evaluable"}


def examine(folder: FilePath | Readable) -> Draft:
    """Read a study folder and apply the whole lint; ``sorted()`` of the result gives every problem."""
    drafted = draft(folder)
    if drafted.study is not None:
        drafted.add(lint(drafted.study))
    return drafted


def check(folder: FilePath | Readable) -> tuple[Problem, ...]:
    """Return every problem of a study folder; nothing when the study can be used."""
    return examine(folder).sorted()


def load(folder: FilePath | Readable) -> Study:
    """Return the study of a folder that passes the whole lint; raises ``StudyProblems``."""
    drafted = examine(folder)
    if drafted.problems or drafted.study is None:
        raise StudyProblems(drafted.sorted())
    return drafted.study


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the expressions, examples, units, calculations and scores of a study."""
    for n, form in enumerate(study.forms):
        yield from _form(study, form, ("forms", n))
    for n, one in enumerate(study.checks):
        if one.form in study.form_by_id:
            yield from _check(study, one, ("checks", n))
    for n, signal in enumerate(study.signals):
        yield from _signal(study, signal, ("signals", n))
    for n, gate in enumerate(study.gates):
        for m, clearance in enumerate(gate.clearances):
            if clearance.form in study.form_by_id:
                where = ("gates", n, "clearances", m, "when")
                yield from _formula(study, clearance.form, clearance.when, where)[1]
    yield from _laboratories(study)
    yield from _analysis(study)
    yield from lint_clocks.lint(study)
    yield from lint_stopping.lint(study)


def _formula(study: Study, form: str, expression: str, path: Path) -> tuple[Formula | None, list[Finding]]:
    try:
        return formulate(study, form, expression, ""), []
    except Unsound as error:
        said = (_hinted(study, form, sentence.removeprefix(": ")) for sentence in error.sentences)
        return None, [Finding(path, sentence, _words(expression)) for sentence in said]
    except (
        KeyError,
        ValueError,
    ):  # an item of it has no code list, or no name the language can say: told already
        return None, []


def _hinted(study: Study, form: str, sentence: str) -> str:
    """Add the item that was probably meant."""
    unknown = _UNKNOWN.search(sentence)
    asked = tuple(item.id for item in study.form_by_id[form].items)
    return sentence + (nearest(unknown[1], asked) if unknown else "")


def _words(expression: str, *more: str) -> tuple[str, ...]:
    """Return every name an expression may rest on, and the fields in which they are defined."""
    words = "".join(sign if sign.isalnum() or sign == "_" else " " for sign in expression).split()
    parts = [part for word in words for part in (word, *word.split("__"), word.removeprefix("series_"))]
    return ("forms", "codelists", "parameters", *more, *parts)


# -- Items ------------------------------------------------------------------------------------------------------------


def _form(study: Study, form: Form, path: Path) -> Iterator[Finding]:
    for n, score in enumerate(form.scores):
        yield from reference("score", score, tuple(SCORES), (*path, "scores", n))
    for n, role in enumerate(form.roles):
        yield from reference("role", role, ROLES, (*path, "roles", n))
    for g, group in enumerate(form.groups):
        for i, item in enumerate(group.items):
            where = (*path, "groups", g, "items", i)
            if item.id in RESERVED:
                yield Finding(
                    (*where, "id"), f"'{item.id}' is a word of the language of checks: choose another id"
                )
            if item.when:
                yield from _formula(study, form.id, item.when, (*where, "when"))[1]
            yield from _units(item, where)
            if item.compute:
                yield from _computation(item.compute.rule, len(item.compute.of), (*where, "compute"))


def _units(item: Item, path: Path) -> Iterator[Finding]:
    for n, unit in enumerate(item.all_units):
        if said := _unit_fault(item.analyte, unit):
            yield Finding((*path, "units", n) if item.units else (*path, "unit"), said)


def _unit_fault(analyte: str | None, unit: str) -> str | None:
    """Return why an analyte cannot be reported in a unit; None when it can, or when nothing is known about it."""
    if analyte is None or analyte not in FACTORS:
        return None
    try:
        convert(Decimal(1), analyte, unit, unit)
    except UnitError as error:
        return str(error)
    return None


def _computation(rule: str, operands: int, path: Path) -> Iterator[Finding]:
    yield from reference("rule of calculation", rule, tuple(OPERANDS), (*path, "rule"))
    wanted = OPERANDS.get(rule)
    if wanted is not None and operands != wanted:
        yield Finding((*path, "of"), f"'{rule}' takes {wanted} items, and {operands} are named")


# -- Checks -----------------------------------------------------------------------------------------------------------


def _check(study: Study, one: Check, path: Path) -> Iterator[Finding]:
    formula, faults = _formula(study, one.form, one.when, (*path, "when"))
    yield from faults
    for kind in _ANSWERS:
        for n, values in enumerate(getattr(one.examples, kind)):
            where = (*path, "examples", kind, n)
            strange = list(_strange_values(study, one, values, where))
            yield from strange
            if formula is not None and not strange:
                yield from _example(formula, values, kind, where)


def _example(formula: Formula, values: dict[str, Any], kind: str, path: Path) -> Iterator[Finding]:
    verdict = formula.answer(dict(values))
    if verdict.answer is not _ANSWERS[kind]:
        reason = f" ({verdict.reason})" if verdict.reason else ""
        said = f"under this example the check {_SHOULD[kind]}, but it {_WORDS[verdict.answer]}{reason}"
        yield Finding(path, said, _words(formula.compiled.source))


def _strange_values(study: Study, one: Check, values: dict[str, Any], path: Path) -> Iterator[Finding]:
    for name, value in values.items():
        found = resolve(study, one.form, name)
        item = study.item(found.form, found.item) if found else None
        if item is None:
            yield Finding((*path, name), f"no item is called '{name}' here", _words(name))
        else:
            yield from _strange_code(study, item, value, (*path, name))


def _strange_code(study: Study, item: Item, value: object, path: Path) -> Iterator[Finding]:
    codelist = study.codelist_by_id.get(item.codelist or "")
    if codelist is None or value is None:
        return
    known = tuple(code.code for code in codelist.codes)
    if value not in known:
        said = f"'{value}' is not a code of '{item.id}', which has {', '.join(known)}"
        yield Finding(path, said, ("codelists", codelist.id))


# -- Signals ------------------------------------------------------------------------------------------------------------


def _signal(study: Study, signal: Signal, path: Path) -> Iterator[Finding]:
    form = study.form_by_id.get(signal.form)
    if form is None or signal.group not in {group.id for group in form.groups}:
        return  # told already
    if signal.baseline is not None and signal.baseline not in study.form_by_id:
        return
    about = _words(signal.when, signal.at)
    try:
        compiled = compile_signal(study, signal)
    except ValueError:  # an item of the form has no name the language can say: told already
        return
    if isinstance(compiled, list):
        for problem in compiled:
            yield Finding((*path, "when"), problem.sentence, about)
        return
    if signal.threshold is not None and signal.threshold not in compiled.reads:
        said = f"the threshold '{signal.threshold}' is drawn, but the expression does not read it"
        yield Finding((*path, "threshold"), said)
    at = study.item(signal.form, signal.at)
    if at and signal.unit and (said_ := _unit_fault(at.analyte, signal.unit)):
        yield Finding((*path, "unit"), said_)
    for n, example in enumerate(signal.examples):
        where = (*path, "examples", n)
        strange = list(_strange_names(study, compiled, example, where))
        yield from strange
        if not strange:
            yield from (Finding(where, said, about) for said in _said(compiled, example))


def _said(compiled: CompiledSignal, example: SignalExamples) -> Iterator[str]:
    """Run one example alone, so that what it says stands at its own line."""
    alone = compiled.signal.model_copy(update={"examples": (example,)})
    one = replace(compiled, signal=alone)
    for sentence in check_examples(one):
        yield sentence[sentence.index("row ") :]


def _strange_names(
    study: Study, compiled: CompiledSignal, example: SignalExamples, path: Path
) -> Iterator[Finding]:
    form, baseline = compiled.form, compiled.baseline_form
    asked = {item.id for item in form.items} | {DAY + anchor for anchor in compiled.anchors}
    before = {item.id for item in baseline.items} if baseline else set()
    for n, row in enumerate(example.rows):
        yield from _unasked(row, asked, form, (*path, "rows", n))
        for name, value in row.items():
            if item := study.item(form.id, name):
                yield from _strange_code(study, item, value, (*path, "rows", n, name))
    if example.baseline and baseline is None:
        yield Finding(
            (*path, "baseline"), "the signal names no 'baseline' form, so it has no baseline values"
        )
    elif baseline is not None:
        bare = {name.removeprefix(BASELINE): name for name in example.baseline}
        yield from _unasked(bare, before, baseline, (*path, "baseline"))
    yield from _unasked(example.units, asked | before, form, (*path, "units"))


def _unasked(names: Iterable[str], asked: Collection[str], form: Form, path: Path) -> Iterator[Finding]:
    for name in names:
        if name not in asked:
            said = f"the form '{form.id}' asks no item '{name}'"
            yield Finding((*path, name), said, ("forms", name))


# -- Laboratories and analysis ------------------------------------------------------------------------------------------


def _laboratories(study: Study) -> Iterator[Finding]:
    for n, laboratory in enumerate(study.laboratories):
        for m, one in enumerate(laboratory.ranges):
            if said := _unit_fault(one.test, one.unit):
                yield Finding(("laboratories", n, "ranges", m, "unit"), said)


def _analysis(study: Study) -> Iterator[Finding]:
    known = tuple(SCORES)
    for n, threshold in enumerate(study.analysis.thresholds):
        yield from reference("score", threshold.score, known, ("analysis", "thresholds", n, "score"))
    for n, flag in enumerate(study.analysis.flags):
        for m, score in enumerate(flag.scores):
            yield from reference("score", score, known, ("analysis", "flags", n, "scores", m))
    for n, responder in enumerate(study.analysis.responders):
        yield from reference("score", responder.score, known, ("analysis", "responders", n, "score"))
    for n, one in enumerate(study.analysis.estimands):
        where = ("analysis", "estimands", n, "variable")
        yield from reference("variable", one.variable, (*known, *OTHER_VARIABLES), where)
    for name in study.analysis.bindings:
        yield from reference("binding", name, tuple(NAMES), ("analysis", "bindings", name))
