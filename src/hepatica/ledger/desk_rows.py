"""Rows of the safety desk: what its facts fold into."""

from __future__ import annotations

from hepatica.ledger.desk_facts import BoardMember
from hepatica.ledger.row import Row


class SubmissionRow(Row, frozen=True, kw_only=True):
    """A submission that stands."""

    table = "submission"
    clock: str
    recipient: str
    at: str
    row: int = 0
    diary: str = ""
    file: str = ""
    file_name: str = ""
    reason: str = ""
    report: int = 0
    by: str = ""
    recorded_at: str = ""
    seq: int

    @property
    def key(self) -> str:
        # A recurring obligation of the trial is fulfilled again and again; a case's once.
        return f"{self.row}/{self.clock}" if self.row else f"0/{self.clock}/{self.at}"


class ReportRow(Row, frozen=True, kw_only=True):
    """An issued version of a case's report."""

    table = "report"
    row: int
    report: str
    version: int
    purpose: str
    at_seq: int
    sha256: str
    reason: str = ""
    by: str = ""
    at: str
    seq: int

    @property
    def key(self) -> str:
        return f"{self.row}/{self.report}/{self.version}"


class OnCallRow(Row, frozen=True, kw_only=True):
    """Who is on call, in order."""

    table = "oncall"
    users: tuple[str, ...] = ()


class AlertRow(Row, frozen=True, kw_only=True):
    """An alert and what became of it; the unsent ones are the outbox."""

    table = "alert"
    alert: str
    alarm: str
    sentence: str
    minutes: int
    row: int = 0
    raised_at: str
    raised_seq: int
    step: int = 0
    """How far down the list it went."""
    step_at: str = ""
    """When the present step began."""
    sent: tuple[str, ...] = ()
    """'step/channel/user' of what left."""
    failed: tuple[str, ...] = ()
    """'step/channel/user: reason' of the last failures; cleared by a sending that works."""
    acknowledged_by: str = ""
    acknowledged_at: str = ""

    @property
    def key(self) -> str:
        return self.alert

    @property
    def open(self) -> bool:
        """Whether nobody has acknowledged it."""
        return not self.acknowledged_by


class RuleRow(Row, frozen=True, kw_only=True):
    """A stopping rule as it stands over all participants: only those in whom something counts are here."""

    table = "rule"
    rule: str
    evidence: dict[str, tuple[str, ...]] = {}
    """Participant → what counts."""
    doubt: dict[str, tuple[str, ...]] = {}
    fired_seq: int = 0
    fired_on: tuple[str, ...] = ()
    """'participant/address' of what it last fired on: it fires again only on something new."""

    @property
    def key(self) -> str:
        return self.rule


class ApprovalRow(Row, frozen=True, kw_only=True):
    """An approval as last recorded."""

    table = "approval"
    approval: str
    number: str
    valid_from: str
    valid_to: str = ""
    file: str = ""
    file_name: str = ""
    reason: str = ""
    by: str = ""
    seq: int

    @property
    def key(self) -> str:
        return self.approval


class ClearanceRow(Row, frozen=True, kw_only=True):
    """A decision about a participant, as last given."""

    table = "clearance"
    clearance: str
    decision: str
    reason: str
    file: str = ""
    file_name: str = ""
    by: str
    at: str
    seq: int

    @property
    def key(self) -> str:
        return self.clearance


class BoardRow(Row, frozen=True, kw_only=True):
    """A decision form of the board; its signatures are SignatureRows of the act ``board.sign`` that seal this row."""

    table = "board"
    meeting: str
    held_on: str
    cut: int
    recommendation: str
    sentence: str
    members: tuple[BoardMember, ...]
    clears: tuple[str, ...] = ()
    file: str = ""
    file_name: str = ""
    by: str
    at: str
    seq: int

    @property
    def key(self) -> str:
        return self.meeting
