"""Storing what was typed: one field from the script, or the whole page from a browser without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from pydantic import ValidationError

from hepatica.conduct.commands import EnterItems, Refusal
from hepatica.conduct.findings import PLAUSIBLE, UNASKED
from hepatica.conduct.refused import Refused
from hepatica.conduct.skip import rows_of
from hepatica.ledger.events import (
    DeviationRecorded,
    DeviationWithdrawn,
    Fact,
    FindingCleared,
    FindingExplained,
    FindingRaised,
    ItemChanged,
    ItemEntered,
)
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import Answer
from hepatica.store import read
from hepatica.store.record import Recorded, record
from hepatica.study.form import Form
from hepatica.web.capture.form.asks import Clash
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.present_field import Rejected
from hepatica.web.capture.form.present_review import page_forms
from hepatica.web.capture.form.trail import minute
from hepatica.web.capture.form.typed import Typed, written
from hepatica.web.capture.form.words import name_of, words_of

ROUNDS = 4
"""How often a page is tried again without what was refused: values first, then what they make unasked."""
At = tuple[str, str, int]
"""(form, item, row)"""


@dataclass
class Stored:
    """What became of a page: how many answers were stored, and what was not taken."""

    events: int = 0
    rejected: dict[str, Rejected] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    """Refusals that belong to no field of the page."""


def send(desk: Desk, form: Form, typed: Iterable[Typed], *, seen: int, key: str) -> Recorded | Refused:
    """Record answers of one form in one command."""
    try:
        command = EnterItems(
            subject=desk.subject,
            visit=desk.visit,
            form=form.id,
            entries=tuple(t.entry(desk.answer(form.id, t.item.id, t.row)) for t in typed),
            seen=seen,
        )
    except ValidationError as error:
        return Refused(refusals=(Refusal(code="wrong_type", sentence=_invalid(error), form=form.id),))
    return record(command, actor=desk.actor, key=key)


def _invalid(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "string_too_long":
        return _("This is too long: at most %(most)s characters fit.") % {"most": first["ctx"]["max_length"]}
    return _("This cannot be read: %(why)s.") % {"why": first["msg"]}


def store_page(desk: Desk, form: Form, typed: Iterable[Typed], *, seen: int, key: str) -> Stored:
    """Store every answer that differs from what the page showed and can stand; return the rest with the reasons."""
    waiting = [t for t in typed if t.differs(answer_at(desk, t, seen))]
    outcome = Stored()
    for number in range(ROUNDS):
        if not waiting:
            break
        result = send(desk, form, waiting, seen=seen, key=f"{key}.{form.id}.{number}")
        if not isinstance(result, Refused):
            outcome.events += sum(e.kind in (ItemEntered.kind, ItemChanged.kind) for e in result.events)
            break
        named = {(r.item, r.row): r for r in result.refusals if r.item}
        outcome.others += [r.sentence for r in result.refusals if not r.item]
        for one in waiting:
            if refusal := named.get((one.item.id, one.row)):
                outcome.rejected[one.name] = rejection(desk, one, refusal)
        left = [t for t in waiting if t.name not in outcome.rejected]
        if len(left) == len(waiting):
            break
        waiting = left
    return outcome


def answer_at(desk: Desk, typed: Typed, seen: int) -> Answer | None:
    """Return the answer as it stood at ``seen``: what the page showed."""
    answer = desk.answer(typed.form, typed.item.id, typed.row)
    if answer is None or answer.seq <= seen:
        return answer
    found = read.trail(desk.subject, desk.visit, typed.form, typed.item.id, typed.row)
    facts = [line for line in found if line.event.seq <= seen]
    fact = facts[-1].fact if facts else None
    if not isinstance(fact, ItemEntered | ItemChanged):
        return None
    return Answer(
        value=fact.value, unit=fact.unit, state=fact.state, reason=fact.reason, seq=facts[-1].event.seq
    )


def rejection(desk: Desk, typed: Typed, refusal: Refusal) -> Rejected:
    """Return a refusal at its field; for a conflict with the other person's value, who and when."""
    if refusal.code == "conflict":
        row = read.form_row(desk.subject, desk.visit, typed.form)
        theirs = (row.answer(typed.item.id, typed.row) if row else None) or Answer(seq=0)
        event = read.event(theirs.seq)
        mine = typed.entry(None)
        clash = Clash(
            theirs=words_of(desk, typed.item, theirs) or _("nothing"),
            mine=f"{written(typed.item, typed.parts)} {mine.unit}".strip() or _("nothing"),
            by=name_of(desk, theirs.by),
            at=minute(event.at, desk.now.zone) if event else "",
            seq=theirs.seq,
        )
        label = typed.item.label.in_language(desk.language)
        said = _("%(label)s: %(by)s has changed it since you opened the form.")
        return Rejected(typed=typed, sentence=said % {"label": label, "by": clash.by}, clash=clash)
    return Rejected(typed=typed, sentence=refusal.sentence)


