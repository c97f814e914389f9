"""Which pages wait for a signature: read off the light columns of the forms and the signatures that no longer stand."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.conduct.locks import Place, standing
from hepatica.ledger.review_rows import LockRow
from hepatica.ledger.rows import SignatureRow, SubjectRow
from hepatica.ledger.seals import FORM
from hepatica.ledger.state import State
from hepatica.store import read, signed
from hepatica.store.read import FormLight
from hepatica.study.study import Study


def light_waiting(
    study: Study, forms: Iterable[FormLight], lapsed: Iterable[SignatureRow]
) -> list[FormLight]:
    """Return the pages that wait: those the protocol wants signed, and those once signed, while no signature stands."""
    once = {(one.subject, one.visit, one.form) for one in lapsed if one.act == FORM}
    wanted = {form.id for form in study.forms if form.signed}
    return [
        form
        for form in forms
        if not form.signed
        and ((form.subject, form.visit, form.form) in once or (form.form in wanted and form.complete))
    ]


def how_many(subject: str = "") -> int:
    """Return how many pages can be signed now, of everybody or of one participant: what Today and a record say."""
    forms = read.forms_light([subject] if subject else None)
    waiting = light_waiting(read.plan().study, forms, signed.no_longer_valid())
    return sum(form.complete for form in unlocked(waiting))


def unlocked(forms: Iterable[FormLight]) -> list[FormLight]:
    """Return the pages that are not locked: nothing is signed where nothing changes."""
    kept = list(forms)
    people = sorted({form.subject for form in kept})
    state = State((*signed.locks(people), *read.among(SubjectRow, people)))
    if not any(state.all(LockRow)):
        return kept
    return [form for form in kept if standing(state, _place(state, form), frozen=False) is None]


def _place(state: State, form: FormLight) -> Place:
    row = state.get(SubjectRow, form.subject)
    return Place(form.subject, form.visit, form.form, row.site if row else "")
