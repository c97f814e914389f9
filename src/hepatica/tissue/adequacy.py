"""Whether a biopsy is large enough to be read without a remark: every limit that fails, and every value that is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.study.tissue import Adequacy


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """What was taken and could be read; None where it was not recorded."""

    length_mm: Decimal | None = None
    portal_tracts: int | None = None
    area_mm2: Decimal | None = None
    nuclei: int | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a specimen lacks, each as words; nothing in either makes it adequate."""

    failing: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def adequate(self) -> bool:
        """Whether every limit is known to be met: a missing value meets none."""
        return not self.failing and not self.missing

    @property
    def words(self) -> str:
        """Say the judgement in one line."""
        if self.adequate:
            return "adequate"
        gaps = (f"{name} not recorded" for name in self.missing)
        return "; ".join((*self.failing, *gaps))


def judge_specimen(specimen: Specimen, limits: Adequacy) -> Judgement:
    """Hold a specimen against the study's limits, each of them a least value that itself suffices.

    Length and portal tracts say whether the core stands for the liver; area and nuclei whether enough could be counted.
    """
    measured: tuple[tuple[str, Decimal | int | None, Decimal | int, str], ...] = (
        ("length", specimen.length_mm, limits.length_mm, " mm"),
        ("portal tracts", specimen.portal_tracts, limits.portal_tracts, ""),
        ("evaluable area", specimen.area_mm2, limits.area_mm2, " mm²"),
        ("nuclei", specimen.nuclei, limits.nuclei, ""),
    )
    return Judgement(
        failing=tuple(
            f"{name} {value}{unit}, below {limit}{unit}"
            for name, value, limit, unit in measured
            if value is not None and value < limit
        ),
        missing=tuple(name for name, value, _, _ in measured if value is None),
    )
