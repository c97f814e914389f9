"""What was typed into a form, as the commands want it. What cannot be read is passed on as typed.

The record refuses it with a sentence, and the text stays in its box.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hepatica.store import files
from hepatica.study.dates import NotADate, PartialDate, PartialTime
from hepatica.web.shell.parts import DateBoxes
from hepatica.web.uploads import too_large

Boxes = Mapping[str, str]
MOST = 5_000_000
"""Bytes of an evidence file: a letter as it was scanned."""
_PARTS = ("day", "month", "year")


def line(boxes: Boxes, box: str) -> str:
    """Return a one-line box: no control characters, as the commands want it."""
    return " ".join("".join(c if c.isprintable() else " " for c in boxes.get(box, "")).split())[:120]


def prose(boxes: Boxes, box: str) -> str:
    """Return a box of several lines."""
    return boxes.get(box, "")[:4000]


def number(text: str, otherwise: int = 0) -> int:
    """Return a whole number that was typed or sent along."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def day(boxes: Boxes, box: str) -> str:
    """Return three date boxes as '2026-03-14', '' when all are empty, or what was typed when it is no date."""
    parts = {part: line(boxes, f"{box}.{part}") for part in _PARTS}
    if not any(parts.values()):
        return ""
    typed = "/".join(filter(None, parts.values()))
    try:
        return PartialDate.parse(typed).iso()
    except NotADate:
        return typed


def moment(boxes: Boxes, box: str) -> str:
    """Return date boxes with a time as '2026-03-14T08:05', or what was typed when it is neither."""
    date, time = day(boxes, box), line(boxes, f"{box}.time")
    with suppress(NotADate):
        time = PartialTime.parse(time).iso() if time else ""
    return f"{date}T{time}" if time else date


def dates(boxes: Boxes, box: str) -> DateBoxes:
    """Return the three boxes as they were typed, to be drawn again."""
    typed = [boxes.get(f"{box}.{part}", "") for part in _PARTS]
    return DateBoxes(day=typed[0], month=typed[1], year=typed[2])


def evidence(request: HttpRequest, box: str = "file") -> tuple[str, str]:
    """Keep the file that was sent along; returns its SHA-256 and its name, both '' when none was.

    ValueError with a sentence for a file that is too large or empty.
    """
    sent = request.FILES.get(box)
    if said := too_large(request):
        raise ValueError(said)
    if sent is None:
        return "", ""
    if not sent.size:
        raise ValueError(_("%(name)s is empty: it proves nothing.") % {"name": sent.name})
    if sent.size > MOST:
        raise ValueError(_("%(name)s is larger than 5 MB; scan it smaller.") % {"name": sent.name})
    name = "".join(c for c in sent.name or "" if c.isprintable())[-120:]
    return files.keep(sent.read()), name
