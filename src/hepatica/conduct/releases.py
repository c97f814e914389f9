"""The decision on a lot, by someone who made none and tested none of it: its event is the signature."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from hepatica.conduct.bench import known_material, no
from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.commands import Actor, Refusal
from hepatica.conduct.filling import with_fills
from hepatica.conduct.forms import unproven
from hepatica.conduct.minutes import follows, minute
from hepatica.conduct.notices import prepared
from hepatica.conduct.product_commands import ReleaseLot
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.conduct.weight import weight_of
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import LotReleased
from hepatica.ledger.product_rows import MaterialRow, ReleaseRow, TestRow
from hepatica.product.custody import same_name, there, where
from hepatica.product.lineage import ENDED, lineage_of
from hepatica.product.moments import civil_minute, in_words
from hepatica.product.release import (
    CONDITIONAL,
    EXCEPTIONAL,
    GIVES,
    REJECTED,
    RELEASED,
    Criterion,
    Specification,
    verdict,
)
from hepatica.study.dates import NotADate, minute_text, parse_datetime
from hepatica.study.product import Product

PHYSICIAN = "investigator"
_NOTICES = {CONDITIONAL: "conditional", EXCEPTIONAL: "out_of_specification", REJECTED: "rejected"}


def release(case: Case, command: ReleaseLot) -> Decision:
    """Decide on a lot: released, released while late results are pending, released out of specification, or rejected.

    Refused with every reason: a criterion that stands against it, somebody who tested or made it, no physician beside an
    exceptional release, no reason, no expiry, or a decision that cannot follow the one that stands.
    """
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    found = _lot(case, command)
    if isinstance(found, Refused):
        return found
    row, product = found
    if refused := unproven(case):
        return refused
    now = civil_minute(case.now.at, case.now.zone)
    weight = weight_of(case.plan.study, case.state, command.subject, now)
    specification = verdict(product, case.state, command.subject, command.lot, now, weight)
    at = minute(case, command.at, "When it was decided")
    refusals = (
        *(at.refusals if isinstance(at, Refused) else _early(row, specification, at)),
        *_partial(case, row),
        *_not_open(command, specification),
        *_unfounded(command, specification),
        *_unsigned(case, command, row),
        *_out_of_turn(case, command, specification),
        *_expiry(case, command),
        *_gone(case, command, row),
    )
    if refusals or isinstance(at, Refused):
        return Refused(refusals=refusals)
    fact = _decided(case, command, specification, at)
    drafts = (Draft(subject=command.subject, fact=fact), *_letters(case, command, specification))
    return with_fills(case, command.subject, drafts)


def _lot(case: Case, command: ReleaseLot) -> tuple[MaterialRow, Product] | Refused:
    row = known_material(case, command.subject, command.lot)
    if isinstance(row, Refused):
        return row
    lineage = lineage_of(case.plan.study, case.state, command.subject)
    product = case.plan.study.product_by_id.get(lineage.product(row.material))
    if product is None or lineage.kind(row.material) != "lot":
        return refuse("not_possible", f"{row.material} is no lot: only lots are released.")
    return row, product


# -- Who may -----------------------------------------------------------------------------------------------------------


def _partial(case: Case, row: MaterialRow) -> Iterator[Refusal]:
    """Yield why the actor, or the physician beside them, cannot judge: they tested the lot or made it."""
    for one in filter(None, (case.actor, case.actor.witness)):
        if did := _did(case, one, row):
            said = f"{one.name} {listed(did, 'and')}: somebody else decides on it."
            yield no("not_allowed", said)


def _did(case: Case, actor: Actor, row: MaterialRow) -> tuple[str, ...]:
    """Return what of a lot, its bags and what it was made of an account or a name worked on, in words."""
    lineage = lineage_of(case.plan.study, case.state, row.subject)
    line = (row, *lineage.ancestors(row.material), *lineage.descendants(row.material))
    labels = {one.material for one in line}
    tested = [
        f"tested {one.material}"
        for one in case.state.of(TestRow, row.subject)
        if one.material in labels and (actor.user in one.users or same_name(actor.name, one.by))
    ]
    made = [
        f"made {one.material}"
        for one in (row, *lineage.descendants(row.material))
        if actor.user == one.user or same_name(actor.name, one.by, one.witness)
    ]
    measured = [
        f"measured {one.material}"
        for one in (row, *lineage.descendants(row.material))
        if actor.user in one.users or same_name(actor.name, *one.measured_by)
    ]
    return tuple(dict.fromkeys((*tested, *made, *measured)))


def _unsigned(case: Case, command: ReleaseLot, row: MaterialRow) -> Iterator[Refusal]:
    if command.decision != EXCEPTIONAL:
        return
    second = case.actor.witness
    if second is None or PHYSICIAN not in second.roles:
        said = f"A release of {row.material} out of specification needs an investigator, who signs beside quality."
        yield no("not_allowed", said)
    elif second.user == case.actor.user:
        yield no("not_allowed", "The second signature is another person's.")


# -- Whether it is open ------------------------------------------------------------------------------------------------


def _not_open(command: ReleaseLot, specification: Specification) -> Iterator[Refusal]:
    if command.decision in specification.possible:
        return
    against = [one for one in specification.criteria if one.id in (*specification.unmet, *specification.late)]
    lot, asked = command.lot, command.decision
    if asked == EXCEPTIONAL:
        yield no("not_possible", f"Nothing of {lot} is out of specification: release it in the ordinary way.")
    elif asked == CONDITIONAL and not against:
        yield no("not_possible", f"Nothing of {lot} is pending: release it in the ordinary way.")
    else:
        # What is late may be pending in a conditional release: it does not stand against that one.
        standing = [one for one in against if asked == RELEASED or one.id in specification.unmet]
        said = " ".join(one.sentence for one in standing)
        yield no(
            "not_possible",
            f"{lot} cannot be released{' conditionally' if asked == CONDITIONAL else ''}. {said}",
        )


def _unfounded(command: ReleaseLot, specification: Specification) -> Iterator[Refusal]:
    """Yield that a reason is missing where the decision needs one."""
    words = {EXCEPTIONAL: "A release out of specification", REJECTED: "A rejection"}
    what = words.get(command.decision) or ("Deciding again" if specification.decision else "")
    if what and not command.reason.strip():
        yield no("reason_missing", f"{what} needs a reason.", "reason")


def _out_of_turn(case: Case, command: ReleaseLot, specification: Specification) -> Iterator[Refusal]:
    """Yield why a decision cannot follow the one that stands: only a rejection may without a new result."""
    stands = specification.decision
    if stands is None:
        return
    if stands.decision == REJECTED:
        yield no(
            "not_possible",
            f"{command.lot} was rejected on {in_words(stands.at)}: a rejected lot stays rejected.",
        )
    elif command.decision != REJECTED and not _news(case, stands):
        said = f"{command.lot} was decided on {in_words(stands.at)} ({stands.decision}), and no result is new since."
        yield no("not_possible", said)


def _news(case: Case, stands: ReleaseRow) -> bool:
    """Whether a result of the lot, or a measure that criteria are computed from, is newer than the decision."""
    lot = case.state.get(MaterialRow, stands.subject, stands.lot)
    results = (one.seq for one in case.state.of(TestRow, stands.subject) if one.material == stands.lot)
    return max((lot.measured if lot else 0, *results)) > stands.seq


def _early(row: MaterialRow, specification: Specification, at: str) -> Iterator[Refusal]:
    """Yield why a decision lies too early: before the lot was made, or before the results it rests on."""
    if early := follows(at, row.at, "When it was decided", f"{row.material} was made"):
        yield from early.refusals
        return
    known = max(specification.of("pass", "fail"), key=lambda one: one.at, default=None)
    if known and (
        early := follows(at, known.at, "When it was decided", f"the result of {known.asked.title}")
    ):
        yield from early.refusals


def _gone(case: Case, command: ReleaseLot, row: MaterialRow) -> Iterator[Refusal]:
    """Yield that nothing of the lot is there any more; a remainder may be thrown away once bags are filled."""
    if command.decision == REJECTED or there(lineage_of(case.plan.study, case.state, row.subject), row):
        return
    last = where(row)
    said = f"{row.material} was {ENDED[last.move]} on {in_words(last.since)}: there is nothing to release."
    yield no("not_possible", said)


def _expiry(case: Case, command: ReleaseLot) -> Iterator[Refusal]:
    if command.decision not in GIVES:
        if command.expires.strip():
            yield no("not_possible", "A rejected lot has no expiry.", "expires")
        return
    if not command.expires.strip():
        yield no("mandatory_missing", "Say until when the lot may be given.", "expires")
        return
    try:
        until = parse_datetime(command.expires, ZoneInfo(case.now.zone))
    except NotADate as error:
        yield no("impossible_date", f"Expiry: {error}.", "expires")
        return
    if until <= case.now.at:
        yield no(
            "impossible_date",
            f"The expiry, {in_words(_civil(case, command))}, has passed already.",
            "expires",
        )


# -- What is recorded --------------------------------------------------------------------------------------------------


def _civil(case: Case, command: ReleaseLot) -> str:
    zone = ZoneInfo(case.now.zone)
    return minute_text(parse_datetime(command.expires, zone), zone) if command.expires.strip() else ""


def _decided(case: Case, command: ReleaseLot, specification: Specification, at: str) -> LotReleased:
    second = case.actor.witness if command.decision == EXCEPTIONAL else None
    failed = tuple(one.id for one in specification.of("fail"))
    return LotReleased(
        lot=command.lot,
        decision=command.decision,
        at=at,
        pending=specification.late,
        unmet={EXCEPTIONAL: specification.unmet, REJECTED: failed}.get(command.decision, ()),
        reason=command.reason.strip(),
        expires=_civil(case, command),
        second=second.name if second else "",
        second_user=second.user if second else "",
    )


def _letters(case: Case, command: ReleaseLot, specification: Specification) -> tuple[Draft, ...]:
    """Return the letters that the decision obliges, with what they say of the results."""
    on = _NOTICES.get(command.decision)
    if on is None:
        return ()
    wanted = specification.late if command.decision == CONDITIONAL else specification.unmet
    said = "; ".join(_told(one) for one in specification.criteria if one.id in wanted)
    if command.decision == REJECTED:
        said = "; ".join(filter(None, (said, command.reason.strip().removesuffix("."))))
    return prepared(
        case, command.subject, on=on, lot=command.lot, cause=f"lot.released/{command.lot}", result=said
    )


def _told(one: Criterion) -> str:
    """Return a criterion as a letter tells it, without a full stop."""
    if one.verdict == "pending":
        return f"{one.asked.title}, day {one.day} of {one.of}" if one.of else f"{one.asked.title}, pending"
    return one.sentence.removesuffix(".")
