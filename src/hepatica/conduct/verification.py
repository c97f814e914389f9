"""Verification against the source, medical review, and review of the trail itself.

What is verified is an answer as it stood: a later change makes it unverified by itself (``VerificationRow``), and
nobody verifies what they entered (ACC-04). A review holds up to the form's last event, and is void after the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.conduct.case import Case, known_form, missing_reason
from hepatica.conduct.commands import Refusal
from hepatica.conduct.need import Need
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.review_commands import ReviewForm, ReviewTrail, VerifyItems, WithdrawVerification
from hepatica.datasets.verified import standing, verified_of
from hepatica.ledger.events import Draft
from hepatica.ledger.review_facts import FormReviewed, ItemsVerified, TrailReviewed, VerificationWithdrawn
from hepatica.ledger.review_rows import ReviewRow, VerificationRow
from hepatica.ledger.rows import Answer, FormRow
from hepatica.study.form import Form

At = tuple[int, str]
"""(row, item)"""


def verify(case: Case, command: VerifyItems) -> Decision:
    """Mark answers as compared with their source; named ones all or none, else every one that can be.

    Naming none verifies every given answer of the places that is not verified, was not entered by the person, and has
    not changed since ``seen``; when that leaves nothing although something is unverified, each reason is given.
    """
    if command.items and len(command.places) > 1:
        return refuse("not_possible", "Answers are named in one form at a time.")
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    for place in dict.fromkeys(command.places):
        form = known_form(case, command.kind, command.subject, place.visit, place.form)
        if isinstance(form, Refused):
            return form
        row = case.form_row(command.subject, place.visit, place.form)
        fresh, against = _sorted_out(case, form, row, command)
        refusals += against
        if fresh:
            fact = ItemsVerified(
                visit=place.visit, form=place.form, items=fresh, source=command.source.strip()
            )
            drafts.append(Draft(subject=command.subject, fact=fact))
    if refusals and (command.items or not drafts):
        return Refused(refusals=tuple(refusals))
    return tuple(drafts)


def _sorted_out(
    case: Case, form: Form, row: FormRow, command: VerifyItems
) -> tuple[tuple[str, ...], list[Refusal]]:
    """Return the answers to verify, as 'row/item', and why others cannot be."""
    done = verified_of(case.state, command.subject, row)
    fresh, refusals = [], []
    for name in command.items or tuple(standing(row)):
        at = _parsed(name)
        answer = row.answer(at[1], at[0]) if at else None
        if answer is not None and answer.given and name in done:
            continue
        if said := _against(case, form, at, answer, command.seen):
            item, number = (at[1], at[0]) if at else (name, 0)
            refusals.append(
                Refusal(
                    code="not_possible", sentence=said, visit=row.visit, form=form.id, item=item, row=number
                )
            )
        else:
            fresh.append(name)
    return tuple(dict.fromkeys(fresh)), refusals


def _parsed(name: str) -> At | None:
    number, _, item = name.partition("/")
    return (
        (int(number), item) if number.isdecimal() and number.isascii() and len(number) < 9 and item else None
    )


def _against(case: Case, form: Form, at: At | None, answer: Answer | None, seen: int) -> str:
    """Say why an answer cannot be verified; '' when it can."""
    item = case.plan.study.item(form.id, at[1]) if at else None
    if at is None or item is None:
        return f"{form.title} has no such item to verify."
    name = f"{item.label}{f' (row {at[0]})' if at[0] else ''}"
    if answer is None or not answer.given:
        why = "it is calculated" if item.compute else "there is no answer"
        return f"{name}: {why}, so there is nothing to compare with a source."
    if answer.by == case.actor.user:
        return f"{name}: you entered it yourself, so somebody else verifies it."
    if answer.seq > seen:
        return f"{name}: {answer.by} changed it since you opened the form, so look at it again."
    return ""


def withdraw(case: Case, command: WithdrawVerification) -> Decision:
    """Say that answers were marked as verified in error, with the reason."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    if refused := missing_reason(command.reason, "Withdrawing a verification"):
        return refused
    row = case.state.get(VerificationRow, command.subject, f"{command.visit}/{command.form}")
    gone = tuple(name for name in dict.fromkeys(command.items) if row and name in row.items)
    if not gone:
        said = f"None of these answers of {form.title} was verified."
        return refuse("no_such", said, visit=command.visit, form=command.form)
    fact = VerificationWithdrawn(
        visit=command.visit, form=command.form, items=gone, reason=command.reason.strip()
    )
    return (Draft(subject=command.subject, fact=fact),)


def review(case: Case, command: ReviewForm) -> Decision:
    """Say that a clinician has read a form as it stands; one that changed meanwhile is looked at again."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    row = case.form_row(command.subject, command.visit, command.form)
    place: dict[str, Any] = {"visit": command.visit, "form": command.form}
    if not row.last_seq:
        return refuse("not_possible", f"Nothing was entered in {form.title} yet.", **place)
    if row.last_seq > command.seen:
        said = f"{form.title} has changed since you opened it, so read it again."
        return refuse("conflict", said, **place)
    key = f"{command.visit}/{command.form}/{case.actor.user}"
    before = case.state.get(ReviewRow, command.subject, key)
    note = command.note.strip()
    if before and (before.at_seq, before.note) == (row.last_seq, note):
        return ()
    fact = FormReviewed(visit=command.visit, form=command.form, at_seq=row.last_seq, note=note)
    return (Draft(subject=command.subject, fact=fact),)


def review_trail(case: Case, command: ReviewTrail) -> Decision:  # noqa: ARG001 - every decision takes a case
    """Say what of the audit trail was read, up to which event, and what was found."""
    if not command.what.strip():
        return refuse("reason_missing", "Say what of the trail you have read.")
    if refused := missing_reason(command.note, "A review of the trail"):
        return refused
    fact = TrailReviewed(what=command.what.strip(), up_to=command.up_to, note=command.note.strip())
    return (Draft(subject="", fact=fact),)


def _of_places(command: VerifyItems) -> Need:
    at = frozenset((place.visit, place.form) for place in command.places)
    return Need(subject=command.subject, study=False, review=True, forms=at)


def _of_form(command: WithdrawVerification | ReviewForm) -> Need:
    at = frozenset({(command.visit, command.form)})
    return Need(subject=command.subject, study=False, review=True, forms=at)


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {
    VerifyItems: verify,
    WithdrawVerification: withdraw,
    ReviewForm: review,
    ReviewTrail: review_trail,
}
"""Command → its decision."""

NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    VerifyItems: _of_places,
    WithdrawVerification: _of_form,
    ReviewForm: _of_form,
    ReviewTrail: lambda _: Need(study=False),
}
"""Command → the rows it needs."""
