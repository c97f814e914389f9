"""What follows from a change, in the same transaction: findings, signatures, completeness, queries, deviations, rules."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.case import Case
from hepatica.conduct.deviations import derive_deviations
from hepatica.conduct.findings import derive_findings
from hepatica.conduct.plan import Changed
from hepatica.conduct.queries import derive_queries
from hepatica.conduct.reading import Reading
from hepatica.conduct.refused import listed
from hepatica.conduct.rules import derive_rules
from hepatica.conduct.skip import empty_mandatory
from hepatica.ledger.events import Draft, FormReopened, SignatureInvalidated
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State


def settle(case: Case, subject: str, ahead: State, changed: tuple[Changed, ...]) -> Iterator[Draft]:
    """Yield the drafts that follow from ``changed``; ``ahead`` is the state with the change in it."""
    drafts = tuple(_followed(case, subject, ahead, changed))
    yield from drafts
    yield from derive_rules(case, ahead, subject, changed, drafts)


def _followed(case: Case, subject: str, ahead: State, changed: tuple[Changed, ...]) -> Iterator[Draft]:
    for visit, form in sorted({(c.visit, c.form) for c in changed}):
        yield from _unsigned(case, subject, visit, form)
        yield from _incomplete(case, ahead, subject, visit, form)
    yield from derive_findings(case.plan, case.state, ahead, subject, changed)
    yield from derive_queries(case.plan, ahead, subject, changed)
    yield from derive_deviations(case, ahead, subject, changed)
    touched = frozenset((c.visit, c.form, c.item) for c in changed)
    for assess in case.plan.assessors:
        yield from assess(case.plan, ahead, subject, touched)


def _unsigned(case: Case, subject: str, visit: str, form: str) -> Iterator[Draft]:
    for signature in case.form_row(subject, visit, form).signatures:
        fact = SignatureInvalidated(signature=signature, visit=visit, form=form)
        yield Draft(subject=subject, fact=fact)


def _incomplete(case: Case, ahead: State, subject: str, visit: str, form: str) -> Iterator[Draft]:
    row = ahead.get(FormRow, subject, f"{visit}/{form}")
    if row is None or not row.complete:
        return
    asked = case.plan.study.form_by_id[form]
    missing = empty_mandatory(case.plan, Reading(case.plan.study, ahead, subject), asked, row)
    labels = tuple(dict.fromkeys(str(item.label) for item, _ in missing))
    if labels:
        reason = f"{listed(labels, 'and')} {'is' if len(labels) == 1 else 'are'} mandatory and not answered"
        yield Draft(subject=subject, fact=FormReopened(visit=visit, form=form, reason=reason))
