"""What the ledger folds into: a few wide, dumb rows. The store keeps each as one projected row."""

from __future__ import annotations

import msgspec

from hepatica.ledger import desk_rows, kept_designs, product_rows, review_rows  # noqa: F401 - their rows are projected too
from hepatica.ledger.row import Row


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The present answer of an item; neither value nor state says that it was cleared."""

    value: str | None = None
    unit: str = ""
    state: str = ""
    """'' for a value, else 'not_done' or 'unknown'."""
    reason: str = ""
    seq: int
    """The event that gave it."""
    by: str = ""
    """Who gave it."""

    @property
    def given(self) -> bool:
        """Whether there is a value, or a reason for there being none."""
        return self.value is not None or self.state != ""


class StudyRow(Row, frozen=True, kw_only=True):
    """The study-level state that cross-subject rules need: one row, which never grows with the study."""

    table = "study"
    study: str = ""
    version: str = ""
    definition: int = 0
    sha256: str = ""
    synthetic: bool = False
    screened: int = 0
    enrolled: int = 0
    started: int = 0
    """How many have started a study procedure."""
    taken: int = 0
    """Places taken: by those who started a study procedure, and those enrolled whose course has not ended."""


class SubjectRow(Row, frozen=True, kw_only=True):
    """A participant at a glance: enough for Today and the matrix."""

    table = "subject"
    site: str
    seq: int
    screened_at: str
    enrolled_seq: int = 0
    started: str = ""
    """Civil date of the first study procedure."""
    infused: str = ""
    """The date that orders every list, table and picture: the infusion's (ISO, possibly partial)."""
    anchors: dict[str, str] = {}
    """Anchor id → earliest date entered there, ISO, possibly partial."""
    planned: dict[str, str] = {}
    """Anchor id → planned date."""
    visits: dict[str, str] = {}
    """Visit occurrence → visit date (ISO, possibly partial), or 'not_done'."""
    authorised: dict[str, int] = {}
    """Gate id → event that authorised it."""
    definition: int = 0
    """The version of the protocol that applies to this participant; 0: the one in force."""
    settled: int = 0
    """The version under which the record was last read anew; 0: never, it stands as it was entered."""
    consented: dict[str, str] = {}
    """Version of the protocol → date of the consent renewed under it."""
    ended: dict[str, str] = {}
    """'death' | 'transplant' | 'withdrawal' | 'completed' → date, from the disposition form."""

    @property
    def takes_place(self) -> bool:
        """Whether the participant counts toward the enrolment: started, or enrolled and not ended."""
        return bool(self.started) or (bool(self.enrolled_seq) and not self.ended)


class FormRow(Row, frozen=True, kw_only=True):
    """A form of one visit with all its present answers."""

    table = "form"
    visit: str
    form: str
    answers: dict[str, dict[str, Answer]] = {}
    """Row number as text → item → answer."""
    removed: tuple[str, ...] = ()
    """Struck-out rows, as 'group:row'; their answers are no longer in ``answers``."""
    complete: bool = False
    completed_seq: int = 0
    """The event of the first completion; from then on a change needs a reason."""
    last_seq: int = 0
    signatures: tuple[int, ...] = ()
    """Signatures that are still valid."""

    @property
    def key(self) -> str:
        return f"{self.visit}/{self.form}"

    def answer(self, item: str, row: int = 0) -> Answer | None:
        """Return the present answer of an item, or None."""
        return self.answers.get(str(row), {}).get(item)


class FindingRow(Row, frozen=True, kw_only=True):
    """A finding that is open or explained; a cleared one has no row."""

    table = "finding"
    check: str
    visit: str
    form: str
    item: str
    row: int = 0
    verdict: str = "fires"
    explained: str = ""
    explained_by: str = ""
    """Who explained it; '' where it was explained before version 0.6.0."""
    accepted: int = 0
    """The event that accepted the explanation; 0 while it waits."""
    returned: str = ""
    """Why an explanation was last sent back."""
    seq: int

    @property
    def key(self) -> str:
        return f"{self.check}/{self.visit}/{self.form}/{self.row}"


class ProposalRow(Row, frozen=True, kw_only=True):
    """A proposed adverse event and what became of it."""

    table = "proposal"
    signal: str
    visit: str
    form: str
    row: int = 0
    readings: dict[str, str | None] = {}
    state: str = "proposed"
    """proposed, confirmed, dismissed, withdrawn."""
    reason: str = ""
    ae_row: int = 0
    seq: int
    """The latest event about it."""

    @property
    def key(self) -> str:
        return f"{self.signal}/{self.visit}/{self.form}/{self.row}"


class DeviationRow(Row, frozen=True, kw_only=True):
    """A protocol deviation flagged by the system."""

    table = "deviation"
    rule: str
    sentence: str
    critical: bool = False
    visit: str = ""
    form: str = ""
    item: str = ""
    row: int = 0
    seq: int

    @property
    def key(self) -> str:
        return f"{self.rule}/{self.visit}/{self.form}/{self.item}/{self.row}"


class HoldRow(Row, frozen=True, kw_only=True):
    """A hold in force; a lifted one has no row."""

    table = "hold"
    hold: str
    reason: str
    blocks: tuple[str, ...]
    seq: int
    at: str
    rule: str = ""
    """The stopping rule that placed it."""
    lifts: tuple[str, ...] = ()
    """Named decisions that lift it, in words."""

    @property
    def key(self) -> str:
        return self.hold


class SignatureRow(Row, frozen=True, kw_only=True):
    """A signature, valid until what it covers changes."""

    table = "signature"
    seq: int
    at: str
    actor: str
    name: str
    role: str
    meaning: str
    act: str
    visit: str = ""
    form: str = ""
    state_sha256: str
    invalidated: int = 0
    """The event that invalidated it; 0 while valid."""

    @property
    def key(self) -> str:
        return str(self.seq)


class GrantRow(Row, frozen=True, kw_only=True):
    """A role a person holds."""

    table = "grant"
    user: str
    name: str
    role: str
    seq: int
    sites: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    training: str = ""
    identity: str = ""
    by: str = ""
    """Who delegated it."""

    @property
    def key(self) -> str:
        return f"{self.user}/{self.role}"


TABLES: dict[str, type[Row]] = {cls.table: cls for cls in Row.__subclasses__()}
