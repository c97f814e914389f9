"""Versions side by side: which version of the protocol applies to whom, who must consent again, and what then follows.

A version comes into force for everybody, or participants who were there keep theirs until they consent again. The
participant's own version decides their forms, windows, checks, gates and signals; what concerns the trial as a whole
(stopping rules, how many are enrolled) follows the version in force for everyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from hepatica.conduct.anew import read_anew
from hepatica.conduct.base import Entry
from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.entry import Target, answer
from hepatica.conduct.need import Need
from hepatica.conduct.plan import Changed, Plan
from hepatica.conduct.reconsent import must_renew, reconsidered
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.review_commands import RenewConsent, SettleSubject
from hepatica.conduct.settle import settle
from hepatica.ledger.events import Draft, ItemChanged, ItemEntered
from hepatica.ledger.landmarks import civil
from hepatica.ledger.review_facts import ConsentRenewed, SubjectMoved
from hepatica.ledger.rows import SubjectRow
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.study import CONSENT_ANCHOR, LOG_VISIT

__all__ = ["UNDER_HEAD", "applies", "must_renew", "unsettled"]

UNDER_HEAD = frozenset({"consent.renew", "subject.settle"})
"""Kinds of command that bring a participant under the version in force: they are decided under it."""


def applies(head: Plan, subject: SubjectRow) -> int:
    """Return the event of the version that applies to a participant: the one in force, unless they were kept."""
    kept = head.published.keeps and subject.definition
    return subject.definition if kept else head.definition


def unsettled(head: Plan, subject: SubjectRow) -> bool:
    """Whether the version in force applies to a participant and their record has not been read anew under it."""
    return (
        head.published.settles
        and applies(head, subject) == head.definition
        and subject.seq < head.definition
        and subject.settled < head.definition
    )


def settle_subject(case: Case, command: SettleSubject) -> Decision:
    """Let the version in force apply to a participant whose record was made under an earlier one; else nothing."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    return tuple(_moved(case, subject, ())) if unsettled(case.plan, subject) else ()


def renew(case: Case, command: RenewConsent) -> Decision:
    """Record a renewed consent in the log of consent events; who was kept comes under the version in force with it.

    Refused for a date in the future, before the first consent, or before the approvals of the version.
    """
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    day = _day(case, subject, command)
    if isinstance(day, Refused):
        return day
    version = case.plan.study.version
    fact = ConsentRenewed(
        definition=case.plan.definition,
        version=version,
        date=day,
        document=command.document.strip(),
        file=command.file,
        file_name=command.file_name,
    )
    if subject.consented.get(version) == day:
        return ()
    logged = _logged(case, command, day)
    if isinstance(logged, Refused):
        return logged
    drafts = (Draft(subject=command.subject, fact=fact), *logged)
    if applies(case.plan, subject) != case.plan.definition or unsettled(case.plan, subject):
        return tuple(_moved(case, subject, drafts))
    ahead = case.ahead(drafts)
    changed = tuple(_changed(logged))
    followed = (*settle(case, command.subject, ahead, changed),) if changed else ()
    return (*drafts, *followed, *reconsidered(case, ahead, command.subject))


def _moved(case: Case, subject: SubjectRow, drafts: tuple[Draft, ...]) -> Iterator[Draft]:
    """Yield drafts, the move under the version in force, and all that follows from the record under it."""
    plan = case.plan
    moved = Draft(
        subject=subject.subject, fact=SubjectMoved(definition=plan.definition, version=plan.study.version)
    )
    drafts = (*drafts, moved)
    yield from drafts
    ahead = case.ahead(drafts)
    yield from read_anew(case, ahead, subject.subject)
    if any(isinstance(draft.fact, ConsentRenewed) for draft in drafts):
        yield from reconsidered(case, ahead, subject.subject)


def _changed(drafts: tuple[Draft, ...]) -> Iterator[Changed]:
    for draft in drafts:
        if isinstance(fact := draft.fact, ItemEntered | ItemChanged):
            yield Changed(fact.visit, fact.form, fact.item, fact.row)


# -- The date and the log -------------------------------------------------------------------------------------------


def _day(case: Case, subject: SubjectRow, command: RenewConsent) -> str | Refused:
    """Return the day of the renewed consent, or why it cannot be."""
    version = case.plan.study.version
    if subject.seq > case.plan.definition:
        said = f"{command.subject} was screened under version {version}: the first consent is the one that counts."
        return refuse("not_possible", said)
    if not command.document.strip():
        return refuse("not_possible", "Say which consent document was signed: its version and language.")
    try:
        day = PartialDate.parse(command.date)
    except NotADate as error:
        return refuse("impossible_date", f"Date of the renewed consent: {error}.")
    if day.earliest is None or not day.complete:
        return refuse("impossible_date", "The date of a renewed consent must be known to the day.")
    if day.earliest > case.now.today:
        return refuse("future_date", f"Consent cannot be renewed on {day.words()}: that is in the future.")
    said = _too_early(case, subject, day.earliest, day.words())
    return refuse("impossible_date", said) if said else day.iso()


def _too_early(case: Case, subject: SubjectRow, day: date, words: str) -> str:
    """Say what a day lies before: the first consent, or an approval of the version."""
    first = civil(subject.anchors.get(CONSENT_ANCHOR)) or civil(subject.screened_at)
    if first is not None and first.earliest is not None and day < first.earliest:
        return f"Consent cannot be renewed on {words}, before it was first given on {first.words()}."
    study = case.plan.study
    for name, decision in sorted(case.plan.published.approvals.items()):
        approved = civil(decision.partition(" ")[0])
        if approved is not None and approved.latest is not None and day < approved.latest:
            title = next((str(a.title) for a in study.oversight.approvals if a.id == name), name)
            return (
                f"Consent to version {study.version} cannot be renewed on {words}: "
                f"{title} approved it on {approved.words()}."
            )
    return ""


def _logged(case: Case, command: RenewConsent, day: str) -> tuple[Draft, ...] | Refused:
    """Return the answers that write a renewed consent in the log of consent events; none where it stands there."""
    consent = case.plan.study.monitoring.consent
    log = consent.renewed if consent else None
    if log is None:
        return ()
    row = case.form_row(command.subject, LOG_VISIT, log.form)
    for items in row.answers.values():
        date, kind = items.get(log.date), items.get(log.kind)
        if date and kind and (date.value, kind.value) == (day, log.code):
            return ()
    struck = {int(one.partition(":")[2]) for one in row.removed}
    number = 1 + max({int(n) for n in row.answers} | struck, default=0)
    said = {log.date: day, log.kind: log.code}
    if log.version:
        said[log.version] = command.document.strip()
    target = Target(
        subject=command.subject, form=case.plan.study.form_by_id[log.form], row=row, seen=row.last_seq
    )
    return answer(case, target, tuple(Entry(item=i, row=number, value=v) for i, v in said.items()))


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {
    RenewConsent: renew,
    SettleSubject: settle_subject,
}
"""Command → its decision."""

_WHOLE = Need(whole=True, desk=True, everyone=True, product=True)

NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    RenewConsent: lambda command: msgspec.structs.replace(_WHOLE, subject=command.subject),
    SettleSubject: lambda command: msgspec.structs.replace(_WHOLE, subject=command.subject),
}
"""Command → the rows it needs: all of the participant, since all of it is read anew."""
