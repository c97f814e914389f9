"""Readers of the person: never a name, an initial or a hospital number; the site list adds those at signing."""
# ruff: noqa: ARG001, D401 — every reader takes the same arguments, and is described by what it gives.

from __future__ import annotations

from hepatica.report.forms.definition import LineDef
from hepatica.report.forms.facts import Facts, Other
from hepatica.report.forms.readers import AT_SIGNING, Read, plain, reads, told
from hepatica.safety.case import Given


@reads("identity")
@reads("hospital_number")
def identity(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Leave the place of what identifies a person."""
    return Read(value=AT_SIGNING, source="site list", later=True)


@reads("sex")
def sex(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Tick or write the sex as registered."""
    code = facts.case.patient.sex
    if not code:
        return Read(form="demographics", item="sex")
    words = "" if line.options else code.capitalize()
    return Read(value=words, ticked=frozenset({code}), source="history", form="demographics", item="sex")


@plain("age", "history", "demographics", "age")
def age(facts: Facts) -> str:
    """Completed years at onset."""
    years = facts.case.patient.age
    return "" if years is None else f"{years} years"


@plain("weight", "vital signs", "vital_signs", "weight")
def weight(facts: Facts) -> str:
    """Last weight before the event."""
    return f"{facts.case.patient.weight} kg" if facts.case.patient.weight else ""


@plain("height", "vital signs", "vital_signs", "height")
def height(facts: Facts) -> str:
    """Height."""
    return f"{facts.case.patient.height} cm" if facts.case.patient.height else ""


@plain("birth")
def birth(facts: Facts) -> str:
    """The record keeps the age, not the date."""
    return ""


@plain("country", "protocol")
def country(facts: Facts) -> str:
    """Country of the site: the last part of its place."""
    return facts.site.place.rpartition(",")[2].strip() if facts.site else ""


@plain("subject", "record")
def subject(facts: Facts) -> str:
    """The participant's number."""
    return facts.case.subject


@reads("history")
def history(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Medical history, liver scores at enrolment, and what the report adds in a person's own words."""
    who, own = facts.case.patient, told(facts, "sae_history")
    scores = [
        f"{name} {value}" for name, value in (("MELD", who.meld), ("Child-Pugh", who.child_pugh)) if value
    ]
    parts = (
        *who.history,
        f"{', '.join(scores)} before treatment" if scores else "",
        own,
        told(facts, "sae_other"),
    )
    said = ". ".join(part.rstrip(".") for part in parts if part)
    return Read(
        value=f"{said}." if said else "",
        source="history" if said else "",
        form="demographics",
        item="mhterm",
        typed=bool(own or told(facts, "sae_other")),
    )
