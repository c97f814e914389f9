"""How the facts of the safety desk fold: one small function per kind."""
# ruff: noqa: ARG001 — every fold takes the same four arguments, whether its kind of fact needs them or not.

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hepatica.ledger import desk_facts as f
from hepatica.ledger.desk_rows import (
    AlertRow,
    ApprovalRow,
    BoardRow,
    ClearanceRow,
    OnCallRow,
    ReportRow,
    RuleRow,
    SubmissionRow,
)
from hepatica.ledger.fact import Fact
from hepatica.ledger.stamp import Stamp
from hepatica.ledger.state import Landmarks, State

replace = msgspec.structs.replace


def _issued(state: State, fact: f.ReportIssued, at: Stamp, _: Landmarks) -> None:
    state.put(
        ReportRow(
            subject=at.subject,
            row=fact.row,
            report=fact.report,
            version=fact.version,
            purpose=fact.purpose,
            at_seq=fact.at_seq,
            sha256=fact.sha256,
            reason=fact.reason,
            by=at.actor,
            at=at.at,
            seq=at.seq,
        )
    )


def _submitted(state: State, fact: f.SubmissionRecorded, at: Stamp, _: Landmarks) -> None:
    state.put(
        SubmissionRow(
            subject=at.subject,
            clock=fact.clock,
            recipient=fact.recipient,
            at=fact.at,
            row=fact.row,
            diary=fact.diary,
            file=fact.file,
            file_name=fact.file_name,
            reason=fact.reason,
            report=fact.report,
            by=at.actor,
            recorded_at=at.at,
            seq=at.seq,
        )
    )


def _unsubmitted(state: State, fact: f.SubmissionWithdrawn, at: Stamp, _: Landmarks) -> None:
    standing = [
        row for row in state.of(SubmissionRow, at.subject) if (row.row, row.clock) == (fact.row, fact.clock)
    ]
    if not standing:
        raise ValueError(f"event {at.seq} withdraws a submission of {fact.clock!r} that does not stand")
    state.drop(SubmissionRow, at.subject, max(standing, key=lambda row: row.seq).key)


def _oncall(state: State, fact: f.OnCallSet, at: Stamp, _: Landmarks) -> None:
    state.put(OnCallRow(subject="", users=fact.users))


def _alert(state: State, at: Stamp, alert: str) -> AlertRow:
    row = state.get(AlertRow, at.subject, alert)
    if row is None:
        raise ValueError(f"event {at.seq}: the alert {alert!r} was never raised")
    return row


def _raised(state: State, fact: f.AlertRaised, at: Stamp, _: Landmarks) -> None:
    state.put(
        AlertRow(
            subject=at.subject,
            alert=fact.alert,
            alarm=fact.alarm,
            sentence=fact.sentence,
            minutes=fact.minutes,
            row=fact.row,
            raised_at=at.at,
            raised_seq=at.seq,
            step_at=at.at,
        )
    )


def _sent(state: State, fact: f.AlertSent, at: Stamp, _: Landmarks) -> None:
    row, where = _alert(state, at, fact.alert), f"{fact.step}/{fact.channel}/{fact.to}"
    failed = tuple(one for one in row.failed if not one.startswith(f"{where}:"))
    state.put(replace(row, sent=(*row.sent, where), failed=failed))


def _failed(state: State, fact: f.AlertFailed, at: Stamp, _: Landmarks) -> None:
    row, where = _alert(state, at, fact.alert), f"{fact.step}/{fact.channel}/{fact.to}"
    failed = tuple(one for one in row.failed if not one.startswith(f"{where}:"))
    state.put(replace(row, failed=(*failed, f"{where}: {fact.reason}")))


def _escalated(state: State, fact: f.AlertEscalated, at: Stamp, _: Landmarks) -> None:
    state.put(replace(_alert(state, at, fact.alert), step=fact.step, step_at=at.at))


def _acknowledged(state: State, fact: f.AlertAcknowledged, at: Stamp, _: Landmarks) -> None:
    state.put(replace(_alert(state, at, fact.alert), acknowledged_by=at.actor, acknowledged_at=at.at))


def _counted(state: State, fact: f.RuleCounted, at: Stamp, _: Landmarks) -> None:
    row = state.get(RuleRow, "", fact.rule) or RuleRow(subject="", rule=fact.rule)
    evidence = {who: what for who, what in row.evidence.items() if who != at.subject}
    doubt = {who: what for who, what in row.doubt.items() if who != at.subject}
    if fact.evidence:
        evidence[at.subject] = fact.evidence
    if fact.doubt:
        doubt[at.subject] = fact.doubt
    state.put(replace(row, evidence=evidence, doubt=doubt))


def _fired(state: State, fact: f.RuleFired, at: Stamp, _: Landmarks) -> None:
    row = state.get(RuleRow, "", fact.rule) or RuleRow(subject="", rule=fact.rule)
    state.put(replace(row, fired_seq=at.seq, fired_on=fact.evidence))


def _approved(state: State, fact: f.ApprovalRecorded, at: Stamp, _: Landmarks) -> None:
    state.put(
        ApprovalRow(
            subject="",
            approval=fact.approval,
            number=fact.number,
            valid_from=fact.valid_from,
            valid_to=fact.valid_to,
            file=fact.file,
            file_name=fact.file_name,
            reason=fact.reason,
            by=at.actor,
            seq=at.seq,
        )
    )


def _cleared(state: State, fact: f.ClearanceGiven, at: Stamp, _: Landmarks) -> None:
    state.put(
        ClearanceRow(
            subject=at.subject,
            clearance=fact.clearance,
            decision=fact.decision,
            reason=fact.reason,
            file=fact.file,
            file_name=fact.file_name,
            by=at.actor,
            at=at.at,
            seq=at.seq,
        )
    )


def _decided(state: State, fact: f.BoardDecided, at: Stamp, _: Landmarks) -> None:
    state.put(
        BoardRow(
            subject="",
            meeting=fact.meeting,
            held_on=fact.held_on,
            cut=fact.cut,
            recommendation=fact.recommendation,
            sentence=fact.sentence,
            members=fact.members,
            clears=fact.clears,
            file=fact.file,
            file_name=fact.file_name,
            by=at.actor,
            at=at.at,
            seq=at.seq,
        )
    )


FOLDS: dict[type[Fact], Callable[[State, Any, Stamp, Landmarks], None]] = {
    f.ReportIssued: _issued,
    f.SubmissionRecorded: _submitted,
    f.SubmissionWithdrawn: _unsubmitted,
    f.OnCallSet: _oncall,
    f.AlertRaised: _raised,
    f.AlertSent: _sent,
    f.AlertFailed: _failed,
    f.AlertEscalated: _escalated,
    f.AlertAcknowledged: _acknowledged,
    f.RuleCounted: _counted,
    f.RuleFired: _fired,
    f.ApprovalRecorded: _approved,
    f.ClearanceGiven: _cleared,
    f.BoardDecided: _decided,
}
