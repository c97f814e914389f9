"""Queries: a thread at the field, opened, answered and closed by people; findings of checks accepted or sent back.

Open, answered and closed are different: an answer closes nothing. Whoever asked decides whether it does, or a data
manager; who fills the form, or gave the answer, cannot close. A query that ``mends`` closes itself when its answer is
changed, and every query of a row closes when the row is struck out, in the transaction that does it (``derive_queries``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hepatica.conduct import explanations
from hepatica.conduct.authority import ALLOWED, role_name, roles_for
from hepatica.conduct.case import Case, known_form, known_subject, missing_reason
from hepatica.conduct.need import Need
from hepatica.conduct.plan import Changed, Plan
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.conduct.review_commands import (
    AcceptFinding,
    AnswerQuery,
    CloseQuery,
    OpenQuery,
    ReopenQuery,
    ReturnFinding,
)
from hepatica.conduct.skip import rows_of
from hepatica.ledger.events import Draft
from hepatica.ledger.fact import Fact
from hepatica.ledger.review_facts import (
    QueryAnswered,
    QueryClosed,
    QueryOpened,
    QueryReopened,
)
from hepatica.ledger.review_rows import Line, QueryRow
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.study.form import Form

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
SETTLES = "data_manager"
"""The role that settles what others asked."""
STRUCK = "The row was struck out."


def answerers() -> tuple[str, ...]:
    """Return the roles to which a query may be put."""
    return tuple(role for role, kinds in ALLOWED.items() if "query.answer" in kinds)


def waits_for(form: Form, role: str) -> tuple[str, ...]:
    """Return the roles that may answer a query: the one it was put to, else who fills the form; always an investigator."""
    known = answerers()
    asked = (role,) if role else tuple(one for one in form.roles if one in known)
    return tuple(one for one in known if one in {*asked, "investigator"}) if asked else known


def may_settle(user: str, roles: Iterable[str], query: QueryRow) -> bool:
    """Whether a person decides that an answer does: whoever asked, or a data manager."""
    return query.lines[0].by == user or SETTLES in roles


def answered_by(query: QueryRow) -> str:
    """Return who gave the answer that waits to be read; '' where none does. They do not read it themselves."""
    return query.lines[-1].by if query.state == ANSWERED else ""


def ask(case: Case, command: OpenQuery) -> Decision:
    """Open a query at an answer or a form; the same words asked twice at one place are one query."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    if refused := missing_reason(command.text, "A query") or _nowhere(case, form, command):
        return refused
    if command.role and command.role not in answerers():
        may = listed(tuple(role_name(role) for role in answerers()))
        return refuse("no_such", f"Nobody answers as {command.role!r}: {may} may.")
    if command.mends and not command.item:
        return refuse(
            "not_possible", f"A query about {form.title} as a whole is closed by a person, not by a change."
        )
    text, at = command.text.strip(), (command.visit, command.form, command.item, command.row)
    for query in case.state.of(QueryRow, command.subject):
        here = (query.visit, query.form, query.item, query.row) == at and query.state != CLOSED
        if here and (query.lines[0].text, query.role) == (text, command.role):
            return ()
    fact = QueryOpened(
        visit=command.visit,
        form=command.form,
        item=command.item,
        row=command.row,
        text=text,
        role=command.role,
        mends=command.mends,
    )
    return (Draft(subject=command.subject, fact=fact),)


def _nowhere(case: Case, form: Form, command: OpenQuery) -> Refused | None:
    """Return the refusal of a place that is not on the form."""
    place: dict[str, Any] = {
        "visit": command.visit,
        "form": form.id,
        "item": command.item,
        "row": command.row,
    }
    if not command.item:
        said = f"A query about {form.title} as a whole names no row."
        return refuse("no_such", said, **place) if command.row else None
    item, group = case.plan.study.item(form.id, command.item), case.plan.study.group_of(form.id, command.item)
    if item is None or group is None:
        return refuse("no_such", f"{form.title} has no item '{command.item}'.", **place)
    row = case.form_row(command.subject, command.visit, form.id)
    if f"{group.id}:{command.row}" in row.removed:
        return refuse("no_such", f"{item.label}: row {command.row} was struck out.", **place)
    if command.row not in rows_of(group, row):
        said = (
            f"there is no row {command.row}"
            if group.repeat
            else f"it is asked once, so there is no row {command.row}"
        )
        return refuse("no_such", f"{item.label}: {said}.", **place)
    return None


# -- A thread goes on -----------------------------------------------------------------------------------------------


def answer(case: Case, command: AnswerQuery) -> Decision:
    """Answer a query that is not closed; the same words sent twice are one answer."""
    query = _standing(case, command.subject, command.query)
    if isinstance(query, Refused):
        return query
    if query.state == CLOSED:
        return _refuse(query, f"{_name(query)} was closed {_how(query.lines[-1])}: nothing was added to it.")
    form = case.plan.study.form_by_id[query.form]
    waits = waits_for(form, query.role)
    if not set(roles_for(case.actor, command.kind)) & set(waits):
        may = listed(tuple(role_name(role) for role in waits))
        return _refuse(query, f"{_name(query)} waits for {may}.", "not_allowed")
    fact = QueryAnswered(query=query.seq, text=command.text.strip())
    return _said(case, command.subject, query, fact, fact.text, "An answer")


