"""After a withdrawal: what was collected stays, nothing new is collected but what the participant still allows.

The rule is data of the study folder (``study.monitoring.withdrawal``). It binds people who enter pages; what the
laboratory and the bedside must write down of cells that were given is never refused by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.conduct.case import Case
from hepatica.conduct.commands import Command, EnterItems
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused, refuse
from hepatica.ledger.events import Draft, ItemEntered
from hepatica.ledger.landmarks import answers_at, civil
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.monitoring import Withdrawal
from hepatica.study.study import LOG_VISIT

ENDED = "withdrawal"


def withdrawn(case: Case, command: Command, drafts: Iterable[Draft]) -> Refused | None:
    """Return the refusal of a new page of a participant who had withdrawn, or None (REC-15)."""
    rule = case.plan.study.monitoring.withdrawal
    if rule is None or not isinstance(command, EnterItems):
        return None
    subject = case.state.get(SubjectRow, command.subject)
    said = subject.ended.get(ENDED) if subject else None
    if not said or command.form in rule.always:
        return None
    if not any(isinstance(d.fact, ItemEntered) and _is_new(case, d.subject, d.fact) for d in drafts):
        return None
    ahead = case.ahead(tuple(drafts))
    if _was_before(ahead, command, civil(said)) or _allowed(rule, case.state, command):
        return None
    form = case.plan.study.form_by_id[command.form]
    day = civil(said)
    since = f" on {day.words()}" if day else ""
    only = (
        "; safety follow-up alone is entered, as far as it is allowed"
        if command.form not in rule.safety
        else "; and does not allow follow-up"
    )
    sentence = f"{command.subject} withdrew{since}{only}: a new page of {form.title} is not taken."
    return refuse("withdrawn", sentence, visit=command.visit, form=command.form)


def forms_read(plan: Plan | None, command: EnterItems) -> frozenset[tuple[str, str]]:
    """Return where it stands whether follow-up is allowed, for a page that waits for that."""
    rule = plan.study.monitoring.withdrawal if plan else None
    return frozenset({("*", rule.form)}) if rule and command.form in rule.safety else frozenset()


def _is_new(case: Case, subject: str, fact: ItemEntered) -> bool:
    """Whether an answer begins a page, or a row of a log, on which nothing stands yet."""
    answers = case.form_row(subject, fact.visit, fact.form).answers
    return not answers.get(str(fact.row)) if fact.visit == LOG_VISIT else not answers


def _was_before(ahead: State, command: EnterItems, day: PartialDate | None) -> bool:
    """Whether the page belongs to a visit that took place before, or on the day of, the withdrawal."""
    row = ahead.get(SubjectRow, command.subject)
    held = civil(row.visits.get(command.visit)) if row else None
    last = day.latest if day else None
    return bool(held and held.earliest and last and held.earliest <= last)


def _allowed(rule: Withdrawal, state: State, command: EnterItems) -> bool:
    if command.form not in rule.safety:
        return False
    given = answers_at(state, command.subject, rule.form, rule.item)
    return any(answer.value in rule.codes for answer in given)
