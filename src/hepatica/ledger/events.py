"""The facts a trial is made of: one small frozen struct per kind, named ``noun.verb``.

An amendment of the protocol needs no new kind: facts are about subjects, visits, forms, rows and items.
``SCHEMA`` is stored with each event; older shapes are lifted by ``ledger.upcast``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from hepatica.ledger import (  # noqa: F401 - their facts are part of the grammar
    desk_facts,
    kept_designs,
    product_facts,
    review_facts,
    tissue_facts,
)
from hepatica.ledger.desk_facts import ActAuthorised, HoldLifted, HoldPlaced
from hepatica.ledger.fact import Fact

__all__ = [
    "FACTS",
    "SCHEMA",
    "ActAuthorised",
    "DeviationRecorded",
    "DeviationWithdrawn",
    "Draft",
    "Event",
    "Fact",
    "FindingCleared",
    "FindingExplained",
    "FindingRaised",
    "FormCompleted",
    "FormReopened",
    "HoldLifted",
    "HoldPlaced",
    "ItemChanged",
    "ItemEntered",
    "RoleGranted",
    "RoleRevoked",
    "RowRemoved",
    "SignalConfirmed",
    "SignalDismissed",
    "SignalProposed",
    "SignalWithdrawn",
    "SignatureGiven",
    "SignatureInvalidated",
    "StudyPublished",
    "StudySynthetic",
    "SubjectEnrolled",
    "SubjectScreened",
    "SubjectStarted",
    "decode",
    "encode",
]
SCHEMA = 1


class StudySynthetic(Fact, frozen=True, kw_only=True):
    """The study's data are invented; a virtual clock is allowed. Only ever the first event."""

    kind = "study.synthetic"
    seed: str


class StudyPublished(Fact, frozen=True, kw_only=True):
    """A version of the protocol came into force; later events name it by this event's number."""

    kind = "study.published"
    study: str
    version: str
    sha256: str
    text: str
    """The canonical JSON of the whole study."""
    keeps: bool = False
    """Whether participants who were there stay under their version until they consent again."""
    approvals: dict[str, str] = {}
    """Approval id → date and number of the decision on this version."""
    urgent: str = ""
    """Why it came into force before an approval it needs: an immediate hazard."""
    settles: bool = False
    """Whether each participant's record is read anew under it; False for a first version, and before 0.5.0."""
    reconsent: tuple[str, ...] = ()
    """Versions under which a renewed consent does; none: nobody has to consent again."""
    reconsent_since: int = 0
    """The event of the version that first asked for it; 0: this very one."""


class RoleGranted(Fact, frozen=True, kw_only=True):
    """A person may act in a role."""

    kind = "role.granted"
    user: str
    name: str
    role: str
    sites: tuple[str, ...] = ()
    """Sites at which the role holds; none: all."""
    since: str = ""
    """First civil day of the delegation; '': at once."""
    until: str = ""
    """Last civil day; '': until it is taken back."""
    training: str = ""
    """Which training, and when."""
    identity: str = ""
    """Which document showed who the person is, and who saw it when."""


class RoleRevoked(Fact, frozen=True, kw_only=True):
    """A person may no longer act in a role."""

    kind = "role.revoked"
    user: str
    role: str
    reason: str


class SubjectScreened(Fact, frozen=True, kw_only=True):
    """A person was given a number."""

    kind = "subject.screened"
    site: str


class SubjectEnrolled(Fact, frozen=True, kw_only=True):
    """Enrolment was authorised: consent and eligibility were in order."""

    kind = "subject.enrolled"


class SubjectStarted(Fact, frozen=True, kw_only=True):
    """The first study procedure took place: the participant counts toward the enrolment.

    An empty ``procedure`` says that the record of it was mended away: the participant no longer counts.
    """

    kind = "subject.started"
    procedure: str
    date: str


class ItemEntered(Fact, frozen=True, kw_only=True):
    """An item got its first answer."""

    kind = "item.entered"
    visit: str
    form: str
    item: str
    row: int = 0
    value: str | None = None
    unit: str = ""
    state: str = ""
    """'' for a value, else 'not_done' or 'unknown'."""
    reason: str = ""


class ItemChanged(Fact, frozen=True, kw_only=True):
    """An item's answer was replaced; the old one stays readable here."""

    kind = "item.changed"
    visit: str
    form: str
    item: str
    row: int = 0
    value: str | None = None
    unit: str = ""
    state: str = ""
    reason: str = ""
    was: str | None = None
    was_unit: str = ""
    was_state: str = ""


class RowRemoved(Fact, frozen=True, kw_only=True):
    """A row of a repeating group was struck out; its values stay in the trail."""

    kind = "row.removed"
    visit: str
    form: str
    group: str
    row: int
    reason: str


