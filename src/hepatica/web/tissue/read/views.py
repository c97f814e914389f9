"""The worklist of codes, and a code's page: its picture or file, how it is measured, and the own readings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.commands import Actor
from hepatica.jobs import tissue as files
from hepatica.web.acting import fresh_key
from hepatica.web.boxes import Boxes
from hepatica.web.tissue.read import forms
from hepatica.web.tissue.read.room import Code, code_of, codes, for_readers, methods, tissue


@for_readers
def worklist(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the codes by their letters, with the person's own state."""
    found = codes(actor.user)
    context = {"codes": found, "left": sum(not code.is_read for code in found)}
    return render(request, "tissue/read/room.html", context)


@for_readers
def code(request: HttpRequest, actor: Actor, accession: str) -> HttpResponse:
    """Show what is under a code."""
    return draw(request, code_of(actor.user, accession))


def draw(
    request: HttpRequest, code: Code, *, refused: tuple[str, ...] = (), typed: Boxes | None = None
) -> HttpResponse:
    """Draw a code's page; what was refused stands above what was typed."""
    part, boxes = tissue(), typed or {}
    channels: tuple[str, ...] = ()
    look, problem = None, ""
    try:
        if code.media == "image":
            look = files.look(code.file)
        elif code.media == "fcs":
            from hepatica.jobs.tissue_flow import channels_of

            channels = channels_of(code.file)
    except files.Unreadable as error:
        problem = str(error)
    context = {
        "code": code,
        "definition": part.definition,
        "companion": part.companion,
        "stain": forms.stain(part) if code.media != "fcs" else (),
        "look": look,
        "reasons": forms.reasons(),
        "problem": problem,
        "channels": channels,
        "gating": part.gating,
        "chosen": boxes.get("gating", part.gating[0].id if part.gating else ""),
        "methods": forms.ways(part, code.media, boxes),
        "outlines": boxes.get("outlines", ""),
        "um_px": boxes.get("um_px", ""),
        "target": boxes.get("target", ""),
        "denominator": boxes.get("denominator", ""),
        "later": bool(look and look.pixels > files.AT_ONCE),
        "sheet": forms.by_eye(methods(part, code.media), boxes) if code.media != "fcs" else None,
        "again": bool(code.own),
        "key": fresh_key(),
        "refused": refused,
        "eye": "positive" in boxes,
    }
    return render(request, "tissue/read/code.html", context, status=422 if refused else 200)
