"""A study as people read a protocol: its identity, its schedule of activities as a grid, its forms with their items.

Everything here is plain text in plain tables; the command line and the documents decide how it looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hepatica.study.form import Bounds, Form, Item
from hepatica.study.schedule import Visit
from hepatica.study.study import Study

MARK = "●"
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """A table of texts; every row has as many cells as ``head``."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def identity(study: Study) -> tuple[tuple[str, str], ...]:
    """Return what the title page says, as name and value."""
    primary = [o.measure for o in study.outcomes if o.kind == "primary"]
    return (
        ("Study", study.title.en),
        ("Protocol", f"{study.protocol}, version {study.version} ({study.id})"),
        ("Sponsor", study.sponsor),
        ("Design", f"{study.design.study_type}, {study.design.allocation}, {study.design.masking}"),
        ("Interventions", "; ".join(i.title.en for i in study.interventions)),
        ("Participants", f"{study.enrolment.planned} ({study.enrolment.counts})"),
        ("Primary outcome", "; ".join(primary)),
        ("Sites", "; ".join(f"{s.name}, {s.place} ({s.zone})" for s in study.sites)),
    )


def schedule_grid(study: Study) -> Grid:
    """Return the schedule of activities: forms down, visits across, a mark where a visit asks a form."""
    visits = study.schedule.visits
    when = tuple(_when(study, visit) for visit in visits)
    rows = [("", "Day", *when)]
    rows += [
        (form.code, form.title.en, *(MARK if form.id in visit.forms else "" for visit in visits))
        for form in study.forms
        if any(form.id in visit.forms for visit in visits)
    ]
    return Grid(
        title="Schedule of activities", head=("", "Form", *(v.code for v in visits)), rows=tuple(rows)
    )


def visits_grid(study: Study) -> Grid:
    """Return the visits with their day, window and ruler."""
    anchors = {anchor.id: anchor.title.en for anchor in study.schedule.anchors}
    rows = tuple(
        (
            visit.code,
            visit.title.en,
            _when(study, visit),
            _window(study, visit),
            anchors.get(visit.anchor, ""),
        )
        for visit in study.schedule.visits
    )
    return Grid(title="Visits", head=("", "Visit", "Day", "Window", "Counted from"), rows=rows)


def forms_grid(study: Study) -> Grid:
    """Return the forms with how much they ask."""
    rows = tuple((f.code, f.id, f.title.en, f.kind.value, str(len(f.items))) for f in study.forms)
    return Grid(title="Forms", head=("", "Id", "Form", "Kind", "Items"), rows=rows)


def form_grids(study: Study, form: Form) -> Iterator[Grid]:
    """Yield one table per group of a form: each item with its kind of answer and its rules."""
    for group in form.groups:
        title = group.title.en + (f" (one row per {group.repeat.label.en})" if group.repeat else "")
        rows = tuple((item.id, item.label.en, _answer(study, item), _rules(item)) for item in group.items)
        yield Grid(title=title, head=("Item", "Question", "Answer", "Rules"), rows=rows)


def counts(study: Study) -> dict[str, int]:
    """Return how much a study holds: forms, items, visits, checks, signals and the examples that prove them."""
    proofs = [check.examples for check in study.checks]
    examples = sum(len(e.fires) + len(e.quiet) + len(e.not_evaluable) for e in proofs)
    return {
        "forms": len(study.forms),
        "items": sum(len(form.items) for form in study.forms),
        "visits": len(study.schedule.visits),
        "checks": len(study.checks),
        "signals": len(study.signals),
        "examples": examples + sum(len(signal.examples) for signal in study.signals),
    }


def _signed(day: int) -> str:
    return str(day).replace("-", MINUS)


def _when(study: Study, visit: Visit) -> str:
    day = study.day_of(visit)
    return "any" if day is None else _signed(day)


def _window(study: Study, visit: Visit) -> str:
    if visit.window:
        return f"{_signed(visit.window.first)} to {_signed(visit.window.last)}"
    day = study.day_of(visit)
    if day is None or visit.margin is None:
        return ""
    return f"{_signed(day - visit.margin)} to {_signed(day + visit.margin)}"


def _answer(study: Study, item: Item) -> str:
    if item.codelist is not None:
        codelist = study.codelist_by_id[item.codelist]
        return " / ".join(f"{code.label.en} [{code.code}]" for code in codelist.codes)
    units = f", {' or '.join(item.all_units)}" if item.all_units else ""
    return item.type.value + units + (", may be partial" if item.partial else "")


def _rules(item: Item) -> str:
    rules = ["required"] if item.required else []
    rules += [f"expected {_between(item.plausible)}"] if item.plausible else []
    rules += [f"only {_between(item.allowed)}"] if item.allowed else []
    rules += [f"asked when {item.when}"] if item.when else []
    rules += [f"= {item.compute.rule}({', '.join(item.compute.of)})"] if item.compute else []
    return "; ".join(rules)


def _between(bounds: Bounds) -> str:
    low = "" if bounds.low is None else f"{bounds.low}"
    high = "" if bounds.high is None else f"{bounds.high}"
    if low and high:
        return f"{low} to {high}"
    return f"from {low}" if low else f"up to {high}"
