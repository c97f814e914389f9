"""Entry: answers to the items of one form. All are stored, or none and every problem is named."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import msgspec

from hepatica.conduct.base import Entry
from hepatica.conduct.case import Case, known_form, missing_reason
from hepatica.conduct.commands import EnterItems, Refusal, RemoveRow
from hepatica.conduct.findings import findings_of_row
from hepatica.conduct.grading import undefined_grades
from hepatica.conduct.plan import Changed
from hepatica.conduct.reading import Reading
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.conduct.settle import settle
from hepatica.conduct.skip import asked, rows_of
from hepatica.conduct.values import Judged, Unfit, judge
from hepatica.ledger.events import Draft, ItemChanged, ItemEntered, RowRemoved
from hepatica.ledger.rows import Answer, FormRow
from hepatica.ledger.state import State
from hepatica.safety.proposals import reopened
from hepatica.study.form import Form, Item
from hepatica.study.study import AE_FORM, Study

NOTHING = Answer(seq=0)


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """The form that is answered, and what the person was looking at."""

    subject: str
    form: Form
    row: FormRow
    seen: int


def enter_items(case: Case, command: EnterItems) -> Decision:
    """Answer items; unchanged ones are passed over, one changed by someone else since ``seen`` is a conflict."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    row = case.form_row(command.subject, command.visit, command.form)
    target = Target(subject=command.subject, form=form, row=row, seen=command.seen)
    drafts = answer(case, target, command.entries)
    return drafts if isinstance(drafts, Refused) else with_consequences(case, command.subject, drafts)


