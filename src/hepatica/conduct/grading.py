"""A grade that CTCAE does not define for its term is refused, of an event and of each change in its course."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.case import Case
from hepatica.conduct.commands import Refusal
from hepatica.ledger.events import Draft, ItemChanged, ItemEntered
from hepatica.ledger.rows import FormRow
from hepatica.safety.graded import version_of
from hepatica.scores.ctcae import VERSIONS, grades_defined, terms
from hepatica.study.study import (
    AE_BASELINE_GRADE,
    AE_CTCAE,
    AE_FORM,
    AE_GRADE,
    COURSE_EVENT,
    COURSE_GRADE,
)

_GRADED = frozenset({AE_CTCAE, AE_GRADE, AE_BASELINE_GRADE, COURSE_EVENT, COURSE_GRADE})
NONE = "0"
"""Grade 0: nothing reached; of a baseline it is always possible."""


def undefined_grades(case: Case, form: FormRow, drafts: tuple[Draft, ...]) -> list[Refusal]:
    """Return a refusal for each grade among the answers that the pinned version does not define for the term.

    A term that the tables do not hold may have any grade from 1 to 5.
    """
    facts = [d.fact for d in drafts if isinstance(d.fact, ItemEntered | ItemChanged)]
    touched = {(fact.item, fact.row) for fact in facts if fact.item in _GRADED}
    version = version_of(case.plan.study)
    if form.form != AE_FORM or not touched or version not in VERSIONS:
        return []
    ahead = case.ahead(drafts).get(FormRow, form.subject, form.key)
    if ahead is None:
        return []
    named = {(item, row): event for event, item, row in _graded(ahead)}
    events = {named[at] for at in touched if at in named} | {row for item, row in touched if item == AE_CTCAE}
    return [
        _refusal(case, ahead, item, row, said)
        for event, item, row in _graded(ahead)
        if event in events and (said := _fault(ahead, version, event, item, row))
    ]


def _graded(form: FormRow) -> Iterator[tuple[int, str, int]]:
    """Yield (event, item, row) of every grade on the log."""
    for number, answers in form.answers.items():
        row = int(number)
        for item in (AE_GRADE, AE_BASELINE_GRADE):
            if item in answers:
                yield row, item, row
        event = answers.get(COURSE_EVENT)
        if COURSE_GRADE in answers and event is not None and (event.value or "").isdecimal():
            yield int(event.value or "0"), COURSE_GRADE, row


def _fault(form: FormRow, version: str, event: int, item: str, row: int) -> str:
    term, grade = form.answer(AE_CTCAE, event), form.answer(item, row)
    typed, said = (term.value if term else None) or "", (grade.value if grade else None) or ""
    name = next((one for one in terms(version) if one.casefold() == typed.casefold()), "")
    if not name or not said.isdecimal() or (item == AE_BASELINE_GRADE and said == NONE):
        return ""
    defined = grades_defined(name, version)
    if int(said) in defined:
        return ""
    return f"CTCAE {version} defines no grade {said} for {name}; it defines {', '.join(map(str, defined))}"


def _refusal(case: Case, form: FormRow, item: str, row: int, said: str) -> Refusal:
    asked = case.plan.study.item(form.form, item)
    return Refusal(
        code="not_possible",
        sentence=f"{asked.label if asked else item}: {said}.",
        visit=form.visit,
        form=form.form,
        item=item,
        row=row,
    )
