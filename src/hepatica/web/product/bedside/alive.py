"""When the network fails: the page asks whether the server is there, and the two-person sheet is printed ahead."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from hepatica.conduct.commands import Actor
from hepatica.jobs import product_papers
from hepatica.jobs.product_papers import NoSuchPaper
from hepatica.web.doors import for_members


def page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer that the server is there; it says nothing else and asks for no sign-in."""
    return HttpResponse(status=204)


@for_members
def sheet(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:  # noqa: ARG001
    """Print the two-person sheet of a participant, to be taken to the bedside."""
    try:
        made = product_papers.sheet(subject, actor=actor.user)
    except NoSuchPaper as error:
        raise Http404(str(error)) from error
    headers = {"Content-Disposition": f'inline; filename="{made.name}"'}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)
