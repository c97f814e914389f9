"""What the laboratory's record fills in exists on the forms, and comes from something the program knows."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.study.form import Item
from hepatica.study.lines import Finding, Path
from hepatica.study.product import Fill
from hepatica.study.references import reference
from hepatica.study.sentences import nearest
from hepatica.study.study import Study

SOURCES = (
    "accession", "antibody_lot", "at", "bag", "batch", "began", "by", "cells", "clone", "complete",
    "components", "contrast", "controls", "counted", "date", "decision", "denominator", "dose", "expires",
    "file", "first", "given", "identity", "instrument", "lot", "material", "method", "note", "order",
    "parent", "passage", "passage_code", "pending", "place", "position", "positive", "read", "reader",
    "reason", "root", "second", "since", "since_day", "taken", "template_sha", "test", "time", "unmet",
    "value", "vessel", "viability", "volume", "weight", "witness",
)  # fmt: skip
"""Where a filled value comes from, as ``hepatica.product.sources.NAMES`` explains; beside them ``measure:ID``, ``=text``."""
MEASURE = "measure:"
LITERAL = "="
NOTED = {
    "vitals": ("sysbp", "diabp", "meanbp", "pulse", "temp", "spo2"),
    "reaction": ("reaction", "reaction_during", "reaction_action"),
    "rate": ("rate",),
    "contrast": ("contrast",),
}
"""What is written down at a minute of an infusion, by name; the other notes are text alone."""
_CODES = {
    "decision": ("released", "conditional", "exceptional", "rejected"),
    "complete": ("yes", "no"),
    "identity": ("yes", "no"),
    "controls": ("yes", "no"),
}


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the fills of a study."""
    for n, fill in enumerate(study.manufacture.fills):
        path: Path = ("manufacture", "fills", n)
        yield from _occasion(study, fill, path)
        if fill.form not in study.form_by_id:
            forms = tuple(study.form_by_id)
            yield from reference("form", fill.form, forms, (*path, "form"), "forms")
            continue
        yield from _place(study, fill, path)
        for name, source in fill.items.items():
            yield from _item(study, fill, name, source, (*path, "items", name))


def _occasion(study: Study, fill: Fill, path: Path) -> Iterator[Finding]:
    """Require the product, the step and the test of a fill."""
    if fill.product is not None:
        products = tuple(study.product_by_id)
        yield from reference("product", fill.product, products, (*path, "product"), "products")
    if fill.step is not None:
        yield from reference("step", fill.step, tuple(study.steps), (*path, "step"), "steps")
    if (fill.test is not None) != (fill.on == "material.tested"):
        yield Finding((*path, "on"), "a fill on 'material.tested' names its 'test', and no other does")
    if fill.what is not None and fill.on != "infusion.noted":
        yield Finding((*path, "what"), "only a fill on 'infusion.noted' says 'what'")
    if fill.test is not None:
        known = tuple(
            limit.id
            for product in study.products
            if fill.product in {None, product.id}
            for limit in product.release
        )
        yield from reference("criterion", fill.test, known, (*path, "test"), "products")


def _place(study: Study, fill: Fill, path: Path) -> Iterator[Finding]:
    """Require a visit that asks the form, and a group that repeats."""
    visits = tuple(study.visit_by_id)
    yield from reference("visit", fill.visit, visits, (*path, "visit"), "schedule")
    if fill.visit in visits and fill.form not in study.forms_at(fill.visit):
        said = f"the visit '{fill.visit}' does not ask the form '{fill.form}'"
        yield Finding((*path, "visit"), said, ("schedule", fill.form))
    if fill.group is None:
        return
    groups = {group.id: group for group in study.form_by_id[fill.form].groups}
    yield from reference("group", fill.group, tuple(groups), (*path, "group"), "forms")
    if fill.group in groups and groups[fill.group].repeat is None:
        said = f"the group '{fill.group}' has one row: leave 'group' out"
        yield Finding((*path, "group"), said, ("forms", fill.group))


def _item(study: Study, fill: Fill, name: str, source: str, path: Path) -> Iterator[Finding]:
    item, group = study.item(fill.form, name), study.group_of(fill.form, name)
    if item is None or group is None:
        asked = tuple(one.id for one in study.form_by_id[fill.form].items)
        said = f"the form '{fill.form}' asks no item '{name}'{nearest(name, asked)}"
        yield Finding(path, said, ("forms", name))
        return
    if fill.group is None and group.repeat is not None:
        yield Finding(path, f"'{name}' stands in the rows of '{group.id}': name the 'group'", ("forms", name))
    if fill.group is not None and group.id != fill.group:
        yield Finding(path, f"the group '{fill.group}' asks no item '{name}'", ("forms", name))
    if item.compute is not None:
        yield Finding(path, f"'{name}' is computed, so nothing fills it in", ("forms", name))
    yield from _source(study, fill, source, path)
    yield from _codes(study, fill, item, source, path)


def _source(study: Study, fill: Fill, source: str, path: Path) -> Iterator[Finding]:
    if source.startswith(LITERAL):
        return
    if not source.startswith(MEASURE):
        if source not in SOURCES:
            yield Finding(path, f"nothing is called '{source}'{nearest(source, SOURCES)}")
        return
    name = source.removeprefix(MEASURE)
    _, step = study.steps.get(fill.step or "", ("", None))
    if step is not None and fill.on == "material.made":
        known = tuple(measure.id for measure in step.measures)
        yield from reference(f"measure of '{step.id}'", name, known, path, "steps")
    if fill.on == "infusion.noted" and fill.what is not None:
        yield from reference(f"value of '{fill.what}'", name, NOTED.get(fill.what, ()), path)


def _codes(study: Study, fill: Fill, item: Item, source: str, path: Path) -> Iterator[Finding]:
    """Require that what may come is an answer of the item's code list."""
    codelist = study.codelist_by_id.get(item.codelist or "")
    if codelist is None:
        return
    known = tuple(code.code for code in codelist.codes)
    for code in _may_come(study, fill, source):
        yield from reference(f"code of '{codelist.id}'", code, known, path, "codelists")


def _may_come(study: Study, fill: Fill, source: str) -> tuple[str, ...]:
    """Return the codes that a source is known to give: of a test, those that its criterion asks for."""
    if source.startswith(LITERAL):
        return (source.removeprefix(LITERAL),)
    if source == "method":
        return tuple(method.id for method in study.tissue.methods)
    if source == "value" and fill.test is not None:
        return tuple(
            limit.limit
            for product in study.products
            if fill.product in {None, product.id}
            for limit in product.release
            if limit.id == fill.test and limit.comparison == "equals"
        )
    return _CODES.get(source, ())
