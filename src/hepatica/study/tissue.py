"""How liver CD34 is measured: the endpoint's definition, what a specimen must be, and how pictures and cells are counted."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from hepatica.study.form import Identifier
from hepatica.study.product import Step
from hepatica.study.text import Frozen, Sourced, Text


class Adequacy(Sourced):
    """What a specimen must reach to be read without a remark."""

    length_mm: Decimal
    portal_tracts: int
    area_mm2: Decimal
    nuclei: int


class Flags(Sourced):
    """How precisely so many target events say anything."""

    imprecise: int = Field(ge=1)
    """Below: not quantifiable."""
    quantifiable: int = Field(ge=1)
    """Below: imprecise."""


class Stain(Sourced):
    """How a stained section is measured by the program; every number is recorded with each reading."""

    dab: Decimal
    """Optical density of DAB from which a pixel is positive."""
    glass: Decimal
    """Pixels whose darkest channel is at least this bright (0 to 255) are glass."""
    haematoxylin: Decimal
    nucleus_um2: Decimal
    """The smallest nucleus."""
    um_px: Decimal | None = None
    """Micrometres in a pixel, where the file does not say."""


class Gating(Sourced):
    """A template by which cytometry files are gated, in order, limits included."""

    id: Identifier
    title: Text
    compensation: str = "$SPILL"
    scale: str = "linear"
    denominator: int
    """The gate (counted from 1) whose events are the denominator."""
    gates: tuple[tuple[str, str, Decimal], ...] = Field(min_length=1)


class Method(Sourced):
    """A way to measure, and what its number may be called."""

    id: Identifier
    title: Text
    numerator: Text
    denominator: Text
    label: Text
    """What is printed beside every number made this way."""


class Tissue(Frozen):
    """The third outcome's laboratory part. A protocol without it has biopsy pages alone."""

    definition: Text | None = None
    """The endpoint in words."""
    companion: Text | None = None
    """What is always shown beside it."""
    readers: int = 2
    methods: tuple[Method, ...] = ()
    adequacy: Adequacy | None = None
    flags: Flags | None = None
    stain: Stain | None = None
    gating: tuple[Gating, ...] = ()
    steps: tuple[Step, ...] = ()
    """From the core to the slide: made and handed over like cell products."""
