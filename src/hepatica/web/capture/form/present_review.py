"""What people say about a form's answers: threads at the fields, what is verified, who has read the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hepatica.datasets.verified import (
    Planned,
    address_of,
    changed_since,
    derive_verification,
    order_of_screening,
    standing,
    verified_of,
)
from hepatica.ledger import upcast
from hepatica.ledger.events import Event, ItemChanged, ItemEntered
from hepatica.ledger.review_rows import QueryRow, ReviewRow, VerificationRow
from hepatica.ledger.rows import Answer
from hepatica.store import queries, read
from hepatica.study.form import Form, FormKind, Item
from hepatica.study.study import VISIT_FORM
from hepatica.web.capture.form.asks import Proof
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.words import name_of, words_of
from hepatica.web.threads import Cast, Change, Talk, age, cast, talk, when

At = tuple[str, str, int]
"""(form, item, row)"""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A clinician who has read the form."""

    name: str
    at: str
    note: str
    void: bool
    """Whether the form has changed since."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """What stands about the form as a whole: how far it is verified, who read it, what is asked about it."""

    given: int
    verified: int
    changed: int
    wanted: int
    """How many answers the plan asks to be verified and are not."""
    why: str
    """Why the plan asks for them: the whole participant, the sample, critical items."""
    may_verify: bool
    rest: int
    """How many answers of the page this person could verify now."""
    whole_visit: bool
    may_review: bool
    may_ask: bool
    readers: tuple[Reader, ...]
    talks: tuple[Talk, ...]

    @property
    def shown(self) -> bool:
        """Whether there is anything to draw."""
        acts = self.may_verify or self.may_review or self.may_ask
        return acts or bool(self.verified or self.changed or self.readers or self.talks)


# -- Threads --------------------------------------------------------------------------------------------------------


def talks(desk: Desk, form: Form, item: Item, row: int) -> tuple[Talk, ...]:
    """Return the threads at one field, oldest first, with the changes of its answer between the lines."""
    return _threads(desk, (form.id, item.id, row), item)


def _threads(desk: Desk, at: At, item: Item | None = None) -> tuple[Talk, ...]:
    found = _by_place(desk).get(at, ())
    if not found:
        return ()
    changes = _changes(desk, at, item) if item else ()
    return tuple(talk(desk.study, one, desk.actor, _cast(desk), changes) for one in found)


def _by_place(desk: Desk) -> dict[At, list[QueryRow]]:
    if "queries" not in desk.memo:
        found: dict[At, list[QueryRow]] = {}
        for query in sorted(desk.state.of(QueryRow, desk.subject), key=lambda one: one.seq):
            if query.visit == desk.visit:
                found.setdefault((query.form, query.item, query.row), []).append(query)
        desk.memo["queries"] = found
    known: dict[At, list[QueryRow]] = desk.memo["queries"]
    return known


def _cast(desk: Desk) -> Cast:
    if "cast" not in desk.memo:
        desk.memo["cast"] = cast(desk.actor)
    who: Cast = desk.memo["cast"]
    return who


def _changes(desk: Desk, at: At, item: Item) -> list[Change]:
    """Return what was entered at a place since its first query; the ledger is read once for a page."""
    if "changes" not in desk.memo:
        first = min(query.seq for found in _by_place(desk).values() for query in found)
        kinds = (ItemEntered.kind, ItemChanged.kind)
        desk.memo["changes"] = queries.told(kinds, subject=desk.subject, after=first)
    events: tuple[Event, ...] = desk.memo["changes"]
    return [made for event in events if (made := _change(desk, at, item, event))]


def _change(desk: Desk, at: At, item: Item, event: Event) -> Change | None:
    fact = upcast.read(event)
    assert isinstance(fact, ItemEntered | ItemChanged)
    if (fact.visit, fact.form, fact.item, fact.row) != (desk.visit, *at):
        return None
    new = Answer(value=fact.value, unit=fact.unit, state=fact.state, reason=fact.reason, seq=0)
    said = words_of(desk, item, new) or _("nothing")
    words = _("entered %(new)s") % {"new": said}
    if isinstance(fact, ItemChanged):
        old = Answer(value=fact.was, unit=fact.was_unit, state=fact.was_state, seq=0)
        was = words_of(desk, item, old).removesuffix(": ") or _("nothing")
        words = _("changed %(was)s to %(new)s") % {"was": was, "new": said}
    return Change(seq=event.seq, at=event.at, by=event.actor, words=words)


def since_opened(desk: Desk, answer: Answer) -> str:
    """Say who else changed an answer since the person's page was drawn: 'changed by Priya N., 2 minutes ago'."""
    if not desk.opened or answer.seq <= desk.opened or answer.by == desk.actor.user:
        return ""
    event = _event(desk, answer.seq)
    said = {"who": name_of(desk, answer.by), "age": age(event.at) if event else ""}
    return _("changed by %(who)s, %(age)s ago") % said


