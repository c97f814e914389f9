"""How a protocol watches over its participants: phases, suspects, special interest, episodes, approvals, stagger, alerts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from hepatica.study.clocks import Recipient
from hepatica.study.form import Identifier
from hepatica.study.schedule import ItemAddress
from hepatica.study.text import Frozen, Sourced, Text


class Phase(Sourced):
    """A phase of treatment, from the start of a procedure so many days on; the latest that has begun is an event's phase."""

    id: Identifier
    """A code of the event log's phase."""
    procedure: Identifier | None = None
    """None: before any procedure."""
    start_time: ItemAddress | None = None
    """Item with the time of its start: it orders the phases of one day."""
    days: int | None = None
    """How long it lasts; None: until the next begins."""
    category: Identifier | None = None
    """The record's category proposed for an event that begins in it; None: the procedure's, within its days."""


class Suspect(Frozen):
    """Something an event may be caused by, judged apart: a cell product, G-CSF, a procedure, other drugs, the disease."""

    id: Identifier
    title: Text
    kind: Literal["product", "drug", "procedure", "concomitant", "disease"]
    investigator: ItemAddress
    """Item of the event log with the investigator's judgement."""
    sponsor: ItemAddress | None = None
    """Item of the sponsor's assessment."""
    generic_name: Text | None = None
    """As a regulator's form names it."""
    lot: ItemAddress | None = None
    dose: ItemAddress | None = None
    dose_per_kg: ItemAddress | None = None
    start: ItemAddress | None = None
    """Day it was given."""
    start_time: ItemAddress | None = None
    route: Text | None = None
    form: Text | None = None
    """Dosage form."""


class SpecialInterest(Sourced):
    """An adverse event of special interest: told at once even when it is not serious."""

    id: Identifier
    """A code of the event log's list."""
    title: Text
    phase: Text
    ctcae: tuple[str, ...] = ()
    signals: tuple[Identifier, ...] = ()


class Episodes(Sourced):
    """When several proposals are one episode: the same term, overlapping or no more than so many days apart."""

    gap_days: int = Field(ge=0)


class Emergent(Sourced):
    """From when an event counts as treatment-emergent: the earliest of these anchors."""

    anchors: tuple[Identifier, ...]


class FollowUp(Sourced):
    """How long events are followed: those open at the last visit to resolution or stable; long-term by parameter."""

    anchor: Identifier
    days: int
    """Day at which events still open come onto the due list."""
    every_days: int
    """How often an open event is asked about after that."""
    long_term_months: int | None = None


class Approval(Sourced):
    """An approval that must be in date before an infusion: of the committee, the authority, the registry, the insurer."""

    id: Identifier
    title: Text
    gates: tuple[Identifier, ...]
    """Gates that an absent or expired approval closes."""
    expires: bool = True


class Stagger(Sourced):
    """A sentinel or stagger gate: the next participant waits so many days after the one before, and for a written clearance."""

    id: Identifier
    code: str
    """SEN-01."""
    title: Text
    after: tuple[int, ...]
    """Ordinals, by date of infusion, of the participants after whom it stands: (1,) for the sentinel."""
    gates: tuple[Identifier, ...]
    """Gates of the next participant it closes."""
    days: int = Field(ge=0)
    """Days after the last infusion of the one before."""
    clearance: bool = True
    """Whether the monitor's written clearance of the one before is needed as well."""


class Alarm(Sourced):
    """What is told at once to the people on call."""

    id: Identifier
    on: Literal["serious", "special", "rule", "deviation", "signal", "mismatch"]
    """``deviation``: a critical one, such as an act past a closed gate. ``mismatch``: bag and wristband did not match."""
    title: Text
    """What the message says, without any clinical detail: 'A serious event needs you'."""
    signals: tuple[Identifier, ...] = ()
    """For ``signal``: the signals that cannot wait, such as a late positive sterility result."""
    minutes: int = Field(default=30, ge=1)
    """Unacknowledged for so long, it goes to the deputy."""


class Board(Sourced):
    """The data and safety monitoring board, as its charter says."""

    title: Text
    quorum: int = Field(ge=1)
    members: int = Field(ge=1)
    specialities: tuple[Text, ...] = ()


class Oversight(Frozen):
    """How the safety desk works under this protocol. A protocol without it has signals, gates and holds by hand alone."""

    recipients: tuple[Recipient, ...] = ()
    phases: tuple[Phase, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    special_interest: tuple[SpecialInterest, ...] = ()
    episodes: Episodes | None = None
    emergent: Emergent | None = None
    follow_up: FollowUp | None = None
    approvals: tuple[Approval, ...] = ()
    stagger: tuple[Stagger, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    board: Board | None = None
    holidays: tuple[date, ...] = ()
    """Days that are no working days, beside Saturdays and Sundays."""
    indication: Text | None = None
    """Indication as a regulator's form names it."""
    permission: str = ""
    """Number of the licensing authority's permission."""
    registrations: tuple[str, ...] = ()
    """Registry numbers, as they are printed: NCT04243681, CTRI/..."""
    ethics_committee: str = ""
    """Name and registration number."""
    sponsor_code: str = ""
    """Short name of the sponsor in message identifiers."""
