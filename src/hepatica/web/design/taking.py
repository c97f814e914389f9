"""What is taken away of a design: its sheet and appendix on paper, its file, and the next study's folder.

Each is written on the access chain. Everything is made of the design alone: no participant is in it.
"""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.design.successor import next_study
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web.design import shelf
from hepatica.web.design.shelf import Standing
from hepatica.web.doors import for_members

PDF, YAML, ZIP = "application/pdf", "application/yaml; charset=utf-8", "application/zip"
BEGAN = (1980, 1, 1, 0, 0, 0)
"""The moment of every file of a folder: equal designs make equal bytes."""


@for_members
def text(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponse:
    """Give the design as it is written."""
    stand = _asked(request, place, name)
    return _given(actor, stand, stand.text.encode(), f"{stand.design.id}.yaml", YAML)


@for_members
def study(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponse:
    """Give the folder of the study that follows this one by the design, with the list of what it leaves to people."""
    stand = _asked(request, place, name)
    made = next_study(read.plan().study, stand.design)
    left = "".join(f"- {sentence}\n" for sentence in made.to_do)
    files = made.files | {"TO-DO.md": _("What this folder leaves to you") + f"\n\n{left}"}
    return _given(actor, stand, zipped(stand.design.id, files), f"{stand.design.id}-study.zip", ZIP)


def zipped(folder: str, files: dict[str, str]) -> bytes:
    """Return files in a folder as one ZIP: equal files give equal bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{file}", BEGAN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return held.getvalue()


def _asked(request: HttpRequest, place: str, name: str) -> Standing:
    return shelf.standing(place, name, request.GET.get("version", ""))


def _given(actor: Actor, stand: Standing, data: bytes, file: str, kind: str) -> HttpResponse:
    """Give a file, and say on the access chain that it left."""
    digest = sha256(data).hexdigest()
    body = {"what": f"design {file}, {stand.sha256[:12]}", "cut": "", "sha256": digest}
    append_access(Access.EXPORTED, actor=actor.user, body=body)
    response = HttpResponse(data, content_type=kind)
    shown = "inline" if kind == PDF else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{file}"'
    return response
