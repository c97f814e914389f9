"""What a reader types: outlines of what is left out, a size of a pixel, counts."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from hepatica.jobs.tissue import CORNERS, Look
from hepatica.tissue.mask import REASONS, Exclusion
from hepatica.web.boxes import Boxes, line

_POINT = re.compile(r"(-?\d{1,7}(?:\.\d{1,3})?)\s*,\s*(-?\d{1,7}(?:\.\d{1,3})?)")


def outlines(text: str, look: Look) -> tuple[Exclusion, ...]:
    """Read outlines, one a line: ``vessel: 10,20 30,40 50,60``; ValueError names the line and what is wrong with it."""
    found = tuple(
        _outline(said.strip(), number, look)
        for number, said in enumerate(text.splitlines(), start=1)
        if said.strip()
    )
    corners = sum(len(one.points) for one in found)
    if corners > CORNERS:
        said = _("The outlines have %(n)s corners; at most %(most)s are recorded: draw them with fewer.")
        raise ValueError(said % {"n": corners, "most": CORNERS})
    return found


def _outline(said: str, number: int, look: Look) -> Exclusion:
    reason, colon, rest = said.partition(":")
    reason = reason.strip().lower()
    if not colon or reason not in REASONS:
        words = _("Line %(n)s does not begin with a reason and a colon: %(reasons)s.")
        raise ValueError(words % {"n": number, "reasons": ", ".join(REASONS)})
    if _POINT.sub("", rest).strip(" ;"):
        words = _("Line %(n)s: corners are written as 10,20 30,40 50,60, in pixels from the upper left.")
        raise ValueError(words % {"n": number})
    points = [(Decimal(x), Decimal(y)) for x, y in _POINT.findall(rest)]
    if len(points) < 3:
        words = _("Line %(n)s: the outline of a %(reason)s has %(corners)s corners; it needs three.")
        raise ValueError(words % {"n": number, "reason": reason, "corners": len(points)})
    for place, (x, y) in enumerate(points, start=1):
        if not (0 <= x <= look.width and 0 <= y <= look.height):
            words = _(
                "Line %(n)s: corner %(place)s (%(x)s, %(y)s) lies outside the picture of %(w)s × %(h)s pixels."
            )
            where = {"n": number, "place": place, "x": x, "y": y, "w": look.width, "h": look.height}
            raise ValueError(words % where)
    return Exclusion(reason=reason, points=tuple(points))


def written(exclusions: tuple[Exclusion, ...]) -> str:
    """Write outlines as they are typed."""
    return "\n".join(f"{one.reason}: " + " ".join(f"{x},{y}" for x, y in one.points) for one in exclusions)


def decimal(typed: Boxes, box: str, title: str) -> Decimal | None:
    """Return a number that was typed, None for an empty box; ValueError with a sentence for what is none."""
    said = line(typed, box).replace(",", ".")
    if not said:
        return None
    try:
        found = Decimal(said)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise ValueError(_("%(title)s: “%(said)s” is not a number.") % {"title": title, "said": said[:20]})
    return found


def whole(typed: Boxes, box: str, title: str) -> int:
    """Return a count that was typed; ValueError with a sentence for what is none."""
    said = line(typed, box).replace(" ", "")
    if not said:
        raise ValueError(_("%(title)s: give the count.") % {"title": title})
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise ValueError(_("%(title)s: “%(said)s” is not a count.") % {"title": title, "said": said[:20]})
    return int(said)
