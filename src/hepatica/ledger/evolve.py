"""The fold itself: one small function per kind of fact. The ledger's rebuild and each save use the same ones."""
# ruff: noqa: ARG001 — every fold takes the same four arguments, whether its kind of fact needs them or not.

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from hepatica.ledger import events as f
from hepatica.ledger import landmarks as marks
from hepatica.ledger import upcast
from hepatica.ledger.counting import counted as _count
from hepatica.ledger.desk_folds import FOLDS as DESK_FOLDS
from hepatica.ledger.events import Event, Fact
from hepatica.ledger.kept_designs import FOLDS as DESIGN_FOLDS
from hepatica.ledger.product_folds import FOLDS as PRODUCT_FOLDS
from hepatica.ledger.review_folds import FOLDS as REVIEW_FOLDS
from hepatica.ledger.rows import (
    Answer,
    DeviationRow,
    FindingRow,
    FormRow,
    GrantRow,
    HoldRow,
    ProposalRow,
    SignatureRow,
    StudyRow,
    SubjectRow,
)
from hepatica.ledger.stamp import Stamp
from hepatica.ledger.state import Landmarks, State

__all__ = ["Stamp", "Versions", "apply", "evolve", "fold"]
replace = msgspec.structs.replace


def evolve(state: State, event: Event, landmarks: Landmarks) -> None:
    """Fold one event into a state; ValueError when it cannot follow from what is there."""
    stamp = Stamp(seq=event.seq, at=event.at, actor=event.actor, subject=event.subject)
    apply(state, upcast.read(event), stamp, landmarks)


def apply(state: State, fact: Fact, stamp: Stamp, landmarks: Landmarks) -> None:
    """Fold one fact into a state, as ``evolve`` does with the fact of an event."""
    _FOLDS[type(fact)](state, fact, stamp, landmarks)


def fold(events: Iterable[Event], landmarks_of: Callable[[f.StudyPublished], Landmarks]) -> State:
    """Return the state after all events; each is folded with the landmarks of the version it was made under."""
    state, versions = State(), Versions(landmarks_of)
    for event in events:
        evolve(state, event, versions.of(event))
    return state


class Versions:
    """The landmarks of each version met so far in a stream of events that begins with the first."""

    def __init__(self, landmarks_of: Callable[[f.StudyPublished], Landmarks]) -> None:
        self._landmarks_of = landmarks_of
        self._known: dict[int, Landmarks] = {}
        self._latest = Landmarks()

    def of(self, event: Event) -> Landmarks:
        """Return the landmarks of the version an event names; of the one in force where it names none."""
        if event.kind == f.StudyPublished.kind:
            published = upcast.read(event)
            assert isinstance(published, f.StudyPublished)
            self._latest = self._known[event.seq] = self._landmarks_of(published)
        return self._known.get(event.definition, self._latest)


# -- The study ------------------------------------------------------------------------------------------------------


def _study(state: State) -> StudyRow:
    return state.get(StudyRow) or StudyRow(subject="")


def _synthetic(state: State, fact: f.StudySynthetic, at: Stamp, _: Landmarks) -> None:
    state.put(replace(_study(state), synthetic=True))


def _published(state: State, fact: f.StudyPublished, at: Stamp, _: Landmarks) -> None:
    state.put(
        replace(_study(state), study=fact.study, version=fact.version, sha256=fact.sha256, definition=at.seq)
    )


def _granted(state: State, fact: f.RoleGranted, at: Stamp, _: Landmarks) -> None:
    state.put(
        GrantRow(
            subject="",
            user=fact.user,
            name=fact.name,
            role=fact.role,
            seq=at.seq,
            sites=fact.sites,
            since=fact.since,
            until=fact.until,
            training=fact.training,
            identity=fact.identity,
            by=at.actor if any((fact.sites, fact.since, fact.until, fact.training, fact.identity)) else "",
        )
    )


def _revoked(state: State, fact: f.RoleRevoked, at: Stamp, _: Landmarks) -> None:
    state.drop(GrantRow, "", f"{fact.user}/{fact.role}")


# -- The participant ------------------------------------------------------------------------------------------------


def _subject(state: State, at: Stamp) -> SubjectRow:
    row = state.get(SubjectRow, at.subject)
    if row is None:
        raise ValueError(f"event {at.seq}: participant {at.subject!r} was never screened")
    return row


def _screened(state: State, fact: f.SubjectScreened, at: Stamp, _: Landmarks) -> None:
    state.put(SubjectRow(subject=at.subject, site=fact.site, seq=at.seq, screened_at=at.at))
    study = _study(state)
    state.put(replace(study, screened=study.screened + 1))


