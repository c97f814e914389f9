"""A participant's record read anew under another version of the protocol: the same answers, and what follows from them.

Answers and signatures stay as they are. Completeness, findings, proposed events and what counts toward a stopping rule
are derived again. A visit that took place stays judged by the window of the version it took place under.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from hepatica.conduct.case import Case
from hepatica.conduct.findings import PLAUSIBLE, UNASKED, derive_findings
from hepatica.conduct.plan import Changed, Plan
from hepatica.conduct.reading import Reading
from hepatica.conduct.refused import listed
from hepatica.conduct.rules import derive_rules
from hepatica.conduct.skip import empty_mandatory
from hepatica.ledger.events import Draft, FindingCleared, FormReopened
from hepatica.ledger.rows import FindingRow, FormRow
from hepatica.ledger.state import State
from hepatica.safety.proposals import FINDING as SIGNAL


def read_anew(case: Case, ahead: State, subject: str) -> Iterator[Draft]:
    """Yield what follows from a participant's whole record under the plan of the case.

    ``ahead`` holds every form of the participant. The order is that of visits, forms, items and rows: the same record
    gives the same drafts.
    """
    changed = tuple(_everything(case.plan, ahead, subject))
    drafts = (*_incomplete(case, ahead, subject), *_findings(case, ahead, subject, changed))
    touched = frozenset((c.visit, c.form, c.item) for c in changed)
    drafts += tuple(
        draft for assess in case.plan.assessors for draft in assess(case.plan, ahead, subject, touched)
    )
    yield from drafts
    yield from derive_rules(case, ahead, subject, changed, drafts)


def _everything(plan: Plan, state: State, subject: str) -> Iterator[Changed]:
    """Yield every answer of the participant that the version asks for."""
    for form in sorted(state.of(FormRow, subject), key=lambda row: (row.visit, row.form)):
        for number in sorted(form.answers, key=int):
            for item in sorted(form.answers[number]):
                if plan.study.item(form.form, item) is not None:
                    yield Changed(form.visit, form.form, item, int(number))


def _incomplete(case: Case, ahead: State, subject: str) -> Iterator[Draft]:
    """Yield the reopening of complete forms in which the version asks for more."""
    study = case.plan.study
    reading = Reading(study, ahead, subject)
    for row in sorted(ahead.of(FormRow, subject), key=lambda row: (row.visit, row.form)):
        asked = study.form_by_id.get(row.form)
        if not row.complete or asked is None:
            continue
        missing = empty_mandatory(case.plan, reading, asked, row)
        if labels := tuple(dict.fromkeys(str(item.label) for item, _ in missing)):
            are = "is" if len(labels) == 1 else "are"
            reason = f"Version {study.version} of the protocol: {listed(labels, 'and')} {are} mandatory and not answered"
            fact = FormReopened(visit=row.visit, form=row.form, reason=reason)
            yield Draft(subject=subject, fact=fact)


def _findings(case: Case, ahead: State, subject: str, changed: tuple[Changed, ...]) -> Iterator[Draft]:
    """Yield findings to raise and to clear; an explanation stands as long as what it explains does."""
    asking = ahead.copy()
    for finding in ahead.of(FindingRow, subject):
        if finding.explained:
            asking.put(msgspec.structs.replace(finding, explained="", accepted=0))
    yield from derive_findings(case.plan, ahead, asking, subject, changed)
    for finding in ahead.of(FindingRow, subject):
        if _gone(case.plan, finding):
            fact = FindingCleared(
                check=finding.check, visit=finding.visit, form=finding.form, row=finding.row
            )
            yield Draft(subject=subject, fact=fact)


def _gone(plan: Plan, finding: FindingRow) -> bool:
    """Whether the version no longer asks what a finding asks."""
    item = plan.study.item(finding.form, finding.item)
    if item is None:
        return True
    if finding.check.startswith(PLAUSIBLE):
        return item.plausible is None
    if finding.check.startswith(UNASKED):
        return (finding.form, finding.item) not in plan.whens
    if finding.check.startswith(SIGNAL):
        return all(one.id != finding.check.removeprefix(SIGNAL) for one in plan.study.signals)
    return all(planned.check.id != finding.check for planned in plan.checks)
