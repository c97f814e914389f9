"""Tables: two ledgers that only grow, their heads, and one table per kind of projected row.

Nothing but this app writes them: the ledgers by ``append``, the projections by ``projections`` from the same fold
that ``rebuild`` and ``verify`` run.
"""

# ruff: noqa: D106 — Meta says nothing of its own.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from hepatica.store.laboratory import (
    ProjectedAccession,
    ProjectedBag,
    ProjectedBranch,
    ProjectedMatch,
    ProjectedMaterial,
    ProjectedNotice,
    ProjectedReading,
    ProjectedRelease,
    ProjectedTest,
)
from hepatica.store.projected import Projected
from hepatica.store.reviewing import (
    ProjectedAssessment,
    ProjectedCopy,
    ProjectedDesign,
    ProjectedLock,
    ProjectedQuery,
    ProjectedRedaction,
    ProjectedRegister,
    ProjectedReview,
    ProjectedStatement,
    ProjectedTrailReview,
    ProjectedVerification,
)

if TYPE_CHECKING:
    _BigInteger = models.BigIntegerField[int, int]
else:  # generic for the type checker only
    _BigInteger = models.BigIntegerField


class SequenceField(_BigInteger):
    """The number of an event: on SQLite the row's own id.

    A ``bigint`` key there would leave a hidden row id beside it, through which INSERT OR REPLACE could rewrite
    an event unseen by the triggers.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return ``integer`` on SQLite, where it holds 64 bits, and ``bigint`` elsewhere."""
        return "integer" if connection.vendor == "sqlite" else "bigint"


class Event(models.Model):
    """One line of a ledger; the hash covers every column before it."""

    seq = SequenceField(primary_key=True)
    at = models.TextField()
    actor = models.TextField()
    subject = models.TextField()
    kind = models.TextField()
    schema = models.IntegerField()
    definition = models.BigIntegerField()
    body = models.TextField()
    prev = models.TextField()
    hash = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class StudyEvent(Event):
    """The study's chain: clinical and definitional facts."""

    class Meta:
        db_table = "study_event"
        indexes: ClassVar = [
            models.Index(fields=["subject", "seq"], name="study_event_of_subject"),
            models.Index(fields=["actor", "seq"], name="study_event_of_actor"),
            # Nine events of ten are plain entry: left out, they cost nothing, and what is rare is found at once.
            models.Index(
                fields=["kind", "seq"], name="study_event_of_kind", condition=~models.Q(kind="item.entered")
            ),
        ]


class AccessEvent(Event):
    """The access chain: sign-ins, views of identity, exports, prints."""

    class Meta:
        db_table = "access_event"
        indexes: ClassVar = [
            models.Index(fields=["subject", "seq"], name="access_event_of_subject"),
            models.Index(fields=["actor", "seq"], name="access_event_of_actor"),
            models.Index(fields=["kind", "seq"], name="access_event_of_kind"),
        ]


class Head(models.Model):
    """Where a chain ends. Its row is the lock every append takes."""

    chain = models.TextField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.TextField()
    at = models.TextField()
    """When the last event was written: the next is never earlier."""
    definition = models.BigIntegerField()
    """The ``study.published`` event in force; 0 before the first, and on the access chain."""
    protocol = models.TextField()
    """Hash of the protocol in force, by which its compiled form is kept."""

    class Meta:
        db_table = "head"

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"


class Idempotency(models.Model):
    """A request that was recorded: sent again under its key, it is answered and not repeated."""

    key = models.TextField(primary_key=True)
    actor = models.TextField()
    command = models.TextField()
    """SHA-256 of the command, so that a key cannot be used for another one."""
    seq_first = models.BigIntegerField()
    seq_last = models.BigIntegerField()

    class Meta:
        db_table = "idempotency"

    def __str__(self) -> str:
        return self.key


class ProjectedStudy(Projected):
    """The study-level row."""

    body = models.TextField()

    class Meta:
        db_table = "projected_study"


class ProjectedSubject(Projected):
    """Participants; ``infused`` is a column, since every list goes by it."""

    infused = models.TextField()
    body = models.TextField()

    class Meta:
        db_table = "projected_subject"
        indexes: ClassVar = [models.Index(fields=["infused", "subject"], name="projected_subject_infused")]