def touched(desk: Desk, typed: Typed, result: Recorded | Refused, since: int) -> set[At]:
    """Return the fields to draw again: this one, what follows from it, and what others changed since."""
    form = desk.study.form_by_id[typed.form]
    found: set[At] = {(typed.form, typed.item.id, typed.row)}
    if isinstance(result, Recorded):
        found |= {at for event in result.events if event.kind in _KINDS for at in _of_fact(desk, event.fact)}
        found |= set(_following(desk, form, typed))
    for name in {typed.form, desk.form.id}:
        for number, items in desk.row_of(name).answers.items():
            found |= {(name, item, int(number)) for item, answer in items.items() if answer.seq > since}
    return found


def changed_by_others(desk: Desk, since: int) -> set[At]:
    """Return the fields of the page that others changed, or said something about, since a number."""
    found: set[At] = set()
    for form in page_forms(desk):
        for number, items in desk.row_of(form.id).answers.items():
            found |= {
                (form.id, item, int(number))
                for item, answer in items.items()
                if answer.seq > since and answer.by != desk.actor.user
            }
        for query in desk.state.of(QueryRow, desk.subject):
            last = query.lines[-1]
            here = (query.visit, query.form) == (desk.visit, form.id) and query.item
            if here and last.seq > since and last.by != desk.actor.user:
                found.add((form.id, query.item, query.row))
    return found


def concerns_fields_alone(desk: Desk, result: Recorded, since: int) -> bool:
    """Whether nothing but answers changed since ``since``: no form closed or opened, nothing raised or signed."""
    quiet = all(e.kind in (ItemEntered.kind, ItemChanged.kind) for e in result.events)
    return quiet and max((desk.row.completed_seq, *desk.row.signatures)) <= since


_KINDS = frozenset(
    cls.kind
    for cls in (
        ItemEntered,
        ItemChanged,
        FindingRaised,
        FindingExplained,
        FindingCleared,
        DeviationRecorded,
        DeviationWithdrawn,
    )
)


def _of_fact(desk: Desk, fact: Fact) -> Iterator[At]:
    visit, form, row = (getattr(fact, name, "") for name in ("visit", "form", "row"))
    if visit != desk.visit:
        return
    item = getattr(fact, "item", "")
    if isinstance(fact, FindingCleared | FindingExplained):
        house = fact.check.startswith((PLAUSIBLE, UNASKED))
        at = {c.check.id: c.check.at for c in desk.plan.checks}
        item = fact.check.partition(".")[2] if house else at.get(fact.check, "")
    if item:
        yield str(form), str(item), int(row or 0)


def _following(desk: Desk, form: Form, typed: Typed) -> Iterator[At]:
    own = desk.study.group_of(form.id, typed.item.id)
    items = (
        *desk.plan.dependents(form.id, typed.item.id),
        *desk.plan.asked_by.get((form.id, typed.item.id), ()),
    )
    beside = own.items if own and any(i.analyte for i in own.items) and not typed.item.analyte else ()
    for item in (*items, *(i for i in beside if i.analyte)):
        group = desk.study.group_of(form.id, item.id)
        if group is own:
            yield form.id, item.id, typed.row
        elif group is not None:
            yield from ((form.id, item.id, n) for n in rows_of(group, desk.row_of(form.id)))
