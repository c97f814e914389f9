"""A result that comes after the decision and fails: letters, and for cells that were given a hold and an alert, at once."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.alarms import alarms
from hepatica.conduct.case import Case
from hepatica.conduct.gates import gate_for
from hepatica.conduct.notices import prepared
from hepatica.ledger.desk_facts import AlertRaised
from hepatica.ledger.events import Draft, HoldPlaced
from hepatica.ledger.product_rows import BagRow, ReleaseRow
from hepatica.ledger.rows import HoldRow
from hepatica.ledger.state import State
from hepatica.product.lineage import Breach, lineage_of
from hepatica.product.moments import civil_minute
from hepatica.product.release import Criterion, late_failures, verdict
from hepatica.study.study import ENROLMENT

LATE_POSITIVE = "late_positive"
_TITLE = "A late result of an infused product is positive"
_MINUTES = 30


def late(case: Case, subject: str, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Return what a late failure among the drafts obliges to, beyond what the drafts hold already.

    The drafted event, the facility's hold and the alert follow from the form that the result fills; where the form was
    answered otherwise by hand, hold and alert are made here: nothing fails open. A lot of which nothing was given is
    blocked by its own result, and its letters are owed all the same.
    """
    ahead = case.ahead(drafts)
    failed = tuple(_new_failures(case, subject, ahead))
    letters = tuple(
        letter
        for lot in dict.fromkeys(lot for lot, _ in failed)
        for letter in _letters(case, subject, lot, [one for label, one in failed if label == lot])
    )
    given = [(lot, one) for lot, one in failed if infused_bags(case, ahead, subject, lot)]
    held = tuple(_hold(case, ahead, given[0])) if given else ()
    told = tuple(_alert(case, subject, (*drafts, *held), given[0])) if given else ()
    return (*letters, *held, *told)


def _letters(case: Case, subject: str, lot: str, failed: list[Criterion]) -> tuple[Draft, ...]:
    cause = f"material.tested/{lot}/{failed[0].id}"
    said = "; ".join(f"{one.asked.title}: {one.result}" for one in failed)
    return prepared(case, subject, on=LATE_POSITIVE, lot=lot, cause=cause, result=said)


def _new_failures(case: Case, subject: str, ahead: State) -> Iterator[tuple[str, Criterion]]:
    for row in sorted(ahead.of(ReleaseRow, subject), key=lambda one: one.lot):
        before = {one.id for one in _failures(case, case.state, subject, row.lot)}
        for one in _failures(case, ahead, subject, row.lot):
            if one.id not in before:
                yield row.lot, one


def _failures(case: Case, state: State, subject: str, lot: str) -> tuple[Criterion, ...]:
    """Return the late failures of a lot; none where the decision is not yet there."""
    line = lineage_of(case.plan.study, state, subject)
    product = case.plan.study.product_by_id.get(line.product(lot)) if lot in line else None
    if product is None:
        return ()
    return late_failures(verdict(product, state, subject, lot, civil_minute(case.now.at, case.now.zone)))


def infused_bags(case: Case, state: State, subject: str, lot: str) -> tuple[BagRow, ...]:
    """Return the bags of a lot that ran into its participant."""
    line = lineage_of(case.plan.study, state, subject)
    try:
        own = {row.material for row in line.bags(lot)}
    except Breach:
        return ()
    return tuple(bag for bag in state.of(BagRow, subject) if bag.bag in own and bag.started)


def _hold(case: Case, ahead: State, failed: tuple[str, Criterion]) -> Iterator[Draft]:
    """Yield a hold of all dosing, unless one stands or is about to."""
    infusion = gate_for(case.plan, "infusion")
    if infusion is not None and any(infusion.gate.id in hold.blocks for hold in ahead.of(HoldRow, "")):
        return
    gates = tuple(gate.gate.id for gate in case.plan.gates.values() if gate.gate.act != ENROLMENT)
    if gates:
        lot, one = failed
        reason = f"A late result of lot {lot}, which was given, fails: {one.asked.title}, {one.result}"
        yield Draft(subject="", fact=HoldPlaced(hold=f"LATE-{lot}", reason=reason, blocks=gates))


def _alert(
    case: Case, subject: str, drafts: tuple[Draft, ...], failed: tuple[str, Criterion]
) -> Iterator[Draft]:
    """Yield an alert, unless the drafts raise one by themselves."""
    if any(alarms(case.plan.study, drafts)):
        return
    alarm = next((one for one in case.plan.study.oversight.alarms if one.id == LATE_POSITIVE), None)
    lot, one = failed
    fact = AlertRaised(
        alert=f"{LATE_POSITIVE}/{lot}:{one.id}",
        alarm=LATE_POSITIVE,
        sentence=str(alarm.title) if alarm else _TITLE,
        minutes=alarm.minutes if alarm else _MINUTES,
        row=0,
    )
    yield Draft(subject=subject, fact=fact)
