"""Materials: collected from a participant or made of materials, measured, and mended where they were written down wrongly.

What happened is recorded; what cannot have happened (a bag of two people, more taken than there was) is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from hepatica.conduct import bench
from hepatica.conduct.bench import known_material, known_step, no, not_at_this_bench, overdrawn
from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.commands import Refusal
from hepatica.conduct.filling import with_fills
from hepatica.conduct.minutes import follows, minute
from hepatica.conduct.product_commands import CorrectMaterial, MakeMaterial, MeasureMaterial
from hepatica.conduct.refused import Decision, Refused, listed
from hepatica.ledger.events import DeviationRecorded, Draft
from hepatica.ledger.product_facts import MaterialCorrected, MaterialMade, MaterialMeasured, Measured
from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.rows import SubjectRow
from hepatica.product.lineage import ENDED, GONE, ROOTS, SPLITS, Breach, lineage_of
from hepatica.product.moments import in_words
from hepatica.study.product import Step


def make(case: Case, command: MakeMaterial) -> Decision:
    """Record that a material came to be; every reason why it cannot have is named.

    A collection before enrolment is stored, with a critical deviation: it happened.
    """
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    found = known_step(case, command.step)
    if isinstance(found, Refused):
        return found
    product, step = found
    if refused := not_at_this_bench(case, command.kind, product, step):
        return refused
    fact, refusals = _made(case, command, step)
    if fact is None or refusals:
        return Refused(refusals=refusals)
    drafts = (Draft(subject=command.subject, fact=fact),)
    if too_much := tuple(overdrawn(case, command.subject, drafts, command.parents)):
        return Refused(refusals=too_much)
    followed = with_fills(case, command.subject, drafts)
    return (
        followed
        if isinstance(followed, Refused)
        else (*followed, *_unenrolled(subject, step, fact, followed))
    )


def _made(case: Case, command: MakeMaterial, step: Step) -> tuple[MaterialMade | None, tuple[Refusal, ...]]:
    at = minute(case, command.at, "When it was made")
    measures, unfit = bench.read_measures(step, command.measures)
    taken, unread = bench.read_amounts(command.taken, command.parents)
    refusals = (
        *bench.label_faults(case, command.material),
        *bench.two_people(command.by, command.witness, str(step.title), ("by", "witness")),
        *(at.refusals if isinstance(at, Refused) else _parents(case, command, step, at)),
        *unfit,
        *bench.missing_measures(step, (*measures, *_tried(command))),
        *unread,
    )
    if isinstance(at, Refused):
        return None, refusals
    fact = MaterialMade(
        material=command.material,
        step=command.step,
        at=at,
        by=command.by.strip(),
        witness=command.witness.strip(),
        parents=command.parents,
        taken=taken,
        measures=measures,
        place=command.place.strip(),
        vessel=command.vessel.strip(),
        note=command.note.strip(),
    )
    return fact, refusals


def _tried(command: MakeMaterial) -> Iterator[Measured]:
    """Yield what was typed, fit or not: an unfit measure is refused once, not called missing too."""
    for one in command.measures:
        if one.value.strip():
            yield Measured(name=one.name, value=one.value, unit=one.unit)


# -- What it was made of ---------------------------------------------------------------------------------------------


def _parents(case: Case, command: MakeMaterial, step: Step, at: str) -> Iterator[Refusal]:
    if step.makes in ROOTS or not step.out_of:
        if command.parents:
            yield no(
                "not_possible",
                f"{step.title} comes from the participant: it is made of no material.",
                "parents",
            )
        return
    if not command.parents:
        wanted = listed(tuple(_title(case, name) for name in step.out_of))
        yield no(
            "mandatory_missing",
            f"{step.title} is made of something: scan or type the label of {wanted}.",
            "parents",
        )
    if step.makes in SPLITS and len(set(command.parents)) > 1:
        said = f"{step.title} is filled from one material: two lots are decided on apart, so their cells are never put together."
        yield no("not_possible", said, "parents")
    if len(set(command.parents)) < len(command.parents):
        yield no("not_possible", "A material is named twice among those it was made of.", "parents")
    good = []
    for label in dict.fromkeys(command.parents):
        row = known_material(case, command.subject, label)
        faults = (
            _wrong_parent(case, command, label)
            if isinstance(row, Refused)
            else _unfit_parent(case, row, step, at)
        )
        yield from faults
        if isinstance(row, MaterialRow):
            good.append(row)
    yield from _mixed(case, command.subject, good)


def _wrong_parent(case: Case, command: MakeMaterial, label: str) -> tuple[Refusal, ...]:
    other = next((row for row in case.state.all(MaterialRow) if row.material == label), None)
    if other is None:
        return (no("no_such", f"There is no material {label!r}.", "parents"),)
    said = (
        f"{label} came from participant {other.subject}, not from {command.subject}: "
        "cells of two people are never put together."
    )
    return (no("not_possible", said, "parents"),)


def _unfit_parent(case: Case, row: MaterialRow, step: Step, at: str) -> tuple[Refusal, ...]:
    found = []
    if row.step not in step.out_of:
        wanted = listed(tuple(_title(case, name) for name in step.out_of))
        found.append(
            no(
                "not_possible",
                f"{step.title} is made of {wanted}; {row.material} is {_title(case, row.step)}.",
                "parents",
            )
        )
    gone = next((move for move in row.moves if move.move in GONE and move.at <= at), None)
    if gone:
        found.append(
            no(
                "not_possible",
                f"{row.material} was {ENDED[gone.move]} on {in_words(gone.at)}: nothing can be made of it.",
                "parents",
            )
        )
    if early := follows(at, row.at, "When it was made", f"{row.material} was made"):
        found.extend(msgspec.structs.replace(one, item="at") for one in early.refusals)
    return tuple(found)


def _title(case: Case, step: str) -> str:
    found = case.plan.study.steps.get(step)
    return f"'{found[1].title}'" if found else f"'{step}'"


def _mixed(case: Case, subject: str, parents: list[MaterialRow]) -> Iterator[Refusal]:
    """Yield why parents do not trace to one participant and one collection."""
    lineage = lineage_of(case.plan.study, case.state, subject)
    roots: dict[str, None] = {}
    for row in parents:
        try:
            lineage.donor(row.material)
            roots |= dict.fromkeys(root.material for root in lineage.collections(row.material))
        except Breach as error:
            yield no("not_possible", str(error), "parents")
    if len(roots) > 1:
        said = f"This would put cells of {len(roots)} collections together ({listed(tuple(roots), 'and')}): each is made by itself."
        yield no("not_possible", said, "parents")


def _unenrolled(
    subject: SubjectRow, step: Step, fact: MaterialMade, followed: tuple[Draft, ...]
) -> tuple[Draft, ...]:
    """Return the deviation of a collection before enrolment, unless the forms that it fills say as much already."""
    if step.makes != "collection" or subject.enrolled_seq:
        return ()
    if any(isinstance(d.fact, DeviationRecorded) and d.fact.rule == "gate_closed" for d in followed):
        return ()
    said = f"{step.title} {fact.material} took place, and {subject.subject} is not enrolled."
    found = DeviationRecorded(rule="not_enrolled", sentence=said, critical=True, item=fact.material)
    return (Draft(subject=subject.subject, fact=found),)


# -- Measured later, and mended --------------------------------------------------------------------------------------


def measure(case: Case, command: MeasureMaterial) -> Decision:
    """Add what was measured after a material was made; a measure that stands is mended, not measured again."""
    found = _bench(case, command.kind, command.subject, command.material)
    if isinstance(found, Refused):
        return found
    row, step = found
    at = minute(case, command.at, "When it was measured")
    measures, unfit = bench.read_measures(step, command.measures)
    refusals = [*(at.refusals if isinstance(at, Refused) else ()), *unfit]
    if not command.by.strip():
        refusals.append(no("mandatory_missing", "Say who measured it.", "by"))
    if isinstance(at, str):
        refusals.extend(_out_of_time(row, at))
    standing = {one.name: one for one in row.measures}
    for one in measures:
        if one.name in standing and standing[one.name] != one:
            said = f"{_named(step, one.name)} of {row.material} is {_words(standing[one.name])}: correct it, with the reason."
            refusals.append(no("conflict", said, one.name))
    new = tuple(one for one in measures if one.name not in standing)
    if refusals or isinstance(at, Refused):
        return Refused(refusals=tuple(refusals))
    fact = MaterialMeasured(
        material=row.material, at=at, by=command.by.strip(), measures=new, note=command.note.strip()
    )
    return _changed(case, row, fact) if new else ()


def _out_of_time(row: MaterialRow, at: str) -> Iterator[Refusal]:
    if early := follows(at, row.at, "When it was measured", f"{row.material} was made"):
        yield from early.refusals
    gone = next((move for move in row.moves if move.move in GONE and move.at < at), None)
    if gone:
        yield no(
            "not_possible",
            f"{row.material} was {ENDED[gone.move]} on {in_words(gone.at)}, before it was measured.",
            "at",
        )


def correct(case: Case, command: CorrectMaterial) -> Decision:
    """Mend measures that were written down wrongly; what stood before stays in the trail."""
    found = _bench(case, command.kind, command.subject, command.material)
    if isinstance(found, Refused):
        return found
    row, step = found
    if refused := missing_reason(command.reason, "A correction"):
        return refused
    measures, unfit = bench.read_measures(step, command.measures)
    standing = {one.name: one for one in row.measures}
    absent = tuple(
        no(
            "no_such",
            f"{_named(step, one.name)} of {row.material} was never measured: there is nothing to mend.",
            one.name,
        )
        for one in measures
        if one.name not in standing
    )
    if unfit or absent:
        return Refused(refusals=(*unfit, *absent))
    new = tuple(one for one in measures if standing[one.name] != one)
    fact = MaterialCorrected(
        material=row.material,
        measures=new,
        was=tuple(standing[one.name] for one in new),
        reason=command.reason.strip(),
    )
    return _changed(case, row, fact) if new else ()


def _bench(case: Case, kind: str, subject: str, label: str) -> tuple[MaterialRow, Step] | Refused:
    known = known_subject(case, subject)
    if isinstance(known, Refused):
        return known
    row = known_material(case, subject, label)
    if isinstance(row, Refused):
        return row
    found = known_step(case, row.step)
    if isinstance(found, Refused):
        return found
    return not_at_this_bench(case, kind, *found) or (row, found[1])


def _changed(case: Case, row: MaterialRow, fact: MaterialMeasured | MaterialCorrected) -> Decision:
    """Return a changed measure with all that follows, unless amounts no longer sum."""
    drafts = (Draft(subject=row.subject, fact=fact),)
    too_much = tuple(overdrawn(case, row.subject, drafts, (row.material, *row.parents)))
    return Refused(refusals=too_much) if too_much else with_fills(case, row.subject, drafts)


def _named(step: Step, name: str) -> str:
    return next((str(one.title) for one in step.measures if one.id == name), name)


def _words(one: Measured) -> str:
    return f"{one.value} {one.unit}".strip()
