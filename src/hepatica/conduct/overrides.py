"""Eligibility overridden: someone is enrolled although a criterion is answered as not met, or the decision says no."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.case import Case
from hepatica.conduct.flags import flag
from hepatica.conduct.formula import Answer
from hepatica.conduct.plan import Changed
from hepatica.conduct.reading import Reading
from hepatica.ledger.events import Draft
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State

RULE = "eligibility_override"


def overridden(
    case: Case, ahead: State, subject: SubjectRow, changed: tuple[Changed, ...]
) -> Iterator[Draft]:
    """Yield the deviations of criteria whose answers changed while, or since, the participant is enrolled.

    Each line of the enrolment's gate that is a criterion, or stands on the eligibility form, is one deviation: the
    decision "eligible" contradicts its criteria when a criterion fails, the enrolment contradicts a decision "no".
    """
    touched = {(c.form, c.item) for c in changed}
    if not subject.enrolled_seq or not touched:
        return
    reading = Reading(case.plan.study, ahead, subject.subject)
    for clearance, formula in case.plan.criteria:
        if not touched & {(name.form, name.item) for name in formula.names}:
            continue
        failed = formula.answer(reading.latest_values(formula)).answer is Answer.FALSE
        sentence = str(clearance.sentence).removesuffix(".")
        said = (
            f"{subject.subject} is enrolled, and this is answered as not met: {clearance.title} ({sentence})."
        )
        place = Changed("", clearance.form, clearance.id, 0)
        yield from flag(case, subject.subject, RULE, place, said if failed else "", critical=True)
