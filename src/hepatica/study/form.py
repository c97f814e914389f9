"""Forms: what is asked, in which words, units and code lists."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, StrictBool, model_validator

from hepatica.study.text import Frozen, Source, Sourced, Text

Identifier = str
"""Lower-case name, ``[a-z][a-z0-9_]*``; the loader refuses anything else."""


class ItemType(StrEnum):
    """What kind of value an item holds. Values travel as the text that was typed."""

    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"
    CODE = "code"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"


class Bounds(Frozen):
    """A closed interval; a missing end is open."""

    low: Decimal | None = None
    high: Decimal | None = None


class Computation(Frozen):
    """A calculated item: a named rule applied to items of the same row or form."""

    rule: str
    """One of ``hepatica.scores.calculated.RULES``: percent, ratio, per_kg, product, total, difference, minutes, bmi."""
    of: tuple[Identifier, ...]
    decimals: int | None = None


class Item(Frozen):
    """One question on a form."""

    id: Identifier
    label: Text
    help: Text | None = None
    type: ItemType
    unit: str | None = None
    """The unit shown welded to the box; the first of ``units`` when several are allowed."""
    units: tuple[str, ...] = ()
    dimensionless: StrictBool = False
    """A ratio, a count or a score has no unit, and says so: a forgotten unit is noticed."""
    decimals: int | None = None
    plausible: Bounds | None = None
    """Outside it the value is kept and a finding asks; never a refusal."""
    allowed: Bounds | None = None
    """Outside it the value is impossible (a VAS of 11) and refused."""
    codelist: str | None = None
    partial: StrictBool = False
    """A date or time may be partly unknown."""
    future: StrictBool = False
    """A date may lie in the future (a planned date)."""
    required: StrictBool = False
    """Must be answered, or marked not done or unknown with a reason, at completion."""
    when: str | None = None
    """CEL over this form's items: the item is asked only when it is true."""
    analyte: str | None = None
    """The laboratory test (bilirubin, inr ...): ranges and scores find the value by it."""
    compute: Computation | None = None
    critical: StrictBool = False
    cdash: str | None = None
    sdtm: str | None = None
    source: Source | None = None
    """Defaults to the form's source."""
    reference: str = ""

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if (self.type is ItemType.CODE) != (self.codelist is not None):
            raise ValueError("an item of type 'code' names a codelist, and only such an item does")
        if self.unit and self.type not in {ItemType.NUMBER, ItemType.INTEGER}:
            raise ValueError("only a number has a unit")
        return self

    @property
    def all_units(self) -> tuple[str, ...]:
        """Units a value may be reported in, the shown one first."""
        return self.units or ((self.unit,) if self.unit else ())


class Repeat(Frozen):
    """A group may be answered several times, without limit unless ``most`` is set."""

    least: int = 0
    """Rows shown from the start."""
    most: int | None = None
    label: Text
    """What one row is: 'draw', 'reading', 'drug'."""
    series: tuple[str, ...] = ()
    """Labels of expected rows ('0 min', '15 min'), row 1 first."""


class Group(Frozen):
    """Items asked together; rows of a repeating group are numbered from 1, others are row 0."""

    id: Identifier
    title: Text
    repeat: Repeat | None = None
    layout: str = Field(default="list", pattern="^(list|table)$")
    items: tuple[Item, ...]


class FormKind(StrEnum):
    """Who fills the form."""

    ENTRY = "entry"
    LOG = "log"
    """One per participant, outside visits (adverse events, drugs, deviations)."""
    COMPUTED = "computed"
    """A view of computed values (MELD, Child-Pugh): nobody types into it."""


class Form(Sourced):
    """A page of the case report form."""

    id: Identifier
    code: str
    """The reference study's number, F1 ... F29."""
    domain: str
    """SDTM domain, e.g. LB."""
    title: Text
    kind: FormKind = FormKind.ENTRY
    help: Text | None = None
    roles: tuple[str, ...] = ("coordinator", "investigator")
    """Who fills it."""
    signed: StrictBool = False
    """Whether an investigator must sign the completed form."""
    groups: tuple[Group, ...] = ()
    scores: tuple[str, ...] = ()
    """For a computed form: the scores it shows."""

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in reading order."""
        return tuple(item for group in self.groups for item in group.items)


class Code(Frozen):
    """One answer of a code list; the code is stored, the label is shown."""

    code: str
    label: Text
    cdisc: str | None = None


class Codelist(Frozen):
    """A closed list of answers."""

    id: Identifier
    codes: tuple[Code, ...]

    def label(self, code: str, language: str = "en") -> str:
        """Return the label of ``code``, or the code itself when the list lacks it."""
        return next((c.label.in_language(language) for c in self.codes if c.code == code), code)
