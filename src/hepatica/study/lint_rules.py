"""Checks, signals, gates, ranges and limits name things that exist; what their expressions say is proved elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.study.form import Form
from hepatica.study.lines import Finding, Path
from hepatica.study.references import is_number, item_exists, reference, template
from hepatica.study.rules import LabRange, Signal, SignalExamples
from hepatica.study.schedule import ItemAddress
from hepatica.study.sentences import nearest
from hepatica.study.study import Study


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the rules."""
    for n, check in enumerate(study.checks):
        path: Path = ("checks", n)
        yield from _item_at(study, check.form, check.at, path)
        form = study.form_by_id.get(check.form)
        if form:
            asked = tuple(item.id for item in form.items)
            yield from template(check.message.en, asked, (*path, "message"), "forms")
    for n, signal in enumerate(study.signals):
        yield from _signal(study, signal, ("signals", n))
    for n, gate in enumerate(study.gates):
        yield from _happened(study, gate.happened, ("gates", n, "happened"))
        for m, clearance in enumerate(gate.clearances):
            where = ("gates", n, "clearances", m, "form")
            yield from reference("form", clearance.form, tuple(study.form_by_id), where, "forms")
    yield from _laboratories(study)
    yield from _release(study)


def _item_at(study: Study, form: str, item: str, path: Path) -> Iterator[Finding]:
    """Require an item whose name stands under the key ``at``."""
    for finding in item_exists(study, ItemAddress(form=form, item=item), path):
        key = "at" if finding.path[-1] == "item" else finding.path[-1]
        yield Finding((*path, key), finding.sentence, finding.about)


def _happened(study: Study, address: str, path: Path) -> Iterator[Finding]:
    form, dot, item = address.partition(".")
    if not dot:
        yield Finding(path, f"'{address}' is not an item: write form.item")
        return
    for finding in item_exists(study, ItemAddress(form=form, item=item), path):
        yield Finding(path, finding.sentence, finding.about)


# -- Signals ------------------------------------------------------------------------------------------------------------


def _signal(study: Study, signal: Signal, path: Path) -> Iterator[Finding]:
    forms = tuple(study.form_by_id)
    categories = tuple(c.id for c in study.categories)
    yield from reference("category", signal.category, categories, (*path, "category"), "categories")
    yield from _item_at(study, signal.form, signal.at, path)
    form = study.form_by_id.get(signal.form)
    if form is not None:
        yield from _group(form, signal, path)
    if signal.baseline is not None:
        yield from reference("form", signal.baseline, forms, (*path, "baseline"), "forms")
    if signal.own and signal.baseline is None:
        yield Finding((*path, "own"), "the own baseline needs a 'baseline': the form in which it stands")
    if not signal.when and signal.ctcae_grade is None:
        yield Finding((*path, "id"), "nothing decides: say 'when', or 'ctcae_grade'")
    if signal.procedure is not None:
        known = tuple(p.id for p in study.schedule.procedures)
        yield from reference("procedure", signal.procedure, known, (*path, "procedure"), "schedule")
    if signal.threshold is not None:
        values = {p.id: p.value for p in study.parameters}
        yield from reference("parameter", signal.threshold, tuple(values), (*path, "threshold"), "parameters")
        limit = values.get(signal.threshold)
        if limit is not None and not is_number(limit):
            said = f"the parameter '{signal.threshold}' is drawn as a limit and must be a number"
            yield Finding((*path, "threshold"), said, (signal.threshold,))
    for n, example in enumerate(signal.examples):
        yield from _example(example, (*path, "examples", n))


def _group(form: Form, signal: Signal, path: Path) -> Iterator[Finding]:
    groups = {group.id: group for group in form.groups}
    yield from reference("group", signal.group, tuple(groups), (*path, "group"), "forms")
    group = groups.get(signal.group)
    asked = {item.id for item in form.items}
    if group and signal.at in asked and signal.at not in {item.id for item in group.items}:
        said = f"the group '{group.id}' asks no item '{signal.at}'"
        yield Finding((*path, "at"), said, ("forms", signal.at))


def _example(example: SignalExamples, path: Path) -> Iterator[Finding]:
    rows = len(example.rows)
    for key in ("fires", "not_evaluable"):
        for n, row in enumerate(getattr(example, key)):
            if not 1 <= row <= rows:
                yield Finding(
                    (*path, key, n), f"there is no row {row}: the example has {rows}, counted from 1"
                )
    for row in sorted(set(example.fires) & set(example.not_evaluable)):
        yield Finding((*path, "not_evaluable"), f"row {row} cannot both fire and be not evaluable")


# -- Laboratories and products ------------------------------------------------------------------------------------------


def _laboratories(study: Study) -> Iterator[Finding]:
    tests = tuple({item.analyte for form in study.forms for item in form.items if item.analyte})
    for n, laboratory in enumerate(study.laboratories):
        for m, one in enumerate(laboratory.ranges):
            path = ("laboratories", n, "ranges", m)
            if one.test not in tests:
                said = f"no item has the analyte '{one.test}'{nearest(one.test, tests)}"
                yield Finding((*path, "test"), said, ("forms", one.test))
            yield from _range(one, path)
            for k, other in enumerate(laboratory.ranges[:m]):
                if _overlap(one, other):
                    said = f"another range of '{one.test}' (number {k + 1}) holds for the same people on the same days"
                    yield Finding(path, said)


def _range(one: LabRange, path: Path) -> Iterator[Finding]:
    if one.low is None and one.high is None:
        yield Finding(path, f"the range of '{one.test}' says neither 'low' nor 'high'")
    if one.low is not None and one.high is not None and one.low >= one.high:
        yield Finding((*path, "low"), f"'low' {one.low} is not below 'high' {one.high}")
    if one.valid_to is not None and one.valid_to < one.valid_from:
        yield Finding(
            (*path, "valid_to"), f"the range ends on {one.valid_to}, before it begins on {one.valid_from}"
        )
    if one.age_from is not None and one.age_to is not None and one.age_from > one.age_to:
        yield Finding((*path, "age_from"), f"'age_from' {one.age_from} is above 'age_to' {one.age_to}")


def _overlap(one: LabRange, other: LabRange) -> bool:
    if (one.test, one.unit) != (other.test, other.unit):
        return False
    if one.sex and other.sex and one.sex != other.sex:
        return False
    ages = (one.age_from or 0) <= (other.age_to or 999) and (other.age_from or 0) <= (one.age_to or 999)
    starts = other.valid_to is None or one.valid_from <= other.valid_to
    ends = one.valid_to is None or other.valid_from <= one.valid_to
    return ages and starts and ends


def _release(study: Study) -> Iterator[Finding]:
    for n, product in enumerate(study.products):
        for m, limit in enumerate(product.release):
            if limit.comparison != "equals" and not is_number(limit.limit):
                said = f"'{limit.limit}' is not a number, and '{limit.comparison}' compares numbers"
                yield Finding(("products", n, "release", m, "limit"), said)
