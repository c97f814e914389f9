"""What a person or program may ask for. Screens, API, import and command line all send these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from pydantic import Field

from hepatica.conduct.base import Base, Entry, Name, Prose
from hepatica.conduct.clinical_commands import (
    AuthoriseAct,
    CompleteForm,
    ConfirmSignal,
    DismissSignal,
    EnrolSubject,
    EnterItems,
    ExplainFinding,
    Proposal,
    RemoveRow,
    ReopenForm,
    ScreenSubject,
    SignForm,
)
from hepatica.conduct.design_commands import KeepDesign
from hepatica.conduct.desk_commands import (
    AcknowledgeAlert,
    DecideBoard,
    EscalateAlert,
    GiveClearance,
    IssueReport,
    RecordApproval,
    RecordSubmission,
    ReportSending,
    SetOnCall,
    Sha,
    SignBoard,
    WithdrawSubmission,
)
from hepatica.conduct.product_commands import (
    AccessionSlide,
    AuthoriseBag,
    ChooseBranch,
    CorrectMaterial,
    EndInfusion,
    MakeMaterial,
    MatchBag,
    MeasureMaterial,
    MoveMaterial,
    NoteInfusion,
    RecordReading,
    ReleaseLot,
    SendNotice,
    StartInfusion,
    TestMaterial,
    UnmaskReading,
)
from hepatica.conduct.review_commands import (
    AcceptFinding,
    AcceptStatement,
    AnswerQuery,
    AssessDeviation,
    CertifyCopy,
    CloseQuery,
    CloseRegister,
    ConfirmMissed,
    FreezeRecord,
    LockRecord,
    NoteRegister,
    OpenQuery,
    OpenRegister,
    RedactText,
    RenewConsent,
    ReopenQuery,
    ReturnFinding,
    ReviewForm,
    ReviewTrail,
    SettleSubject,
    UnlockRecord,
    VerifyItems,
    WithdrawVerification,
)
from hepatica.ledger.rows import GrantRow

__all__ = [
    "SYSTEM",
    "AcceptFinding",
    "AcceptStatement",
    "AccessionSlide",
    "AcknowledgeAlert",
    "Actor",
    "AnswerQuery",
    "AssessDeviation",
    "AuthoriseAct",
    "AuthoriseBag",
    "Base",
    "CertifyCopy",
    "ChooseBranch",
    "CloseQuery",
    "CloseRegister",
    "Command",
    "CompleteForm",
    "ConfirmMissed",
    "ConfirmSignal",
    "CorrectMaterial",
    "DecideBoard",
    "DismissSignal",
    "EndInfusion",
    "EnrolSubject",
    "EnterItems",
    "Entry",
    "EscalateAlert",
    "ExplainFinding",
    "FreezeRecord",
    "GiveClearance",
    "GrantRole",
    "IssueReport",
    "KeepDesign",
    "LiftHold",
    "LockRecord",
    "MakeMaterial",
    "MatchBag",
    "MeasureMaterial",
    "Moment",
    "MoveMaterial",
    "Name",
    "NoteInfusion",
    "NoteRegister",
    "OpenQuery",
    "OpenRegister",
    "PlaceHold",
    "Proposal",
    "Prose",
    "PublishStudy",
    "RecordApproval",
    "RecordReading",
    "RecordSubmission",
    "RedactText",
    "Refusal",
    "ReleaseLot",
    "RemoveRow",
    "RenewConsent",
    "ReopenForm",
    "ReopenQuery",
    "ReportSending",
    "ReturnFinding",
    "ReviewForm",
    "ReviewTrail",
    "RevokeRole",
    "ScreenSubject",
    "SendNotice",
    "SetOnCall",
    "SettleSubject",
    "SignBoard",
    "SignForm",
    "StartInfusion",
    "TestMaterial",
    "UnlockRecord",
    "UnmaskReading",
    "VerifyItems",
    "WithdrawSubmission",
    "WithdrawVerification",
]


class PlaceHold(Base):
    """Stop authorisations, of one participant or (subject '') of all."""

    kind: Literal["hold.place"] = "hold.place"
    subject: Name = ""
    hold: Name
    reason: Prose
    blocks: tuple[Name, ...]


class LiftHold(Base):
    """Lift a hold; needs the actor's signature."""

    kind: Literal["hold.lift"] = "hold.lift"
    subject: Name = ""
    hold: Name
    reason: Prose
    decision: Name = ""
    """The named decision it rests on: a meeting of the board, or a letter; a hold placed by a rule needs one."""
    file: Sha = ""
    file_name: Name = ""


