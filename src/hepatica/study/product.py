"""Cell products as data: how they are made, what releases them, how they are dosed, and what happens when it goes otherwise."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, StrictBool

from hepatica.study.form import Identifier
from hepatica.study.schedule import ItemAddress
from hepatica.study.text import Frozen, Sourced, Text

Kind = Literal[
    "collection", "passage", "selection", "lot", "bag", "sample", "core", "block", "slide", "suspension"
]
"""What a material is. ``collection`` and ``core`` come from the participant, every other from materials."""


class ReleaseLimit(Sourced):
    """One release criterion of a cell product."""

    id: Identifier
    title: Text
    comparison: str = Field(pattern="^(at_least|at_most|equals)$")
    limit: str
    unit: str | None = None
    late: StrictBool = False
    """Whether its result may follow a conditional release: a culture that grows for fourteen days."""
    days: int = Field(default=0, ge=0)
    """Days from the start of the test until its result is final."""
    informs: StrictBool = False
    """Whether it is measured and printed and does not decide: no limit is set."""


class Measure(Sourced):
    """Something measured when a material is made: cells, volume, viability."""

    id: Identifier
    title: Text
    unit: str
    low: Decimal = Decimal(0)
    """What cannot be is refused: below this."""
    high: Decimal
    decimals: int = Field(default=1, ge=0)
    required: StrictBool = False


class Step(Sourced):
    """A step that makes materials: aspiration, passage, selection, filling of bags."""

    id: Identifier
    title: Text
    makes: Kind
    out_of: tuple[Identifier, ...] = ()
    """Steps whose materials it takes; none for a collection from the participant."""
    label: str
    """How its labels are made: ``{subject}``, ``{n}`` (1, 2 ...), ``{letter}`` (A, B ...), ``{parent}``."""
    measures: tuple[Measure, ...] = ()
    procedure: Identifier | None = None
    """For a collection: the procedure of the schedule."""


class Dose(Sourced):
    """What is planned to be given."""

    basis: Literal["total", "per_kg", "all"]
    """``all``: whatever was made."""
    planned: Decimal | None = None
    unit: str
    """10^6 or 10^6/kg, of viable cells."""
    least: Decimal | None = None
    most: Decimal | None = None
    doses: int = Field(default=1, ge=1)
    """How many times in this protocol: repeat dosing is one of the record's questions."""
    interval_days: int | None = None
    """Days from one dose to the next."""


class TimeLimit(Sourced):
    """How long something may take on the way from vein to vein."""

    id: Identifier
    title: Text
    start: str
    """``step.made``, or ``step.custody`` such as ``bag.thawed``, ``bag.retrieved``; ``infusion.start``, ``infusion.end``."""
    end: str
    hours: Decimal | None = None
    """None: shown without a limit."""


class Product(Sourced):
    """A cell product: its making, its release specification and its planned dose."""

    id: Identifier
    title: Text
    route: Text
    release: tuple[ReleaseLimit, ...]
    short: Text | None = None
    """As a lane or a bag is titled: MSC, CD34."""
    steps: tuple[Step, ...] = ()
    dose: Dose | None = None
    limits: tuple[TimeLimit, ...] = ()
    viability: Identifier | None = None
    """The release criterion that a bag must meet again after thawing."""


class Choice(Frozen):
    """One way out of a branch."""

    id: Identifier
    title: Text
    drops: tuple[Identifier, ...] = ()
    """Products that are not given thereafter."""
    stops: StrictBool = False
    """Whether nothing is given."""


class Branch(Sourced):
    """Something that will happen to somebody: a culture that fails, cells that do not mobilise. A path, not an error."""

    id: Identifier
    title: Text
    product: Identifier | None = None
    choices: tuple[Choice, ...] = Field(min_length=1)


class Notice(Sourced):
    """Whom a decision or a result obliges the laboratory to tell, within how long, in which words."""

    id: Identifier
    on: Literal["conditional", "out_of_specification", "rejected", "late_positive", "mismatch"]
    to: tuple[Text, ...] = Field(min_length=1)
    hours: int = Field(ge=0)
    subject: Text
    text: Text
    """``{lot}``, ``{participant}``, ``{result}``, ``{infused}`` are filled in."""


class Fill(Frozen):
    """An answer of a form that the laboratory's record gives: nobody types it twice."""

    on: Literal[
        "material.made", "material.measured", "material.tested", "lot.released", "bag.matched", "infusion.started", "infusion.noted",
        "infusion.ended", "reading.unmasked",
    ]  # fmt: skip
    product: Identifier | None = None
    step: Identifier | None = None
    test: Identifier | None = None
    what: Identifier | None = None
    """Of ``infusion.noted``: rate, vitals, reaction, contrast ..."""
    form: Identifier
    visit: Identifier
    number: int | None = Field(default=None, ge=1)
    """Only of the participant's first, second ... collection (or core) by the root's step: the biopsy before, the one after."""
    group: Identifier | None = None
    """A repeating group: each material or bag takes the next row."""
    items: dict[Identifier, str]
    """Item → where its value comes from, by the names of ``hepatica.product.filling``; ``=text`` is the text itself."""


class Manufacture(Frozen):
    """The laboratory that makes the cells, and how a protocol lets it work."""

    facility: str = ""
    telephone: str = ""
    """Printed where the laboratory must be called at once."""
    places: tuple[str, ...] = ()
    """Where materials are kept."""
    temperatures: tuple[Temperature, ...] = ()
    branches: tuple[Branch, ...] = ()
    notices: tuple[Notice, ...] = ()
    fills: tuple[Fill, ...] = ()
    match_minutes: int = Field(default=30, ge=1)
    """A match at the bedside holds for so long."""
    weight: ItemAddress | None = None
    """Where the body weight stands that doses per kilogram use: the last before the infusion."""
    components: ItemAddress | None = None
    """Where the infusion page says what is infused."""


class Temperature(Sourced):
    """What a place must keep, in °C."""

    place: str
    low: Decimal
    high: Decimal


Manufacture.model_rebuild()
