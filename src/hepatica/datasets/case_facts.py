"""How a case reads its facts: moments, what an event is judged against, the words of a code."""

from __future__ import annotations

from hepatica.datasets.adverse_events import COMPONENTS
from hepatica.safety.case import When
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.oversight import Suspect
from hepatica.study.study import Study
from hepatica.study.text import Translated

_KINDS = {"msc": "product", "cd34": "product", "gcsf": "drug"}
_TITLES = {
    "msc": "MSC",
    "cd34": "CD34 cells",
    "gcsf": "G-CSF",
    "marrow": "Bone marrow aspiration",
    "leukapheresis": "Leukapheresis",
    "catheter": "Hepatic artery catheterisation",
    "biopsy": "Liver biopsy",
}
"""Suspects of a definition that is older than ``oversight.yaml``."""


def when(text: str, clock: str = "") -> When | None:
    """Read a stored date or minute, with a time of day kept beside it; None when nothing of the day is known."""
    try:
        day = PartialDate.parse(text[:10])
    except NotADate:
        return None
    if not day.known:
        return None
    time = clock or text[11:16]
    return When(day=day, time=time if len(time) == 5 else "")


def suspects_of(study: Study) -> tuple[Suspect, ...]:
    """Return what an event is judged against: the study's own list, or the components every definition binds."""
    if study.oversight.suspects:
        return study.oversight.suspects
    bindings = study.analysis.bindings
    return tuple(
        Suspect(
            id=name,
            title=Translated(en=_TITLES[name]),
            kind=_KINDS.get(name, "procedure"),
            investigator=bindings[f"ae_related_{name}"],
            dose=bindings.get(f"dose_{name}"),
            start=bindings.get("gcsf_dose_at") if name == "gcsf" else None,
        )
        for name in COMPONENTS
        if f"ae_related_{name}" in bindings
    )


def word(study: Study, name: str, code: str) -> str:
    """Give the words of a code that a binding's item holds."""
    address = study.analysis.bindings.get(name)
    item = study.item(address.form, address.item) if address else None
    if item is None or item.codelist is None or not code:
        return code
    return study.codelist_by_id[item.codelist].label(code)
