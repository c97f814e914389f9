"""Reports and packs that were printed: the access chain is the list, and each file is named by its content."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from hepatica.ledger.events import Event
from hepatica.report.kinds import Kind, kind_called
from hepatica.store import read
from hepatica.store.access import Access

REPORT, PACK = Kind.FINAL.called, Kind.BOARD.called
"""What is printed, as the access chain says it."""
PDF, HTML = "pdf", "html"
AS_HTML = ", HTML"
"""What the access chain adds to the words of a report that is no PDF."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Printed:
    """One print: of which cut, by whom, when, and the hash that names its file."""

    cut: int
    sha256: str
    actor: str
    at: str
    """The instant as stored, UTC."""
    what: str = REPORT

    @property
    def form(self) -> str:
        """PDF or HTML."""
        return HTML if self.what.endswith(AS_HTML) else PDF

    @property
    def path(self) -> Path:
        """Where its file lies, while it is kept."""
        return path_of(self.sha256, self.form)

    @property
    def kind(self) -> Kind:
        """Which kind of report it is."""
        return kind_called(self.what.removesuffix(AS_HTML))


def said(kind: Kind, form: str = PDF) -> str:
    """Return what the access chain says of a print."""
    return kind.called + (AS_HTML if form == HTML else "")


def path_of(sha256: str, form: str = PDF) -> Path:
    """Return where a printed file lies; ValueError for what is no SHA-256, so that no name leads elsewhere."""
    if not _DIGEST.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hexadecimal")
    if form not in {PDF, HTML}:
        raise ValueError(f"a report is printed as {PDF} or {HTML}, not as {form!r}")
    return Path(settings.HEPATICA_DIR) / "files" / f"{sha256}.{form}"


def printed(*, limit: int = 8) -> tuple[Printed, ...]:
    """Return the last prints, the newest first."""
    return tuple(map(_printed, read.accesses(Access.PRINTED, limit=limit)))


def print_of(sha256: str) -> Printed | None:
    """Return the last print that made a file, or None when none is on the access chain."""
    found = read.accesses(Access.PRINTED, containing=f'"sha256":"{sha256}"', limit=1)
    return _printed(found[0]) if found else None


def _printed(event: Event) -> Printed:
    body = json.loads(event.body)
    return Printed(
        cut=int(body["cut"]),
        sha256=body["sha256"],
        actor=event.actor,
        at=event.at,
        what=body["what"],
    )
