"""What is taken away of a design: its sheet and appendix on paper, its file, and the next study's folder.

Each is written on the access chain. Everything is made of the design alone: no participant is in it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.design.successor import next_study
from hepatica.report.design.appendix import appendix as appendix_of
from hepatica.report.design.sheet import sheet as sheet_of
from hepatica.report.typst import pdf
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web.design import shelf
from hepatica.web.design.playing import played_of
from hepatica.web.design.present import answered
from hepatica.web.design.shelf import Standing
from hepatica.web.doors import for_members
from hepatica.web.missing import Missing
from hepatica.web.moments import local

PDF, YAML, ZIP = "application/pdf", "application/yaml; charset=utf-8", "application/zip"
BEGAN = (1980, 1, 1, 0, 0, 0)
"""The moment of every file of a folder: equal designs make equal bytes."""


@for_members
def sheet(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponse:
    """Give the sheet for the ethics committee: one page in plain words."""
    stand = _asked(request, place, name)
    with _answerable():
        made = sheet_of(stand.design, answered(stand.design), study=read.plan().study, at=_when(stand))
    return _given(actor, stand, pdf(made), f"{stand.design.id}-sheet.pdf", PDF)


@for_members
def appendix(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponse:
    """Give the statistical appendix, with the worlds of the play that ``job`` names where it is done."""
    stand = _asked(request, place, name)
    with _answerable():
        told = played_of(stand, request.GET)
        made = appendix_of(stand.design, answered(stand.design), told, at=_when(stand))
    return _given(actor, stand, pdf(made), f"{stand.design.id}-appendix.pdf", PDF)


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


def _when(stand: Standing) -> datetime | None:
    return None if stand.kept is None else local(stand.kept.at).astimezone(UTC)


@contextmanager
def _answerable() -> Iterator[None]:
    """Say as a page that is not there why a design cannot be answered on paper."""
    try:
        yield
    except ValueError as error:
        raise Missing(str(error)) from error


def _given(actor: Actor, stand: Standing, data: bytes, file: str, kind: str) -> HttpResponse:
    """Give a file, and say on the access chain that it left."""
    digest = sha256(data).hexdigest()
    body = {"what": f"design {file}, {stand.sha256[:12]}", "cut": "", "sha256": digest}
    append_access(Access.EXPORTED, actor=actor.user, body=body)
    response = HttpResponse(data, content_type=kind)
    shown = "inline" if kind == PDF else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{file}"'
    return response
