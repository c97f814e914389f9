"""How a stained section is measured: every number that decides, recorded with every result."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Literal

from hepatica.study.tissue import Stain
from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.sections import PIXELS, UM_PX

Compartment = Literal["ring", "nucleus"]


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The numbers of one measurement. Densities are in parts of six decades of light (``stain.compute_density``)."""

    dab: Decimal = Decimal("0.05")
    """A pixel is positive above this density of DAB."""
    glass: Decimal = Decimal(235)
    """A pixel whose darkest channel is at least this bright (0 to 255) is glass or an empty lumen."""
    black: Decimal = Decimal(8)
    """A pixel whose brightest channel is at most this is ink or the scanner's own background."""
    haematoxylin: Decimal = Decimal("0.05")
    """A pixel lies in a nucleus above this density of haematoxylin, smoothed."""
    smoothing_um: Decimal = Decimal("0.5")
    """Standard deviation of the Gaussian by which haematoxylin is smoothed."""
    nucleus_um2: Decimal = Decimal(12)
    """The smallest nucleus."""
    nucleus_most_um2: Decimal = Decimal(250)
    """The largest; what cannot be split below it is set aside and counted as such."""
    split_um: Decimal = Decimal("0.5")
    """How deep the waist between two touching nuclei must be."""
    compartment: Compartment = "ring"
    """Where DAB makes a nucleus positive: in the ring around it (CD34 lies in the membrane), or in the nucleus."""
    ring_um: Decimal = Decimal("1.5")
    """How wide the ring is."""
    positive: Decimal = Decimal("0.05")
    """A nucleus is positive where the mean density of DAB in its compartment lies above this."""
    um_px: Decimal | None = None
    """Micrometres in a pixel of the full picture, where the file does not say."""
    pixels: int = PIXELS
    """The most pixels measured: which level of a pyramid is read follows from it."""

    def __post_init__(self) -> None:
        """Refuse, by name, a number that cannot be meant."""
        for name in ("dab", "glass", "black", "haematoxylin", "smoothing_um", "split_um", "positive"):
            self._check(name, Decimal(0), Decimal(255 if name in {"glass", "black"} else 10))
        for name in ("nucleus_um2", "nucleus_most_um2"):
            self._check(name, Decimal(1), Decimal(10_000))
        self._check("ring_um", Decimal("0.1"), Decimal(10))
        if self.um_px is not None:
            self._check("um_px", *UM_PX)
        if self.nucleus_um2 >= self.nucleus_most_um2:
            raise ImageProblem("nucleus_um2: the smallest nucleus must be smaller than the largest")
        if self.compartment not in {"ring", "nucleus"}:
            raise ImageProblem(f"compartment: '{self.compartment}' is neither 'ring' nor 'nucleus'")
        if not 1 <= self.pixels <= PIXELS:
            raise ImageProblem(f"pixels: {self.pixels:,} does not lie between 1 and {PIXELS:,}")

    def _check(self, name: str, low: Decimal, high: Decimal) -> None:
        value: Decimal = getattr(self, name)
        if not value.is_finite() or not low <= value <= high:
            raise ImageProblem(f"{name}: {value} does not lie between {low} and {high}")

    def texts(self) -> dict[str, str | None]:
        """Give every number as canonical text, for the record: 0.10 and 0.1 are the same number."""
        return {field.name: _text(getattr(self, field.name)) for field in fields(self)}


def _text(value: Decimal | int | str | None) -> str | None:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else None if value is None else str(value)


def parameters_of(stain: Stain) -> Parameters:
    """Give the protocol's numbers; what the protocol leaves open is this module's default, recorded all the same."""
    return Parameters(
        dab=stain.dab,
        positive=stain.dab,
        glass=stain.glass,
        haematoxylin=stain.haematoxylin,
        nucleus_um2=stain.nucleus_um2,
        um_px=stain.um_px,
    )
