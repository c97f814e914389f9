"""Bags: no bag leaves the laboratory but for its donor, released, in date and with every gate clear; two codes must match."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hepatica.conduct.authority import not_allowed
from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.commands import Moment, Refusal
from hepatica.conduct.filling import with_fills
from hepatica.conduct.gates import gate_for, gate_lines, holds_against
from hepatica.conduct.notices import prepared
from hepatica.conduct.plan import Plan
from hepatica.conduct.product_commands import AuthoriseBag, MatchBag
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.weight import weight_of
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import BagAuthorised, BagMatched
from hepatica.ledger.product_rows import BagRow, MaterialRow
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.product import codes
from hepatica.product.course import dropped
from hepatica.product.moments import civil_minute, day_of, in_words
from hepatica.product.release import against_bag
from hepatica.product.sources import Record
from hepatica.study.dates import PartialDate
from hepatica.study.product import Product
from hepatica.study.study import Study

INFUSION = "infusion"
"""The act whose gate guards every bag."""


def authorise(case: Case, command: AuthoriseBag) -> Decision:
    """Let a bag leave the laboratory for its donor; refused with every reason that stands against it."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    refusals = against(case.plan, case.state, command.subject, command.bag, command.dose, case.now)
    if refusals:
        return Refused(refusals=refusals)
    row = case.state.get(BagRow, command.subject, command.bag)
    if row is not None and row.authorised and row.dose == command.dose:
        return ()
    return (Draft(subject=command.subject, fact=BagAuthorised(bag=command.bag, dose=command.dose)),)


def against(plan: Plan, state: State, subject: str, bag: str, dose: int, now: Moment) -> tuple[Refusal, ...]:
    """Return every reason why a bag may not be authorised for a participant; none when it may.

    ``state`` holds what ``needs`` names for the authorisation.
    """
    row, study = material(state, bag), plan.study
    if row is None:
        return (_no(f"There is no bag {bag!r}."),)
    if row.subject != subject:
        return (_no(f"Bag {bag} was made for {row.subject}, not for {subject}."),)
    product = product_of(study, row)
    if product is None:
        return (_no(f"{bag} is no bag of cells."),)
    minute = civil_minute(now.at, now.zone)
    sentences = (
        *against_bag(product, state, subject, bag, minute, weight_of(study, state, subject, minute)),
        *ran_in(state, bag),
        *_dropped(study, state, subject, product),
        *_dose(product, state, subject, dose, now),
    )
    return (*map(_no, sentences), *_gate(plan, state, subject, now))


def _no(sentence: str) -> Refusal:
    return Refusal(code="gate_closed", sentence=sentence)


def material(state: State, label: str) -> MaterialRow | None:
    """Return the material of a label, whosesoever it is: labels are one in the whole study."""
    return next((row for row in state.all(MaterialRow) if row.material == label), None)


def lot_of(study: Study, state: State, subject: str, row: MaterialRow) -> str:
    """Return the lot that a bag was filled from; of another participant's bag, whose record is not at hand, its parent."""
    if row.subject == subject:
        return Record(study, state, subject, {}).lot(row)
    return row.parents[0] if row.parents else ""


def product_of(study: Study, row: MaterialRow) -> Product | None:
    """Return the product that a material is made for; None for tissue, or a step the protocol has no longer."""
    made = study.steps.get(row.step)
    return study.product_by_id.get(made[0]) if made else None


def ran_in(state: State, bag: str) -> Iterator[str]:
    """Yield the sentence that a bag was given already, to whomsoever."""
    for row in sorted(state.all(BagRow), key=lambda one: (one.started, one.subject)):
        if row.bag == bag and row.started:
            yield f"Bag {bag} ran into {row.subject} on {in_words(row.started)}."


def _dropped(study: Study, state: State, subject: str, product: Product) -> Iterator[str]:
    if said := dropped(study, state, subject).get(product.id):
        yield f"{product.short or product.title} is not given to {subject}. {said}"


def _dose(product: Product, state: State, subject: str, dose: int, now: Moment) -> Iterator[str]:
    """Yield why a dose of this number cannot be given now: beyond the plan, out of turn, too early."""
    name, plan = product.short or str(product.title), product.dose
    doses = plan.doses if plan else 1
    if dose > doses:
        yield f"The protocol gives {doses} {'dose' if doses == 1 else 'doses'} of {name}, so there is no dose {dose}."
        return
    before = sorted(
        row.started
        for row in state.of(BagRow, subject)
        if row.started and row.dose == dose - 1 and _of(product, state, row.bag)
    )
    if dose > 1 and not before:
        yield f"Dose {dose - 1} of {name} was not given yet."
    wait, first = plan.interval_days if plan else None, day_of(before[0]) if before else None
    if wait and first and now.today < first + timedelta(days=wait):
        free = PartialDate.of(first + timedelta(days=wait)).words()
        yield f"Dose {dose} of {name} may be given from {free}: {wait} days after dose {dose - 1}."


