"""How the facts about the record itself fold: one small function per kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hepatica.ledger import redaction
from hepatica.ledger import review_facts as f
from hepatica.ledger.counting import counted, reread
from hepatica.ledger.fact import Fact
from hepatica.ledger.review_rows import (
    AssessmentRow,
    CopyRow,
    Line,
    LockRow,
    QueryRow,
    RedactionRow,
    RegisterRow,
    ReviewRow,
    StatementRow,
    TrailReviewRow,
    VerificationRow,
)
from hepatica.ledger.rows import FindingRow, SubjectRow
from hepatica.ledger.stamp import Stamp
from hepatica.ledger.state import Landmarks, R, State

replace = msgspec.structs.replace


def _standing(state: State, table: type[R], at: Stamp, key: str) -> R:
    row = state.get(table, at.subject, key)
    if row is None:
        raise ValueError(f"event {at.seq} is about {table.table} {key}, which is not there")
    return row


def _line(at: Stamp, what: str, text: str) -> Line:
    return Line(seq=at.seq, at=at.at, by=at.actor, what=what, text=text)


# -- Queries --------------------------------------------------------------------------------------------------------


def _asked(state: State, fact: f.QueryOpened, at: Stamp, _: Landmarks) -> None:
    state.put(
        QueryRow(
            subject=at.subject,
            seq=at.seq,
            visit=fact.visit,
            form=fact.form,
            item=fact.item,
            row=fact.row,
            role=fact.role,
            mends=fact.mends,
            lines=(_line(at, "opened", fact.text),),
        )
    )


_NEXT = {f.QueryAnswered: "answered", f.QueryReopened: "open", f.QueryClosed: "closed"}


def _said(
    state: State, fact: f.QueryAnswered | f.QueryReopened | f.QueryClosed, at: Stamp, _: Landmarks
) -> None:
    query = _standing(state, QueryRow, at, str(fact.query))
    what = "mended" if isinstance(fact, f.QueryClosed) and fact.mended else fact.kind.partition(".")[2]
    lines = (*query.lines, _line(at, what, fact.text))
    state.put(replace(query, state=_NEXT[type(fact)], lines=lines))


def _accepted(state: State, fact: f.FindingAccepted, at: Stamp, _: Landmarks) -> None:
    finding = _standing(state, FindingRow, at, f"{fact.check}/{fact.visit}/{fact.form}/{fact.row}")
    state.put(replace(finding, accepted=at.seq))


def _returned(state: State, fact: f.FindingReturned, at: Stamp, _: Landmarks) -> None:
    finding = _standing(state, FindingRow, at, f"{fact.check}/{fact.visit}/{fact.form}/{fact.row}")
    state.put(replace(finding, explained="", explained_by="", accepted=0, returned=fact.text, seq=at.seq))


# -- Verification and review ----------------------------------------------------------------------------------------


def _verified(state: State, fact: f.ItemsVerified, at: Stamp, _: Landmarks) -> None:
    row = state.get(VerificationRow, at.subject, f"{fact.visit}/{fact.form}")
    row = row or VerificationRow(subject=at.subject, visit=fact.visit, form=fact.form)
    state.put(replace(row, items={**row.items, **dict.fromkeys(fact.items, at.seq)}))


def _unverified(state: State, fact: f.VerificationWithdrawn, at: Stamp, _: Landmarks) -> None:
    row = _standing(state, VerificationRow, at, f"{fact.visit}/{fact.form}")
    state.put(replace(row, items={k: v for k, v in row.items.items() if k not in fact.items}))


def _reviewed(state: State, fact: f.FormReviewed, at: Stamp, _: Landmarks) -> None:
    state.put(
        ReviewRow(
            subject=at.subject,
            visit=fact.visit,
            form=fact.form,
            at_seq=fact.at_seq,
            seq=at.seq,
            at=at.at,
            by=at.actor,
            note=fact.note,
        )
    )


def _trail(state: State, fact: f.TrailReviewed, at: Stamp, _: Landmarks) -> None:
    state.put(
        TrailReviewRow(
            subject="",
            seq=at.seq,
            at=at.at,
            by=at.actor,
            what=fact.what,
            up_to=min(fact.up_to, at.seq - 1),  # nobody has read what had not happened yet
            note=fact.note,
        )
    )


# -- Freeze, lock, unlock -------------------------------------------------------------------------------------------


def _closed(state: State, fact: f.RecordFrozen | f.RecordLocked, at: Stamp, _: Landmarks) -> None:
    state.put(
        LockRow(
            subject=at.subject,
            level=fact.level,
            site=fact.site,
            visit=fact.visit,
            form=fact.form,
            locked=isinstance(fact, f.RecordLocked),
            seq=at.seq,
            at=at.at,
            by=at.actor,
            name=fact.name,
            second=fact.second,
            second_name=fact.second_name,
        )
    )


def _unlocked(state: State, fact: f.RecordUnlocked, at: Stamp, _: Landmarks) -> None:
    state.drop(LockRow, at.subject, f"{fact.level}/{fact.site}/{fact.visit}/{fact.form}")


# -- Versions and deviations ----------------------------------------------------------------------------------------


def _kept(state: State, fact: f.SubjectKept, at: Stamp, _: Landmarks) -> None:
    state.put(replace(_standing(state, SubjectRow, at, ""), definition=fact.definition))


def _moved(state: State, fact: f.SubjectMoved, at: Stamp, marks: Landmarks) -> None:
    row = _standing(state, SubjectRow, at, "")
    read = replace(reread(state, row, marks), definition=0, settled=fact.definition)
    counted(state, row, read)


def _renewed(state: State, fact: f.ConsentRenewed, at: Stamp, _: Landmarks) -> None:
    row = _standing(state, SubjectRow, at, "")
    state.put(replace(row, consented={**row.consented, fact.version: fact.date}))


def _assessed(state: State, fact: f.DeviationAssessed, at: Stamp, _: Landmarks) -> None:
    state.put(
        AssessmentRow(
            subject=at.subject,
            deviation=fact.deviation,
            grade=fact.grade,
            cause=fact.cause,
            action=fact.action,
            reported=fact.reported,
            seq=at.seq,
            at=at.at,
            by=at.actor,
        )
    )


# -- Registers, statements, redaction -------------------------------------------------------------------------------


def _registered(state: State, fact: f.RegisterOpened, at: Stamp, _: Landmarks) -> None:
    state.put(
        RegisterRow(
            subject=at.subject,
            seq=at.seq,
            register=fact.register,
            title=fact.title,
            aware=fact.aware,
            severity=fact.severity,
            scope=fact.scope,
            lines=(_line(at, "opened", fact.text),),
        )
    )


def _register_noted(state: State, fact: f.RegisterNoted, at: Stamp, _: Landmarks) -> None:
    row = _standing(state, RegisterRow, at, str(fact.entry))
    told = {**row.told, fact.told: fact.at} if fact.told else row.told
    state.put(replace(row, told=told, lines=(*row.lines, _line(at, "noted", fact.text))))


def _register_closed(state: State, fact: f.RegisterClosed, at: Stamp, _: Landmarks) -> None:
    row = _standing(state, RegisterRow, at, str(fact.entry))
    lines = (*row.lines, _line(at, "closed", fact.reason))
    state.put(replace(row, state="closed", decision=fact.decision, lines=lines))


def _stated(state: State, fact: f.StatementAccepted, at: Stamp, _: Landmarks) -> None:
    state.put(
        StatementRow(
            subject="", user=at.actor, name=fact.name, text_sha256=fact.text_sha256, seq=at.seq, at=at.at
        )
    )


def _redacted(state: State, fact: f.TextRedacted, at: Stamp, _: Landmarks) -> None:
    state.put(
        RedactionRow(
            subject=at.subject,
            event=fact.event,
            field=fact.field,
            original_sha256=fact.original_sha256,
            reason=fact.reason,
            seq=at.seq,
            by=at.actor,
        )
    )
    redaction.strike(state, at.subject, fact.original_sha256)


def _certified(state: State, fact: f.CopyCertified, at: Stamp, _: Landmarks) -> None:
    state.put(
        CopyRow(
            subject=at.subject,
            visit=fact.visit,
            form=fact.form,
            file=fact.file,
            file_name=fact.file_name,
            original=fact.original,
            seq=at.seq,
            at=at.at,
            by=at.actor,
        )
    )


FOLDS: dict[type[Fact], Callable[[State, Any, Stamp, Landmarks], None]] = {
    f.QueryOpened: _asked,
    f.QueryAnswered: _said,
    f.QueryReopened: _said,
    f.QueryClosed: _said,
    f.FindingAccepted: _accepted,
    f.FindingReturned: _returned,
    f.ItemsVerified: _verified,
    f.VerificationWithdrawn: _unverified,
    f.FormReviewed: _reviewed,
    f.TrailReviewed: _trail,
    f.RecordFrozen: _closed,
    f.RecordLocked: _closed,
    f.RecordUnlocked: _unlocked,
    f.SubjectKept: _kept,
    f.SubjectMoved: _moved,
    f.ConsentRenewed: _renewed,
    f.DeviationAssessed: _assessed,
    f.RegisterOpened: _registered,
    f.RegisterNoted: _register_noted,
    f.RegisterClosed: _register_closed,
    f.StatementAccepted: _stated,
    f.TextRedacted: _redacted,
    f.CopyCertified: _certified,
}
