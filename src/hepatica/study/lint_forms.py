"""Forms and code lists fit together: every item can be answered, and the forms that the program needs are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hepatica.study.form import Bounds, Form, FormKind, Group, Item, ItemType
from hepatica.study.lines import Finding, Path
from hepatica.study.references import MOMENTS, NUMBERS
from hepatica.study.sentences import nearest
from hepatica.study.study import AE_FORM, VISIT_FORM, Study

_HEADER = {"svstdtc": ItemType.DATE, "svstat": ItemType.CODE, "svreas": None}
_STATES = ("done", "not_done")
ELIGIBILITY_FORM = "eligibility"


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the forms and the code lists."""
    for n, form in enumerate(study.forms):
        yield from _form(study, form, ("forms", n))
    yield from _needed(study)
    used = {item.codelist for form in study.forms for item in form.items}
    for n, codelist in enumerate(study.codelists):
        if codelist.id not in used:
            yield Finding(
                ("codelists", n, "id"), f"no item uses the code list '{codelist.id}'", ("forms", codelist.id)
            )
        if not codelist.codes:
            yield Finding(
                ("codelists", n, "codes"), f"the code list '{codelist.id}' has no codes", (codelist.id,)
            )


def _form(study: Study, form: Form, path: Path) -> Iterator[Finding]:
    computed = form.kind is FormKind.COMPUTED
    if computed and form.groups:
        yield Finding((*path, "groups"), "nobody types into a computed form: it has no groups")
    if computed and not form.scores:
        yield Finding((*path, "kind"), "a computed form lists the scores it shows")
    if form.scores and not computed:
        yield Finding((*path, "scores"), "only a form of kind 'computed' lists scores")
    if not form.items and not computed:
        yield Finding((*path, "groups"), f"the form '{form.id}' asks nothing", (form.id,))
    asked: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for g, group in enumerate(form.groups):
        where = (*path, "groups", g)
        yield from _group(group, where)
        for i, item in enumerate(group.items):
            at = (*where, "items", i)
            # Twice in one group is told where all ids are looked at.
            if asked[item.id] and Counter(x.id for x in group.items)[item.id] == 1:
                yield Finding((*at, "id"), f"the item '{item.id}' stands twice in this form", (item.id,))
            asked[item.id] += 1
            if item.analyte and tests[item.analyte]:
                yield Finding(
                    (*at, "analyte"), f"another item of this form is '{item.analyte}' too", (item.analyte,)
                )
            tests[item.analyte or ""] += 1
            yield from _item(study, form, item, at)


def _group(group: Group, path: Path) -> Iterator[Finding]:
    if not group.items:
        yield Finding((*path, "items"), f"the group '{group.id}' asks nothing", (group.id,))
    repeat = group.repeat
    if repeat and repeat.most is not None and repeat.least > repeat.most:
        yield Finding((*path, "repeat", "least"), f"'least' {repeat.least} is more than 'most' {repeat.most}")
    if repeat and repeat.most is not None and len(repeat.series) > repeat.most:
        yield Finding(
            (*path, "repeat", "series"), f"'series' names more rows than 'most' {repeat.most} allows"
        )


def _item(study: Study, form: Form, item: Item, path: Path) -> Iterator[Finding]:
    if item.codelist is not None and item.codelist not in study.codelist_by_id:
        hint = nearest(item.codelist, tuple(study.codelist_by_id))
        said = f"there is no code list '{item.codelist}'{hint}"
        yield Finding((*path, "codelist"), said, ("codelists", item.codelist))
    yield from _measure(item, path)
    if item.partial and item.type not in MOMENTS | {ItemType.TIME}:
        yield Finding((*path, "partial"), "only a date or a time can be partly unknown")
    if item.future and item.type not in MOMENTS:
        yield Finding((*path, "future"), "only a date can lie in the future")
    yield from _bounds(item, path)
    yield from _computation(form, item, path)


