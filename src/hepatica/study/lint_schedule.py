"""The schedule, the analysis windows and the forms fit together: everything falls due, and nothing is asked nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.study.form import FormKind
from hepatica.study.lines import Finding, Path
from hepatica.study.references import date_item, item_exists, reference
from hepatica.study.rules import AnalysisWindow
from hepatica.study.schedule import End, ItemAddress, Visit
from hepatica.study.study import VISIT_FORM, Study

_TOP: Path = ("schedule",)


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the schedule and the windows of the analysis."""
    yield from _anchors(study)
    for n, visit in enumerate(study.schedule.visits):
        yield from _visit(study, visit, (*_TOP, "visits", n))
    yield from _placement(study)
    categories = tuple(c.id for c in study.categories)
    for n, procedure in enumerate(study.schedule.procedures):
        path = (*_TOP, "procedures", n)
        yield from date_item(study, procedure.start, (*path, "start"))
        if procedure.category is not None:
            yield from reference(
                "category", procedure.category, categories, (*path, "category"), "categories"
            )
    for n, end in enumerate(study.schedule.ends):
        yield from _end(study, end, (*_TOP, "ends", n))
    procedures = tuple(p.id for p in study.schedule.procedures)
    for n, name in enumerate(study.enrolment.started_by):
        yield from reference("procedure", name, procedures, ("enrolment", "started_by", n), "schedule")
    yield from _windows(study)
    yield from _named(study)


def _anchors(study: Study) -> Iterator[Finding]:
    schedule = study.schedule
    known = tuple(a.id for a in schedule.anchors)
    for n, anchor in enumerate(schedule.anchors):
        path = (*_TOP, "anchors", n)
        yield from date_item(study, anchor.item, (*path, "item"))
        if anchor.planned:
            yield from date_item(study, anchor.planned, (*path, "planned"))
    for key in ("visit_anchor", "analysis_anchor"):
        yield from reference("anchor", getattr(schedule, key), known, (*_TOP, key))


# -- Visits -----------------------------------------------------------------------------------------------------------


def _visit(study: Study, visit: Visit, path: Path) -> Iterator[Finding]:
    schedule = study.schedule
    yield from reference("epoch", visit.epoch, tuple(e.id for e in schedule.epochs), (*path, "epoch"))
    yield from reference("anchor", visit.anchor, tuple(a.id for a in schedule.anchors), (*path, "anchor"))
    for n, name in enumerate(visit.forms):
        form = study.form_by_id.get(name)
        yield from reference("form", name, tuple(study.form_by_id), (*path, "forms", n), "forms")
        if name == VISIT_FORM:
            yield Finding((*path, "forms", n), "every visit has the form 'visit' of itself: do not list it")
        elif form is not None and form.kind is FormKind.LOG:
            yield Finding(
                (*path, "forms", n), f"'{name}' is a log: name it under 'logs', not at a visit", (name,)
            )
        if name in visit.forms[:n]:
            yield Finding((*path, "forms", n), f"the form '{name}' stands twice at this visit")
    yield from _day(study, visit, path)


def _day(study: Study, visit: Visit, path: Path) -> Iterator[Finding]:
    if visit.day is None:
        if not visit.optional:
            yield Finding(path, f"the visit '{visit.id}' needs a 'day', or 'optional: true'")
        if visit.window or visit.margin is not None:
            yield Finding(path, f"the visit '{visit.id}' has a window but no day")
        return
    if isinstance(visit.day, str):
        parameters = {p.id: p for p in study.parameters}
        yield from reference("parameter", visit.day, tuple(parameters), (*path, "day"), "parameters")
        if visit.day not in parameters:
            return
        try:
            int(parameters[visit.day].value)
        except ValueError:
            said = f"the parameter '{visit.day}' is the day of a visit and must be a whole number"
            n = study.parameters.index(parameters[visit.day])
            yield Finding(("parameters", n, "value"), said)
            return
    yield from _window(study, visit, path)


