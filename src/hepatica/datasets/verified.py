"""What of the record was compared with its source, what the protocol's plan asks to be, and what is left.

The plan follows risk (ICH E6(R3) 3.11.4): every answer of the participants it names by their place in the order of
screening, every critical answer of everyone, and every answer of a share of the other forms. The share is drawn by the
participant's number and the form, not by chance: whoever asks, whenever, gets the same forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from hepatica.ledger.review_rows import VerificationRow
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.form import FormKind
from hepatica.study.study import Study

Why = Literal["whole", "sample", "critical"]


def address_of(item: str, row: int = 0) -> str:
    """Return how a verification names an answer: 'row/item'."""
    return f"{row}/{item}"


def standing(row: FormRow) -> dict[str, int]:
    """Return every given answer of a form, as 'row/item', with the event that gave it."""
    return {
        f"{number}/{item}": answer.seq
        for number, items in sorted(row.answers.items(), key=lambda pair: int(pair[0]))
        for item, answer in items.items()
        if answer.given
    }


def verified_of(state: State, subject: str, row: FormRow) -> dict[str, int]:
    """Return the answers of a form that are verified as they stand now, with the event that verified each."""
    marked = state.get(VerificationRow, subject, f"{row.visit}/{row.form}")
    if marked is None:
        return {}
    given = standing(row)
    return {name: seq for name, seq in marked.items.items() if name in given and seq > given[name]}


def changed_since(state: State, subject: str, row: FormRow) -> dict[str, int]:
    """Return the answers that were verified and have changed since, with the event that had verified each."""
    marked = state.get(VerificationRow, subject, f"{row.visit}/{row.form}")
    if marked is None:
        return {}
    given = standing(row)
    return {name: seq for name, seq in marked.items.items() if name in given and seq <= given[name]}


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One form of one visit: what of it the plan asks to be verified, and how far that is."""

    subject: str
    visit: str
    form: str
    why: Why
    """whole: the participant; sample: the form was drawn; critical: its critical items alone."""
    wanted: tuple[str, ...]
    """As 'row/item'."""
    done: tuple[str, ...]
    changed: tuple[str, ...]
    """Of what is wanted and not done: verified once, and changed since."""

    @property
    def left(self) -> tuple[str, ...]:
        """What is still to be compared with its source."""
        done = set(self.done)
        return tuple(name for name in self.wanted if name not in done)


def order_of_screening(subjects: Iterator[SubjectRow] | tuple[SubjectRow, ...]) -> dict[str, int]:
    """Return the place of each participant in the order of screening, from 1."""
    rows = sorted(subjects, key=lambda row: row.seq)
    return {row.subject: place for place, row in enumerate(rows, 1)}


def drawn(subject: str, visit: str, form: str, share: int) -> bool:
    """Whether a form belongs to the sample of ``share`` per cent: told by its address alone, the same for ever."""
    digest = sha256(f"{subject}/{visit}/{form}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < share


def derive_verification(
    study: Study, state: State, subject: str, order: Mapping[str, int]
) -> tuple[Planned, ...]:
    """Return what is to be verified of a participant, form by form in protocol order; forms of which nothing is are left out.

    A protocol without a plan asks for its critical items.
    """
    found = [planned for row in state.of(FormRow, subject) if (planned := _of_form(study, state, row, order))]
    place = places(study)
    return tuple(sorted(found, key=lambda one: place(one.visit, one.form)))


def places(study: Study) -> Callable[[str, str], tuple[int, str, int]]:
    """Return what puts forms of visits into protocol order."""
    visits = {visit.id: place for place, visit in enumerate(study.schedule.visits)}
    forms = {form.id: place for place, form in enumerate(study.forms)}

    def place(visit: str, form: str) -> tuple[int, str, int]:
        return visits.get(visit.partition(".")[0], len(visits)), visit, forms.get(form, len(forms))

    return place


def why_of(study: Study, order: Mapping[str, int], subject: str, visit: str, form: str) -> Why | None:
    """Return why the plan looks at a form of a visit; None for one that nobody fills in."""
    asked, plan = study.form_by_id.get(form), study.monitoring.verification
    if asked is None or asked.kind is FormKind.COMPUTED:
        return None
    if plan and order.get(subject, 0) in plan.whole:
        return "whole"
    if plan and drawn(subject, visit, form, plan.sample):
        return "sample"
    return "critical"


def critical_items(study: Study, form: str) -> frozenset[str]:
    """Return the items of a form that are verified for everyone: the critical ones, unless the plan leaves them."""
    plan, asked = study.monitoring.verification, study.form_by_id.get(form)
    if asked is None or (plan and not plan.critical):
        return frozenset()
    return frozenset(item.id for item in asked.items if item.critical)


def _of_form(study: Study, state: State, row: FormRow, order: Mapping[str, int]) -> Planned | None:
    why = why_of(study, order, row.subject, row.visit, row.form)
    if why is None:
        return None
    given = tuple(standing(row))
    if why == "critical":
        critical = critical_items(study, row.form)
        given = tuple(name for name in given if name.partition("/")[2] in critical)
    if not given:
        return None
    done, changed = verified_of(state, row.subject, row), changed_since(state, row.subject, row)
    return Planned(
        subject=row.subject,
        visit=row.visit,
        form=row.form,
        why=why,
        wanted=given,
        done=tuple(name for name in given if name in done),
        changed=tuple(name for name in given if name in changed),
    )