class FormCompleted(Fact, frozen=True, kw_only=True):
    """Every mandatory item was answered and a person said the form is complete."""

    kind = "form.completed"
    visit: str
    form: str


class FormReopened(Fact, frozen=True, kw_only=True):
    """A complete form is being worked on again."""

    kind = "form.reopened"
    visit: str
    form: str
    reason: str


class SignatureGiven(Fact, frozen=True, kw_only=True):
    """A person signed: printed name, meaning, what was signed and its hash at a sequence number."""

    kind = "signature.given"
    name: str
    role: str
    meaning: str
    act: str
    """What was signed: 'form', or a command kind such as 'hold.lift'."""
    visit: str = ""
    form: str = ""
    at_seq: int
    state_sha256: str


class SignatureInvalidated(Fact, frozen=True, kw_only=True):
    """What was signed has changed since; written with the change, in the same transaction."""

    kind = "signature.invalidated"
    signature: int
    """Sequence number of the signature."""
    visit: str = ""
    form: str = ""


class FindingRaised(Fact, frozen=True, kw_only=True):
    """An edit check fires at an item, or could not be evaluated."""

    kind = "finding.raised"
    check: str
    visit: str
    form: str
    item: str
    row: int = 0
    verdict: str = "fires"
    """'fires' or 'not_evaluable'."""


class FindingCleared(Fact, frozen=True, kw_only=True):
    """The check no longer fires: the data were mended."""

    kind = "finding.cleared"
    check: str
    visit: str
    form: str
    row: int = 0


class FindingExplained(Fact, frozen=True, kw_only=True):
    """The value stands, and a person said why."""

    kind = "finding.explained"
    check: str
    visit: str
    form: str
    row: int = 0
    reason: str
    by: str = ""
    """Who explained, for the row; '' before version 0.6.0, which kept it in the event alone."""


class SignalProposed(Fact, frozen=True, kw_only=True):
    """A signal proposes an adverse event; ``readings`` are the values that raised it."""

    kind = "signal.proposed"
    signal: str
    visit: str
    form: str
    row: int = 0
    readings: dict[str, str | None]


class SignalWithdrawn(Fact, frozen=True, kw_only=True):
    """A corrected value no longer meets the signal."""

    kind = "signal.withdrawn"
    signal: str
    visit: str
    form: str
    row: int = 0


class SignalConfirmed(Fact, frozen=True, kw_only=True):
    """A clinician confirmed a proposal; the adverse event is row ``ae_row`` of the log."""

    kind = "signal.confirmed"
    signal: str
    visit: str
    form: str
    row: int = 0
    ae_row: int


class SignalDismissed(Fact, frozen=True, kw_only=True):
    """A clinician judged that a proposal is not an event, and said why."""

    kind = "signal.dismissed"
    signal: str
    visit: str
    form: str
    row: int = 0
    reason: str


class DeviationRecorded(Fact, frozen=True, kw_only=True):
    """A fact breaks the protocol; it is stored, flagged and said in a sentence."""

    kind = "deviation.recorded"
    rule: str
    """out_of_window, before_consent, under_hold, gate_closed, over_enrolment, death_date_unknown ..."""
    sentence: str
    critical: bool = False
    visit: str = ""
    form: str = ""
    item: str = ""
    row: int = 0


class DeviationWithdrawn(Fact, frozen=True, kw_only=True):
    """A corrected value no longer breaks the protocol."""

    kind = "deviation.withdrawn"
    rule: str
    visit: str = ""
    form: str = ""
    item: str = ""
    row: int = 0


FACTS: dict[str, type[Fact]] = {cls.kind: cls for cls in Fact.__subclasses__()}
_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(cls) for kind, cls in FACTS.items()
}


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An event that ``decide`` wants recorded; the store gives it number, time and hash."""

    subject: str
    """Subject number, or '' for the study."""
    fact: Fact


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger, as stored."""

    seq: int
    at: str
    """Server UTC, ``2026-03-14T08:05:12.345678Z``."""
    actor: str
    subject: str
    kind: str
    schema: int
    definition: int
    """Sequence number of the ``study.published`` event in force; 0 before the first."""
    body: str
    prev: str
    hash: str

    @property
    def fact(self) -> Fact:
        """The decoded body; ValueError when the kind or the body is not of the grammar."""
        return decode(self.kind, self.body)


def encode(fact: Fact) -> str:
    """Return the canonical body: UTF-8 JSON, sorted keys, defaults left out. These bytes are hashed and stored."""
    return _ENCODER.encode(fact).decode()


def decode(kind: str, body: str) -> Fact:
    """Return the fact of a stored body; ValueError names an unknown kind or a broken body."""
    if kind not in _DECODERS:
        raise ValueError(f"unknown kind of event: {kind}")
    fact: Fact = _DECODERS[kind].decode(body)
    return fact