def _window(study: Study, visit: Visit, path: Path) -> Iterator[Finding]:
    day, window = study.day_of(visit), visit.window
    if window and visit.margin is not None:
        yield Finding((*path, "margin"), "a visit has a 'window' or a 'margin', not both")
    if window is None and visit.margin is None and not visit.optional:
        yield Finding((*path, "day"), f"the visit '{visit.id}' needs a 'window' or a 'margin'")
    if visit.margin is not None and visit.margin < 0:
        yield Finding((*path, "margin"), "a margin is 0 or more days")
    if window and day is not None and not window.first <= day <= window.last:
        said = f"the window {window.first} to {window.last} does not contain the visit's day {day}"
        yield Finding((*path, "window"), said)


def _placement(study: Study) -> Iterator[Finding]:
    """Require that every form is asked somewhere, and that the logs are logs."""
    schedule = study.schedule
    visited = {name for visit in schedule.visits for name in visit.forms}
    for n, name in enumerate(schedule.logs):
        form = study.form_by_id.get(name)
        yield from reference("form", name, tuple(study.form_by_id), (*_TOP, "logs", n), "forms")
        if form is not None and form.kind is not FormKind.LOG:
            yield Finding(
                (*_TOP, "logs", n), f"the form '{name}' is of kind '{form.kind}', not 'log'", (name,)
            )
    for n, form in enumerate(study.forms):
        if form.id not in {VISIT_FORM, *visited, *schedule.logs}:
            said = f"no visit asks the form '{form.id}' and it is not among the logs"
            yield Finding(("forms", n, "id"), said, ("schedule", form.id))


def _end(study: Study, end: End, path: Path) -> Iterator[Finding]:
    yield from date_item(study, end.date, (*path, "date"))
    if end.item is None or end.date.form not in study.form_by_id:
        return
    yield from item_exists(study, ItemAddress(form=end.date.form, item=end.item), path)
    item = study.item(end.date.form, end.item)
    codelist = study.codelist_by_id.get(item.codelist or "") if item else None
    known = tuple(code.code for code in codelist.codes) if codelist else ()
    for n, code in enumerate(end.codes if item else ()):
        yield from reference("code", code, known, (*path, "codes", n), "codelists", end.item)


# -- Analysis -----------------------------------------------------------------------------------------------------------


def _windows(study: Study) -> Iterator[Finding]:
    analysis = study.analysis
    path: Path = ("analysis", "baseline")
    yield from _analysis_window(study, analysis.baseline, path)
    previous = analysis.baseline
    for n, window in enumerate(analysis.windows):
        path = ("analysis", "windows", n)
        yield from _analysis_window(study, window, path)
        if window.first <= previous.last:
            said = f"the window '{window.id}' begins on day {window.first}, and '{previous.id}' ends on day {previous.last}"
            yield Finding((*path, "first"), said, (previous.id,))
        elif n and window.first != previous.last + 1:
            said = f"days {previous.last + 1} to {window.first - 1} lie in no window, between '{previous.id}' and '{window.id}'"
            yield Finding((*path, "first"), said, (previous.id,))
        previous = window


def _named(study: Study) -> Iterator[Finding]:
    """Require that codes, items and remarks of the analysis are those of the study."""
    analysis = study.analysis
    coded = {code.code for codelist in study.codelists for code in codelist.codes}
    for n, code in enumerate(analysis.cholestatic):
        if code not in coded:
            yield Finding(
                ("analysis", "cholestatic", n), f"no code list has the code '{code}'", ("codelists", code)
            )
    for n, flag in enumerate(analysis.flags):
        for m, code in enumerate(flag.drug_classes):
            if code not in coded:
                at = ("analysis", "flags", n, "drug_classes", m)
                yield Finding(at, f"no code list has the code '{code}'", ("codelists", code))
    for name, address in analysis.bindings.items():
        yield from item_exists(study, address, ("analysis", "bindings", name))
    known = (*(c.id for c in study.categories), *(s.id for s in study.signals))
    for n, remark in enumerate(analysis.evidence):
        where = ("analysis", "evidence", n, "at")
        yield from reference("category or signal", remark.at, known, where, "categories", "signals")


def _analysis_window(study: Study, window: AnalysisWindow, path: Path) -> Iterator[Finding]:
    if not window.first <= window.target <= window.last:
        said = f"the window {window.first} to {window.last} does not contain its target {window.target}"
        yield Finding((*path, "target"), said)
    if window.visit is not None:
        yield from reference("visit", window.visit, tuple(study.visit_by_id), (*path, "visit"), "schedule")
