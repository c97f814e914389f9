"""A stained section in numbers: what was counted, of what, by which rule, recomputable from the stored file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.mask import REASONS, Exclusion, Outlines, find_black, find_glass
from hepatica.tissue.nuclei import Nuclei, NucleusCounter, why_no_nuclei
from hepatica.tissue.overlay import Canvas
from hepatica.tissue.parameters import Parameters
from hepatica.tissue.sections import Section, Source, fingerprint, opened
from hepatica.tissue.stain import DAB, HAEMATOXYLIN, Pixels, compute_density

ALGORITHM = "hepatica-ihc/1"
"""Names the rule; it changes whenever the same file could give another number."""
LIBRARIES = ("numpy", "scipy", "scikit-image", "tifffile", "pillow")
SET_ASIDE = "components too large for one nucleus were set aside"


@dataclass(frozen=True, kw_only=True)
class Quantified:
    """One measurement: numerators and denominators, the rule, the file, and what was remarkable."""

    file: str
    """SHA-256 of the file measured."""
    format: str
    width: int
    height: int
    level: int
    """Level of the pyramid that was read; 0 is the full picture."""
    um_px: Decimal | None
    """Micrometres in a pixel of that level: the file's own, else the parameters'."""
    glass: int
    black: int
    excluded: tuple[tuple[str, int], ...]
    """Tissue pixels inside outlines, by reason."""
    counted: int
    """The denominator: tissue (neither glass nor ink) outside every outline."""
    positive: int
    """Pixels of those whose DAB lies above the limit."""
    nuclei: int | None
    """Nuclei of which at least half is counted tissue; None where they could not be counted, and a remark says why."""
    positive_nuclei: int | None
    set_aside: int | None
    """Components larger than the largest nucleus that could not be split: neither counted nor positive."""
    parameters: Parameters
    exclusions: tuple[Exclusion, ...]
    remarks: tuple[str, ...]
    software: tuple[tuple[str, str], ...]
    """Versions of the libraries that computed it."""
    algorithm: str = ALGORITHM

    @property
    def pixels(self) -> int:
        """Every pixel: glass, black, excluded and counted add up to it."""
        return self.width * self.height

    @property
    def fraction(self) -> float:
        """Positive of counted pixels: with vessels excluded, the sinusoidal area fraction."""
        return self.positive / self.counted

    @property
    def per_thousand(self) -> float | None:
        """Positive nuclei of 1,000 counted."""
        if not self.nuclei or self.positive_nuclei is None:
            return None
        return 1000 * self.positive_nuclei / self.nuclei

    @property
    def area_mm2(self) -> Decimal | None:
        """Area of the counted tissue in mm²; None where the pixel size is unknown."""
        if self.um_px is None:
            return None
        return (self.counted * self.um_px * self.um_px / 1_000_000).quantize(Decimal("0.000001"))

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of file, parameters, outlines and rule: the same digest, the same numbers."""
        asked = {
            "algorithm": self.algorithm,
            "exclusions": [_outline(each) for each in self.exclusions],
            "file": self.file,
            "parameters": self.parameters.texts(),
        }
        text = json.dumps(asked, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def record(self) -> dict[str, Any]:
        """Give everything as values of JSON, numbers that are not counts as text: what a ledger or an export stores."""
        same = (
            "file",
            "format",
            "width",
            "height",
            "level",
            "algorithm",
            "glass",
            "black",
            "counted",
            "positive",
        )
        return {name: getattr(self, name) for name in same} | {
            "um_px": None if self.um_px is None else str(self.um_px),
            "excluded": dict(self.excluded),
            "nuclei": self.nuclei,
            "positive_nuclei": self.positive_nuclei,
            "set_aside": self.set_aside,
            "area_mm2": None if self.area_mm2 is None else str(self.area_mm2),
            "parameters": self.parameters.texts(),
            "exclusions": [_outline(each) for each in self.exclusions],
            "remarks": list(self.remarks),
            "software": dict(self.software),
            "digest": self.digest,
        }


def quantify(
    source: Source,
    parameters: Parameters,
    exclusions: Sequence[Exclusion] = (),
    *,
    canvas: Canvas | None = None,
    nuclei: bool = True,
    rows: int | None = None,
) -> Quantified:
    """Measure a section in one pass: positive area of counted tissue, and positive nuclei.

    ``canvas`` draws what was found as the pass goes. ``nuclei=False`` measures the area alone. ``rows`` is the height of
    the strips and changes nothing. Raises ImageProblem, in a sentence, for a file that cannot be measured and where glass
    and outlines leave nothing to count.
    """
    with opened(source, pixels=parameters.pixels) as section:
        file = fingerprint(source)
        um_px = _um_px(section, parameters)
        why_not = why_no_nuclei(um_px) if nuclei else "nuclei were not asked for"
        tally = _Tally(section, parameters, um_px if why_not is None else None)
        if canvas is not None:
            canvas.begin(section.width, section.height)
        for part in _parts(section, parameters, exclusions, rows or _rows(section, canvas)):
            tally.add(part, canvas)
        tally.finish(canvas)
        if not tally.counted:
            raise ImageProblem(
                f"{section.name} has nothing to count: glass, ink and outlines take every pixel"
            )
        return Quantified(
            file=file,
            format=section.format,
            width=section.width,
            height=section.height,
            level=section.level,
            um_px=um_px,
            glass=tally.glass,
            black=tally.black,
            excluded=tuple(zip(REASONS, tally.excluded.tolist(), strict=True)),
            counted=tally.counted,
            positive=tally.positive,
            nuclei=tally.nuclei,
            positive_nuclei=tally.positive_nuclei,
            set_aside=tally.set_aside,
            parameters=parameters,
            exclusions=tuple(exclusions),
            remarks=tuple(_remarks(section, parameters, why_not, tally)),
            software=software(),
        )


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One strip and which of its pixels are what."""

    top: int
    pixels: Pixels
    dab: NDArray[np.float64]
    blank: NDArray[np.bool_]
    black: NDArray[np.bool_]
    reason: NDArray[np.uint8]
    counted: NDArray[np.bool_]


def _parts(
    section: Section, parameters: Parameters, exclusions: Sequence[Exclusion], rows: int
) -> Iterator[_Part]:
    outlines = Outlines(exclusions, scale=section.scale, width=section.width)
    top = 0
    for pixels in section.strips(rows):
        reason = outlines.strip(top, len(pixels))
        black = find_black(pixels, parameters.black)
        blank = find_glass(pixels, parameters.glass) & ~black
        yield _Part(
            top=top,
            pixels=pixels,
            dab=compute_density(pixels, DAB),
            blank=blank,
            black=black,
            reason=reason,
            counted=~(blank | black) & (reason == 0),
        )
        top += len(pixels)


class _Tally:
    """The counts as they grow."""

    def __init__(self, section: Section, parameters: Parameters, um_px: Decimal | None) -> None:
        self.glass = self.black = self.counted = self.positive = 0
        self.excluded = np.zeros(len(REASONS), dtype=np.int64)
        self.nuclei = self.positive_nuclei = self.set_aside = None if um_px is None else 0
        self._limit = float(parameters.dab)
        self._counter = None if um_px is None else NucleusCounter(parameters, float(um_px), section.width)

    def add(self, part: _Part, canvas: Canvas | None) -> None:
        positive = part.counted & (part.dab > self._limit)
        self.glass += int(part.blank.sum())
        self.black += int(part.black.sum())
        self.counted += int(part.counted.sum())
        self.positive += int(positive.sum())
        inside = part.reason[~(part.blank | part.black)]
        self.excluded += np.bincount(inside, minlength=len(REASONS) + 1)[1:]
        if canvas is not None:
            canvas.add(part.pixels, positive, part.reason > 0)
        if self._counter is not None:
            haematoxylin = compute_density(part.pixels, HAEMATOXYLIN)
            for found in self._counter.add(haematoxylin, part.dab, part.counted):
                self._take(found, canvas)

    def finish(self, canvas: Canvas | None) -> None:
        if self._counter is not None:
            for found in self._counter.finish():
                self._take(found, canvas)

    def _take(self, found: Nuclei, canvas: Canvas | None) -> None:
        self.nuclei = (self.nuclei or 0) + len(found.positive)
        self.positive_nuclei = (self.positive_nuclei or 0) + int(found.positive.sum())
        self.set_aside = (self.set_aside or 0) + found.set_aside
        if canvas is not None:
            canvas.outline(*found.outline)


def _um_px(section: Section, parameters: Parameters) -> Decimal | None:
    """Give the file's pixel size; where it is silent, the parameters' for the level read."""
    if section.um_px is not None or parameters.um_px is None:
        return section.um_px
    return (parameters.um_px * section.full_width / section.width).quantize(Decimal("0.0001"))


def _remarks(section: Section, parameters: Parameters, why_not: str | None, tally: _Tally) -> Iterator[str]:
    yield from section.remarks
    if why_not:
        yield why_not
    said = parameters.um_px
    if said is not None and section.um_px is not None and section.level == 0 and said != section.um_px:
        yield f"the file's own {section.um_px.normalize():f} µm in a pixel was used, not the {said.normalize():f} stated"
    if tally.set_aside:
        yield f"{tally.set_aside:,} {SET_ASIDE}"


def _rows(section: Section, canvas: Canvas | None) -> int:
    """Choose strips of about two megapixels; the canvas takes whole rows of its own."""
    rows = max(1, 2_000_000 // section.width)
    factor = canvas.factor if canvas is not None else 1
    return max(factor, rows - rows % factor)


def _outline(exclusion: Exclusion) -> dict[str, Any]:
    points = [[f"{Decimal(str(n)).normalize():f}" for n in point] for point in exclusion.points]
    return {"reason": exclusion.reason, "points": points}


def software() -> tuple[tuple[str, str], ...]:
    """Name the libraries that compute, and their versions."""

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return "not installed"

    return tuple((name, installed(name)) for name in LIBRARIES)
