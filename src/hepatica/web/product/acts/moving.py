"""Hand-overs: stored, taken out, thawed, sent, received, brought to the bedside, disposed of."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import MoveMaterial
from hepatica.web import asking, boxes
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.product import words
from hepatica.web.product.acts.act import Act, number, quantities
from hepatica.web.product.bench import Bench

AMOUNTS = (("cells", "10^6"), ("volume", "mL"))


def _sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    row = at.material(thing)
    names = at.names().values()
    places = dict.fromkeys((*at.study.manufacture.places, row.place, *(move.place for move in row.moves)))
    asks = [
        asking.tiles("move", _("What happens"), typed, words.MOVES_OFFERED),
        asking.moment("at", _("When"), typed, at.minute),
        asking.text("place", _("Where to"), typed, suggestions=tuple(filter(None, places))),
        asking.people("given_by", _("Given by"), typed, names, at.actor.name),
        asking.people("received_by", _("Received by"), typed, names),
        asking.text("temperature", _("Temperature now"), typed, kind="number", unit="°C", optional=True),
        asking.text("lowest", _("Lowest on the way"), typed, kind="number", unit="°C", optional=True),
        asking.text("highest", _("Highest on the way"), typed, kind="number", unit="°C", optional=True),
        asking.Box(name="file", label=_("Temperature log"), kind="file", optional=True),
        asking.text(
            "cells",
            _("Cells disposed of"),
            typed,
            kind="number",
            unit="10⁶",
            optional=True,
            hint=_("For a disposal or a loss only."),
        ),
        asking.text("volume", _("Volume disposed of"), typed, kind="number", unit="mL", optional=True),
        asking.text("note", _("Note"), typed, kind="area", optional=True),
    ]
    said = tuple(filter(None, (words.where(row), words.left(at.lineage.left(thing)))))
    return Sheet(
        title=_("Hand over %(label)s") % {"label": thing},
        boxes=tuple(asks),
        button=_("Record the hand-over"),
        icon="person",
        said=said,
    )


def _commands(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:
    move = boxes.line(typed, "move")
    if move not in dict(words.MOVES):
        raise ValueError(_("Say what happens: stored, thawed, sent ..."))
    log, log_name = boxes.evidence(request)
    return (
        MoveMaterial(
            subject=at.subject,
            material=thing,
            move=move,
            at=boxes.moment(typed, "at"),
            place=boxes.line(typed, "place"),
            given_by=boxes.line(typed, "given_by"),
            received_by=boxes.line(typed, "received_by"),
            temperature=number(typed, "temperature").replace("−", "-"),
            lowest=number(typed, "lowest").replace("−", "-"),
            highest=number(typed, "highest").replace("−", "-"),
            log=log,
            log_name=log_name,
            amount=quantities({name: (number(typed, name), unit) for name, unit in AMOUNTS}),
            note=boxes.prose(typed, "note"),
        ),
    )


MOVE = Act(
    kind="material.move",
    sheet=_sheet,
    commands=_commands,
    done=lambda thing, _typed: (
        _("The hand-over of %(label)s is recorded, with both names.") % {"label": thing}
    ),
)
