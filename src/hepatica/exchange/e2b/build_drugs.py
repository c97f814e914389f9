"""What was given, as the drugs of a report, with the judgements of each against each event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from hepatica.exchange.e2b import names
from hepatica.exchange.e2b.icsr import Assessment, Dosage, Drug, Indication, Relation
from hepatica.exchange.e2b.moments import lag, stamp
from hepatica.exchange.e2b.values import before
from hepatica.safety.case import Case, Causality, Given, Medication

METHOD = "WHO-UMC"
SUSPECT, CONCOMITANT, NOT_GIVEN = "1", "2", "4"
_NOT_APPLICABLE = "9"
_JUDGED = {
    "certain": "Certain",
    "probable": "Probable/Likely",
    "possible": "Possible",
    "unlikely": "Unlikely",
    "unrelated": "Unrelated",
    "conditional": "Conditional/Unclassified",
    "unassessable": "Unassessable/Unclassifiable",
}
_ACTION = {
    "stopped": "1",
    "none": "4",
    "slowed": "4",
    "interrupted": "4",
    "postponed": "4",
    "not_applicable": "9",
}
_AGAIN = {"yes": "1", "no": "2", "not_applicable": "4"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """What every drug of a report shares."""

    case: str
    zone: tzinfo
    events: tuple[str, ...]
    """UUIDs of the events, in the order of the cases."""
    indication: str


def build_drugs(cases: Sequence[Case], place: Place) -> tuple[Drug, ...]:
    """Return the suspects that were given, then the other medication; before any dose, the products not yet given."""
    offered = [one for one in _given(cases) if one.kind in {"product", "drug"}]
    given = [one for one in offered if one.start]
    if given:
        suspects = tuple(_suspect(one, cases, place) for one in given)
    else:
        suspects = tuple(_not_given(one, place) for one in offered if one.kind == "product")
    medications = dict.fromkeys(one for case in cases for one in case.medications)
    return suspects + tuple(_medication(one, place) for one in medications)


def _given(cases: Sequence[Case]) -> list[Given]:
    """Give each suspect once: as the latest event found it, since a dose may lie between two events."""
    found: dict[str, Given] = {}
    for case in sorted(cases, key=lambda one: (one.onset.day.iso(), one.onset.time)):
        for one in case.given:
            if one.start or one.suspect not in found:
                found[one.suspect] = one
    return list(found.values())


def _suspect(one: Given, cases: Sequence[Case], place: Place) -> Drug:
    pairs = list(zip(cases, place.events, strict=True))
    return Drug(
        id=names.uuid(place.case, "drug", one.suspect),
        role=SUSPECT,
        name=one.generic_name or one.title,
        dosages=(
            Dosage(
                start=stamp(one.start, place.zone),
                last=stamp(one.end, place.zone),
                lot=one.lot,
                text=one.dose,
                form=one.form or None,
                route=one.route or None,
            ),
        ),
        indications=(Indication(text=place.indication),) if place.indication else (),
        action=_action(one, cases[0], place),
        relations=tuple(_relation(one, case, id_, place) for case, id_ in pairs),
    )


def _not_given(one: Given, place: Place) -> Drug:
    return Drug(
        id=names.uuid(place.case, "drug", one.suspect), role=NOT_GIVEN, name=one.generic_name or one.title
    )


def _action(one: Given, case: Case, place: Place) -> str:
    """Say what was done: nothing can be, once a single dose is in; else what the record says, for a course still running."""
    end, onset = stamp(one.end or one.start, place.zone), stamp(case.onset, place.zone)
    running = end is None or onset is None or before(end, onset) is not True
    if case.action == "stopped" and running:
        return _ACTION["stopped"]
    if one.kind == "product" or not running:
        return _NOT_APPLICABLE
    return _ACTION.get(case.action, "0")


def _relation(one: Given, case: Case, event: str, place: Place) -> Relation:
    judged = next((c for c in case.causality if c.suspect == one.suspect), Causality(suspect=one.suspect))
    again = case.report.get("sae_rechallenge", "")
    return Relation(
        reaction=event,
        assessments=tuple(
            Assessment(source=source, method=METHOD, result=_JUDGED[result])
            for source, result in (("Investigator", judged.investigator), ("Sponsor", judged.sponsor))
            if result
        ),
        from_start=lag(one.start, case.onset, place.zone) if one.start else None,
        # A product is given once: it was not given again unless the report says so.
        recurred=_AGAIN.get(again, "4" if one.kind == "product" and not again else ""),
    )


def _medication(one: Medication, place: Place) -> Drug:
    dose = ", ".join(part for part in (one.dose, one.frequency) if part)
    return Drug(
        id=names.uuid(
            place.case, "medication", str(one.row), one.name, one.start.words() if one.start else ""
        ),
        role=CONCOMITANT,
        name=one.name,
        dosages=(
            Dosage(
                start=stamp(one.start, place.zone),
                last=stamp(one.end, place.zone),
                text=dose,
                route=one.route or None,
            ),
        ),
        indications=(Indication(text=one.indication),) if one.indication else (),
    )


def procedures(cases: Sequence[Case]) -> Iterator[str]:
    """Say how procedures, other drugs and the disease were judged: section G holds drugs only."""
    for case in cases:
        kinds = {one.suspect: one for one in case.given}
        for judged in case.causality:
            given = kinds.get(judged.suspect)
            if (
                given is None
                or given.kind in {"product", "drug"}
                or not (judged.investigator or judged.sponsor)
            ):
                continue
            words = [
                f"{who} {_JUDGED[what].lower()}"
                for who, what in (("investigator", judged.investigator), ("sponsor", judged.sponsor))
                if what
            ]
            yield f"{case.term}, judged against {given.title}: {', '.join(words)} ({METHOD})."
