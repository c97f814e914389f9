"""Whether the server is there: the bedside asks before it sends anything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer that the server is there; it says nothing else and asks for no sign-in."""
    return HttpResponse(status=204)
