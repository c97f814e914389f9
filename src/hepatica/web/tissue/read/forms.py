"""The forms of the reading room: which way, by which numbers, and what the reader accepts."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hepatica.store import clock
from hepatica.study.dates import minute_text
from hepatica.study.tissue import Method, Tissue
from hepatica.tissue.counts import label_of
from hepatica.tissue.mask import REASONS
from hepatica.web import asking
from hepatica.web.asking import Box, Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.shell.parts import Choice
from hepatica.web.tissue.read.room import methods

EYE = frozenset({"area_mm2", "sinusoidal_fraction"})
"""Measures that a reader at the microscope types; the program gives its own."""


def stain(part: Tissue) -> tuple[tuple[str, str], ...]:
    """Say the protocol's numbers of a stained section, with where they come from."""
    if part.stain is None:
        return ()
    plain = {
        _("DAB above"): part.stain.dab,
        _("Haematoxylin above"): part.stain.haematoxylin,
        _("Glass from"): part.stain.glass,
        _("Smallest nucleus, µm²"): part.stain.nucleus_um2,
    }
    said = tuple((title, f"{value.normalize():f}") for title, value in plain.items())
    um_px = f"{part.stain.um_px.normalize():f}" if part.stain.um_px else _("as the file says")
    return (*said, (_("µm in a pixel"), um_px), (_("Source"), str(part.stain.reference)))


def reasons() -> tuple[tuple[str, str], ...]:
    """Say for what a region may be left out."""
    said = {
        "vessel": _("Vessel"),
        "fold": _("Fold"),
        "necrosis": _("Necrosis"),
        "capsule": _("Capsule"),
        "other": _("Other"),
    }
    return tuple((reason, said[reason]) for reason in REASONS)


def ways(part: Tissue, media: str, typed: Boxes) -> tuple[Choice, ...]:
    """Offer the ways to read, each with what its number may be called."""
    found = methods(part, media)
    start = typed.get("method") or (found[0].id if found else "")
    pairs = [
        (one.id, _("%(title)s: called “%(label)s”") % {"title": one.title, "label": label_of(one)})
        for one in found
    ]
    return asking.chosen(pairs, start)


def by_eye(found: Iterable[Method], typed: Boxes) -> Sheet:
    """Ask for a count made at the microscope."""
    ways = [(one.id, str(one.title)) for one in found]
    asks = (
        asking.tiles("method", _("Method"), typed, ways, ways[0][0] if ways else ""),
        asking.text("positive", _("CD34 positive cells"), typed, kind="number"),
        asking.text("counted", _("Nuclei counted"), typed, kind="number"),
        asking.text("area_mm2", _("Area read"), typed, kind="number", unit="mm²", optional=True),
        asking.text(
            "sinusoidal_fraction",
            _("Sinusoidal CD34 area"),
            typed,
            kind="number",
            unit="%",
            hint=_("It stands beside every percentage."),
        ),
        *stained(typed),
    )
    return Sheet(title=_("Counted at the microscope"), boxes=asks, button=_("Record my count"), icon="signed")


def accept(typed: Boxes, positive: object, counted: object, *, flow: bool) -> Sheet:
    """Ask the reader to accept what was found, or to correct it."""
    cells = _("Target events") if flow else _("CD34 positive cells")
    over = _("Events counted over") if flow else _("Nuclei counted")
    asks = (
        asking.text("positive", cells, typed, _start(positive), kind="number"),
        asking.text("counted", over, typed, _start(counted), kind="number"),
        *stained(typed, flow=flow),
    )
    said = (
        _(
            "Change a count where the program is wrong: it is then marked as corrected, and the note says why."
        ),
    )
    return Sheet(
        title=_("Accept or correct"), boxes=asks, button=_("Accept this reading"), icon="signed", said=said
    )


def stained(typed: Boxes, *, flow: bool = False) -> tuple[Box, ...]:
    """Ask for what a reading needs to be repeated elsewhere: clone, lot, instrument, batch, controls, when, and a note."""
    zone = ZoneInfo(clock.now().zone)
    yes_no = (("yes", _("as they must be")), ("no", _("not as they must be")))
    return (
        asking.text("clone", _("Clone"), typed, suggestions=("QBEnd/10", "8G12", "581")),
        asking.text("antibody_lot", _("Lot of the antibody"), typed),
        asking.text("instrument", _("Cytometer") if flow else _("Microscope or scanner"), typed),
        asking.text("batch", _("Batch of the run") if flow else _("Batch of the stain"), typed),
        asking.tiles("controls", _("Controls"), typed, yes_no),
        asking.moment("at", _("Read on"), typed, minute_text(clock.now().at, zone)),
        asking.text("note", _("Note"), typed, kind="area", optional=True),
    )


def _start(count: object) -> str:
    return str(count) if isinstance(count, int) else ""
