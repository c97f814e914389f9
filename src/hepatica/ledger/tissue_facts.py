"""The facts of masked reading: accession codes, what a reader measured, and the unmasking."""

from __future__ import annotations

from hepatica.ledger.fact import Fact
from hepatica.ledger.product_facts import Measured


class SlideAccessioned(Fact, frozen=True, kw_only=True):
    """A slide or a cell suspension got a random code: all that its readers will see."""

    kind = "slide.accessioned"
    material: str
    accession: str
    file: str = ""
    """SHA-256 of its picture or cytometry file in ``files/``, stripped of names."""
    media: str = ""
    """image or fcs."""


class ReadingRecorded(Fact, frozen=True, kw_only=True):
    """A reader accepted a measurement under a code: numerator and denominator, never only a percentage."""

    kind = "reading.recorded"
    accession: str
    read: int
    """1 for the reader's first."""
    at: str
    method: str
    """Id of the protocol's method."""
    positive: int
    counted: int
    measures: tuple[Measured, ...] = ()
    """area_mm2, area_positive, area_total, nuclei, um_px, threshold, gate counts: whatever the method gives."""
    clone: str = ""
    antibody_lot: str = ""
    instrument: str = ""
    batch: str = ""
    """Of the stain."""
    controls: str = ""
    """yes or no: controls as they must be."""
    parameters: str = ""
    """Canonical JSON from which the measurement can be made again."""
    file: str = ""
    overlay: str = ""
    """SHA-256 of the overlay that was accepted."""
    corrected: bool = False
    """Whether the reader changed what the program counted."""
    note: str = ""


class ReadingUnmasked(Fact, frozen=True, kw_only=True):
    """Whose slide a code is was told: readings now stand in the participant's biopsy page."""

    kind = "reading.unmasked"
    accession: str
    reason: str
