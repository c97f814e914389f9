"""What waits before a lock, in a number of queries that does not grow with the trial.

The rules are those of ``datasets/lock_found``; here is only where their rows come from. Of many participants a page counts
as signed where no change invalidated its signature. That each signature still fits what it signs is recomputed by the
lock itself, by one participant's checklist and by the page of the form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from hepatica.datasets import lock_checklist
from hepatica.datasets.lock_found import Found, Glance, Left, Sheet, found_of, found_of_study
from hepatica.datasets.verified import (
    critical_items,
    derive_verification,
    order_of_screening,
    places,
    standing,
    why_of,
)
from hepatica.jobs import obligations
from hepatica.ledger.review_rows import QueryRow, VerificationRow
from hepatica.ledger.row import Row
from hepatica.ledger.rows import FindingRow, FormRow, HoldRow, ProposalRow, SignatureRow, SubjectRow
from hepatica.ledger.seals import FORM
from hepatica.ledger.state import State
from hepatica.safety.clocks import Obligation
from hepatica.store import clock, queries, read, signed
from hepatica.store.read import FormLight
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

K = TypeVar("K", bound=Row)
R = TypeVar("R", QueryRow, FindingRow, ProposalRow, HoldRow, Obligation)


def of_participant(study: Study, everybody: Iterable[SubjectRow], subject: str) -> tuple[Found, ...]:
    """Return what waits of one participant, from their whole record, as the lock itself finds it."""
    now, at = clock.now(), signed.instants(subject)
    state = State([*everybody, *read.subject_state(subject).rows()])
    return lock_checklist.waiting(
        study,
        state,
        (subject,),
        now=now.at,
        zone=ZoneInfo(now.zone),
        at_of=lambda seq: at.get(seq, ""),
        study_too=False,
    )


def of_many(
    study: Study, everybody: Sequence[SubjectRow], wanted: Iterable[SubjectRow], *, study_too: bool
) -> tuple[Found, ...]:
    """Return what waits of some participants, and of the trial itself (``study_too``), from the light columns."""
    now = clock.now()
    here = now.at.astimezone(ZoneInfo(now.zone))
    forms = read.forms_light()
    owed, holds = _by_subject(obligations.owed()), _by_subject(read.everyones(HoldRow))
    asked, sheets = _by_subject(queries.queries()), _sheets(forms)
    findings, proposals = _by_subject(read.findings()), _by_subject(read.proposals())
    logs = {row.subject: row for row in read.forms_named(AE_FORM) if row.visit == LOG_VISIT}
    left = _left(study, forms, order_of_screening(tuple(everybody)))
    found: list[Found] = []
    for row in wanted:
        who = row.subject
        one = Glance(
            row=row,
            queries=_keyed(asked[who]),
            findings=_keyed(findings[who]),
            sheets=sheets[who],
            proposals=_keyed(proposals[who]),
            holds=_keyed(holds[who]),
            log=logs.get(who),
            left=left[who],
            owed=owed[who],
        )
        found += found_of(study, one, here)
    found += found_of_study(_keyed(holds[""]), owed[""]) if study_too else ()
    return lock_checklist.in_order(found)


def _by_subject(rows: Iterable[R]) -> Mapping[str, list[R]]:
    found = defaultdict[str, list[R]](list)
    for row in rows:
        found[row.subject].append(row)
    return found


def _keyed(rows: Iterable[K]) -> list[K]:
    return sorted(rows, key=lambda row: row.key)


def _at(one: FormLight | FormRow | VerificationRow | SignatureRow) -> tuple[str, str, str]:
    return one.subject, one.visit, one.form


def _sheets(forms: Iterable[FormLight]) -> Mapping[str, list[Sheet]]:
    """Return each participant's forms; what was cleared altogether was begun all the same."""
    begun = {_at(row) for row in signed.cleared() if row.answers}
    lapsed = sorted((one for one in signed.no_longer_valid() if one.act == FORM), key=lambda one: one.seq)
    signer = {_at(one): one.name for one in lapsed}
    found = defaultdict[str, list[Sheet]](list)
    for one in sorted(forms, key=lambda one: (one.subject, f"{one.visit}/{one.form}")):
        name = "" if one.signed else signer.get(_at(one), "")
        touched = one.answered > 0 or _at(one) in begun
        found[one.subject].append(Sheet(one.visit, one.form, touched, one.complete, one.signed, name))
    return found


def _left(study: Study, forms: Iterable[FormLight], order: Mapping[str, int]) -> Mapping[str, list[Left]]:
    """Return what is to be verified of each participant; none where the protocol has no plan.

    Answers are read of forms with critical items, and where some were verified; of the others all that were given are left.
    """
    found = defaultdict[str, list[Left]](list)
    if study.monitoring.verification is None:
        return found
    critical = {form.id: critical_items(study, form.id) for form in study.forms}
    rows = {_at(row): row for row in signed.compared(form for form, items in critical.items() if items)}
    marked = {_at(mark): mark for mark in read.everyones(VerificationRow)}
    state = State([*marked.values(), *(row for at, row in rows.items() if at in marked)])
    for subject in {subject for subject, _visit, _form in marked}:
        planned = derive_verification(study, state, subject, order)
        found[subject] += [Left(one.visit, one.form, len(one.left)) for one in planned]
    for one in forms:
        why = None if _at(one) in marked else why_of(study, order, one.subject, one.visit, one.form)
        if why == "critical":
            row = rows.get(_at(one))
            many = sum(name.partition("/")[2] in critical[one.form] for name in standing(row)) if row else 0
            found[one.subject].append(Left(one.visit, one.form, many))
        elif why is not None:
            found[one.subject].append(Left(one.visit, one.form, one.answered))
    place = places(study)
    for lines in found.values():
        lines.sort(key=lambda left: place(left.visit, left.form))
    return found
