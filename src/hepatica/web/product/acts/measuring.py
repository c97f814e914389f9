"""What is counted after a material was made, and mending what was written down wrongly."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import CorrectMaterial, MeasureMaterial
from hepatica.study.product import Measure
from hepatica.web import asking, boxes
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.product.acts.act import Act, measure, number, quantities
from hepatica.web.product.acts.making import measure_box
from hepatica.web.product.bench import Bench


def measures_of(at: Bench, label: str, *, taken: bool) -> list[Measure]:
    """Return the measures of a material that were taken, or that still may be."""
    row = at.material(label)
    step = at.lineage.step(label)
    return [one for one in step.measures if bool(measure(row.measures, one.id)) is taken] if step else []


def _measure_sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    wanted = measures_of(at, thing, taken=False)
    if not wanted:
        raise Http404(_("Everything of %(label)s is measured.") % {"label": thing})
    asks = [
        *(measure_box(one, typed) for one in wanted),
        asking.moment("at", _("When"), typed, at.minute),
        asking.people("by", _("Counted by"), typed, at.names().values(), at.actor.name),
        asking.text("note", _("Note"), typed, kind="area", optional=True),
    ]
    return Sheet(
        title=_("Count %(label)s") % {"label": thing}, boxes=tuple(asks), button=_("Record it"), icon="chart"
    )


def _measure(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    given = quantities(
        {one.id: (number(typed, f"m.{one.id}"), one.unit) for one in measures_of(at, thing, taken=False)}
    )
    if not given:
        raise ValueError(_("Type at least one count."))
    return (
        MeasureMaterial(
            subject=at.subject,
            material=thing,
            at=boxes.moment(typed, "at"),
            by=boxes.line(typed, "by"),
            measures=given,
            note=boxes.prose(typed, "note"),
        ),
    )


MEASURE = Act(
    kind="material.measure",
    sheet=_measure_sheet,
    commands=_measure,
    done=lambda thing, _typed: _("The counts of %(label)s are recorded.") % {"label": thing},
)


def _correct_sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    wanted, row = measures_of(at, thing, taken=True), at.material(thing)
    if not wanted:
        raise Http404(_("Nothing of %(label)s was measured yet.") % {"label": thing})
    asks = [measure_box(one, typed, start=measure(row.measures, one.id)) for one in wanted]
    reason = asking.text("reason", _("Why it was wrong"), typed, kind="area")
    said = (_("The first value stays in the record, with your reason beside the new one."),)
    title = _("Correct %(label)s") % {"label": thing}
    return Sheet(title=title, boxes=(*asks, reason), button=_("Correct it"), icon="history", said=said)


def _correct(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    row = at.material(thing)
    new = {
        one.id: (number(typed, f"m.{one.id}"), one.unit)
        for one in measures_of(at, thing, taken=True)
        if number(typed, f"m.{one.id}") != measure(row.measures, one.id)
    }
    if not new:
        raise ValueError(_("Nothing was changed: type the right value over the wrong one."))
    return (
        CorrectMaterial(
            subject=at.subject,
            material=thing,
            measures=quantities(new),
            reason=boxes.prose(typed, "reason"),
        ),
    )


CORRECT = Act(
    kind="material.correct",
    sheet=_correct_sheet,
    commands=_correct,
    done=lambda thing, _typed: _("%(label)s is corrected.") % {"label": thing},
)