def _measure(item: Item, path: Path) -> Iterator[Finding]:
    """Require of a number that it says in what it is counted."""
    if item.type is ItemType.NUMBER and not item.all_units and not item.dimensionless:
        said = f"the number '{item.id}' has no unit; if it is a ratio or a score, say 'dimensionless: true'"
        yield Finding((*path, "type"), said)
    if any(unit == "1" or unit.startswith("{") for unit in item.all_units):
        yield Finding((*path, "unit"), "a ratio or a score has no unit: say 'dimensionless: true' instead")
    if item.dimensionless and (item.all_units or item.type not in NUMBERS):
        yield Finding((*path, "dimensionless"), "only a number without a unit is dimensionless")
    if item.unit and item.units and item.units[0] != item.unit:
        yield Finding((*path, "units"), f"the first of 'units' is the one shown, '{item.unit}'")
    if item.units and item.type not in NUMBERS:
        yield Finding((*path, "units"), "only a number has units")
    if item.decimals is not None and item.type is not ItemType.NUMBER:
        yield Finding((*path, "decimals"), "only an item of type 'number' has decimals")
    if item.decimals is not None and not 0 <= item.decimals <= 9:
        yield Finding((*path, "decimals"), "'decimals' lies between 0 and 9")


def _bounds(item: Item, path: Path) -> Iterator[Finding]:
    for key in ("plausible", "allowed"):
        bounds: Bounds | None = getattr(item, key)
        if bounds is None:
            continue
        if item.type not in NUMBERS:
            yield Finding((*path, key), f"only a number has '{key}' bounds")
        if bounds.low is None and bounds.high is None:
            yield Finding((*path, key), f"'{key}' says neither 'low' nor 'high'")
        if bounds.low is not None and bounds.high is not None and bounds.low > bounds.high:
            yield Finding((*path, key, "low"), f"'low' {bounds.low} lies above 'high' {bounds.high}")
    inner, outer = item.plausible, item.allowed
    if inner and outer:
        below = inner.low is not None and outer.low is not None and inner.low < outer.low
        above = inner.high is not None and outer.high is not None and inner.high > outer.high
        if below or above:
            yield Finding(
                (*path, "plausible"), "'plausible' reaches beyond 'allowed', where a value is refused"
            )


def _computation(form: Form, item: Item, path: Path) -> Iterator[Finding]:
    known = {other.id: other for other in form.items}
    for n, name in enumerate(item.compute.of if item.compute else ()):
        where = (*path, "compute", "of", n)
        if name == item.id:
            yield Finding(where, f"'{name}' is calculated from itself")
        elif name not in known:
            yield Finding(where, f"the form asks no item '{name}'{nearest(name, tuple(known))}", (name,))


def _needed(study: Study) -> Iterator[Finding]:
    """Require the forms that the program itself reads, with the items it reads."""
    header = study.form_by_id.get(VISIT_FORM)
    if header is None:
        yield Finding(
            ("forms",), "there is no form 'visit', which holds each visit's date", ("forms", VISIT_FORM)
        )
    else:
        path = ("forms", study.forms.index(header))
        yield from _header(study, path)
    if AE_FORM not in study.form_by_id:
        yield Finding(("forms",), "there is no form 'ae' for adverse events", ("forms", AE_FORM))
    elif AE_FORM not in study.schedule.logs:
        said = "the form 'ae' is not among the logs: adverse events could not be entered"
        yield Finding(("schedule", "logs"), said, ("schedule", AE_FORM))
    asked = (
        {item.id for item in study.form_by_id[ELIGIBILITY_FORM].items}
        if ELIGIBILITY_FORM in study.form_by_id
        else None
    )
    for n, criterion in enumerate(study.eligibility):
        if asked is not None and criterion.id not in asked:
            said = f"no item of the form 'eligibility' answers the criterion '{criterion.id}'"
            yield Finding(("eligibility", n, "id"), said, ("forms", criterion.id))


def _header(study: Study, path: Path) -> Iterator[Finding]:
    for name, kind in _HEADER.items():
        item = study.item(VISIT_FORM, name)
        if item is None:
            yield Finding(path, f"the form 'visit' asks no item '{name}'", (name,))
        elif kind is not None and item.type is not kind:
            yield Finding(path, f"the item '{name}' of the form 'visit' must be of type '{kind}'", (name,))
    state = study.item(VISIT_FORM, "svstat")
    codelist = study.codelist_by_id.get(state.codelist or "") if state else None
    if codelist:
        missing = [code for code in _STATES if code not in {c.code for c in codelist.codes}]
        n = study.codelists.index(codelist)
        for code in missing:
            said = f"the code list of 'svstat' needs the code '{code}'"
            yield Finding(("codelists", n, "codes"), said, (codelist.id, code))