class GrantRole(Base):
    """Let a person act in a role, or change the terms of one they have: the line of the delegation log."""

    kind: Literal["role.grant"] = "role.grant"
    user: Name
    name: Name
    role: Name
    sites: Annotated[tuple[Name, ...], Field(max_length=200)] = ()
    """Sites at which the role holds; none: all."""
    since: Name = ""
    """First civil day; '': at once."""
    until: Name = ""
    """Last civil day; '': until it is taken back."""
    training: Name = ""
    """Which training, and when."""
    identity: Name = ""
    """Which document showed who the person is, and who saw it when."""


class RevokeRole(Base):
    """Take a role back."""

    kind: Literal["role.revoke"] = "role.revoke"
    user: Name
    role: Name
    reason: Prose


class PublishStudy(Base):
    """Bring a version of the protocol into force; only the owner's command line sends it."""

    kind: Literal["study.publish"] = "study.publish"
    text: str
    """Canonical JSON of the whole study."""
    keeps: bool = False
    """Whether participants who are there stay under their version until they consent again."""
    approvals: dict[Name, Name] = {}
    """Approval id → 'DATE NUMBER' of the decision on this version."""
    urgent: Prose = ""
    """Why it cannot wait for an approval it needs: an immediate hazard to participants."""


Command = Annotated[
    ScreenSubject
    | EnrolSubject
    | EnterItems
    | RemoveRow
    | CompleteForm
    | ReopenForm
    | SignForm
    | ExplainFinding
    | ConfirmSignal
    | DismissSignal
    | AuthoriseAct
    | PlaceHold
    | LiftHold
    | GrantRole
    | RevokeRole
    | PublishStudy
    | KeepDesign
    | IssueReport
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
    | AccessionSlide
    | AuthoriseBag
    | ChooseBranch
    | CorrectMaterial
    | EndInfusion
    | MakeMaterial
    | MatchBag
    | MeasureMaterial
    | MoveMaterial
    | NoteInfusion
    | RecordReading
    | ReleaseLot
    | SendNotice
    | StartInfusion
    | TestMaterial
    | UnmaskReading
    | AcceptFinding
    | AcceptStatement
    | AnswerQuery
    | AssessDeviation
    | CertifyCopy
    | CloseQuery
    | CloseRegister
    | ConfirmMissed
    | FreezeRecord
    | LockRecord
    | NoteRegister
    | OpenQuery
    | OpenRegister
    | RedactText
    | RenewConsent
    | ReopenQuery
    | ReturnFinding
    | ReviewForm
    | ReviewTrail
    | SettleSubject
    | UnlockRecord
    | VerifyItems
    | WithdrawVerification,
    Field(discriminator="kind"),
]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: an account, the name printed with a signature, the roles in force, and a fresh re-authentication."""

    user: str
    name: str
    roles: frozenset[str]
    """Roles as granted; ``delegations`` narrows them by site, day and training."""
    reauthenticated: bool = False
    delegations: tuple[GrantRow, ...] = ()
    """The grants behind the roles; a role without one (the owner's, the system's) holds as it is."""
    witness: Actor | None = None
    """A second person, who proved who they are in the same request: the other reader at the bedside, the other signature."""


SYSTEM = Actor(user="system", name="Hepatica", roles=frozenset({"system"}))


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Now, as the store's clock and the site's zone tell it."""

    at: datetime
    """Aware, UTC."""
    zone: str

    @property
    def today(self) -> date:
        """The civil date at the site."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def stamp(self) -> str:
        """The instant as hashed and stored: ``2026-03-14T08:05:12.345678Z``."""
        return self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was not stored: a code for programs, a sentence for people, and the place."""

    code: str
    """not_allowed, wrong_type, unknown_item, unknown_code, impossible_date, future_date, wrong_unit, out_of_range,
    conflict, reason_missing, mandatory_missing, gate_closed, enrolment_full, reauthentication, locked, no_such, not_possible."""
    sentence: str
    visit: str = ""
    form: str = ""
    item: str = ""
    row: int = 0
    current: str | None = None
    """For a conflict: what stands there now."""
    by: str = ""
    """For a conflict: who changed it."""
