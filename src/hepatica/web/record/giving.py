"""A file of the record leaves: its bytes, its name, and the line on the access chain with how many rows it has."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpResponse

from hepatica.conduct.commands import Actor
from hepatica.jobs.keeping.handing import anchored
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access

TYPES = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


def given(actor: Actor, data: bytes, *, what: str, name: str, form: str, rows: int) -> HttpResponse:
    """Return a file as an attachment; that it left is written before it is given."""
    end = read.head()
    body = {"what": what, "cut": str(end.seq), "sha256": sha256(data).hexdigest(), "rows": str(rows)}
    append_access(Access.EXPORTED, actor=actor.user, body=body)
    response = HttpResponse(data, content_type=TYPES[form])
    saved = anchored(f"{name}.{form}", end.seq, end.hash)
    response["Content-Disposition"] = f'attachment; filename="{saved}"'
    return response
