"""Hand-overs of a specimen: fixed, stained, sent, received, given to the reader; a stain has its batch."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import MoveMaterial
from hepatica.ledger.product_rows import MaterialRow
from hepatica.web import asking, boxes
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.tissue.acts.act import Act
from hepatica.web.tissue.specimens import Specimens

MOVES = {
    "fixed": gettext_lazy("fixed"),
    "stained": gettext_lazy("stained"),
    "to_reader": gettext_lazy("given to the reading room"),
    "stored": gettext_lazy("stored"),
    "retrieved": gettext_lazy("taken out"),
    "sent": gettext_lazy("sent"),
    "received": gettext_lazy("received"),
    "returned": gettext_lazy("brought back"),
    "disposed": gettext_lazy("disposed of"),
    "lost": gettext_lazy("lost"),
}
_BATCH = re.compile(r"^Batch ([^.\n]+)\.")


def batch_of(row: MaterialRow) -> str:
    """Return the stain batch of a slide, '' when it was not stained or none was named."""
    stained = [move.note for move in row.moves if move.move == "stained"]
    found = _BATCH.match(stained[-1]) if stained else None
    return found[1] if found else ""


def _sheet(at: Specimens, thing: str, typed: Boxes) -> Sheet:
    row = at.material(thing)
    names = at.names().values()
    places = dict.fromkeys((row.place, *(move.place for move in row.moves), _("Pathology")))
    asks = (
        asking.tiles("move", _("What happens"), typed, MOVES.items()),
        asking.text(
            "batch",
            _("Stain batch"),
            typed,
            hint=_("For a stain. Both slides of a participant go into one batch."),
            optional=True,
        ),
        asking.moment("at", _("When"), typed, at.minute),
        asking.text("place", _("Where to"), typed, suggestions=tuple(filter(None, places))),
        asking.people("given_by", _("Given by"), typed, names, at.actor.name),
        asking.people("received_by", _("Received by"), typed, names),
        asking.text("note", _("Note"), typed, kind="area", optional=True),
    )
    return Sheet(
        title=_("Hand over %(label)s") % {"label": thing},
        boxes=asks,
        button=_("Record the hand-over"),
        icon="person",
    )


def _command(at: Specimens, thing: str, request: HttpRequest) -> Command:
    typed = request.POST.dict()
    move = boxes.line(typed, "move")
    if move not in MOVES:
        raise ValueError(_("Say what happens: fixed, stained, sent ..."))
    batch = boxes.line(typed, "batch").replace(".", " ").strip()
    if move == "stained" and not batch:
        raise ValueError(_("A stain has a batch: both slides of a participant are stained in one. Name it."))
    note = boxes.prose(typed, "note").strip()
    return MoveMaterial.model_validate(
        {
            "subject": at.subject,
            "material": thing,
            "move": move,
            "at": boxes.moment(typed, "at"),
            "place": boxes.line(typed, "place"),
            "given_by": boxes.line(typed, "given_by"),
            "received_by": boxes.line(typed, "received_by"),
            "note": f"Batch {batch}. {note}".strip() if batch else note,
        }
    )


def _done(thing: str, _command: Command) -> str:
    return _("The hand-over of %(label)s is recorded, with both names.") % {"label": thing}


MOVE = Act(kind="material.move", sheet=_sheet, command=_command, done=_done)
