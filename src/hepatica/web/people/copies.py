"""Certified copies beside a form: a scan of what is on paper, and who says that it is a true copy."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor, CertifyCopy
from hepatica.conduct.copies import STATEMENT
from hepatica.ledger.review_rows import CopyRow
from hepatica.ledger.rows import SubjectRow
from hepatica.store import files, read
from hepatica.web import addresses, boxes
from hepatica.web.acting import attempt, proven
from hepatica.web.doors import for_members, may
from hepatica.web.moments import instant
from hepatica.web.visit_marks import Marks


@for_members
def page(request: HttpRequest, actor: Actor, subject: str, visit: str, form: str) -> HttpResponse:
    """Show the copies beside a form, and certify another."""
    asked = read.plan().study.form_by_id.get(form)
    if asked is None or read.subject_state(subject).get(SubjectRow, subject) is None:
        raise Http404(_("There is no such form of such a participant."))
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        refused = _certified(request, actor, subject, visit, form)
        if not refused:
            messages.success(request, _("The copy stands beside the form."))
            return redirect("people_screens:copies", subject=subject, visit=visit, form=form)
    names = {grant.user: grant.name for grant in read.grants()}
    rows = [row for row in read.among(CopyRow, [subject]) if (row.visit, row.form) == (visit, form)]
    context = {
        "page": "copies",
        "mark": Marks(read.infused()).of(subject),
        "subject": subject,
        "form": asked.title,
        "form_href": addresses.form(subject, visit, form),
        "copies": [(row, names.get(row.by, row.by), instant(row.at)) for row in rows],
        "statement": STATEMENT,
        "may_certify": may(actor, "copy.certify"),
        "typed": request.POST.dict(),
        "refused": refused,
    }
    return render(request, "people_screens/copies.html", context, status=422 if refused else 200)


def _certified(request: HttpRequest, actor: Actor, subject: str, visit: str, form: str) -> tuple[str, ...]:
    typed = request.POST.dict()

    def command() -> CertifyCopy:
        sha256, name = boxes.evidence(request)
        return CertifyCopy(
            subject=subject,
            visit=visit,
            form=form,
            file=sha256,
            file_name=name,
            original=boxes.prose(typed, "original"),
        )

    return attempt(command, proven(request, actor, "copy.certify"))


@for_members
def file(request: HttpRequest, actor: Actor, subject: str, sha256: str) -> HttpResponseBase:  # noqa: ARG001
    """Give a certified copy of a participant; never opened within the site."""
    names = [row.file_name for row in read.among(CopyRow, [subject]) if row.file == sha256]
    path = files.path_of(sha256) if names else None
    if path is None or not path.is_file():
        raise Http404(_("There is no such copy."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=names[-1] or sha256)
