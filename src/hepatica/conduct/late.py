"""A result that comes after the decision and fails: letters, and for cells that were given a hold and an alert, at once."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from hepatica.conduct.alarms import alarms
from hepatica.conduct.case import Case
from hepatica.conduct.gates import gate_for
from hepatica.conduct.notices import prepared
from hepatica.conduct.weight import weight_of
from hepatica.ledger.desk_facts import AlertRaised, RuleFired
from hepatica.ledger.events import Draft, HoldPlaced
from hepatica.ledger.product_rows import BagRow
from hepatica.ledger.rows import HoldRow
from hepatica.ledger.state import State
from hepatica.product.lineage import Breach, lineage_of
from hepatica.product.moments import civil_minute
from hepatica.product.release import GIVES, Criterion, Specification, late_failures, verdict
from hepatica.study.product import Product
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
        for lot in dict.fromkeys(one.lot for one in failed)
        for letter in _letters(case, subject, lot, [one.result for one in failed if one.lot == lot])
    )
    given = next((one for one in failed if infused_bags(case, ahead, subject, one.lot)), None)
    if given is None:
        return letters
    held = tuple(_hold(case, ahead, drafts, given))
    told = tuple(_alert(case, subject, (*drafts, *held), given))
    return (*letters, *held, *told, *_strangers(case, ahead, subject, failed))


class _Failure(msgspec.Struct, frozen=True, kw_only=True):
    lot: str
    result: Criterion
    again: bool
    """Whether another result of the lot had failed late before."""


def _letters(case: Case, subject: str, lot: str, failed: list[Criterion]) -> tuple[Draft, ...]:
    cause = f"material.tested/{lot}/{failed[0].id}"
    said = "; ".join(f"{one.asked.title}: {one.result}" for one in failed)
    return prepared(case, subject, on=LATE_POSITIVE, lot=lot, cause=cause, result=said)


def _new_failures(case: Case, subject: str, ahead: State) -> Iterator[_Failure]:
    line = lineage_of(case.plan.study, case.state, subject)
    for lot in sorted(row.material for row in line.of_kind("lot")):
        product = case.plan.study.product_by_id[line.product(lot)]
        now = _judged(case, product, ahead, subject, lot)
        if now.decision is not None and now.decision.decision in GIVES:
            tell = late_failures
        elif infused_bags(case, ahead, subject, lot):
            tell = _failing  # it ran in, and was never released, or rejected since
        else:
            continue
        known = {one.id for one in tell(_judged(case, product, case.state, subject, lot))}
        for one in tell(now):
            if one.id not in known:
                yield _Failure(lot=lot, result=one, again=bool(known))


def _judged(case: Case, product: Product, state: State, subject: str, lot: str) -> Specification:
    now = civil_minute(case.now.at, case.now.zone)
    return verdict(product, state, subject, lot, now, weight_of(case.plan.study, state, subject, now))


def _failing(specification: Specification) -> tuple[Criterion, ...]:
    return specification.of("fail")


def infused_bags(case: Case, state: State, subject: str, lot: str) -> tuple[BagRow, ...]:
    """Return the bags of a participant's lot that ran in, into whomsoever."""
    line = lineage_of(case.plan.study, state, subject)
    try:
        own = {row.material for row in line.bags(lot)}
    except Breach:
        return ()
    return tuple(bag for bag in state.all(BagRow) if bag.bag in own and bag.started)


def _hold(case: Case, ahead: State, drafts: tuple[Draft, ...], failed: _Failure) -> Iterator[Draft]:
    """Yield a hold of all dosing, unless the drafts place one, or an earlier failure of the lot did and it stands.

    A hold that stands for another reason is lifted for that reason: it is not enough.
    """
    infusion = gate_for(case.plan, "infusion")
    gate = infusion.gate.id if infusion else ""
    holds = [hold for hold in ahead.of(HoldRow, "") if gate in hold.blocks]
    fired = {draft.fact.rule for draft in drafts if isinstance(draft.fact, RuleFired)}
    if any(failed.again or hold.rule in fired or hold.hold == f"LATE-{failed.lot}" for hold in holds):
        return
    gates = tuple(gate.gate.id for gate in case.plan.gates.values() if gate.gate.act != ENROLMENT)
    if gates:
        one = failed.result
        reason = f"A late result of lot {failed.lot}, which was given, fails: {one.asked.title}, {one.result}"
        yield Draft(subject="", fact=HoldPlaced(hold=f"LATE-{failed.lot}", reason=reason, blocks=gates))


def _alert(case: Case, subject: str, drafts: tuple[Draft, ...], failed: _Failure) -> Iterator[Draft]:
    """Yield an alert, unless the drafts raise this one by themselves."""
    raised = (draft.fact for draft in alarms(case.plan.study, drafts))
    if any(isinstance(fact, AlertRaised) and fact.alarm == LATE_POSITIVE for fact in raised):
        return
    yield Draft(subject=subject, fact=_raised(case, failed))


def _strangers(case: Case, ahead: State, donor: str, failed: tuple[_Failure, ...]) -> Iterator[Draft]:
    """Yield an alert for everybody else into whom cells of a failed lot ran: theirs is the body to be looked after."""
    for one in failed:
        bags = infused_bags(case, ahead, donor, one.lot)
        for who in sorted({bag.subject for bag in bags} - {donor}):
            yield Draft(subject=who, fact=_raised(case, one))


def _raised(case: Case, failed: _Failure) -> AlertRaised:
    alarm = next((one for one in case.plan.study.oversight.alarms if one.id == LATE_POSITIVE), None)
    return AlertRaised(
        alert=f"{LATE_POSITIVE}/{failed.lot}:{failed.result.id}",
        alarm=LATE_POSITIVE,
        sentence=str(alarm.title) if alarm else _TITLE,
        minutes=alarm.minutes if alarm else _MINUTES,
        row=0,
    )
