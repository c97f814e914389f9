"""The page of specimens: who gave what, where it is, what waits, and what the unmasked readings say."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.jobs import product_papers
from hepatica.ledger.rows import SubjectRow
from hepatica.report import vega
from hepatica.report.palette import Theme
from hepatica.store import read
from hepatica.web.shell.parts import Mark
from hepatica.web.tissue import pairs, present
from hepatica.web.tissue.specimens import for_keepers, of_state
from hepatica.web.visit_marks import Marks


@dataclass(frozen=True, kw_only=True)
class Person:
    """One participant's specimens."""

    mark: Mark
    nodes: list[present.Node]
    starts: list[present.Door]
    remarks: list[str]


@for_keepers
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every participant's specimens, what waits, and the pairs that were read."""
    state, tissue, marks = read.state_at(read.head().seq), read.plan().study.tissue, Marks(read.infused())
    rows = sorted(state.all(SubjectRow), key=lambda row: (marks.of(row.subject).order or inf, row.subject))
    at = [of_state(actor, state, row.subject, marks) for row in rows]
    people = [
        Person(
            mark=one.mark, nodes=present.nodes(one), starts=present.starts(one), remarks=present.remarks(one)
        )
        for one in at
    ]
    figure, script = pairs.figure() if tissue.steps else ("", "")
    context = {
        "described": bool(tissue.steps),
        "definition": tissue.definition,
        "companion": tissue.companion,
        "people": [one for one in people if one.nodes],
        "without": [one for one in people if not one.nodes],
        "waits": [wait for one in at for wait in present.waits(one)],
        "pairs": [found for one in at if (found := pairs.pair(one))],
        "figure": figure,
        "script": script,
    }
    return render(request, "tissue/overview.html", context)


@for_keepers
def label(request: HttpRequest, actor: Actor, subject: str, label: str) -> HttpResponse:  # noqa: ARG001
    """Give a specimen's label as PDF; a coded slide's tells its code and nothing else, the file's name too."""
    try:
        made = product_papers.labels(subject, [label], actor=actor.user)
    except product_papers.NoSuchPaper as error:
        raise Http404(str(error)) from error
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


@for_keepers
def pairs_svg(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Draw the figure of all pairs on the server, for pages without scripts."""
    theme: Theme = "dark" if request.GET.get("theme") == "dark" else "light"
    made = pairs.drawn()
    if made is None:
        raise Http404(_("No biopsy has been counted yet."))
    return HttpResponse(vega.svg(made.spec, theme), content_type="image/svg+xml")