# -- Verification ---------------------------------------------------------------------------------------------------


def proof(desk: Desk, form: Form, item: Item, row: int) -> Proof | None:
    """Return whether an answer is verified as it stands, or was until it was changed; None where it never was."""
    name = address_of(item.id, row)
    done, changed = _marks(desk, form.id)
    if name in done:
        event = _event(desk, done[name])
        who = name_of(desk, event.actor) if event else ""
        words = _("verified by %(who)s, %(at)s") % {"who": who, "at": when(event.at) if event else ""}
        return Proof(state="verified", words=words)
    if name not in changed:
        return None
    answer = desk.answer(form.id, item.id, row)
    event = _event(desk, answer.seq) if answer else None
    said = {"who": name_of(desk, event.actor) if event else "", "at": when(event.at) if event else ""}
    return Proof(state="changed", words=_("verified until %(who)s changed it, %(at)s") % said)


def _marks(desk: Desk, form: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return what of a form is verified, and what was until it changed."""
    key = f"marks {form}"
    if key not in desk.memo:
        row = desk.row_of(form)
        marked = desk.state.get(VerificationRow, desk.subject, f"{desk.visit}/{form}")
        desk.memo[key] = (
            (verified_of(desk.state, desk.subject, row), changed_since(desk.state, desk.subject, row))
            if marked
            else ({}, {})
        )
    found: tuple[dict[str, int], dict[str, int]] = desk.memo[key]
    return found


def _event(desk: Desk, seq: int) -> Event | None:
    key = f"event {seq}"
    if key not in desk.memo:
        desk.memo[key] = read.event(seq)
    found: Event | None = desk.memo[key]
    return found


# -- The form as a whole --------------------------------------------------------------------------------------------


def page_forms(desk: Desk) -> tuple[Form, ...]:
    """Return the forms on the page: the visit's header and the form itself."""
    header = () if desk.is_log or desk.form.id == VISIT_FORM else (desk.study.form_by_id[VISIT_FORM],)
    return (*header, desk.form)


def review(desk: Desk) -> Review:
    """Return what stands about the form as a whole."""
    computed = desk.form.kind is FormKind.COMPUTED
    may_verify = not computed and desk.may("items.verify")
    planned = _planned(desk) if may_verify else None
    done, changed = _marks(desk, desk.form.id)
    return Review(
        given=len(standing(desk.row)),
        verified=len(done),
        changed=len(changed),
        wanted=len(planned.left) if planned else 0,
        why=_why(planned),
        may_verify=may_verify,
        rest=sum(_rest(desk, form.id) for form in page_forms(desk)) if may_verify else 0,
        whole_visit=not desk.is_log,
        may_review=bool(desk.row.last_seq) and desk.may("form.review"),
        may_ask=desk.may("query.open"),
        readers=tuple(_reader(desk, one) for one in _reviews(desk)),
        talks=_threads(desk, (desk.form.id, "", 0)),
    )


def _rest(desk: Desk, form: str) -> int:
    done, row = _marks(desk, form)[0], desk.row_of(form)
    own = {
        address_of(item, int(number))
        for number, items in row.answers.items()
        for item, answer in items.items()
        if answer.by == desk.actor.user
    }
    return sum(name not in done and name not in own for name in standing(row))


def _planned(desk: Desk) -> Planned | None:
    found: tuple[Planned, ...] | None = desk.memo.get("plan")
    if found is None:
        order: dict[str, Any] = order_of_screening(read.subjects())
        found = desk.memo["plan"] = derive_verification(desk.study, desk.state, desk.subject, order)
    return next((one for one in found if (one.visit, one.form) == (desk.visit, desk.form.id)), None)


def _why(planned: Planned | None) -> str:
    if planned is None:
        return _("The plan asks for nothing of this form.")
    return {
        "whole": _("The plan asks for everything of this participant."),
        "sample": _("This form was drawn for the sample: the plan asks for all of it."),
        "critical": _("The plan asks for its critical items."),
    }[planned.why]


def _reviews(desk: Desk) -> list[ReviewRow]:
    found = desk.state.of(ReviewRow, desk.subject)
    own = (one for one in found if (one.visit, one.form) == (desk.visit, desk.form.id))
    return sorted(own, key=lambda one: one.seq)


def _reader(desk: Desk, one: ReviewRow) -> Reader:
    void = one.at_seq < desk.row.last_seq
    return Reader(name=name_of(desk, one.by), at=when(one.at), note=one.note, void=void)
