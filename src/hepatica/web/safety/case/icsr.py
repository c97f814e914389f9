"""The message of a case for agencies abroad, E2B(R3): what would be sent, what keeps it back, its signature, its file."""

from __future__ import annotations

from typing import get_args

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hepatica.conduct.commands import Actor
from hepatica.jobs.icsr import Composed, NoMessage, Purpose, Wanted, compose, message_of, sign, versions
from hepatica.jobs.keeping.handing import anchored_now
from hepatica.store import files, read
from hepatica.store.access import Access
from hepatica.store.record import Refused, append_access
from hepatica.web import boxes
from hepatica.web.acting import proven
from hepatica.web.doors import for_members, may
from hepatica.web.safety.case.opened import Opened, opened
from hepatica.web.safety.case.present import head
from hepatica.web.visit_marks import Marks


@require_http_methods(["GET", "POST"])
@for_members
def page(request: HttpRequest, actor: Actor, subject: str, row: int) -> HttpResponse:
    """Show what would be sent and what is said against it; signed, it is kept and given as a file."""
    found = opened(subject, row)
    wanted = _wanted(found, request.POST.dict())
    if request.method == "GET":
        return _draw(request, actor, found, wanted)
    try:
        done = sign(wanted, proven(request, actor, "report.issue"))
    except (NoMessage, ValueError) as error:
        return _draw(request, actor, found, wanted, refused=(str(error),))
    if isinstance(done, Refused):
        return _draw(request, actor, found, wanted, refused=tuple(one.sentence for one in done.refusals))
    if done.stopping:
        return _draw(request, actor, found, wanted, made=done)
    messages.success(request, _("Signed and kept. Download the file, send it, and record that it arrived."))
    return redirect("safety:icsr", subject, row)


@for_members
def file(_request: HttpRequest, actor: Actor, subject: str, row: int, version: int) -> HttpResponse:
    """Give a signed message; that it left is written down."""
    issued = next(
        (one for one in versions(read.subject_state(subject), subject, row) if one.version == version), None
    )
    if issued is None:
        raise Http404(_("No such version of this message was signed."))
    try:
        name, data = message_of(issued)
    except NoMessage as error:
        raise Http404(str(error)) from error
    words = {"what": "icsr", "cut": str(read.head().seq), "sha256": files.hash_of(data)}
    append_access(Access.EXPORTED, actor=actor.user, body=words)
    given = HttpResponse(data, content_type="application/xml")
    given["Content-Disposition"] = f'attachment; filename="{anchored_now(name)}"'
    return given


def _wanted(found: Opened, typed: boxes.Boxes) -> Wanted:
    earlier = versions(found.state, found.case.subject, found.case.row)
    chosen: dict[str, Purpose] = {one: one for one in get_args(Purpose)}
    purpose = chosen.get(typed.get("purpose", ""), "follow_up" if earlier else "initial")
    return Wanted(
        subject=found.case.subject,
        row=found.case.row,
        purpose=purpose,
        reason=boxes.prose(typed, "reason"),
        receiver=boxes.line(typed, "receiver")[:60],
    )


def _draw(
    request: HttpRequest,
    actor: Actor,
    found: Opened,
    wanted: Wanted,
    *,
    made: Composed | None = None,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    lacking = ""
    if made is None and not refused:
        try:
            made = compose(wanted)
        except NoMessage as error:
            lacking = str(error)
    case = found.case
    context = {
        "case": case,
        "head": head(found, Marks(read.infused())),
        "made": made,
        "lacking": lacking,
        "refused": refused,
        "wanted": wanted,
        "receiver": wanted.receiver or (made.receiver if made else ""),
        "signed": versions(found.state, case.subject, case.row),
        "may_sign": may(actor, "report.issue"),
        "page": "case",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "safety/icsr.html", context, status=status)
