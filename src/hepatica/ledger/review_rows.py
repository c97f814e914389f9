"""Rows of what people do about the record: queries, verification, review, locks, deviations reported, registers."""

from __future__ import annotations

import msgspec

from hepatica.ledger.row import Row


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a thread."""

    seq: int
    at: str
    by: str
    what: str
    """opened, answered, reopened, closed, noted."""
    text: str = ""


class QueryRow(Row, frozen=True, kw_only=True):
    """A person's query with its thread; open, answered and closed are different."""

    table = "query"
    seq: int
    """The event that opened it: its name."""
    visit: str
    form: str
    item: str = ""
    row: int = 0
    role: str = ""
    mends: bool = False
    state: str = "open"
    """open, answered, closed."""
    lines: tuple[Line, ...] = ()

    @property
    def key(self) -> str:
        return str(self.seq)


class VerificationRow(Row, frozen=True, kw_only=True):
    """What of a form was compared with its source."""

    table = "verification"
    visit: str
    form: str
    items: dict[str, int] = {}
    """'row/item' → the event that verified it; it holds while the answer's own event is earlier."""

    @property
    def key(self) -> str:
        return f"{self.visit}/{self.form}"


class ReviewRow(Row, frozen=True, kw_only=True):
    """Up to which event a clinician has read a form."""

    table = "review"
    visit: str
    form: str
    at_seq: int
    seq: int
    at: str
    by: str
    note: str = ""

    @property
    def key(self) -> str:
        return f"{self.visit}/{self.form}/{self.by}"


class LockRow(Row, frozen=True, kw_only=True):
    """What is frozen or locked; subject '' for a site and for the study."""

    table = "lock"
    level: str
    site: str = ""
    visit: str = ""
    form: str = ""
    locked: bool = True
    """False: frozen."""
    seq: int
    at: str
    by: str
    name: str = ""
    """Printed name of who did it."""
    second: str = ""
    second_name: str = ""

    @property
    def key(self) -> str:
        return f"{self.level}/{self.site}/{self.visit}/{self.form}"


class AssessmentRow(Row, frozen=True, kw_only=True):
    """How a deviation was judged; ``key`` is the key of the deviation's row."""

    table = "assessment"
    deviation: str
    grade: str
    cause: str
    action: str
    reported: str = ""
    seq: int
    at: str
    by: str

    @property
    def key(self) -> str:
        return self.deviation


class RegisterRow(Row, frozen=True, kw_only=True):
    """An entry of a register, with its thread."""

    table = "register"
    seq: int
    register: str
    title: str
    aware: str
    severity: str = ""
    scope: str = ""
    told: dict[str, str] = {}
    """Whom it was reported to → when."""
    state: str = "open"
    decision: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def key(self) -> str:
        return str(self.seq)


class TrailReviewRow(Row, frozen=True, kw_only=True):
    """A review of the audit trail."""

    table = "trail_review"
    seq: int
    at: str
    by: str
    what: str
    up_to: int
    note: str

    @property
    def key(self) -> str:
        return str(self.seq)


class StatementRow(Row, frozen=True, kw_only=True):
    """Who accepted the signer's statement."""

    table = "statement"
    user: str
    name: str
    text_sha256: str
    seq: int
    at: str

    @property
    def key(self) -> str:
        return self.user


class RedactionRow(Row, frozen=True, kw_only=True):
    """Words taken out of sight; subject is that of the event that holds them."""

    table = "redaction"
    event: int
    field: str
    original_sha256: str
    reason: str
    seq: int
    by: str

    @property
    def key(self) -> str:
        return f"{self.event}/{self.field}"


class CopyRow(Row, frozen=True, kw_only=True):
    """A certified copy beside a form."""

    table = "copy"
    visit: str
    form: str
    file: str
    file_name: str
    original: str
    seq: int
    at: str
    by: str

    @property
    def key(self) -> str:
        return f"{self.visit}/{self.form}/{self.file}"