def _of(product: Product, state: State, bag: str) -> bool:
    row = material(state, bag)
    return row is not None and row.step in {step.id for step in product.steps}


def _gate(plan: Plan, state: State, subject: str, now: Moment) -> Iterator[Refusal]:
    """Yield what of the gate of the infusion is not clear: its authorisation, and each of its conditions now."""
    gate = gate_for(plan, INFUSION)
    if gate is None:
        return
    row = state.get(SubjectRow, subject)
    if row is None or gate.gate.id not in row.authorised:
        yield _no(f"{gate.gate.title} is not authorised for {subject}.")
    for line in gate_lines(plan, state, subject, gate, now.today):
        if not line.done:
            yield Refusal(code="gate_closed", sentence=line.sentence, form=line.form, item=line.item)


# -- At the bedside -----------------------------------------------------------------------------------------------------


def match(case: Case, command: MatchBag) -> Decision:
    """Compare wristband and bag on the record; what does not match is recorded too, told at once, and letters are owed.

    Refused only when two people are not there, or a code cannot be read.
    """
    if refused := _alone(case):
        return refused
    worn, bag = codes.read(command.wristband), codes.read(command.code)
    if refused := _unread(worn, bag):
        return refused
    subject = known_subject(case, worn.name)
    if isinstance(subject, Refused):
        return subject
    fact = _compared(case, command, worn.name, bag.name)
    drafts = with_fills(case, worn.name, (Draft(subject=worn.name, fact=fact),))
    if fact.matched or isinstance(drafts, Refused):
        return drafts
    row = material(case.state, bag.name)
    lot = lot_of(case.plan.study, case.state, worn.name, row) if row else ""
    cause = f"{BagMatched.kind}/{bag.name}"
    letters = prepared(case, worn.name, on="mismatch", lot=lot or bag.name, cause=cause, result=fact.sentence)
    return (*drafts, *letters)


def _alone(case: Case) -> Refused | None:
    """Return the refusal of a comparison by one person: the second has signed in too, is another, and may be there."""
    second = case.actor.witness
    if second is None:
        said = "Two people compare: the second must prove who they are on this page."
        return refuse("reauthentication", said)
    if second.user == case.actor.user:
        return refuse("not_possible", f"{second.name} cannot be both: a second person compares.")
    return not_allowed(second, MatchBag.model_fields["kind"].default)


def _unread(worn: codes.Code, bag: codes.Code) -> Refused | None:
    """Return why two codes cannot be compared; None when one is a wristband's and one a material's."""
    said = tuple(
        f"{what}: {code.problem}" for what, code in (("Wristband", worn), ("Bag", bag)) if code.problem
    )
    if not said and (worn.kind, bag.kind) == (codes.MATERIAL, codes.PERSON):
        said = ("The bag was scanned first: scan the wristband, then the bag.",)
    elif not said and bag.kind == codes.PERSON:
        said = ("The wristband was scanned twice: now scan the bag.",)
    elif not said and worn.kind == codes.MATERIAL:
        said = (f"{worn.name} is a bag's label: scan the wristband first.",)
    return (
        Refused(refusals=tuple(Refusal(code="not_possible", sentence=one) for one in said)) if said else None
    )


def _compared(case: Case, command: MatchBag, worn: str, bag: str) -> BagMatched:
    second = case.actor.witness
    assert second is not None
    row = material(case.state, bag)
    stands = tuple(_stands_against(case, worn, bag, row))
    return BagMatched(
        wristband=command.wristband,
        code=command.code,
        bag=bag if row else "",
        matched=not stands,
        sentence=" ".join(stands) or f"Bag {bag} and the wristband of {worn} match.",
        second=second.name,
        second_user=second.user,
        donor=row.subject if row else "",
        place=command.place,
    )


def _stands_against(case: Case, worn: str, bag: str, row: MaterialRow | None) -> Iterator[str]:
    """Yield why a bag must not run into whoever wears the wristband, as of now."""
    study, state = case.plan.study, case.state
    if row is None:
        yield f"No bag {bag} was made in this trial."
        return
    if row.subject != worn:
        yield f"This bag was made for {row.subject}, the wristband says {worn}."
        return
    product = product_of(study, row)
    if product is None:
        yield f"{bag} is no bag of cells."
        return
    own = state.get(BagRow, worn, bag)
    if own is None or not own.authorised:
        yield f"Bag {bag} is not authorised."
    now = civil_minute(case.now.at, case.now.zone)
    yield from against_bag(product, state, worn, bag, now, weight_of(study, state, worn, now))
    yield from ran_in(state, bag)
    yield from _dropped(study, state, worn, product)
    yield from under_hold(case, worn)


def under_hold(case: Case, subject: str) -> Iterator[str]:
    """Yield the holds of the infusion that stand against a participant."""
    gate = gate_for(case.plan, INFUSION)
    for hold in holds_against(case.state, subject, gate.gate.id) if gate else ():
        yield f"{gate.gate.title if gate else ''} is on hold ({hold.hold}): {hold.reason.removesuffix('.')}."
