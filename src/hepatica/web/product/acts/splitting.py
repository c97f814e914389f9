"""Splitting a lot into bags: all of them in one form, recorded together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import msgspec
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import MakeMaterial
from hepatica.product.lineage import Lineage, next_label
from hepatica.study.product import Step
from hepatica.web import asking, boxes
from hepatica.web.asking import Row, Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.product import words
from hepatica.web.product.acts.act import Act, number, quantities
from hepatica.web.product.acts.making import measure_box
from hepatica.web.product.bench import Bench

MOST = 20
MILLIONS = "10^6"


def bag_step(at: Bench, lot: str) -> Step:
    """Return the step that fills bags from a lot; 404 when the protocol has none."""
    row = at.material(lot)
    for _product, step in at.study.steps.values():
        if step.makes == "bag" and row.step in step.out_of:
            return step
    raise Http404(_("The protocol fills no bags from %(label)s.") % {"label": lot})


def count(typed: Boxes) -> int:
    """Return how many bags the form has: two to begin with, one more when that was asked."""
    return max(1, min(boxes.number(typed.get("n", ""), 2) + ("more" in typed), MOST))


def labels(at: Bench, step: Step, lot: str, wanted: int) -> list[str]:
    """Return the labels the program proposes for the bags."""
    rows, found = list(at.lineage.rows.values()), list[str]()
    for _n in range(wanted):
        found.append(next_label(Lineage(at.study.steps, rows), step, at.subject, (lot,)))
        rows.append(msgspec.structs.replace(at.material(lot), material=found[-1], parents=(lot,)))
    return found


def _sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    step, n = bag_step(at, thing), count(typed)
    rows = tuple(
        Row(
            title=_("Bag %(n)s") % {"n": i},
            boxes=(
                asking.text(f"label.{i}", _("Label"), typed, label),
                *(measure_box(one, typed, f"m.{one.id}.{i}") for one in step.measures),
            ),
        )
        for i, label in enumerate(labels(at, step, thing, n), start=1)
    )
    names = at.names().values()
    shared = (
        asking.Box(name="n", label="", kind="hidden", value=str(n)),
        asking.moment("at", _("Filled"), typed, at.minute),
        asking.people("by", _("Done by"), typed, names, at.actor.name),
        asking.people("witness", _("Seen by"), typed, names),
        asking.select(
            "place", _("Where they are kept"), typed, [(p, p) for p in at.study.manufacture.places]
        ),
    )
    title = _("Fill bags from %(lot)s") % {"lot": thing}
    said = (words.left(at.lineage.left(thing)),) if words.left(at.lineage.left(thing)) else ()
    return Sheet(title=title, boxes=shared, rows=rows, button=_("Record the bags"), icon="bag", said=said)


def sums(at: Bench, thing: str, typed: Boxes) -> Mapping[str, str]:
    """Return what the rows come to, and what the lot held before."""
    step = bag_step(at, thing)
    found = {"left": words.left(at.lineage.left(thing))}
    for name, unit in (("cells", MILLIONS), ("volume", "mL")):
        measure = next((one.id for one in step.measures if one.unit == unit), name)
        values = [_decimal(number(typed, f"m.{measure}.{i}")) for i in range(1, count(typed) + 1)]
        found[name] = words.plain(sum((value for value in values if value is not None), Decimal(0)))
        found[f"{name}_of"] = measure
    return found


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _commands(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    step = bag_step(at, thing)
    wanted = [
        i for i in range(1, count(typed) + 1) if any(number(typed, f"m.{m.id}.{i}") for m in step.measures)
    ]
    if not wanted:
        raise ValueError(_("Say what at least one bag holds."))
    return tuple(
        MakeMaterial(
            subject=at.subject,
            material=boxes.line(typed, f"label.{i}").upper(),
            step=step.id,
            at=boxes.moment(typed, "at"),
            by=boxes.line(typed, "by"),
            witness=boxes.line(typed, "witness"),
            parents=(thing,),
            measures=quantities({m.id: (number(typed, f"m.{m.id}.{i}"), m.unit) for m in step.measures}),
            place=boxes.line(typed, "place"),
        )
        for i in wanted
    )


def _done(_thing: str, typed: Boxes) -> str:
    filled = {
        name.rpartition(".")[2] for name, value in typed.items() if name.startswith("m.") and value.strip()
    }
    return ngettext("%(n)s bag is recorded.", "%(n)s bags are recorded.", len(filled)) % {"n": len(filled)}


SPLIT = Act(kind="material.make", sheet=_sheet, commands=_commands, done=_done, sums=sums)