def _enrolled(state: State, fact: f.SubjectEnrolled, at: Stamp, _: Landmarks) -> None:
    before = _subject(state, at)
    _count(state, before, replace(before, enrolled_seq=at.seq))


def _started(state: State, fact: f.SubjectStarted, at: Stamp, _: Landmarks) -> None:
    before = _subject(state, at)
    _count(state, before, replace(before, started=fact.date if fact.procedure else ""))


def _authorised(state: State, fact: f.ActAuthorised, at: Stamp, _: Landmarks) -> None:
    row = _subject(state, at)
    state.put(replace(row, authorised={**row.authorised, fact.gate: at.seq}))


def _hold(state: State, fact: f.HoldPlaced, at: Stamp, _: Landmarks) -> None:
    state.put(
        HoldRow(
            subject=at.subject,
            hold=fact.hold,
            reason=fact.reason,
            blocks=fact.blocks,
            seq=at.seq,
            at=at.at,
            rule=fact.rule,
            lifts=fact.lifts,
        )
    )


def _lifted(state: State, fact: f.HoldLifted, at: Stamp, _: Landmarks) -> None:
    state.drop(HoldRow, at.subject, fact.hold)


# -- Forms ----------------------------------------------------------------------------------------------------------


def _form(state: State, at: Stamp, visit: str, form: str) -> FormRow:
    row = state.get(FormRow, at.subject, f"{visit}/{form}")
    return row or FormRow(subject=at.subject, visit=visit, form=form)


def _answered(state: State, fact: f.ItemEntered | f.ItemChanged, at: Stamp, landmarks: Landmarks) -> None:
    form = _form(state, at, fact.visit, fact.form)
    answer = Answer(
        value=fact.value, unit=fact.unit, state=fact.state, reason=fact.reason, seq=at.seq, by=at.actor
    )
    row = str(fact.row)
    answers = {**form.answers, row: {**form.answers.get(row, {}), fact.item: answer}}
    state.put(replace(form, answers=answers, last_seq=at.seq))
    _follow(state, at, landmarks, visit=fact.visit, form=fact.form, items=frozenset({fact.item}))


def _removed(state: State, fact: f.RowRemoved, at: Stamp, landmarks: Landmarks) -> None:
    form, row = _form(state, at, fact.visit, fact.form), str(fact.row)
    gone = landmarks.groups.get((fact.form, fact.group), frozenset())
    kept = {item: answer for item, answer in form.answers.get(row, {}).items() if item not in gone}
    answers = {number: items for number, items in form.answers.items() if number != row}
    if kept:
        answers[row] = kept
    removed = (*form.removed, f"{fact.group}:{fact.row}")
    state.put(replace(form, answers=answers, removed=removed, last_seq=at.seq))
    _follow(state, at, landmarks, visit=fact.visit, form=fact.form, items=gone)


def _follow(
    state: State, at: Stamp, landmarks: Landmarks, *, visit: str, form: str, items: frozenset[str]
) -> None:
    before = _subject(state, at)
    after = marks.follow(state, before, landmarks, visit=visit, form=form, items=items)
    if after is before:
        return
    _count(state, before, after)


def _completed(state: State, fact: f.FormCompleted, at: Stamp, _: Landmarks) -> None:
    form = _form(state, at, fact.visit, fact.form)
    first = form.completed_seq or at.seq
    state.put(replace(form, complete=True, completed_seq=first, last_seq=at.seq))


def _reopened(state: State, fact: f.FormReopened, at: Stamp, _: Landmarks) -> None:
    state.put(replace(_form(state, at, fact.visit, fact.form), complete=False, last_seq=at.seq))


# -- Signatures -----------------------------------------------------------------------------------------------------


def _signed(state: State, fact: f.SignatureGiven, at: Stamp, _: Landmarks) -> None:
    state.put(
        SignatureRow(
            subject=at.subject,
            seq=at.seq,
            at=at.at,
            actor=at.actor,
            name=fact.name,
            role=fact.role,
            meaning=fact.meaning,
            act=fact.act,
            visit=fact.visit,
            form=fact.form,
            state_sha256=fact.state_sha256,
        )
    )
    if fact.form:
        form = _form(state, at, fact.visit, fact.form)
        state.put(replace(form, signatures=(*form.signatures, at.seq)))


