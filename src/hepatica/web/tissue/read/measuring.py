"""Measuring a section or gating a file: at once where it is small, by the worker where it is large."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from hepatica.conduct.commands import Actor
from hepatica.jobs import tissue as files
from hepatica.tissue.mask import Exclusion
from hepatica.tissue.sections import UM_PX
from hepatica.web import boxes
from hepatica.web.tissue import addresses
from hepatica.web.tissue.read import typed as said
from hepatica.web.tissue.read import views
from hepatica.web.tissue.read.room import Code, code_of, for_readers, methods, tissue
from hepatica.web.uploads import too_large

TEMPLATE = 2 * 2**20
"""Bytes of a reader's own template."""


@require_POST
@for_readers
def measure(request: HttpRequest, actor: Actor, accession: str) -> HttpResponse:
    """Measure the section under a code outside the reader's outlines."""
    code, typed = code_of(actor.user, accession), request.POST.dict()
    if code.media != "image":
        raise Http404(_("No picture was taken of this code."))
    try:
        return redirect(_measured(actor, code, typed))
    except ValueError as error:
        return views.draw(request, code, refused=(str(error),), typed=typed)


def _measured(actor: Actor, code: Code, typed: dict[str, str]) -> str:
    look = files.look(code.file)
    outlines = said.outlines(typed.get("outlines", "")[:400_000], look)
    um_px = said.decimal(typed, "um_px", _("Micrometres in a pixel"))
    if um_px is not None and not UM_PX[0] <= um_px <= UM_PX[1]:
        words = _("Micrometres in a pixel: %(said)s does not lie between %(low)s and %(high)s.")
        raise ValueError(words % {"said": um_px, "low": UM_PX[0], "high": UM_PX[1]})
    parameters = files.stated(tissue(), um_px)
    method = _method(code, typed)
    if look.pixels > files.AT_ONCE:
        job = files.measure_later.enqueue(
            accession=code.accession,
            reader=actor.user,
            file=code.file,
            um_px="" if um_px is None else str(um_px),
            exclusions=[_plain(one) for one in outlines],
        )
        return f"{addresses.measuring(code.accession, str(job.id))}?method={method}"
    made = files.measure(
        accession=code.accession,
        reader=actor.user,
        file=code.file,
        parameters=parameters,
        exclusions=outlines,
    )
    return f"{addresses.measured(code.accession, made)}?method={method}"


def _plain(one: Exclusion) -> dict[str, Any]:
    return {"reason": one.reason, "points": [[str(Decimal(x)), str(Decimal(y))] for x, y in one.points]}


def _method(code: Code, typed: dict[str, str]) -> str:
    found = [one.id for one in methods(tissue(), code.media)]
    asked = boxes.line(typed, "method")
    if asked not in found:
        raise ValueError(_("Choose the method: it says what the number may be called."))
    return asked


@require_POST
@for_readers
def gate(request: HttpRequest, actor: Actor, accession: str) -> HttpResponse:
    """Gate the cytometry file under a code by the protocol's template or the reader's own."""
    code, typed = code_of(actor.user, accession), request.POST.dict()
    if code.media != "fcs":
        raise Http404(_("No cytometry file was given for this code."))
    try:
        made = _gated(request, actor, code, typed)
    except ValueError as error:
        return views.draw(request, code, refused=(str(error),), typed=typed)
    return redirect(f"{addresses.measured(code.accession, made)}?method={_method(code, typed)}")


def _gated(request: HttpRequest, actor: Actor, code: Code, typed: dict[str, str]) -> str:
    from hepatica.jobs.tissue_flow import Asked
    from hepatica.jobs.tissue_flow import gate as gated

    if large := too_large(request):
        raise ValueError(large)
    _method(code, typed)
    sent = request.FILES.get("template")
    if sent and (sent.size or 0) > TEMPLATE:
        raise ValueError(_("That template has more than 2 MB: it is no gating template."))
    asked = Asked(
        gating=boxes.line(typed, "gating"),
        own=sent.read() if sent else b"",
        target=boxes.line(typed, "target"),
        denominator=boxes.line(typed, "denominator"),
    )
    return gated(accession=code.accession, reader=actor.user, file=code.file, tissue=tissue(), asked=asked)


@for_readers
def waiting(request: HttpRequest, actor: Actor, accession: str, job: str) -> HttpResponse:
    """Say how far a large section is; the page asks again by itself until it is done."""
    code, result = code_of(actor.user, accession), _job(job)
    if (result.kwargs.get("accession"), result.kwargs.get("reader")) != (accession, actor.user):
        raise Http404(_("There is no such measurement of yours."))
    done = result.return_value if result.status == TaskResultStatus.SUCCESSFUL else {}
    method = request.GET.get("method", "")[:80]
    if done.get("measured"):
        address = f"{addresses.measured(accession, done['measured'])}?method={method}"
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)
    failed = result.status == TaskResultStatus.FAILED
    context = {
        "code": code,
        "sentence": done.get("sentence", ""),
        "failed": failed,
        "again": f"{addresses.measuring(accession, job)}?method={method}",
    }
    name = "measuring" if request.headers.get("HX-Request") else "measuring_page"
    return render(request, f"tissue/read/{name}.html", context)


def _job(job: str) -> Any:
    try:
        return files.measure_later.get_result(job)
    except (TaskResultDoesNotExist, ValueError) as error:
        raise Http404(_("There is no such measurement of yours.")) from error
