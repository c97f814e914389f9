"""Rules the protocol states as data: edit checks, signals, gates, laboratory ranges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, StrictBool

from hepatica.study.estimand import (
    BaselineRule,
    Borrowing,
    Estimand,
    IntercurrentEvent,
    Prior,
    Repeatability,
    Responder,
)
from hepatica.study.form import Identifier
from hepatica.study.schedule import ItemAddress
from hepatica.study.text import Frozen, Sourced, Text


class Examples(Frozen):
    """Values under which an expression must fire, stay quiet, or be not evaluable."""

    fires: tuple[dict[str, Any], ...] = Field(min_length=1)
    quiet: tuple[dict[str, Any], ...] = Field(min_length=1)
    not_evaluable: tuple[dict[str, Any], ...] = ()


class Check(Sourced):
    """An edit check: when its CEL expression is true, a finding asks at the item."""

    id: Identifier
    form: Identifier
    at: Identifier
    """The item the finding points at."""
    when: str
    message: Text
    """What is odd, in a sentence; ``{item}`` is replaced by the value."""
    examples: Examples


class Category(Frozen):
    """One of the registry record's four adverse-event categories, or the fifth: outside them."""

    id: Identifier
    title: Text
    any_title: Text
    """The table's row for at least one event of the category."""


class SignalExamples(Frozen):
    """One example: rows of the group in the order entered, with context; ``fires`` lists the rows that fire."""

    rows: tuple[dict[str, Any], ...] = Field(min_length=1)
    baseline: dict[str, Any] = {}
    units: dict[str, str] = {}
    person: dict[str, str] = {}
    """Sex and age, where a laboratory's range depends on them."""
    fires: tuple[int, ...] = ()
    """Row numbers, counted from 1, that must fire."""
    not_evaluable: tuple[int, ...] = ()
    why: str = ""


class CtcaeGrade(Frozen):
    """A laboratory value graded by CTCAE, in the study's version, against the range and the participant's baseline."""

    test: Identifier
    """What ``hepatica.scores.ctcae`` grades: platelets, bilirubin, creatinine."""
    least: int = Field(ge=1, le=4)
    """Proposed from this grade on, where it is worse than the baseline's grade, or 4."""


class Signal(Sourced):
    """A rule that proposes an adverse event from the values that show it; a clinician decides."""

    id: Identifier
    category: Identifier
    term: Text
    """Proposed event term."""
    ctcae: str | None = None
    """CTCAE term, when one exists."""
    form: Identifier
    group: Identifier
    at: Identifier
    """The item whose reading raises the signal; its whole series is shown with the proposal."""
    when: str = ""
    """CEL over the row's items, ``form`` items of other groups, ``baseline__item``, ``first__item`` (of the first reading
    of the series), ``series_item`` lists and ``day__anchor`` (days since an anchor). Not with ``ctcae_grade``."""
    ctcae_grade: CtcaeGrade | None = None
    """Instead of ``when``: the grade decides."""
    threshold: str | None = None
    """Name of the study parameter that holds the limit, for drawing it."""
    baseline: Identifier | None = None
    """Form whose last value before the visit gives ``baseline__*``."""
    own: StrictBool = False
    """Whether the baseline is the participant's own, of before the analysis anchor; what was read before is not judged."""
    unit: str | None = None
    """Readings are converted to this unit first; a unit that cannot be is not evaluable."""
    procedure: Identifier | None = None
    examples: tuple[SignalExamples, ...] = Field(min_length=1)


class Clearance(Frozen):
    """One line of a gate: a CEL condition on the record, or a named fact that must be present."""

    id: Identifier
    title: Text
    form: Identifier
    when: str
    sentence: Text
    """What is said when it is not met."""


class Gate(Sourced):
    """What must be clear before an act is authorised. It stops the act, never the record of the act."""

    id: Identifier
    title: Text
    act: Identifier
    """enrolment, gcsf, leukapheresis, infusion."""
    happened: str
    """``form.item`` whose presence says that the act took place."""
    clearances: tuple[Clearance, ...]


class LabRange(Sourced):
    """A reference range, valid from a date, for a laboratory, test, unit, sex and age."""

    test: Identifier
    unit: str
    sex: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    valid_from: date
    valid_to: date | None = None


class Laboratory(Frozen):
    """A laboratory and its dated ranges."""

    id: Identifier
    name: str
    ranges: tuple[LabRange, ...]


class AnalysisWindow(Sourced):
    """An analysis visit: study days from the analysis anchor, contiguous with its neighbours."""

    id: Identifier
    title: Text
    target: int
    first: int
    last: int
    visit: Identifier | None = None


class Threshold(Sourced):
    """A horizontal line drawn and named on a figure."""

    score: str
    value: Decimal
    label: Text


class Analysis(Frozen):
    """How the report computes baseline, windows and scores."""

    bindings: dict[Identifier, ItemAddress] = {}
    """Which item carries what the datasets need, by the names of ``hepatica.datasets.bindings.NAMES``."""
    baseline: AnalysisWindow
    windows: tuple[AnalysisWindow, ...]
    inr_hours: int = 24
    """INR drawn within this many hours of the draw may complete it, flagged."""
    child_pugh_days: int = 3
    """Clinical items of Child-Pugh lie within this many days of the laboratory draw."""
    cholestatic: tuple[str, ...] = ()
    """Aetiology codes scored with the cholestatic bilirubin limits."""
    flags: tuple[TherapyFlag, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    evidence: tuple[Remark, ...] = ()
    baselines: tuple[BaselineRule, ...] = ()
    """Other choices of baseline, for sensitivity."""
    repeats: Literal["closest", "last", "mean"] = "closest"
    """Which draw of a window counts; the mean is of the raw scores."""
    partial_dates: Literal["none", "earliest", "latest"] = "none"
    """Day counted for a date of which a part is unknown, within what is known; the dataset flags it."""
    missing_visits: Literal["none", "last"] = "none"
    """``last`` carries the last value forward, labelled wherever it stands; the default leaves the gap."""
    intercurrent: tuple[IntercurrentEvent, ...] = ()
    estimands: tuple[Estimand, ...] = ()
    responders: tuple[Responder, ...] = ()
    priors: tuple[Prior, ...] = ()
    repeatability: tuple[Repeatability, ...] = ()
    borrowing: Borrowing | None = None
    """How published arms enter; without it nothing is borrowed."""


class TherapyFlag(Sourced):
    """A standard-of-care drug class that moves a score: shown beside it for so many days."""

    id: Identifier
    title: Text
    drug_classes: tuple[str, ...]
    days: int
    scores: tuple[str, ...]


class Remark(Sourced):
    """What a table row cannot show, or a published rate to read beside it."""

    at: str
    """Category or signal id."""
    text: Text


Analysis.model_rebuild()