class ProjectedForm(Projected):
    """Forms with their answers; the light columns stand before the body, so that lists never read it."""

    visit = models.TextField()
    form = models.TextField()
    complete = models.BooleanField()
    signed = models.BooleanField()
    answered = models.IntegerField()
    last_seq = models.BigIntegerField()
    body = models.TextField()

    class Meta:
        db_table = "projected_form"
        indexes: ClassVar = [models.Index(fields=["subject", "form"], name="projected_form_any_visit")]


class ProjectedFinding(Projected):
    """Findings open or explained."""

    body = models.TextField()

    class Meta:
        db_table = "projected_finding"


class ProjectedProposal(Projected):
    """Proposed adverse events."""

    state = models.TextField()
    body = models.TextField()

    class Meta:
        db_table = "projected_proposal"
        indexes: ClassVar = [models.Index(fields=["state", "subject"], name="projected_proposal_by_state")]


class ProjectedDeviation(Projected):
    """Protocol deviations."""

    body = models.TextField()

    class Meta:
        db_table = "projected_deviation"


class ProjectedHold(Projected):
    """Holds in force."""

    body = models.TextField()

    class Meta:
        db_table = "projected_hold"


class ProjectedSignature(Projected):
    """Signatures, valid and invalidated."""

    valid = models.BooleanField()
    body = models.TextField()

    class Meta:
        db_table = "projected_signature"


class ProjectedGrant(Projected):
    """Roles in force; ``user`` is a column, since a save may ask for one person's."""

    user = models.TextField()
    body = models.TextField()

    class Meta:
        db_table = "projected_grant"
        indexes: ClassVar = [models.Index(fields=["user"], name="projected_grant_of_user")]


class ProjectedSubmission(Projected):
    """Submissions that stand."""

    body = models.TextField()

    class Meta:
        db_table = "projected_submission"


class ProjectedReport(Projected):
    """Issued versions of cases."""

    body = models.TextField()

    class Meta:
        db_table = "projected_report"


class ProjectedOnCall(Projected):
    """Who is on call."""

    body = models.TextField()

    class Meta:
        db_table = "projected_oncall"


class ProjectedAlert(Projected):
    """Alerts; ``open`` is a column, since the sweep asks for those alone."""

    open = models.BooleanField()
    body = models.TextField()

    class Meta:
        db_table = "projected_alert"
        indexes: ClassVar = [models.Index(fields=["open", "subject"], name="projected_alert_open")]


class ProjectedRule(Projected):
    """Stopping rules as they stand."""

    body = models.TextField()

    class Meta:
        db_table = "projected_rule"


class ProjectedApproval(Projected):
    """Approvals."""

    body = models.TextField()

    class Meta:
        db_table = "projected_approval"


class ProjectedClearance(Projected):
    """Clearances of participants."""

    body = models.TextField()

    class Meta:
        db_table = "projected_clearance"


class ProjectedBoard(Projected):
    """Decision forms of the board."""

    body = models.TextField()

    class Meta:
        db_table = "projected_board"


CHAINS: dict[str, type[Any]] = {"study": StudyEvent, "access": AccessEvent}
PROJECTIONS: tuple[type[Projected], ...] = (
    ProjectedStudy,
    ProjectedSubject,
    ProjectedForm,
    ProjectedFinding,
    ProjectedProposal,
    ProjectedDeviation,
    ProjectedHold,
    ProjectedSignature,
    ProjectedGrant,
    ProjectedSubmission,
    ProjectedReport,
    ProjectedOnCall,
    ProjectedAlert,
    ProjectedRule,
    ProjectedApproval,
    ProjectedClearance,
    ProjectedBoard,
    ProjectedMaterial,
    ProjectedTest,
    ProjectedRelease,
    ProjectedBag,
    ProjectedMatch,
    ProjectedBranch,
    ProjectedNotice,
    ProjectedAccession,
    ProjectedReading,
    ProjectedQuery,
    ProjectedVerification,
    ProjectedReview,
    ProjectedLock,
    ProjectedAssessment,
    ProjectedRegister,
    ProjectedTrailReview,
    ProjectedStatement,
    ProjectedRedaction,
    ProjectedCopy,
    ProjectedDesign,
)
