"""The board's review pack: printed by the worker for a cut, and given by its hash; the same cut gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from hepatica.conduct.commands import Actor
from hepatica.jobs import outputs
from hepatica.jobs.printed import PACK, Printed, path_of, print_of, printed
from hepatica.jobs.tasks import print_board_pack
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web import boxes
from hepatica.web.doors import for_members
from hepatica.web.safety import words

LAST = 40
"""Prints that are searched for packs."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A pack that was printed and is kept."""

    cut: int
    who: str
    when: str
    sha256: str


def papers(names: Mapping[str, str]) -> Iterable[Paper]:
    """Yield the packs printed lately whose files are kept, each content once, the newest first."""
    found: dict[str, Printed] = {}
    for one in printed(limit=LAST):
        if one.what == PACK and one.path.is_file():
            found.setdefault(one.sha256, one)
    for one in found.values():
        who = names.get(one.actor, one.actor)
        yield Paper(cut=one.cut, who=who, when=words.instant(one.at), sha256=one.sha256)


@require_POST
@for_members
def order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask the worker to print the pack of a cut."""
    typed = request.POST.get("cut", "").strip()
    cut = boxes.number(typed) if typed else read.head().seq
    try:
        outputs.cut_at(cut)
    except outputs.NoSuchCut as error:
        raise Http404(str(error)) from error
    job = print_board_pack.enqueue(cut=cut, actor=actor.user)
    return redirect("safety:packing", job=job.id)


@for_members
def packing(request: HttpRequest, actor: Actor, job: str) -> HttpResponse:  # noqa: ARG001
    """Say how far the print is; the page asks again by itself until it is done."""
    try:
        result = print_board_pack.get_result(job)
    except (TaskResultDoesNotExist, ValueError) as error:
        raise Http404(_("There is no print of that number.")) from error
    done = result.status == TaskResultStatus.SUCCESSFUL
    context = {
        "page": "board",
        "job": job,
        "done": done,
        "failed": result.status == TaskResultStatus.FAILED,
        "sha256": result.return_value["sha256"] if done and result.return_value else "",
    }
    part = request.headers.get("HX-Request")
    return render(request, "safety/packing_part.html" if part else "safety/packing.html", context)


@for_members
def pack(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponseBase:  # noqa: ARG001
    """Give a printed pack, and say on the access chain that it left."""
    known = print_of(sha256) if sha256.isalnum() else None
    if known is None or known.what != PACK or not path_of(sha256).is_file():
        raise Http404(_("No pack of that hash is kept here; the same cut prints the same bytes again."))
    body = {"what": PACK, "cut": str(known.cut), "sha256": sha256}
    append_access(Access.EXPORTED, actor=actor.user, body=body)
    name = outputs.file_name(outputs.cut_at(known.cut), what=PACK)
    return FileResponse(path_of(sha256).open("rb"), filename=name, content_type="application/pdf")
