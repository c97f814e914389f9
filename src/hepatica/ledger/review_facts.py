"""What people do about the record itself: queries, verification, review, locks, versions, deviations, registers."""

from __future__ import annotations

from hepatica.ledger.fact import Fact

# -- Queries: a thread at the field ---------------------------------------------------------------------------------


class QueryOpened(Fact, frozen=True, kw_only=True):
    """A person asks about an answer; the query is named by this event's number."""

    kind = "query.opened"
    visit: str
    form: str
    item: str = ""
    """'' asks about the form as a whole."""
    row: int = 0
    text: str
    role: str = ""
    """Who is to answer; '' is whoever fills the form."""
    mends: bool = False
    """Whether it closes itself once the answer is changed."""


class QueryAnswered(Fact, frozen=True, kw_only=True):
    """Someone answered; the query is not closed by that."""

    kind = "query.answered"
    query: int
    text: str


class QueryReopened(Fact, frozen=True, kw_only=True):
    """The answer does not do; the question stands again."""

    kind = "query.reopened"
    query: int
    text: str


class QueryClosed(Fact, frozen=True, kw_only=True):
    """The question is settled: by a person, or by a change of the answer (``mended``)."""

    kind = "query.closed"
    query: int
    text: str = ""
    mended: bool = False


class FindingAccepted(Fact, frozen=True, kw_only=True):
    """The explanation of a finding was read and does: the finding is closed as long as it reads the same."""

    kind = "finding.accepted"
    check: str
    visit: str
    form: str
    row: int = 0


class FindingReturned(Fact, frozen=True, kw_only=True):
    """The explanation of a finding does not do; the check asks again."""

    kind = "finding.returned"
    check: str
    visit: str
    form: str
    row: int = 0
    text: str


# -- Verification and review ----------------------------------------------------------------------------------------


class ItemsVerified(Fact, frozen=True, kw_only=True):
    """Answers were compared with the source document and agree. A later change of one makes it unverified by itself."""

    kind = "items.verified"
    visit: str
    form: str
    items: tuple[str, ...]
    """As 'row/item'."""
    source: str = ""
    """Which document was seen."""


class VerificationWithdrawn(Fact, frozen=True, kw_only=True):
    """Answers had been marked as verified in error."""

    kind = "verification.withdrawn"
    visit: str
    form: str
    items: tuple[str, ...]
    reason: str


class FormReviewed(Fact, frozen=True, kw_only=True):
    """A clinician read a form as it stands; a later change makes it unread by itself."""

    kind = "form.reviewed"
    visit: str
    form: str
    at_seq: int
    note: str = ""


class TrailReviewed(Fact, frozen=True, kw_only=True):
    """Somebody read the audit trail up to an event, and says what they looked at and found."""

    kind = "trail.reviewed"
    what: str
    up_to: int
    note: str


# -- Freeze, lock, unlock -------------------------------------------------------------------------------------------


class RecordFrozen(Fact, frozen=True, kw_only=True):
    """Entry stops at a form, visit, participant (the event's subject), site or the study; questions go on."""

    kind = "record.frozen"
    level: str
    site: str = ""
    visit: str = ""
    form: str = ""
    name: str = ""
    """Printed name of who did it."""
    second: str = ""
    """Account of the second person, where the study asks for one."""
    second_name: str = ""


class RecordLocked(Fact, frozen=True, kw_only=True):
    """Nothing about a form, visit, participant, site or the study changes any more."""

    kind = "record.locked"
    level: str
    site: str = ""
    visit: str = ""
    form: str = ""
    name: str = ""
    second: str = ""
    second_name: str = ""


class RecordUnlocked(Fact, frozen=True, kw_only=True):
    """A freeze or lock was taken back, with a reason; changes from here on are changes after the lock."""

    kind = "record.unlocked"
    level: str
    site: str = ""
    visit: str = ""
    form: str = ""
    reason: str
    name: str = ""
    second: str = ""
    second_name: str = ""


# -- Versions of the protocol ---------------------------------------------------------------------------------------


class SubjectKept(Fact, frozen=True, kw_only=True):
    """The participant stays under an earlier version of the protocol until they consent to the new one."""

    kind = "subject.kept"
    definition: int
    version: str


class SubjectMoved(Fact, frozen=True, kw_only=True):
    """The version in force applies to the participant from here on; what follows from their record was derived anew."""

    kind = "subject.moved"
    definition: int
    version: str


class ConsentRenewed(Fact, frozen=True, kw_only=True):
    """The participant consented again, under a version of the protocol; who was kept under an earlier one moves with it."""

    kind = "consent.renewed"
    definition: int
    version: str
    date: str
    """Civil date of the signature on the consent."""
    document: str
    """Version and language of the consent document."""
    file: str = ""
    file_name: str = ""


# -- Deviations -----------------------------------------------------------------------------------------------------


class DeviationAssessed(Fact, frozen=True, kw_only=True):
    """A deviation that a rule saw was judged: how grave, why, and what is done about it."""

    kind = "deviation.assessed"
    deviation: str
    """Key of its row."""
    grade: str
    """minor or important."""
    cause: str
    action: str
    reported: str = ""
    """Civil date on which the ethics committee was told; '' when it need not be, or was not yet."""


# -- Registers, statements, redaction -------------------------------------------------------------------------------


class RegisterOpened(Fact, frozen=True, kw_only=True):
    """An entry of a register beside the trial: an incident, a data breach, a participant's request, a user's problem."""

    kind = "register.opened"
    register: str
    """incident, breach, request, problem."""
    title: str
    aware: str
    """Civil minute at which it became known: clocks start here."""
    text: str
    severity: str = ""
    scope: str = ""
    """Whom or what it touches."""


class RegisterNoted(Fact, frozen=True, kw_only=True):
    """What was found or done about an entry."""

    kind = "register.noted"
    entry: int
    text: str
    told: str = ""
    """Whom it was reported to: the board, the persons, the sponsor."""
    at: str = ""
    """Civil minute of the report."""


class RegisterClosed(Fact, frozen=True, kw_only=True):
    """An entry is settled, with the decision and its reason."""

    kind = "register.closed"
    entry: int
    decision: str
    reason: str


class StatementAccepted(Fact, frozen=True, kw_only=True):
    """A person accepts that their electronic signature is as binding as the one by hand."""

    kind = "statement.accepted"
    name: str
    text_sha256: str


class TextRedacted(Fact, frozen=True, kw_only=True):
    """Words that name a person, typed in error, are shown to nobody any more; the hash of the original stays."""

    kind = "text.redacted"
    event: int
    """The event that holds them."""
    field: str
    """Key of its body."""
    original_sha256: str
    reason: str
    second: str = ""
    second_name: str = ""


class CopyCertified(Fact, frozen=True, kw_only=True):
    """Somebody certifies that a file is a true copy of an original on paper."""

    kind = "copy.certified"
    visit: str
    form: str
    file: str
    file_name: str
    original: str
    """What the original is and where it is kept."""
    statement: str
