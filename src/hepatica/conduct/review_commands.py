"""What a person may ask about the record itself: queries, verification, review, locks, versions, deviations, registers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hepatica.conduct.base import Base, Name, Prose
from hepatica.conduct.desk_commands import Sha

Places = Annotated[tuple[Name, ...], Field(max_length=2000)]
"""Answers of one form, each as 'row/item'."""


class Place(Base):
    """A form of a participant's visit."""

    visit: Name
    form: Name


class OpenQuery(Base):
    """Ask about an answer, or about a form (item '')."""

    kind: Literal["query.open"] = "query.open"
    subject: Name
    visit: Name
    form: Name
    item: Name = ""
    row: int = Field(default=0, ge=0)
    text: Prose
    role: Name = ""
    """Who is to answer; '' is whoever fills the form."""
    mends: bool = False
    """Whether it closes itself once the answer is changed."""


class AnswerQuery(Base):
    """Answer a query; whoever asked decides whether that does."""

    kind: Literal["query.answer"] = "query.answer"
    subject: Name
    query: int = Field(ge=1)
    text: Prose


class ReopenQuery(Base):
    """Say that an answer does not do."""

    kind: Literal["query.reopen"] = "query.reopen"
    subject: Name
    query: int = Field(ge=1)
    text: Prose


class CloseQuery(Base):
    """Settle a query."""

    kind: Literal["query.close"] = "query.close"
    subject: Name
    query: int = Field(ge=1)
    text: Prose = ""


class AcceptFinding(Base):
    """Close the finding of a check: its explanation does."""

    kind: Literal["finding.accept"] = "finding.accept"
    subject: Name
    visit: Name
    form: Name
    check: Name
    row: int = 0


class ReturnFinding(Base):
    """Send the explanation of a finding back."""

    kind: Literal["finding.return"] = "finding.return"
    subject: Name
    visit: Name
    form: Name
    check: Name
    row: int = 0
    text: Prose


class VerifyItems(Base):
    """Mark answers as compared with their source: named ones, or (items ()) every answer of the forms not verified yet."""

    kind: Literal["items.verify"] = "items.verify"
    subject: Name
    places: Annotated[tuple[Place, ...], Field(min_length=1, max_length=200)]
    """One form, or the forms of a visit."""
    items: Places = ()
    """Only with one place."""
    source: Name = ""
    seen: int = Field(ge=0)
    """The sequence number the person was looking at; an answer changed since is not verified."""


class WithdrawVerification(Base):
    """Say that answers were marked as verified in error."""

    kind: Literal["verification.withdraw"] = "verification.withdraw"
    subject: Name
    visit: Name
    form: Name
    items: Places
    reason: Prose


class ReviewForm(Base):
    """Say that a clinician has read a form as it stands."""

    kind: Literal["form.review"] = "form.review"
    subject: Name
    visit: Name
    form: Name
    note: Prose = ""
    seen: int = Field(ge=0)


class ReviewTrail(Base):
    """Say what of the audit trail was read, up to which event, and what was found."""

    kind: Literal["trail.review"] = "trail.review"
    what: Name
    up_to: int = Field(ge=1)
    note: Prose


class _Lockable(Base):
    level: Literal["form", "visit", "subject", "site", "study"]
    subject: Name = ""
    site: Name = ""
    visit: Name = ""
    form: Name = ""


class FreezeRecord(_Lockable):
    """Stop entry; questions, verification and signatures go on."""

    kind: Literal["record.freeze"] = "record.freeze"


class LockRecord(_Lockable):
    """Let nothing change any more; the actor must just have re-authenticated."""

    kind: Literal["record.lock"] = "record.lock"


class UnlockRecord(_Lockable):
    """Take a freeze or a lock back; the actor must just have re-authenticated."""

    kind: Literal["record.unlock"] = "record.unlock"
    reason: Prose


class RenewConsent(Base):
    """Record that a participant consented again, under the version in force; it applies to them from then on."""

    kind: Literal["consent.renew"] = "consent.renew"
    subject: Name
    date: Name
    document: Name
    """Version and language of the consent document."""
    file: Sha = ""
    file_name: Name = ""


class SettleSubject(Base):
    """Let the version in force apply to a participant: what follows from their record is derived anew under it."""

    kind: Literal["subject.settle"] = "subject.settle"
    subject: Name


class ConfirmMissed(Base):
    """Confirm that a visit, or a mandatory form of one, was missed; the system proposes it and a person says so."""

    kind: Literal["deviation.confirm"] = "deviation.confirm"
    subject: Name
    rule: Literal["missed_visit", "missed_form"]
    visit: Name
    form: Name = ""


class AssessDeviation(Base):
    """Judge a deviation: how grave, why, what is done, and when the committee was told."""

    kind: Literal["deviation.assess"] = "deviation.assess"
    subject: Name
    deviation: Name
    grade: Literal["minor", "important"]
    cause: Prose
    action: Prose
    reported: Name = ""


class OpenRegister(Base):
    """Enter something in a register: an incident, a breach of personal data, a participant's request, a user's problem."""

    kind: Literal["register.open"] = "register.open"
    subject: Name = ""
    book: Literal["incident", "breach", "request", "problem"]
    """Which register."""
    title: Name
    aware: Name
    """Civil minute at which it became known."""
    text: Prose
    severity: Literal["", "minor", "major", "critical"] = ""
    scope: Name = ""


class NoteRegister(Base):
    """Say what was found or done about an entry, and whom it was reported to."""

    kind: Literal["register.note"] = "register.note"
    subject: Name = ""
    entry: int = Field(ge=1)
    text: Prose
    told: Name = ""
    at: Name = ""


class CloseRegister(Base):
    """Settle an entry, with the decision and its reason."""

    kind: Literal["register.close"] = "register.close"
    subject: Name = ""
    entry: int = Field(ge=1)
    decision: Name
    reason: Prose


class AcceptStatement(Base):
    """Accept that one's electronic signature binds like the one by hand; the actor must just have re-authenticated."""

    kind: Literal["statement.accept"] = "statement.accept"
    text_sha256: Sha


class RedactText(Base):
    """Take words that name a person out of sight; needs a reason and a second person."""

    kind: Literal["text.redact"] = "text.redact"
    subject: Name
    event: int = Field(ge=1)
    field: Name
    original_sha256: Sha
    """Of the words as they stand in the event; the store refuses another."""
    reason: Prose


class CertifyCopy(Base):
    """Certify that a file is a true copy of an original on paper; the actor must just have re-authenticated."""

    kind: Literal["copy.certify"] = "copy.certify"
    subject: Name
    visit: Name
    form: Name
    file: Sha
    file_name: Name
    original: Prose
