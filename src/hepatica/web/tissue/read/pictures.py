"""Files of the reading room: the picture small, the file itself, and what was found in it; names are codes."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.jobs import tissue
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web.tissue.read.room import Code, code_of, for_readers

TYPES = {"image": ("image/png", "png"), "fcs": ("application/octet-stream", "fcs")}


@for_readers
def view(request: HttpRequest, actor: Actor, accession: str) -> HttpResponse:  # noqa: ARG001
    """Give the picture of a section, at most 2,000 pixels on a side."""
    code = _with_file(actor, accession, "image")
    try:
        made = tissue.preview_of(code.file)
    except tissue.Unreadable as error:
        raise Http404(str(error)) from error
    return HttpResponse(made, content_type="image/png")


@for_readers
def download(request: HttpRequest, actor: Actor, accession: str) -> HttpResponseBase:  # noqa: ARG001
    """Give the stripped file itself, under the code's name; that it left is written down."""
    code = _with_file(actor, accession)
    kind, ending = TYPES[code.media]
    try:
        file = tissue.opened_file(code.file)
    except tissue.Unreadable as error:
        raise Http404(str(error)) from error
    append_access(
        Access.EXPORTED, actor=actor.user, body={"what": "masked file", "cut": "", "sha256": code.file}
    )
    return FileResponse(file, as_attachment=True, filename=f"{accession}.{ending}", content_type=kind)


@for_readers
def overlay(request: HttpRequest, actor: Actor, accession: str, sha: str) -> HttpResponse:  # noqa: ARG001
    """Give what was found, drawn over the section, or the plots of the gates."""
    return _drawn(actor, accession, sha, "overlay")


@for_readers
def dark(request: HttpRequest, actor: Actor, accession: str, sha: str) -> HttpResponse:  # noqa: ARG001
    """Give the plots of the gates on dark ground."""
    return _drawn(actor, accession, sha, "dark")


def _drawn(actor: Actor, accession: str, sha: str, which: str) -> HttpResponse:
    code = _with_file(actor, accession)
    found = tissue.found(sha, accession=accession, reader=actor.user)
    if found is None or found["file"] != code.file or which not in found:
        raise Http404(_("There is no such picture of yours."))
    try:
        made = tissue.bytes_of(found[which], 64 * 2**20)
    except tissue.Unreadable as error:
        raise Http404(str(error)) from error
    kind = "image/png" if code.media == "image" else "image/svg+xml"
    return HttpResponse(made, content_type=kind)


def _with_file(actor: Actor, accession: str, media: str = "") -> Code:
    code = code_of(actor.user, accession)
    if not code.file or media not in {"", code.media}:
        raise Http404(_("Nothing was scanned under this code: it is read at the microscope."))
    return code