def _invalidated(state: State, fact: f.SignatureInvalidated, at: Stamp, _: Landmarks) -> None:
    signature = state.get(SignatureRow, at.subject, str(fact.signature))
    if signature is None:
        raise ValueError(f"event {at.seq} invalidates signature {fact.signature}, which was never given")
    state.put(replace(signature, invalidated=at.seq))
    if fact.form:
        form = _form(state, at, fact.visit, fact.form)
        state.put(replace(form, signatures=tuple(s for s in form.signatures if s != fact.signature)))


# -- Findings, proposals, deviations --------------------------------------------------------------------------------


def _raised(state: State, fact: f.FindingRaised, at: Stamp, _: Landmarks) -> None:
    state.put(
        FindingRow(
            subject=at.subject,
            check=fact.check,
            visit=fact.visit,
            form=fact.form,
            item=fact.item,
            row=fact.row,
            verdict=fact.verdict,
            seq=at.seq,
        )
    )


def _cleared(state: State, fact: f.FindingCleared, at: Stamp, _: Landmarks) -> None:
    state.drop(FindingRow, at.subject, f"{fact.check}/{fact.visit}/{fact.form}/{fact.row}")


def _explained(state: State, fact: f.FindingExplained, at: Stamp, _: Landmarks) -> None:
    finding = state.get(FindingRow, at.subject, f"{fact.check}/{fact.visit}/{fact.form}/{fact.row}")
    if finding is None:
        raise ValueError(f"event {at.seq} explains finding {fact.check!r}, which is not open")
    state.put(replace(finding, explained=fact.reason, explained_by=fact.by, accepted=0, seq=at.seq))


def _proposed(state: State, fact: f.SignalProposed, at: Stamp, _: Landmarks) -> None:
    state.put(
        ProposalRow(
            subject=at.subject,
            signal=fact.signal,
            visit=fact.visit,
            form=fact.form,
            row=fact.row,
            readings=fact.readings,
            seq=at.seq,
        )
    )


Judged = f.SignalWithdrawn | f.SignalConfirmed | f.SignalDismissed


def _judged(state: State, fact: Judged, at: Stamp, _: Landmarks) -> None:
    proposal = state.get(ProposalRow, at.subject, f"{fact.signal}/{fact.visit}/{fact.form}/{fact.row}")
    if proposal is None:
        raise ValueError(f"event {at.seq} judges signal {fact.signal!r}, which was never proposed")
    if isinstance(fact, f.SignalConfirmed):
        state.put(replace(proposal, state="confirmed", ae_row=fact.ae_row, reason="", seq=at.seq))
    elif isinstance(fact, f.SignalDismissed):
        state.put(replace(proposal, state="dismissed", reason=fact.reason, seq=at.seq))
    else:
        state.put(replace(proposal, state="withdrawn", seq=at.seq))


def _deviated(state: State, fact: f.DeviationRecorded, at: Stamp, _: Landmarks) -> None:
    state.put(
        DeviationRow(
            subject=at.subject,
            rule=fact.rule,
            sentence=fact.sentence,
            critical=fact.critical,
            visit=fact.visit,
            form=fact.form,
            item=fact.item,
            row=fact.row,
            seq=at.seq,
        )
    )


def _mended(state: State, fact: f.DeviationWithdrawn, at: Stamp, _: Landmarks) -> None:
    key = f"{fact.rule}/{fact.visit}/{fact.form}/{fact.item}/{fact.row}"
    state.drop(DeviationRow, at.subject, key)


_FOLDS: dict[type[Fact], Callable[[State, Any, Stamp, Landmarks], None]] = {
    f.StudySynthetic: _synthetic,
    f.StudyPublished: _published,
    f.RoleGranted: _granted,
    f.RoleRevoked: _revoked,
    f.SubjectScreened: _screened,
    f.SubjectEnrolled: _enrolled,
    f.SubjectStarted: _started,
    f.ItemEntered: _answered,
    f.ItemChanged: _answered,
    f.RowRemoved: _removed,
    f.FormCompleted: _completed,
    f.FormReopened: _reopened,
    f.SignatureGiven: _signed,
    f.SignatureInvalidated: _invalidated,
    f.FindingRaised: _raised,
    f.FindingCleared: _cleared,
    f.FindingExplained: _explained,
    f.SignalProposed: _proposed,
    f.SignalWithdrawn: _judged,
    f.SignalConfirmed: _judged,
    f.SignalDismissed: _judged,
    f.DeviationRecorded: _deviated,
    f.DeviationWithdrawn: _mended,
    f.ActAuthorised: _authorised,
    f.HoldPlaced: _hold,
    f.HoldLifted: _lifted,
    **DESK_FOLDS,
    **PRODUCT_FOLDS,
    **REVIEW_FOLDS,
    **DESIGN_FOLDS,
}