def reopen(case: Case, command: ReopenQuery) -> Decision:
    """Say that an answer does not do: the question stands again."""
    query = _settled_by(case, command.kind, command.subject, command.query, "reopens it")
    if isinstance(query, Refused):
        return query
    fact = QueryReopened(query=query.seq, text=command.text.strip())
    if query.state == OPEN:
        if (query.lines[-1].what, query.lines[-1].text) == ("reopened", fact.text):
            return ()
        return _refuse(query, f"{_name(query)} is open: it waits for its answer.")
    if query.lines[-1].text == STRUCK:
        return _refuse(query, f"{_name(query)} stood at a row that was struck out.")
    return _said(case, command.subject, query, fact, fact.text, "Reopening a query")


def close(case: Case, command: CloseQuery) -> Decision:
    """Settle a query; one that nobody answered is closed only with a reason."""
    query = _settled_by(case, command.kind, command.subject, command.query, "closes it")
    if isinstance(query, Refused):
        return query
    if query.state == CLOSED:
        return ()
    if answered_by(query) == case.actor.user:
        said = f"{_name(query)} was answered by you: somebody else reads the answer and closes it."
        return _refuse(query, said, "not_allowed")
    text = command.text.strip()
    if query.state == OPEN and (refused := missing_reason(text, "Closing a query that nobody answered")):
        return refused
    return (Draft(subject=command.subject, fact=QueryClosed(query=query.seq, text=text)),)


def _standing(case: Case, subject: str, number: int) -> QueryRow | Refused:
    found = known_subject(case, subject)
    if isinstance(found, Refused):
        return found
    query = case.state.get(QueryRow, subject, str(number))
    return query or refuse("no_such", f"Participant {subject} has no query {number}.")


def _settled_by(case: Case, kind: str, subject: str, number: int, does: str) -> QueryRow | Refused:
    query = _standing(case, subject, number)
    if isinstance(query, Refused) or may_settle(case.actor.user, roles_for(case.actor, kind), query):
        return query
    said = f"{_name(query)} was asked by {query.lines[0].by}: whoever asked, or a data manager, {does}."
    return _refuse(query, said, "not_allowed")


def _said(case: Case, subject: str, query: QueryRow, fact: Fact, text: str, what: str) -> Decision:
    if refused := missing_reason(text, what):
        return refused
    last = query.lines[-1]
    if (last.what, last.by, last.text) == (fact.kind.partition(".")[2], case.actor.user, text):
        return ()
    return (Draft(subject=subject, fact=fact),)


def _name(query: QueryRow) -> str:
    return f"Query {query.seq}"


def _how(line: Line) -> str:
    if line.what == "mended":
        return "by itself, when the answer was changed"
    return f"by {line.by}"


def _refuse(query: QueryRow, sentence: str, code: str = "not_possible") -> Refused:
    return refuse(code, sentence, visit=query.visit, form=query.form, item=query.item, row=query.row)


# -- What a change does to queries ----------------------------------------------------------------------------------


def derive_queries(plan: Plan, ahead: State, subject: str, changed: Iterable[Changed]) -> Iterator[Draft]:
    """Yield the closing of queries whose answer was changed and which close themselves by that, or whose row is gone.

    A calculated answer changes with what it is calculated from.
    """
    standing = [q for q in ahead.of(QueryRow, subject) if q.state != CLOSED and q.item]
    if not standing:
        return
    moved = {*changed}
    moved |= {c._replace(item=fed.id) for c in moved for fed in plan.dependents(c.form, c.item)}
    forms = {(c.visit, c.form) for c in moved}
    for query in (one for one in standing if (one.visit, one.form) in forms):
        row = ahead.get(FormRow, subject, f"{query.visit}/{query.form}")
        if row and _struck(plan, row, query):
            yield Draft(subject=subject, fact=QueryClosed(query=query.seq, text=STRUCK))
        elif query.mends and Changed(query.visit, query.form, query.item, query.row) in moved:
            yield Draft(subject=subject, fact=QueryClosed(query=query.seq, mended=True))


def _struck(plan: Plan, row: FormRow, query: QueryRow) -> bool:
    group = plan.study.group_of(query.form, query.item)
    return group is not None and f"{group.id}:{query.row}" in row.removed


# -- What the decisions need -------------------------------------------------------------------------------------------


def _of_thread(command: AnswerQuery | ReopenQuery | CloseQuery) -> Need:
    """Return what a thread needs: closed queries too, so that what became of one can be said."""
    return Need(subject=command.subject, study=False, review=True)


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {
    OpenQuery: ask,
    AnswerQuery: answer,
    ReopenQuery: reopen,
    CloseQuery: close,
    **explanations.DECIDERS,
}
"""Command → its decision."""


def _of_form(command: OpenQuery | AcceptFinding | ReturnFinding) -> Need:
    at = frozenset({(command.visit, command.form)})
    return Need(subject=command.subject, study=False, forms=at)


NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    OpenQuery: _of_form,
    AnswerQuery: _of_thread,
    ReopenQuery: _of_thread,
    CloseQuery: _of_thread,
    AcceptFinding: _of_form,
    ReturnFinding: _of_form,
}
"""Command → the rows it needs."""
