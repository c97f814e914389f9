"""Infusions by the minute. What happened is stored; what should not have happened is a critical deviation beside it."""

from __future__ import annotations

from hepatica.conduct import rules
from hepatica.conduct.bags import lot_of, material, product_of
from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.filling import with_fills
from hepatica.conduct.minutes import follows, minute, since
from hepatica.conduct.misgiven import deviations
from hepatica.conduct.product_commands import EndInfusion, StartInfusion
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.values import Unfit, read_number
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import InfusionEnded, InfusionStarted
from hepatica.ledger.product_rows import BagRow
from hepatica.ledger.state import State
from hepatica.product.custody import same_name
from hepatica.product.dose import Content, content, given
from hepatica.product.moments import in_words
from hepatica.product.quantities import Millilitres, QuantityError, read_as
from hepatica.scores.arithmetic import show

_DECIMALS = 2
"""Of the cells given, in millions."""


# -- Start --------------------------------------------------------------------------------------------------------------


def start(case: Case, command: StartInfusion) -> Decision:
    """Say that a bag runs; whatever stands against it becomes a deviation in the same transaction, never a refusal.

    Refused is only what cannot have been: a minute to come, one person twice, a bag that runs into somebody already.
    """
    at = _began(case, command)
    if isinstance(at, Refused):
        return at
    row = case.state.get(BagRow, command.subject, command.bag)
    if row is not None and row.started:
        return ()
    fact = InfusionStarted(
        bag=command.bag,
        at=at,
        first=command.first.strip(),
        second=command.second.strip(),
        match=_match(case, row, at),
        paper=command.paper.strip(),
        reason=command.reason.strip(),
        dose=command.dose,
        position=command.position.strip(),
        **_of_the_bag(case, command.subject, command.bag),
    )
    drafts = with_fills(case, command.subject, (Draft(subject=command.subject, fact=fact),))
    if isinstance(drafts, Refused):
        return drafts
    return rules.after(case, (*drafts, *deviations(case, command.subject, fact, drafts)), command.subject)


def _began(case: Case, command: StartInfusion) -> str | Refused:
    """Return the civil minute of a start that can have been, or why it cannot."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    at = minute(case, command.at, "Start")
    if isinstance(at, Refused):
        return at
    return _two_people(command) or _again(case, command, at) or _unmade(case, command, at) or at


def _two_people(command: StartInfusion) -> Refused | None:
    if not command.first.strip() or not command.second.strip():
        return refuse("mandatory_missing", "Two people stand at the bedside: write both names.")
    if same_name(command.first, command.second):
        said = f"{command.first.strip()} is named twice: the second person is another."
        return refuse("not_possible", said)
    return None


def _again(case: Case, command: StartInfusion, at: str) -> Refused | None:
    """Refuse a second start of a bag in the same person; the very same start, sent twice, is none."""
    row = case.state.get(BagRow, command.subject, command.bag)
    if row is None or not row.started:
        return None
    if (row.started, row.first, row.second) == (at, command.first.strip(), command.second.strip()):
        return None
    said = f"Bag {row.bag} ran into {command.subject} on {in_words(row.started)}: it cannot start again."
    return refuse("not_possible", said)


def _unmade(case: Case, command: StartInfusion, at: str) -> Refused | None:
    row = material(case.state, command.bag)
    if row is not None:
        return follows(at, row.at, "Start", f"{command.bag} being made")
    said = f"There is no bag {command.bag!r}. If it ran in all the same, write what is known of it as the reason."
    return None if command.reason.strip() else refuse("reason_missing", said)


def _match(case: Case, row: BagRow | None, at: str) -> int:
    """Return the event that matched bag and wristband, when it is no older than the protocol lets it be; else 0."""
    if row is None or not row.match:
        return 0
    passed = since(case, row.matched_at, at)
    return row.match if 0 <= passed <= case.plan.study.manufacture.match_minutes else 0


def _of_the_bag(case: Case, subject: str, bag: str) -> dict[str, str]:
    """Return what is known of a bag, whosesoever it is: later acts read it here, and not another's record."""
    row = material(case.state, bag)
    if row is None:
        return {}
    product = product_of(case.plan.study, row)
    return {
        "route": str(product.route) if product else "",
        "donor": row.subject,
        "step": row.step,
        "lot": lot_of(case.plan.study, case.state, subject, row),
    }


# -- End ----------------------------------------------------------------------------------------------------------------


def end(case: Case, command: EndInfusion) -> Decision:
    """Say that a bag has run in, in full or in part; its living cells are computed from what it held.

    Refused: more than the bag held, an end before the start, a part without its reason. A later entry mends an earlier
    one, with its reason.
    """
    row, at = running(case, command.subject, command.bag), minute(case, command.at, "End")
    if isinstance(row, Refused):
        return row
    if isinstance(at, Refused):
        return at
    holds = _content(case, command.subject, command.bag)
    volume = _volume(command.volume, holds)
    if isinstance(volume, Refused):
        return volume
    fact = _ended(command, at, volume, holds)
    if (row.ended, row.volume, row.complete, row.stopped_for) == (
        at,
        fact.volume,
        fact.complete,
        fact.reason,
    ):
        return ()
    if refused := follows(at, row.started, "End", "its start") or _incomplete(row, fact):
        return refused
    return with_fills(case, command.subject, (Draft(subject=command.subject, fact=fact),))


def _incomplete(row: BagRow, fact: InfusionEnded) -> Refused | None:
    """Return the refusal of a part, or of a later entry, without its reason."""
    if not fact.complete and (refused := missing_reason(fact.reason, "A bag that did not run in whole")):
        return refused
    if fact.complete and fact.volume == "0":
        return refuse("out_of_range", "A bag that ran in whole gave more than 0 mL.")
    if row.ended and not fact.reason:
        said = f"Bag {row.bag} ended on {in_words(row.ended)} with {row.volume} mL: to mend that, give the reason."
        return refuse("reason_missing", said)
    return None


def running(case: Case, subject: str, bag: str) -> BagRow | Refused:
    """Return the row of a bag that began to run into a participant, or say that it did not."""
    row = case.state.get(BagRow, subject, bag)
    if row is None or not row.started:
        return refuse("no_such", f"Bag {bag} did not start to run into {subject}: record its start first.")
    return row


def _content(case: Case, subject: str, bag: str) -> Content | None:
    row = material(case.state, bag)
    product = product_of(case.plan.study, row) if row else None
    if row is None or product is None:
        return None
    # Of another's bag only its own measures: the rest of that participant's record is not looked into.
    return content(product, case.state if row.subject == subject else State([row]), row)


def _volume(typed: str, holds: Content | None) -> Millilitres | Refused:
    try:
        volume = read_as(Millilitres, read_number(typed), "mL")
    except (QuantityError, Unfit) as error:
        return refuse("wrong_type", f"Volume: {error}.")
    if holds is not None and holds.volume is not None and volume > holds.volume:
        said = f"{volume.words()} of {holds.volume.words()}"
        return refuse("out_of_range", f"An infusion cannot be longer than its bag: {said}.")
    return volume


def _ended(command: EndInfusion, at: str, volume: Millilitres, holds: Content | None) -> InfusionEnded:
    cells = given(holds, volume) if holds else None
    return InfusionEnded(
        bag=command.bag,
        at=at,
        volume=show(volume.value),
        complete=command.complete,
        reason=command.reason.strip(),
        cells=show(cells.value, _DECIMALS) if cells is not None else "",
    )
