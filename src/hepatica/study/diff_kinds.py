"""What kind of change a difference is: it bears on participants, on safety, on data, or on words alone.

Where it is not sure, the graver kind is taken: a change called 'wording' by mistake would come into force without the
committee.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from hepatica.study.diff_walk import Edit
from hepatica.study.form import Code, Codelist, Computation, Form, Group, Item, Repeat
from hepatica.study.monitoring import Monitoring
from hepatica.study.product import Dose, Fill, Measure, Product, ReleaseLimit, Step, TimeLimit
from hepatica.study.rules import Analysis, Check, Examples, SignalExamples
from hepatica.study.schedule import Anchor, End, Epoch, Procedure, Schedule, Visit
from hepatica.study.study import (
    Arm,
    Criterion,
    Design,
    Enrolment,
    Intervention,
    Outcome,
    Parameter,
    Site,
    Study,
)
from hepatica.study.text import Translated
from hepatica.study.tissue import Tissue

Kind = Literal["patient", "safety", "data", "wording"]
KINDS: tuple[Kind, ...] = ("patient", "safety", "data", "wording")
"""From the gravest to the lightest."""

WORDS = frozenset({"source", "reference", "help", "cdash", "sdtm", "cdisc", "why", "phase_note"})
"""Fields that change nothing that is done, asked or counted."""
TITLES = frozenset({"title", "label", "short_title", "any_title", "message", "sentence", "short"})
"""Texts that name a thing; the thing stays what it is."""
_PATIENT = (
    Criterion,
    Intervention,
    Arm,
    Design,
    Enrolment,
    Visit,
    Procedure,
    Anchor,
    End,
    Epoch,
    Dose,
    Product,
    Step,
)
_DATA = (
    Form,
    Group,
    Repeat,
    Item,
    Computation,
    Code,
    Codelist,
    Check,
    Examples,
    Analysis,
    Monitoring,
    Tissue,
)
_ALSO_DATA = (Outcome, Site, Fill, Measure, Schedule)
_STUDY: dict[str, Kind] = {
    "version": "wording",
    "protocol": "wording",
    "record": "wording",
    "sponsor": "data",
    "numbering": "data",
    "conditions": "patient",
    "id": "data",
}


def kind_of(old: Study, new: Study, edit: Edit) -> Kind:
    """Return the kind of a difference."""
    owners = [one for one in edit.owners if not isinstance(one, Translated)]
    owner = owners[-1]
    if edit.field in WORDS or isinstance(owner, SignalExamples | Examples):
        return "wording"
    if isinstance(edit.owner, Translated):
        # Another language says the same; English names, unless the words are the rule itself.
        inside = edit.path[-2] if not edit.path[-2].isdigit() else edit.path[-3]
        if edit.path[-1] != "en" or inside in TITLES:
            return "wording"
    elif edit.what == "moved":
        return "wording"
    if isinstance(owner, Study) and len(edit.path) == 1 and edit.field in _STUDY:
        return _STUDY[edit.field]
    part = next((one for one in (edit.after, edit.before) if isinstance(one, BaseModel)), None)
    if part is not None:
        return _of_part((*owners, part), old, new)
    return _of_part(tuple(owners), old, new)


def _of_part(owners: tuple[BaseModel, ...], old: Study, new: Study) -> Kind:
    for part in reversed(owners):
        if isinstance(part, Parameter):
            return _parameter(part, old, new)
        if isinstance(part, ReleaseLimit | TimeLimit):
            return "safety"
        if isinstance(part, _PATIENT):
            return "patient"
        if isinstance(part, _DATA + _ALSO_DATA):
            return "data"
    return "safety"


def _parameter(parameter: Parameter, old: Study, new: Study) -> Kind:
    """Say that a parameter that sets a day or a dose bears on participants; one that a rule reads, on safety."""
    for study in (old, new):
        if any(visit.day == parameter.id for visit in study.schedule.visits):
            return "patient"
    rules = "".join(
        one.model_dump_json()
        for study in (old, new)
        for one in (*study.signals, *study.gates, *study.stopping)
    )
    return "safety" if parameter.id in rules else "patient"
