"""Recording that a core was taken, embedded, cut or dissociated."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import MakeMaterial
from hepatica.ledger.product_rows import MaterialRow
from hepatica.product.lineage import next_label
from hepatica.study.product import Measure, Step
from hepatica.web import asking, boxes
from hepatica.web.asking import Box, Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.moments import minute
from hepatica.web.tissue.acts.act import Act
from hepatica.web.tissue.specimens import Specimens


def step_of(at: Specimens, name: str) -> Step:
    """Return a step of the specimens; 404 when the protocol has none of this name."""
    step = at.steps.get(name)
    if step is None:
        raise Http404(_("The protocol has no such step of a specimen."))
    return step


def sources(at: Specimens, step: Step) -> list[MaterialRow]:
    """Return what a step can be made of, the latest first; what is gone is left out."""
    rows = [row for row in at.rows() if row.step in step.out_of and not at.is_gone(row)]
    return rows[::-1]


def _sheet(at: Specimens, thing: str, typed: Boxes) -> Sheet:
    step = step_of(at, thing)
    found = sources(at, step)
    if step.out_of and not found:
        raise Http404(_("There is nothing yet that %(step)s could be made of.") % {"step": step.title})
    parent = typed.get("parents") or (found[0].material if found else "")
    known = parent in at.lineage
    label = next_label(at.lineage, step, at.subject, (parent,) if known else ())
    asks = [
        asking.text(
            "material",
            _("Label"),
            typed,
            label,
            hint=_("Proposed. For a slide, the code takes its place on the glass before anybody reads it."),
        )
    ]
    if step.out_of:
        pairs = [(row.material, f"{row.material}, {minute(row.at)}") for row in found]
        asks.append(asking.tiles("parents", _("Made of"), typed, pairs, parent))
    asks += [_measure(one, typed) for one in step.measures]
    asks.append(asking.moment("at", _("When"), typed, at.minute))
    names = at.names().values()
    asks += [
        asking.people("by", _("Done by"), typed, names, at.actor.name),
        asking.people("witness", _("Seen by"), typed, names),
        asking.text("place", _("Where it is kept"), typed, optional=True),
        asking.text("note", _("Note"), typed, kind="area", optional=True, hint=_hint(step)),
    ]
    return Sheet(title=str(step.title), boxes=tuple(asks), button=_("Record it"), lead=str(step.reference))


def _hint(step: Step) -> str:
    return _("Route, lobe and what was unusual.") if step.makes == "core" else ""


def _measure(one: Measure, typed: Boxes) -> Box:
    unit = {"10^6": "10⁶", "1": ""}.get(one.unit, one.unit)
    return asking.text(
        f"m.{one.id}", str(one.title), typed, kind="number", unit=unit, optional=not one.required
    )


def _command(at: Specimens, thing: str, request: HttpRequest) -> Command:
    step, typed = step_of(at, thing), request.POST.dict()
    measures = [
        {"name": one.id, "value": value.replace(",", "."), "unit": one.unit}
        for one in step.measures
        if (value := boxes.line(typed, f"m.{one.id}"))
    ]
    return MakeMaterial.model_validate(
        {
            "subject": at.subject,
            "material": boxes.line(typed, "material").upper(),
            "step": step.id,
            "at": boxes.moment(typed, "at"),
            "by": boxes.line(typed, "by"),
            "witness": boxes.line(typed, "witness"),
            "parents": tuple(filter(None, (boxes.line(typed, "parents"),))),
            "measures": measures,
            "place": boxes.line(typed, "place"),
            "note": boxes.prose(typed, "note"),
        }
    )


def _done(_thing: str, command: Command) -> str:
    return _("%(label)s is recorded.") % {"label": cast("MakeMaterial", command).material}


MAKE = Act(kind="material.make", sheet=_sheet, command=_command, done=_done)