def with_consequences(case: Case, subject: str, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Return drafts of answers with all that follows from them; nothing follows from nothing."""
    changed = tuple(
        Changed(d.fact.visit, d.fact.form, d.fact.item, d.fact.row)
        for d in drafts
        if isinstance(d.fact, ItemEntered | ItemChanged)
    )
    return (*drafts, *settle(case, subject, case.ahead(drafts), changed)) if changed else drafts


def answer(case: Case, target: Target, entries: tuple[Entry, ...]) -> tuple[Draft, ...] | Refused:
    """Return the drafts of the answers that differ from what stands there, or every reason why they cannot stand."""
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    met: set[tuple[str, int]] = set()
    for entry in entries:
        try:
            item = _item(case.plan.study, target, entry, met)
            fact = _fact(case, target, item, entry)
        except Unfit as unfit:
            refusals.append(_refusal(target, entry, unfit))
            continue
        if fact is not None:
            drafts.append(Draft(subject=target.subject, fact=fact))
    if not refusals:
        refusals.extend(_not_asked(case, target, tuple(drafts)))
        refusals.extend(undefined_grades(case, target.row, tuple(drafts)))
    return Refused(refusals=tuple(refusals)) if refusals else tuple(drafts)


class Conflict(Unfit):
    """Someone else changed the item since the person opened the form."""

    def __init__(self, sentence: str, current: Answer) -> None:
        super().__init__("conflict", sentence)
        self.current = current


def _refusal(target: Target, entry: Entry, unfit: Unfit) -> Refusal:
    item = next((i for i in target.form.items if i.id == entry.item), None)
    label = f"{item.label}: " if item else ""
    conflict = unfit.current if isinstance(unfit, Conflict) else NOTHING
    return Refusal(
        code=unfit.code,
        sentence=_stopped(f"{label}{unfit}"),
        visit=target.row.visit,
        form=target.form.id,
        item=entry.item,
        row=entry.row,
        current=conflict.value if isinstance(unfit, Conflict) else None,
        by=conflict.by,
    )


def _stopped(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."


def _item(study: Study, target: Target, entry: Entry, met: set[tuple[str, int]]) -> Item:
    item, group = study.item(target.form.id, entry.item), study.group_of(target.form.id, entry.item)
    if item is None or group is None:
        near = get_close_matches(entry.item, [i.id for i in target.form.items], n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise Unfit("unknown_item", f"{target.form.title} has no item '{entry.item}'{hint}")
    if (entry.item, entry.row) in met:
        raise Unfit("not_possible", "it is answered twice in one go")
    met.add((entry.item, entry.row))
    if group.repeat is None and entry.row:
        raise Unfit("no_such", f"it is asked once, so there is no row {entry.row}")
    if group.repeat is not None:
        if not entry.row:
            raise Unfit("no_such", f"say which {group.repeat.label}: rows are numbered from 1")
        if group.repeat.most is not None and entry.row > group.repeat.most:
            raise Unfit("no_such", f"there are at most {group.repeat.most} rows")
        if f"{group.id}:{entry.row}" in target.row.removed:
            raise Unfit("no_such", f"row {entry.row} was struck out")
    if item.compute is not None:
        labels = tuple(str(i.label) for i in target.form.items if i.id in item.compute.of)
        raise Unfit("not_possible", f"it is calculated from {listed(labels, 'and')}, nobody types it")
    return item


def _fact(case: Case, target: Target, item: Item, entry: Entry) -> ItemEntered | ItemChanged | None:
    judged = judge(case.plan.study, item, entry, case.now)
    current = target.row.answer(item.id, entry.row)
    standing = current or NOTHING
    if _same(judged, standing):
        return None
    if current and current.seq > target.seen and current.by != case.actor.user:
        raise Conflict(f"{current.by} has set it to {_words(current)} since you opened the form", current)
    if current is None:
        return ItemEntered(
            visit=target.row.visit,
            form=target.form.id,
            item=item.id,
            row=entry.row,
            value=judged.value,
            unit=judged.unit,
            state=judged.state,
            reason=judged.reason,
        )
    if target.row.completed_seq and standing.given and not judged.reason:
        raise Unfit("reason_missing", "the form was complete, so a change needs a reason")
    return ItemChanged(
        visit=target.row.visit,
        form=target.form.id,
        item=item.id,
        row=entry.row,
        value=judged.value,
        unit=judged.unit,
        state=judged.state,
        reason=judged.reason,
        was=current.value,
        was_unit=current.unit,
        was_state=current.state,
    )


def _same(judged: Judged, current: Answer) -> bool:
    if judged.state:
        return (judged.state, judged.reason) == (current.state, current.reason)
    return (judged.value, judged.unit, "") == (current.value, current.unit, current.state)


def _words(answer: Answer) -> str:
    if answer.state:
        return answer.state.replace("_", " ")
    return f"{answer.value} {answer.unit}".strip() if answer.value is not None else "nothing"


def _not_asked(case: Case, target: Target, drafts: tuple[Draft, ...]) -> list[Refusal]:
    """Refuse answers to items that the other answers, these included, say are not asked."""
    plan, form = case.plan, target.form.id
    facts = [d.fact for d in drafts if isinstance(d.fact, ItemEntered | ItemChanged)]
    gated = [f for f in facts if (form, f.item) in plan.whens and (f.value is not None or f.state)]
    if not gated:
        return []
    reading = Reading(plan.study, case.ahead(drafts), target.subject)
    refusals = []
    for fact in gated:
        if asked(plan, reading, fact.visit, form, fact.item, fact.row) is False:
            item = plan.study.item(form, fact.item)
            on = tuple(
                str(other.label)
                for name in plan.whens[form, fact.item].names
                if (other := plan.study.item(name.form, name.item))
            )
            said = f"{item.label if item else fact.item}: it is not asked, given the answer to {listed(on, 'and')}."
            refusals.append(
                Refusal(
                    code="not_possible",
                    sentence=said,
                    visit=fact.visit,
                    form=form,
                    item=fact.item,
                    row=fact.row,
                )
            )
    return refusals


def remove_row(case: Case, command: RemoveRow) -> Decision:
    """Strike out a row of a repeating group; its values stay in the trail.

    A row that a page expects can be struck out while it is empty, once something else is answered there: the second bag
    where one product alone was given.
    """
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    if refused := missing_reason(command.reason, "Striking out a row"):
        return refused
    row = case.form_row(command.subject, command.visit, command.form)
    group = next((g for g in form.groups if g.id == command.group and g.repeat is not None), None)
    answers = row.answers.get(str(command.row), {})
    gone = tuple(
        Changed(command.visit, command.form, item.id, command.row)
        for item in (group.items if group else ())
        if item.id in answers
    )
    expected = group is not None and bool(row.answers) and command.row in rows_of(group, row)
    if not (gone or expected):
        said = f"{form.title} has no row {command.row} in group {command.group!r}."
        return refuse("no_such", said, visit=command.visit, form=command.form, row=command.row)
    fact = RowRemoved(
        visit=command.visit,
        form=command.form,
        group=command.group,
        row=command.row,
        reason=command.reason.strip(),
    )
    drafts: tuple[Draft, ...] = (Draft(subject=command.subject, fact=fact),)
    ahead: State = case.ahead(drafts)
    cleared = tuple(findings_of_row(ahead, command.subject, gone))
    drafts = (*drafts, *cleared, *_waiting_again(case, form, command, case.ahead((*drafts, *cleared))))
    return (*drafts, *settle(case, command.subject, case.ahead(drafts), gone))


def _waiting_again(case: Case, form: Form, command: RemoveRow, ahead: State) -> Iterator[Draft]:
    """Yield what becomes of the proposals that a struck-out event leaves without one."""
    event = next((g.id for g in form.groups if g.repeat is not None), "")
    if (form.id, command.group) == (AE_FORM, event):
        yield from reopened(case.plan.signals, ahead, command.subject, command.row)
