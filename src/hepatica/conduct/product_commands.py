"""What a person may ask of the cell laboratory, the bedside and the masked reading."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hepatica.conduct.base import Base, Name, Prose
from hepatica.conduct.desk_commands import Sha


class Quantity(Base):
    """A measured number as typed, with its unit."""

    name: Name
    value: Name
    unit: Name = ""


Quantities = Annotated[tuple[Quantity, ...], Field(max_length=100)]
Civil = Name
"""A civil moment at the site: '2026-03-05T09:15'."""


class MakeMaterial(Base):
    """Say that a material came to be: collected from the participant, or made of materials."""

    kind: Literal["material.make"] = "material.make"
    subject: Name
    material: Name
    """Its new label."""
    step: Name
    at: Civil
    by: Name
    witness: Name
    parents: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    taken: Quantities = ()
    measures: Quantities = ()
    place: Name = ""
    vessel: Name = ""
    note: Prose = ""


class MeasureMaterial(Base):
    """Add what was measured after a material was made: the harvest of a passage, the cells alive after thawing."""

    kind: Literal["material.measure"] = "material.measure"
    subject: Name
    material: Name
    at: Civil
    by: Name
    measures: Annotated[tuple[Quantity, ...], Field(min_length=1, max_length=100)]
    note: Prose = ""


class CorrectMaterial(Base):
    """Mend a measure that was written down wrongly."""

    kind: Literal["material.correct"] = "material.correct"
    subject: Name
    material: Name
    measures: Annotated[tuple[Quantity, ...], Field(min_length=1, max_length=100)]
    reason: Prose


class MoveMaterial(Base):
    """Record a hand-over between two named people."""

    kind: Literal["material.move"] = "material.move"
    subject: Name
    material: Name
    move: Literal[
        "stored", "retrieved", "thawed", "sent", "received", "bedside", "returned", "disposed", "lost",
        "fixed", "stained", "to_reader",
    ]  # fmt: skip
    at: Civil
    place: Name
    given_by: Name
    received_by: Name
    temperature: Name = ""
    lowest: Name = ""
    highest: Name = ""
    log: Sha = ""
    log_name: Name = ""
    amount: Quantities = ()
    note: Prose = ""


class TestMaterial(Base):
    """Set a quality test up (no value), or give its reading or result."""

    __test__ = False
    kind: Literal["material.test"] = "material.test"
    subject: Name
    material: Name
    test: Name
    at: Civil
    by: Name
    value: Name = ""
    unit: Name = ""
    final: bool = True
    file: Sha = ""
    file_name: Name = ""
    reason: Prose = ""
    """Needed to replace a final result."""


class ReleaseLot(Base):
    """Decide on a lot; the actor has tested none of it and must just have re-authenticated.

    An exceptional release, out of specification, needs a physician as the actor's ``witness``.
    """

    kind: Literal["lot.release"] = "lot.release"
    subject: Name
    lot: Name
    decision: Literal["released", "conditional", "exceptional", "rejected"]
    at: Civil
    reason: Prose = ""
    expires: Civil = ""


class AuthoriseBag(Base):
    """Let a bag leave the laboratory for its donor; refused while anything stands against it."""

    kind: Literal["bag.authorise"] = "bag.authorise"
    subject: Name
    bag: Name
    dose: int = Field(default=1, ge=1)


class MatchBag(Base):
    """Compare two codes that were scanned at the bedside; the second reader is the actor's ``witness``."""

    kind: Literal["bag.match"] = "bag.match"
    wristband: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=200)]
    place: Name = ""


class StartInfusion(Base):
    """Say that a bag runs. Never refused for a gate: what stands against it becomes a critical deviation."""

    kind: Literal["infusion.start"] = "infusion.start"
    subject: Name
    bag: Name
    at: Civil
    first: Name
    second: Name
    paper: Name = ""
    """Number of the two-person sheet, for an entry made later from paper."""
    reason: Prose = ""
    dose: int = Field(default=1, ge=1)
    position: Name = ""


class NoteInfusion(Base):
    """Record something at a minute of the infusion."""

    kind: Literal["infusion.note"] = "infusion.note"
    subject: Name
    bag: Name
    at: Civil
    what: Literal["rate", "pause", "resume", "vitals", "reaction", "contrast", "position", "note"]
    values: Quantities = ()
    note: Prose = ""


class EndInfusion(Base):
    """Say that a bag has run in, in full or in part."""

    kind: Literal["infusion.end"] = "infusion.end"
    subject: Name
    bag: Name
    at: Civil
    volume: Name
    """mL that ran in."""
    complete: bool
    reason: Prose = ""


class ChooseBranch(Base):
    """Take one of the protocol's ways when what was planned cannot be."""

    kind: Literal["branch.choose"] = "branch.choose"
    subject: Name
    branch: Name
    choice: Name
    reason: Prose
    material: Name = ""


class SendNotice(Base):
    """Say that a letter went out."""

    kind: Literal["notice.send"] = "notice.send"
    subject: Name
    lot: Name
    notice: Name
    to: Name
    at: Civil
    file: Sha = ""
    file_name: Name = ""
    reason: Prose = ""


class AccessionSlide(Base):
    """Give a slide or a cell suspension its random code; whoever does so reads none of them."""

    kind: Literal["slide.accession"] = "slide.accession"
    subject: Name
    material: Name
    accession: Annotated[str, Field(pattern=r"^[A-Z0-9]{6,12}$")]
    """Drawn by the program."""
    file: Sha = ""
    media: Literal["", "image", "fcs"] = ""


class RecordReading(Base):
    """Accept a measurement under a code."""

    kind: Literal["reading.record"] = "reading.record"
    accession: Annotated[str, Field(pattern=r"^[A-Z0-9]{6,12}$")]
    method: Name
    at: Civil
    positive: int = Field(ge=0)
    counted: int = Field(ge=1)
    measures: Quantities = ()
    clone: Name = ""
    antibody_lot: Name = ""
    instrument: Name = ""
    batch: Name = ""
    controls: Literal["", "yes", "no"] = ""
    parameters: Annotated[str, Field(max_length=200_000)] = ""
    file: Sha = ""
    overlay: Sha = ""
    corrected: bool = False
    note: Prose = ""


class UnmaskReading(Base):
    """Tell whose slide a code is: the readings are copied into the participant's biopsy page."""

    kind: Literal["reading.unmask"] = "reading.unmask"
    subject: Name
    accession: Name
    reason: Prose
