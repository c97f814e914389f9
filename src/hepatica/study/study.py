"""The whole protocol as one frozen value."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from hepatica.study.clocks import Clock
from hepatica.study.form import Codelist, Form, Group, Identifier, Item
from hepatica.study.monitoring import Monitoring
from hepatica.study.oversight import Oversight
from hepatica.study.product import Manufacture, Product, Step
from hepatica.study.rules import Analysis, Category, Check, Gate, Laboratory, Signal
from hepatica.study.schedule import DueWindow, Schedule, Visit
from hepatica.study.stopping import StoppingRule
from hepatica.study.text import Frozen, Sourced, Text
from hepatica.study.tissue import Tissue

VISIT_FORM = "visit"
"""The form every visit carries: its date, whether it was done, and why not. Rendered as the page's header."""
VISIT_DATE = "svstdtc"
VISIT_STATUS = "svstat"
NOT_DONE = "not_done"
"""The code of ``svstat`` for a visit that did not happen, and the state of an item that was not done."""
LOG_VISIT = "log"
"""The visit under which log forms stand."""
AE_FORM = "ae"
AE_TERM = "aeterm"
AE_CATEGORY = "aecat"
AE_START = "aestdtc"
AE_TIME = "aesttim"
AE_PHASE = "aephase"
AE_CTCAE = "aectcae"
AE_GRADE = "aetoxgr"
AE_BASELINE_GRADE = "aebasgr"
AE_SPECIAL = "aesi"
"""Items of the adverse-event log that a confirmed signal fills."""
COURSE_EVENT = "crs_event"
COURSE_AT = "crsdtc"
COURSE_GRADE = "crsgr"
"""Items of the adverse-event log that follow the grade of an event, row by row."""
CONSENT_ANCHOR = "consent"
"""The anchor that says when consent was given: a study procedure before it is a deviation."""
MOBILISED_ANCHOR = "first_gcsf"
"""The anchor that says when G-CSF was first given: from then on a participant is mobilised."""
ENROLMENT = "enrolment"
"""The act whose gate enrolment must pass."""


class Alternative(Sourced):
    """Another value of a parameter that has been used elsewhere."""

    value: str


class Parameter(Sourced):
    """A number or word that the registry record does not give: the protocol team sets it."""

    id: Identifier
    title: Text
    value: str
    unit: str | None = None
    alternatives: tuple[Alternative, ...] = ()


class Intervention(Sourced):
    """What participants receive."""

    id: Identifier
    kind: str
    title: Text
    components: tuple[Text, ...] = ()


class Arm(Sourced):
    """A group of participants and its interventions."""

    id: Identifier
    title: Text
    interventions: tuple[Identifier, ...]


class Outcome(Sourced):
    """An outcome measure, word for word as registered."""

    id: Identifier
    kind: str
    measure: str
    description: str
    frame: str


class Criterion(Sourced):
    """An eligibility criterion; the item of the eligibility form that answers it carries its id."""

    id: Identifier
    kind: str
    """inclusion or exclusion"""
    text: Text


class Enrolment(Sourced):
    """How many participants, who counts, and what is said to one too many."""

    planned: int
    counts: Text
    replacement: Text
    refusal: Text
    """``{planned}`` and ``{started}`` are filled in."""
    started_by: tuple[Identifier, ...]
    """Procedures whose start makes a participant count."""


class Design(Sourced):
    """The registered design."""

    study_type: str
    allocation: str
    purpose: str
    masking: str
    phase_registered: str
    phase_note: str = ""


class Site(Frozen):
    """A place that treats participants."""

    id: str
    name: str
    place: str
    zone: str


