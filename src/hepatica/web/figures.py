"""The script that draws figures in a page, served under a name that changes with it, so that it is fetched once."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse

from hepatica.report import vega


@cache
def _name() -> str:
    return sha256(vega.bundle()).hexdigest()[:16]


def script_address() -> str:
    """Return the address of the script."""
    return f"/figures/vega-{_name()}.js"


def script(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """Serve the script; it holds nothing of any trial, so it needs no sign-in."""
    if name != _name():
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(vega.bundle(), content_type="text/javascript; charset=utf-8", headers=headers)
