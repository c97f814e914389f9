"""A measurement in words: counts first, each percentage with its intervals, its flag, its label and its companion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from hepatica.report import text as write
from hepatica.stats.intervals import Interval
from hepatica.study.tissue import Method, Tissue
from hepatica.tissue.counts import Count, Precision, flag_events, label_of
from hepatica.tissue.flow_counts import GRATAMA


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a measurement says, as its page shows it."""

    label: str
    count: str
    percent: str
    rate: str
    intervals: str
    density: str
    flag: str
    precise: bool
    companion: str
    """'' for cytometry, which has none."""
    companion_counts: str
    details: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    """What was remarkable of the picture."""
    sentences: tuple[str, ...]
    """What the number can bear."""
    gates: tuple[tuple[str, str, str, str], ...]


def result(part: Tissue, method: Method | None, media: str, found: Mapping[str, Any]) -> Result:
    """Say a measurement in words."""
    positive, counted = found.get("positive_nuclei"), found.get("nuclei")
    area = Decimal(found["area_mm2"]) if found.get("area_mm2") else None
    counts = (
        Count(positive=positive, counted=counted, area_mm2=area) if counted and positive is not None else None
    )
    flag = flag_events(counts.events, part.flags or GRATAMA) if counts else None
    percent = companion(found) if media == "image" else None
    return Result(
        label=label_of(method),
        count=_count(media, counts),
        percent=f"{write.number(counts.percent, 2)} %" if counts else "",
        rate=_("%(n)s per 1,000") % {"n": write.number(counts.per_1000, 1)} if counts else "",
        intervals=_intervals(counts) if counts else "",
        density=_density(counts),
        flag=str(flag or ""),
        precise=flag is Precision.QUANTIFIABLE,
        companion=f"{write.number(percent, 1)} %" if percent is not None else "",
        companion_counts=_areas(found) if percent is not None else "",
        details=tuple(_details(media, found)),
        remarks=tuple(said[:1].upper() + said[1:] for said in found.get("remarks", ())),
        sentences=tuple(found.get("sentences", ())),
        gates=tuple(_gates(found)),
    )


def companion(found: Mapping[str, Any]) -> Decimal:
    """Return the positive area of the counted area, in per cent: with vessels left out, the sinusoidal area."""
    return Decimal(100 * found["positive"]) / Decimal(found["counted"])


def square_mm(found: Mapping[str, Any], pixels: int) -> Decimal | None:
    """Return so many pixels in mm²; None where the size of a pixel is not known."""
    if not found.get("um_px"):
        return None
    return pixels * Decimal(found["um_px"]) ** 2 / 1_000_000


def _count(media: str, counts: Count | None) -> str:
    if counts is None:
        return _("Nuclei were not counted")
    said = _("%(a)s of %(n)s events") if media == "fcs" else _("%(a)s of %(n)s nuclei")
    return said % {"a": write.number(counts.positive), "n": write.number(counts.counted)}


def _intervals(counts: Count) -> str:
    said = _("95 %% intervals: Wilson %(wilson)s, exact %(exact)s\u00a0%%")
    return said % {"wilson": _range(counts.wilson(), 100, 2), "exact": _range(counts.exact(), 100, 2)}


def _density(counts: Count | None) -> str:
    density = counts.density() if counts else None
    if counts is None or density is None or counts.per_mm2 is None:
        return ""
    said = _("%(n)s per mm², exact %(range)s")
    return said % {"n": write.number(counts.per_mm2, 1), "range": _range(density, 1, 1)}


def _range(found: Interval, times: int, decimals: int) -> str:
    ends = (write.number(Decimal(repr(times * end)), decimals) for end in (found.lower, found.upper))
    return _("%(low)s to %(high)s") % dict(zip(("low", "high"), ends, strict=True))


def _areas(found: Mapping[str, Any]) -> str:
    pixels = _("%(a)s of %(n)s pixels") % {
        "a": write.number(found["positive"]),
        "n": write.number(found["counted"]),
    }
    stained, total = square_mm(found, found["positive"]), square_mm(found, found["counted"])
    if stained is None or total is None:
        return pixels
    areas = _("%(a)s of %(n)s mm²") % {"a": write.number(stained, 4), "n": write.number(total, 4)}
    return f"{areas}, {pixels}"


def _details(media: str, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if media == "fcs":
        yield _("Events"), write.number(found["events"])
        yield _("Counted"), f"{found['target_name']} / {found['denominator_name']}"
        yield _("Template"), found["template_sha256"][:16]
        return
    yield _("Picture"), f"{write.number(found['width'])} × {write.number(found['height'])}"
    yield _("Glass"), _pixels(found["glass"])
    left_out = [f"{reason} {_pixels(n)}" for reason, n in found["excluded"].items() if n]
    yield _("Left out"), ", ".join(left_out) or _("nothing")
    if found["set_aside"]:
        yield _("Set aside, too large for one nucleus"), write.number(found["set_aside"])
    yield _("Measurement"), found["digest"][:16]


def _pixels(n: int) -> str:
    return _("%(n)s pixels") % {"n": write.number(n)}


def _gates(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for one in found.get("gates", ()):
        share = f"{write.number(Decimal(100 * one['count']) / one['of'], 2)} %" if one["of"] else "–"
        limit = one["limit"].replace(">=", "≥").replace("<=", "≤")
        yield (
            one["name"],
            limit if limit != one["name"] else "",
            _("%(a)s of %(n)s") % {"a": write.number(one["count"]), "n": write.number(one["of"])},
            share,
        )
