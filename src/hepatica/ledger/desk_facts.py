"""The facts of the safety desk: reports and submissions, alerts, stopping rules, approvals, clearances, the board.

``row`` is the event's row in the log of adverse events: with the event's subject it names the case.
"""

from __future__ import annotations

import msgspec

from hepatica.ledger.fact import Fact


class ActAuthorised(Fact, frozen=True, kw_only=True):
    """A gate was passed: the act (gcsf, leukapheresis, infusion) may go ahead."""

    kind = "act.authorised"
    gate: str


class HoldPlaced(Fact, frozen=True, kw_only=True):
    """Authorisations stop, for one participant (the event's subject) or for all."""

    kind = "hold.placed"
    hold: str
    reason: str
    blocks: tuple[str, ...]
    """Gate ids that are closed."""
    rule: str = ""
    """The stopping rule that placed it; '' when a person did."""
    lifts: tuple[str, ...] = ()
    """Named decisions that lift it, in words."""


class HoldLifted(Fact, frozen=True, kw_only=True):
    """A hold ended, with the signatures it needed."""

    kind = "hold.lifted"
    hold: str
    reason: str
    decision: str = ""
    """The named decision it rests on: a board meeting, or a letter."""
    file: str = ""
    file_name: str = ""


class ReportIssued(Fact, frozen=True, kw_only=True):
    """A report of a case was issued: a version that prints the same for ever, from the record at ``at_seq``."""

    kind = "report.issued"
    row: int
    report: str
    """table5, adr, cioms, icsr."""
    version: int
    purpose: str
    """initial, follow_up, nullification, amendment."""
    at_seq: int
    sha256: str
    """Of the canonical text of what it says."""
    reason: str = ""


class SubmissionRecorded(Fact, frozen=True, kw_only=True):
    """A report reached its recipient: what fulfils an obligation, with its evidence."""

    kind = "submission.recorded"
    clock: str
    recipient: str
    at: str
    """Civil moment at the site, as typed: '2026-03-16T10:40'."""
    row: int = 0
    """0 for an obligation of the trial itself."""
    diary: str = ""
    file: str = ""
    """SHA-256 of the evidence in ``files/``."""
    file_name: str = ""
    reason: str = ""
    """Why it went late."""
    report: int = 0
    """The event that issued the report."""


class SubmissionWithdrawn(Fact, frozen=True, kw_only=True):
    """A submission had been recorded in error: its clock runs again."""

    kind = "submission.withdrawn"
    clock: str
    reason: str
    row: int = 0


class OnCallSet(Fact, frozen=True, kw_only=True):
    """Who is told at once, in this order: the first, then the deputies."""

    kind = "oncall.set"
    users: tuple[str, ...]


class AlertRaised(Fact, frozen=True, kw_only=True):
    """Something cannot wait. Written with the event that caused it; it waits here until it is sent."""

    kind = "alert.raised"
    alert: str
    """Its own name: alarm, case or rule, and what raised it."""
    alarm: str
    sentence: str
    """What the message says: no clinical detail, no name."""
    minutes: int
    row: int = 0


class AlertSent(Fact, frozen=True, kw_only=True):
    """A message left."""

    kind = "alert.sent"
    alert: str
    channel: str
    """mail or webhook."""
    to: str
    step: int = 0
    """0: to the first on call; 1: to the deputy, and so on."""


class AlertFailed(Fact, frozen=True, kw_only=True):
    """A message could not be sent."""

    kind = "alert.failed"
    alert: str
    channel: str
    to: str
    reason: str
    step: int = 0


class AlertEscalated(Fact, frozen=True, kw_only=True):
    """Nobody acknowledged in time: the next on call is told."""

    kind = "alert.escalated"
    alert: str
    step: int


class AlertAcknowledged(Fact, frozen=True, kw_only=True):
    """Somebody has seen it and acts."""

    kind = "alert.acknowledged"
    alert: str


class RuleCounted(Fact, frozen=True, kw_only=True):
    """What counts toward a stopping rule in this participant, all of it; written when it changes."""

    kind = "rule.counted"
    rule: str
    evidence: tuple[str, ...] = ()
    """Addresses of what counts: 'event:3', 'signal:kidney_injury/day_3/laboratory/1' ..."""
    doubt: tuple[str, ...] = ()
    """What could not be evaluated: it counts, and says so."""


class RuleFired(Fact, frozen=True, kw_only=True):
    """A stopping rule is met."""

    kind = "rule.fired"
    rule: str
    sentence: str
    evidence: tuple[str, ...]
    """'participant/address' of everything that met it."""


class ApprovalRecorded(Fact, frozen=True, kw_only=True):
    """An approval was given, renewed or withdrawn; the latest of its kind stands."""

    kind = "approval.recorded"
    approval: str
    number: str
    valid_from: str
    valid_to: str = ""
    """'' for one that does not expire."""
    file: str = ""
    file_name: str = ""
    reason: str = ""


class ClearanceGiven(Fact, frozen=True, kw_only=True):
    """A named decision about a participant: cleared for the next to start, or to go on under a hold."""

    kind = "clearance.given"
    clearance: str
    """Id of a stagger gate, or 'hold:NAME' for someone already mobilised when the hold was placed."""
    decision: str
    """clear, wait or stop."""
    reason: str
    file: str = ""
    file_name: str = ""


class BoardMember(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member of the board at a meeting."""

    name: str
    present: bool
    conflict: str = ""
    """What was declared; '' for none."""
    user: str = ""
    """The account that signs, when the member has one."""


class BoardDecided(Fact, frozen=True, kw_only=True):
    """The board's decision form: it is in force once as many members as the quorum have signed it."""

    kind = "board.decided"
    meeting: str
    held_on: str
    cut: int
    """The sequence number whose pack the board read."""
    recommendation: str
    """continue, change, pause, stop."""
    sentence: str
    members: tuple[BoardMember, ...]
    clears: tuple[str, ...] = ()
    """Holds and stagger gates it clears: 'hold:NAME', 'stagger:ID/participant'."""
    file: str = ""
    file_name: str = ""