class Study(Frozen):
    """A protocol: everything a trial may ask, schedule, check, signal and analyse."""

    id: str
    version: str
    protocol: str
    """Protocol number printed on every page."""
    title: Text
    short_title: Text
    sponsor: str
    record: str = ""
    """The registry record's rationale, word for word."""
    design: Design
    conditions: tuple[str, ...]
    interventions: tuple[Intervention, ...]
    arms: tuple[Arm, ...]
    outcomes: tuple[Outcome, ...]
    eligibility: tuple[Criterion, ...]
    enrolment: Enrolment
    sites: tuple[Site, ...]
    numbering: str = "{site}-{n:03d}"
    parameters: tuple[Parameter, ...]
    schedule: Schedule
    forms: tuple[Form, ...]
    codelists: tuple[Codelist, ...]
    checks: tuple[Check, ...]
    categories: tuple[Category, ...]
    signals: tuple[Signal, ...]
    gates: tuple[Gate, ...]
    laboratories: tuple[Laboratory, ...]
    products: tuple[Product, ...]
    analysis: Analysis
    oversight: Oversight = Oversight()
    clocks: tuple[Clock, ...] = ()
    stopping: tuple[StoppingRule, ...] = ()
    manufacture: Manufacture = Manufacture()
    tissue: Tissue = Tissue()
    monitoring: Monitoring = Monitoring()

    @cached_property
    def form_by_id(self) -> dict[str, Form]:
        """Forms by id."""
        return {form.id: form for form in self.forms}

    @cached_property
    def visit_by_id(self) -> dict[str, Visit]:
        """Visits by id."""
        return {visit.id: visit for visit in self.schedule.visits}

    @cached_property
    def codelist_by_id(self) -> dict[str, Codelist]:
        """Code lists by id."""
        return {codelist.id: codelist for codelist in self.codelists}

    @cached_property
    def _items(self) -> dict[tuple[str, str], tuple[Group, Item]]:
        return {(f.id, i.id): (g, i) for f in self.forms for g in f.groups for i in g.items}

    @cached_property
    def product_by_id(self) -> dict[str, Product]:
        """Cell products by id."""
        return {product.id: product for product in self.products}

    @cached_property
    def steps(self) -> dict[str, tuple[str, Step]]:
        """Steps that make materials by id, each with its product; the tissue's stand under ''."""
        made = [(product.id, step) for product in self.products for step in product.steps]
        return {step.id: (product, step) for product, step in (*made, *(("", s) for s in self.tissue.steps))}

    def item(self, form: str, item: str) -> Item | None:
        """Return the item, or None when the form does not ask it."""
        found = self._items.get((form, item))
        return found[1] if found else None

    def group_of(self, form: str, item: str) -> Group | None:
        """Return the group that asks the item."""
        found = self._items.get((form, item))
        return found[0] if found else None

    def visit(self, visit: str) -> Visit | None:
        """Return the planned visit behind an occurrence id (``unscheduled.2`` is ``unscheduled``)."""
        return self.visit_by_id.get(visit.split(".", maxsplit=1)[0])

    @cached_property
    def _parameters(self) -> dict[str, str]:
        return {p.id: p.value for p in self.parameters}

    def parameter(self, name: str) -> str:
        """Return the value of a parameter as it is written; KeyError when the study lacks it."""
        return self._parameters[name]

    def forms_at(self, visit: str) -> tuple[str, ...]:
        """Return the forms of a visit occurrence (the ``visit`` header form first), or the logs."""
        if visit == LOG_VISIT:
            return self.schedule.logs
        planned = self.visit(visit)
        return (VISIT_FORM, *planned.forms) if planned else ()

    def day_of(self, visit: Visit) -> int | None:
        """Return the target day of a visit, resolving a parameter's name."""
        return int(self.parameter(visit.day)) if isinstance(visit.day, str) else visit.day

    def due(self, visit: Visit, anchors: dict[str, Any]) -> DueWindow | None:
        """Return when a visit is due, given anchor id → civil date; None while the anchor is unknown."""
        day, anchor = self.day_of(visit), anchors.get(visit.anchor)
        if day is None or anchor is None:
            return None
        margin = visit.margin or 0
        first = visit.window.first if visit.window else day - margin
        last = visit.window.last if visit.window else day + margin
        return DueWindow.around(anchor, day, first, last)
