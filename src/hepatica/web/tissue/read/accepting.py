"""Accepting a measurement, correcting it, or recording a count made at the microscope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor, Command
from hepatica.conduct.product_commands import RecordReading
from hepatica.jobs import tissue as files
from hepatica.report import text as write
from hepatica.store.record import Refused
from hepatica.study.tissue import Method
from hepatica.web import asking, boxes
from hepatica.web.acting import fresh_key, key_of, tried
from hepatica.web.boxes import Boxes
from hepatica.web.tissue import addresses
from hepatica.web.tissue.read import forms, views
from hepatica.web.tissue.read import typed as said
from hepatica.web.tissue.read.result import companion, result, square_mm
from hepatica.web.tissue.read.room import Code, code_of, for_readers, methods, tissue


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A measurement on its way into the record."""

    code: Code
    method: Method | None
    sha: str
    kept: Mapping[str, Any]

    @property
    def found(self) -> Mapping[str, Any]:
        """What was found."""
        found: Mapping[str, Any] = self.kept["found"]
        return found


@for_readers
def measured(request: HttpRequest, actor: Actor, accession: str, sha: str) -> HttpResponse:
    """Show a measurement with its picture, and record it when the reader accepts it."""
    code = code_of(actor.user, accession)
    kept = files.found(sha, accession=accession, reader=actor.user)
    if kept is None or kept["file"] != code.file:
        raise Http404(_("There is no such measurement of yours."))
    found = methods(tissue(), code.media)
    asked = request.POST.get("method") or request.GET.get("method", "")
    method = next((one for one in found if one.id == asked), found[0] if found else None)
    at = Measured(code=code, method=method, sha=sha, kept=kept)
    if request.method != "POST":
        return _draw(request, at, Refused(refusals=()))
    done = tried(lambda: _command(at, request.POST.dict()), actor, key_of(request))
    if isinstance(done, Refused):
        return _draw(request, at, done)
    return _recorded(request, code)


@require_POST
@for_readers
def counted(request: HttpRequest, actor: Actor, accession: str) -> HttpResponse:
    """Record a count made at the microscope."""
    code, typed = code_of(actor.user, accession), request.POST.dict()
    if code.media == "fcs":
        raise Http404(_("Cells in suspension are read from their cytometry file."))
    done = tried(lambda: _by_eye(code, typed), actor, key_of(request))
    if isinstance(done, Refused):
        return views.draw(request, code, refused=tuple(one.sentence for one in done.refusals), typed=typed)
    return _recorded(request, code)


def _recorded(request: HttpRequest, code: Code) -> HttpResponse:
    messages.success(request, _("Your reading of %(code)s is recorded.") % {"code": code.accession})
    return redirect(addresses.ROOM)


def _by_eye(code: Code, typed: Boxes) -> Command:
    area = said.decimal(typed, "area_mm2", _("Area read"))
    share = said.decimal(typed, "sinusoidal_fraction", _("Sinusoidal CD34 area"))
    if share is None:
        raise ValueError(_("Give the sinusoidal CD34 area too: it stands beside every percentage."))
    if share > 100:
        raise ValueError(_("The sinusoidal CD34 area is a share of the area read: at most 100 %."))
    given = (("area_mm2", area, "mm²"), ("sinusoidal_fraction", share, "%"))
    measures = [
        {"name": name, "value": f"{value:f}", "unit": unit}
        for name, value, unit in given
        if value is not None
    ]
    return RecordReading.model_validate({**_common(code, typed), "measures": measures})


def _common(code: Code, typed: Boxes) -> dict[str, Any]:
    lines = ("method", "clone", "antibody_lot", "instrument", "batch")
    controls = boxes.line(typed, "controls")
    if controls not in {"yes", "no"}:
        raise ValueError(_("Say whether the controls are as they must be: without them nothing can be read."))
    return {
        **{name: boxes.line(typed, name) for name in lines},
        "accession": code.accession,
        "at": boxes.moment(typed, "at"),
        "positive": said.whole(typed, "positive", _("Positive")),
        "counted": _counted(typed),
        "controls": controls,
        "note": boxes.prose(typed, "note").strip(),
        "file": code.file,
    }


def _counted(typed: Boxes) -> int:
    counted = said.whole(typed, "counted", _("Counted"))
    if not counted:
        raise ValueError(_("Nothing was counted: there is no percentage of 0."))
    return counted


def _command(at: Measured, typed: Boxes) -> Command:
    fields = _common(at.code, typed)
    counts = (at.found.get("positive_nuclei"), at.found.get("nuclei"))
    corrected = (fields["positive"], fields["counted"]) != counts
    if corrected and not fields["note"]:
        raise ValueError(_("The counts differ from those that were measured: write a note that says why."))
    return RecordReading.model_validate(
        {
            **fields,
            "method": at.method.id if at.method else "",
            "measures": _measures(at),
            "parameters": files.canonical({"media": at.kept["media"], "found": at.found}),
            "overlay": at.kept["overlay"],
            "corrected": corrected,
        }
    )


def _measures(at: Measured) -> list[dict[str, str]]:
    found = at.found
    if at.kept["media"] == "fcs":
        return [
            {"name": f"gate {n}", "value": str(one["count"]), "unit": "events"}
            for n, one in enumerate(found["gates"], start=1)
        ][:100]
    stained, total = square_mm(found, found["positive"]), square_mm(found, found["counted"])
    given: list[tuple[str, Decimal | None, int, str]] = [
        ("area_mm2", total, 2, "mm²"),
        ("area_positive", stained, 4, "mm²"),
        ("area_total", total, 4, "mm²"),
        ("sinusoidal_fraction", companion(found), 1, "%"),
        ("um_px", Decimal(found["um_px"]) if found.get("um_px") else None, 4, "µm/px"),
    ]
    return [
        {"name": name, "value": f"{write.rounded(value, decimals):f}", "unit": unit}
        for name, value, decimals, unit in given
        if value is not None
    ]


def _draw(request: HttpRequest, at: Measured, done: Refused) -> HttpResponse:
    typed = request.POST.dict()
    flow = at.kept["media"] == "fcs"
    sheet = forms.accept(typed, at.found.get("positive_nuclei"), at.found.get("nuclei"), flow=flow)
    known = asking.names_of(sheet)
    context = {
        "code": at.code,
        "sha": at.sha,
        "flow": flow,
        "method": at.method,
        "result": result(tissue(), at.method, at.kept["media"], at.found),
        "companion_words": tissue().companion if not flow else "",
        "sheet": asking.refused(
            sheet, {one.item: one.sentence for one in done.refusals if one.item in known}
        ),
        "refused": tuple(one.sentence for one in done.refusals if one.item not in known),
        "key": fresh_key(),
        "back": addresses.code(at.code.accession),
    }
    return render(request, "tissue/read/measured.html", context, status=422 if done.refusals else 200)
