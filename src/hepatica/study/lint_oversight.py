"""What the oversight of a protocol names exists: procedures, items, anchors, signals, and the codes of the event log."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.study.lines import Finding, Path
from hepatica.study.references import item_exists, reference
from hepatica.study.study import AE_FORM, AE_PHASE, AE_SPECIAL, Study


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the phases, suspects, events of special interest and anchors of the oversight."""
    oversight, categories = study.oversight, tuple(c.id for c in study.categories)
    procedures = tuple(p.id for p in study.schedule.procedures)
    for n, phase in enumerate(oversight.phases):
        path: Path = ("oversight", "phases", n)
        yield from _code(study, AE_PHASE, phase.id, (*path, "id"))
        if phase.procedure is not None:
            yield from reference("procedure", phase.procedure, procedures, (*path, "procedure"), "schedule")
        if phase.start_time is not None:
            yield from item_exists(study, phase.start_time, (*path, "start_time"))
        if phase.category is not None:
            yield from reference("category", phase.category, categories, (*path, "category"), "categories")
    yield from _suspects(study)
    signals = tuple(s.id for s in study.signals)
    for n, one in enumerate(oversight.special_interest):
        path = ("oversight", "special_interest", n)
        yield from _code(study, AE_SPECIAL, one.id, (*path, "id"))
        for m, signal in enumerate(one.signals):
            yield from reference("signal", signal, signals, (*path, "signals", m), "signals")
    yield from _anchors(study)


def _suspects(study: Study) -> Iterator[Finding]:
    places = ("investigator", "sponsor", "lot", "dose", "dose_per_kg", "start", "start_time")
    for n, suspect in enumerate(study.oversight.suspects):
        for key in places:
            address = getattr(suspect, key)
            if address is not None:
                yield from item_exists(study, address, ("oversight", "suspects", n, key))


def _anchors(study: Study) -> Iterator[Finding]:
    known = tuple(anchor.id for anchor in study.schedule.anchors)
    emergent, follow_up = study.oversight.emergent, study.oversight.follow_up
    for n, name in enumerate(emergent.anchors if emergent else ()):
        yield from reference("anchor", name, known, ("oversight", "emergent", "anchors", n), "schedule")
    if follow_up is not None:
        where = ("oversight", "follow_up", "anchor")
        yield from reference("anchor", follow_up.anchor, known, where, "schedule")


def _code(study: Study, item: str, code: str, path: Path) -> Iterator[Finding]:
    """Require a code of an item of the event log, where the study asks it."""
    asked = study.item(AE_FORM, item)
    codelist = study.codelist_by_id.get(asked.codelist or "") if asked else None
    if codelist is not None:
        known = tuple(one.code for one in codelist.codes)
        yield from reference(f"code of '{item}'", code, known, path, "codelists")
