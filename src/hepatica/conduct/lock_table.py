"""What a lock and a freeze let through: data, with why. What is in neither list stops at a lock; deny by default."""

from __future__ import annotations

from hepatica.ledger import desk_facts as d
from hepatica.ledger import events as e
from hepatica.ledger import review_facts as r
from hepatica.ledger.fact import Fact
from hepatica.ledger.kept_designs import DesignKept

OUTSIDE: tuple[type[Fact], ...] = (
    # The way out of a lock; who may take it is said by the study's own table.
    r.RecordUnlocked,
    # Who may work here says nothing about any participant: people leave and come while a study is locked.
    e.RoleGranted,
    e.RoleRevoked,
    r.StatementAccepted,
    # An alert and its delivery are about people who must be told, and cannot wait for a key.
    d.AlertRaised,
    d.AlertSent,
    d.AlertFailed,
    d.AlertEscalated,
    d.AlertAcknowledged,
    d.OnCallSet,
    # Reading the trail is what is done with a locked record.
    r.TrailReviewed,
    # Registers stand beside the record: an incident, a breach or a request comes when it comes.
    r.RegisterOpened,
    r.RegisterNoted,
    r.RegisterClosed,
    # The next trial is planned while this one is locked, and nothing of this one changes by it.
    DesignKept,
)
"""Facts that no lock stops, as nothing of a locked place changes by them."""

GOES_ON: tuple[type[Fact], ...] = (
    # A question and its answer: a freeze is for cleaning.
    r.QueryOpened,
    r.QueryAnswered,
    r.QueryReopened,
    r.QueryClosed,
    e.FindingRaised,
    e.FindingCleared,
    e.FindingExplained,
    r.FindingAccepted,
    r.FindingReturned,
    # Comparing with the source, and reading.
    r.ItemsVerified,
    r.VerificationWithdrawn,
    r.FormReviewed,
    r.CopyCertified,
    # Signatures are what a frozen page waits for.
    e.SignatureGiven,
    # What a change elsewhere shows about this page, and how it is judged.
    e.DeviationRecorded,
    e.DeviationWithdrawn,
    r.DeviationAssessed,
    e.SignalProposed,
    e.SignalWithdrawn,
    e.SignalDismissed,
    e.SignalConfirmed,
    # Safety goes on: holds, rules, reports to authorities, the board.
    e.HoldPlaced,
    e.HoldLifted,
    d.RuleCounted,
    d.RuleFired,
    d.ReportIssued,
    d.SubmissionRecorded,
    d.SubmissionWithdrawn,
    d.ApprovalRecorded,
    d.ClearanceGiven,
    d.BoardDecided,
    # From a freeze to a lock, and words that name a person.
    r.RecordFrozen,
    r.RecordLocked,
    r.TextRedacted,
    # A signature ends with what it signed: entry, which ends most of them, is stopped by itself.
    e.SignatureInvalidated,
)
"""Facts that a freeze lets through: entry stops, questions, verification, signatures and safety go on."""
