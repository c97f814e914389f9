"""The script that draws figures in a page, served under a name that changes with it, so that it is fetched once.

Making it takes seconds, so it is made when first asked for and kept in the trial folder; ``keep_script`` does so ahead.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from hepatica.report import vega


def script_address() -> str:
    """Return the address of the script."""
    return f"/figures/vega-{vega.bundle_name()}.js"


def script(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """Serve the script; it holds nothing of any trial, so it needs no sign-in."""
    if name != vega.bundle_name():
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(keep_script(), content_type="text/javascript; charset=utf-8", headers=headers)


def keep_script() -> bytes:
    """Return the script, from the trial folder's ``cache`` or made now and kept there; a full disk keeps nothing."""
    kept = Path(settings.HEPATICA_DIR) / "cache" / f"vega-{vega.bundle_name()}.js"
    with contextlib.suppress(OSError):
        return kept.read_bytes()
    made = vega.bundle()
    with contextlib.suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        Path(name).replace(kept)
    return made
