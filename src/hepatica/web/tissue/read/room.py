"""What a masked reader may know: the codes that wait, what is under them, and the own readings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.ledger.product_rows import AccessionRow, ReadingRow
from hepatica.store import read
from hepatica.study.tissue import Method, Tissue
from hepatica.web.doors import for_members, may

P = ParamSpec("P")


@dataclass(frozen=True, kw_only=True)
class Own:
    """A reading of the person who looks."""

    read: int
    at: str
    method: str
    positive: int
    counted: int
    corrected: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code as its reader sees it; whose it is and who else read it is not in here."""

    accession: str
    file: str
    media: str
    own: tuple[Own, ...]

    @property
    def is_read(self) -> bool:
        """Whether the person has read it."""
        return bool(self.own)


def for_readers(
    screen: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Open a screen to masked readers alone; everybody else knows too much, and is told so (403)."""

    @wraps(screen)
    def enter(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may(actor, "reading.record"):
            raise PermissionDenied(
                _("Only a masked reader reads here: whoever sees participants' pages cannot read masked.")
            )
        return screen(request, actor, *args, **kwargs)

    return for_members(enter)


def codes(user: str) -> list[Code]:
    """Return the codes the person may read, in the order of their letters, which says nothing."""
    open_ones = (row for row in read.everyones(AccessionRow) if not row.unmasked and user not in row.users)
    readings = [row for row in read.everyones(ReadingRow) if row.reader == user]
    return sorted((_code(row, readings) for row in open_ones), key=lambda code: code.accession)


def code_of(user: str, accession: str) -> Code:
    """Return one of the codes the person may read; 404 in the same words for every other."""
    found = next((code for code in codes(user) if code.accession == accession), None)
    if found is None:
        raise Http404(_("No code %(code)s waits for you.") % {"code": accession[:12]})
    return found


def _code(row: AccessionRow, readings: list[ReadingRow]) -> Code:
    own = sorted((one for one in readings if one.accession == row.accession), key=lambda one: one.seq)
    return Code(
        accession=row.accession,
        file=row.file,
        media=row.media,
        own=tuple(
            Own(
                read=one.read,
                at=one.at,
                method=one.method,
                positive=one.positive,
                counted=one.counted,
                corrected=one.corrected,
                note=one.note,
            )
            for one in own
        ),
    )


def tissue() -> Tissue:
    """Return the protocol's part on tissue."""
    return read.plan().study.tissue


def methods(part: Tissue, media: str) -> list[Method]:
    """Return the ways in which a file can be read: cytometry for its own files, stains for pictures and glass."""
    fitting = [one for one in part.methods if (one.id == "flow") == (media == "fcs")]
    return fitting or list(part.methods)
