"""What a person or program may ask of the safety desk: reports, submissions, alerts, approvals, clearances, the board."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hepatica.conduct.base import Base, Name, Prose

Sha = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
"""SHA-256 of a file kept in ``files/``, or ''."""


class IssueReport(Base):
    """Issue a version of a case's report; the actor must just have re-authenticated. Every missing element is named."""

    kind: Literal["report.issue"] = "report.issue"
    subject: Name
    row: int = Field(ge=1)
    report: Literal["table5", "adr", "cioms", "icsr"]
    purpose: Literal["initial", "follow_up", "nullification", "amendment"] = "initial"
    reason: Prose = ""
    """Of a nullification or an amendment."""
    sha256: Sha = ""
    """Of the message, kept in ``files/``: an icsr is sealed by its own bytes, every other report by what it says."""


class RecordSubmission(Base):
    """Say that a report reached its recipient: fulfils the named clocks of a case (or of the trial, with subject '')."""

    kind: Literal["submission.record"] = "submission.record"
    subject: Name = ""
    row: int = Field(default=0, ge=0)
    clocks: Annotated[tuple[Name, ...], Field(min_length=1, max_length=20)]
    at: Name
    """Civil moment at the site: '2026-03-16T10:40'."""
    diary: Name = ""
    file: Sha = ""
    file_name: Name = ""
    reason: Prose = ""
    """Why it went late; refused without, where the clock says so."""
    report: int = Field(default=0, ge=0)


class WithdrawSubmission(Base):
    """Say that a submission had been recorded in error."""

    kind: Literal["submission.withdraw"] = "submission.withdraw"
    subject: Name = ""
    row: int = Field(default=0, ge=0)
    clock: Name
    reason: Prose


class SetOnCall(Base):
    """Say who is told at once, in order."""

    kind: Literal["oncall.set"] = "oncall.set"
    users: Annotated[tuple[Name, ...], Field(min_length=1, max_length=10)]


class AcknowledgeAlert(Base):
    """Say that one has seen an alert and acts."""

    kind: Literal["alert.acknowledge"] = "alert.acknowledge"
    subject: Name = ""
    alert: Name


class ReportSending(Base):
    """Say what became of a message; only the program itself sends it."""

    kind: Literal["alert.report"] = "alert.report"
    subject: Name = ""
    alert: Name
    channel: Literal["mail", "webhook"]
    to: Name
    step: int = Field(default=0, ge=0)
    failed: Prose = ""
    """Why it could not be sent; '' when it left."""


class EscalateAlert(Base):
    """Pass an unacknowledged alert to the next on call; only the program itself sends it."""

    kind: Literal["alert.escalate"] = "alert.escalate"
    subject: Name = ""
    alert: Name


class RecordApproval(Base):
    """Record an approval with its dates and file, or its renewal."""

    kind: Literal["approval.record"] = "approval.record"
    approval: Name
    number: Name
    valid_from: Name
    valid_to: Name = ""
    file: Sha = ""
    file_name: Name = ""
    reason: Prose = ""


class GiveClearance(Base):
    """Give a named decision about a participant: a stagger gate, or going on under a hold ('hold:NAME')."""

    kind: Literal["clearance.give"] = "clearance.give"
    subject: Name
    clearance: Name
    decision: Literal["clear", "wait", "stop"]
    reason: Prose
    file: Sha = ""
    file_name: Name = ""


class Member(Base):
    """A member at a meeting of the board."""

    name: Name
    present: bool
    conflict: Prose = ""
    user: Name = ""


class DecideBoard(Base):
    """Enter the board's decision form; it is in force once the quorum has signed."""

    kind: Literal["board.decide"] = "board.decide"
    meeting: Name
    held_on: Name
    cut: int = Field(ge=1)
    recommendation: Literal["continue", "change", "pause", "stop"]
    sentence: Prose
    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=20)]
    clears: tuple[Name, ...] = ()
    file: Sha = ""
    file_name: Name = ""


class SignBoard(Base):
    """Sign the board's decision form as a member; the actor must just have re-authenticated."""

    kind: Literal["board.sign"] = "board.sign"
    meeting: Name


DeskCommand = (
    IssueReport
    | RecordSubmission
    | WithdrawSubmission
    | SetOnCall
    | AcknowledgeAlert
    | ReportSending
    | EscalateAlert
    | RecordApproval
    | GiveClearance
    | DecideBoard
    | SignBoard
)
