"""Recording that a material came to be: a collection, a passage, a selection, a lot, a retained sample."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import MakeMaterial
from hepatica.ledger.product_rows import MaterialRow
from hepatica.product.lineage import GONE, next_label
from hepatica.study.product import Measure, Step
from hepatica.web import asking, boxes
from hepatica.web.asking import Box, Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.product import words
from hepatica.web.product.acts.act import Act, number, quantities
from hepatica.web.product.bench import Bench

VESSELS = frozenset({"passage"})


def step_of(at: Bench, step: str) -> Step:
    """Return a step of the cell laboratory; 404 when the protocol has none of this name."""
    product, found = at.study.steps.get(step, ("", None))
    if found is None or not product:
        raise Http404(_("The protocol has no such step of manufacture."))
    return found


def sources(at: Bench, step: Step) -> list[MaterialRow]:
    """Return the materials a step can be made of, the latest first; what is gone is left out."""
    rows = [row for row in at.lineage.rows.values() if row.step in step.out_of]
    kept = [row for row in rows if not any(move.move in GONE for move in row.moves)]
    return sorted(kept, key=lambda row: (row.at, row.seq), reverse=True)


def measure_box(measure: Measure, typed: Boxes, name: str = "", start: str = "") -> Box:
    """Ask for one measure with its unit welded on."""
    return asking.text(
        name or f"m.{measure.id}",
        str(measure.title),
        typed,
        start,
        kind="number",
        unit=words.unit(measure.unit),
        optional=not measure.required,
    )


def proposed(at: Bench, step: Step, parents: tuple[str, ...]) -> str:
    """Return the label the program proposes."""
    return next_label(at.lineage, step, at.subject, parents)


def asked(step: Step) -> list[Measure]:
    """Return what is measured when a material is made: a culture is counted later, at its harvest."""
    return [one for one in step.measures if one.required or step.makes != "passage"]


def _sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    step = step_of(at, thing)
    found = sources(at, step)
    if step.out_of and not found:
        raise Http404(_("There is nothing yet that %(step)s could be made of.") % {"step": step.title})
    first = (found[0].material,) if found else ()
    asks = [
        asking.text(
            "material",
            _("Label"),
            typed,
            proposed(at, step, first),
            hint=_("Proposed. Print it before the vessel is filled."),
        )
    ]
    if step.out_of:
        pairs = [(row.material, words.named(at, row)) for row in found]
        start = typed.get("parents", found[0].material)
        asks.append(asking.tiles("parents", _("Made of"), typed, pairs, start))
        asks.append(asking.text("taken", _("Taken of it"), typed, kind="number", unit="mL", optional=True))
    asks += [measure_box(one, typed) for one in asked(step)]
    asks.append(asking.moment("at", _("When"), typed, at.minute))
    names = at.names().values()
    asks += [
        asking.people("by", _("Done by"), typed, names, at.actor.name),
        asking.people("witness", _("Seen by"), typed, names),
    ]
    if step.makes in VESSELS:
        asks.append(asking.text("vessel", _("Vessel"), typed, optional=True))
    if places := at.study.manufacture.places:
        asks.append(asking.select("place", _("Where it is kept"), typed, [(one, one) for one in places]))
    asks.append(asking.text("note", _("Note"), typed, kind="area", optional=True))
    return Sheet(title=str(step.title), boxes=tuple(asks), button=_("Record it"), lead=words.lead(step))


def _commands(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:
    step = step_of(at, thing)
    taken = {one.id: (number(typed, f"m.{one.id}"), one.unit) for one in step.measures}
    parents = tuple(boxes.line({"p": one}, "p") for one in request.POST.getlist("parents")[:20])
    return (
        MakeMaterial(
            subject=at.subject,
            material=boxes.line(typed, "material").upper(),
            step=step.id,
            at=boxes.moment(typed, "at"),
            by=boxes.line(typed, "by"),
            witness=boxes.line(typed, "witness"),
            parents=parents,
            taken=_taken(at, typed, parents),
            measures=quantities(taken),
            place=boxes.line(typed, "place"),
            vessel=boxes.line(typed, "vessel"),
            note=boxes.prose(typed, "note"),
        ),
    )


def _taken(at: Bench, typed: Boxes, parents: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Return how much went in of the one parent: the volume typed, or what was seeded of a culture before."""
    if len(parents) != 1:
        return ()
    if volume := number(typed, "taken"):
        return quantities({parents[0]: (volume, "mL")})
    seeded = number(typed, "m.seeded")
    cultured = parents[0] in at.lineage and at.lineage.kind(parents[0]) == "passage"
    return quantities({parents[0]: (seeded, "10^6")}) if cultured else ()


MAKE = Act(
    kind="material.make",
    sheet=_sheet,
    commands=_commands,
    done=lambda _thing, typed: _("%(label)s is recorded.") % {"label": boxes.line(typed, "material").upper()},
)
