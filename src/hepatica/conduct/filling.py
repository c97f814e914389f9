"""Forms that the laboratory's record fills, in the same transaction as the fact: nobody types it twice.

An item that a person answered differently is left as it stands; screens list the disagreement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from hepatica.conduct.base import Entry
from hepatica.conduct.case import Case
from hepatica.conduct.commands import Actor
from hepatica.conduct.entry import Target, answer, with_consequences
from hepatica.conduct.late import late
from hepatica.conduct.plan import Plan
from hepatica.conduct.reading import Reading
from hepatica.conduct.refused import Refused
from hepatica.conduct.skip import asked
from hepatica.conduct.values import Unfit, shown
from hepatica.ledger.events import Draft
from hepatica.ledger.rows import Answer, FormRow, GrantRow
from hepatica.ledger.state import State
from hepatica.product.filling import At, Filled, filled
from hepatica.study.form import Item, ItemType

FILLED = "From the record of the cell laboratory"
"""The reason of an answer that a fill gave: by it the next fill knows its own."""


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """An item where form and laboratory do not say the same."""

    at: At
    laboratory: Filled
    form: Answer | None
    """None where the item is empty: what the laboratory wrote does not fit it."""


def with_fills(case: Case, subject: str, drafts: tuple[Draft, ...]) -> tuple[Draft, ...] | Refused:
    """Return drafts of the laboratory's facts with the answers they give, all that follows from those, and late results.

    Nothing here refuses a fact: an answer that does not fit its item is left out.
    """
    followed = with_consequences(case, subject, (*drafts, *_answers(case, subject, drafts)))
    return (*followed, *late(case, subject, followed))


def disagreements(plan: Plan, state: State, subject: str) -> tuple[Disagreement, ...]:
    """Return where a participant's forms say otherwise than the laboratory, in the order of the fills.

    Names of accounts are compared where ``state`` holds the grants. An item that is not asked disagrees with nothing.
    """
    found = filled(plan.study, state, subject, _names(state))
    return tuple(_differing(plan, state, subject, found))


def _answers(case: Case, subject: str, drafts: tuple[Draft, ...]) -> Iterator[Draft]:
    """Yield the answers that the drafts change, form by form."""
    study, names = case.plan.study, _names(case.state, case.actor)
    before, after = (filled(study, state, subject, names) for state in (case.state, case.ahead(drafts)))
    changed: dict[tuple[str, str], list[Entry]] = {}
    for at in (*after, *(at for at in before if at not in after)):
        said = after.get(at)
        if before.get(at) != said and _free(case, subject, at):
            # What the record no longer says there does not stay there.
            value, unit = (said.value, said.unit) if said else (None, "")
            entry = Entry(item=at.item, row=at.row, value=value, unit=unit, reason=FILLED)
            changed.setdefault((at.visit, at.form), []).append(entry)
    for (visit, form), entries in changed.items():
        yield from _fitting(case, subject, visit, form, tuple(entries))


def _names(state: State, actor: Actor | None = None) -> dict[str, str]:
    people = {grant.user: grant.name for grant in state.all(GrantRow)}
    return people | {one.user: one.name for one in (actor, actor and actor.witness) if one}


def _free(case: Case, subject: str, at: At) -> bool:
    """Whether an item is empty, or holds what a fill gave before."""
    standing = case.form_row(subject, at.visit, at.form).answer(at.item, at.row)
    return standing is None or not standing.given or standing.reason == FILLED


def _fitting(
    case: Case, subject: str, visit: str, form: str, entries: tuple[Entry, ...]
) -> tuple[Draft, ...]:
    """Return the drafts of the entries that the form takes; those it refuses are left out, one by one."""
    row = case.form_row(subject, visit, form)
    target = Target(subject=subject, form=case.plan.study.form_by_id[form], row=row, seen=row.last_seq)
    while entries:
        drafts = answer(case, target, entries)
        if not isinstance(drafts, Refused):
            return drafts
        unfit = {(refusal.item, refusal.row) for refusal in drafts.refusals}
        left = tuple(entry for entry in entries if (entry.item, entry.row) not in unfit)
        entries = left if len(left) < len(entries) else ()
    return ()


# -- Where they differ --------------------------------------------------------------------------------------------------


def _differing(plan: Plan, state: State, subject: str, found: dict[At, Filled]) -> Iterable[Disagreement]:
    reading = Reading(plan.study, state, subject)
    for at, said in found.items():
        item = plan.study.item(at.form, at.item)
        row = state.get(FormRow, subject, f"{at.visit}/{at.form}")
        standing = row.answer(at.item, at.row) if row else None
        given = standing if standing is not None and standing.given else None
        if item is None or (given and _same(item, said, given)):
            continue
        if given or asked(plan, reading, at.visit, at.form, at.item, at.row) is True:
            yield Disagreement(at=at, laboratory=said, form=given)


def _same(item: Item, said: Filled, standing: Answer) -> bool:
    if standing.value is None:
        return False
    if item.type not in {ItemType.NUMBER, ItemType.INTEGER}:
        return said.value.strip() == standing.value
    try:
        return shown(item, said.value, said.unit) == shown(item, standing.value, standing.unit)
    except (Unfit, ArithmeticError):
        return (said.value, said.unit) == (standing.value, standing.unit)
