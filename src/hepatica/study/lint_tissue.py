"""What a study says of its tissue fits: readers, companion, event limits, adequacy, stain, gating templates."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.study.lines import Finding, Path
from hepatica.study.references import reference
from hepatica.study.tissue import Gating, Stain, Tissue

OPS = ("<=", ">=")
COMPENSATION = ("$SPILL", "")
"""The matrix of the file itself, or none."""
SCALES = ("linear", "logicle")
NUCLEUS_UM2 = (1, 250)
"""The smallest nucleus lies from the first up to, and not at, the largest one that is counted."""
UM_PX = (Decimal("0.05"), Decimal(10))
"""What a microscope's pixel can measure, µm."""


def lint(tissue: Tissue) -> Iterator[Finding]:
    """Yield what is wrong with the measuring of tissue; its steps are those of all materials."""
    if tissue.readers < 1:
        yield Finding(("tissue", "readers"), f"{tissue.readers} readers read nothing")
    if tissue.methods and tissue.companion is None:
        said = "say under 'companion' what is shown beside every percentage"
        yield Finding(("tissue", "methods"), said)
    flags, limits = tissue.flags, tissue.adequacy
    if flags is not None and flags.imprecise >= flags.quantifiable:
        said = f"'imprecise' {flags.imprecise} is not below 'quantifiable' {flags.quantifiable}"
        yield Finding(("tissue", "flags", "imprecise"), said)
    for key in ("length_mm", "portal_tracts", "area_mm2", "nuclei") if limits is not None else ():
        if (value := getattr(limits, key)) < 0:
            yield Finding(("tissue", "adequacy", key), f"'{key}' {value} is less than nothing")
    if tissue.stain is not None:
        yield from _stain(tissue.stain)
    for n, gating in enumerate(tissue.gating):
        yield from _gating(gating, ("tissue", "gating", n))


def _stain(stain: Stain) -> Iterator[Finding]:
    path: Path = ("tissue", "stain")
    for key, high in (("glass", 255), ("dab", 1), ("haematoxylin", 1)):
        value = getattr(stain, key)
        if not 0 < value <= high:
            yield Finding((*path, key), f"{value} does not lie above 0 and at most at {high}")
    least, most = NUCLEUS_UM2
    if not least <= stain.nucleus_um2 < most:
        said = f"the smallest nucleus has {least} µm² or more and less than {most}, not {stain.nucleus_um2}"
        yield Finding((*path, "nucleus_um2"), said)
    if stain.um_px is not None and not UM_PX[0] <= stain.um_px <= UM_PX[1]:
        said = f"a pixel of a microscope measures {UM_PX[0]} to {UM_PX[1]} µm, not {stain.um_px}"
        yield Finding((*path, "um_px"), said)


def _gating(gating: Gating, path: Path) -> Iterator[Finding]:
    yield from reference("compensation", gating.compensation, COMPENSATION, (*path, "compensation"))
    yield from reference("scale", gating.scale, SCALES, (*path, "scale"))
    for m, (_, op, _) in enumerate(gating.gates):
        yield from reference("comparison", op, OPS, (*path, "gates", m, 1))
    if not 0 <= gating.denominator <= len(gating.gates):
        said = f"there is no gate {gating.denominator}: the template has {len(gating.gates)}, counted from 1"
        yield Finding((*path, "denominator"), said)
    yield from _limits(gating, (*path, "gates"))


def _limits(gating: Gating, path: Path) -> Iterator[Finding]:
    """Find limits that another of the same channel makes idle, and two that no event passes both."""
    seen: dict[tuple[str, str], Decimal] = {}
    for n, (channel, op, limit) in enumerate(gating.gates):
        if (channel, op) in seen:
            yield Finding((*path, n), f"'{channel} {op}' stands twice: only the narrower of the two decides")
        seen[channel, op] = limit
        low, high = seen.get((channel, ">=")), seen.get((channel, "<="))
        if low is not None and high is not None and low > high:
            yield Finding((*path, n), f"no event has a '{channel}' of {low} or more and {high} or less")
