"""The facts of the cell laboratory and the bedside: materials, hand-overs, tests, releases, bags, infusions.

A material's event stands under the participant it came from. ``at`` is the civil moment at the site as it happened
('2026-03-05T09:15'); when it was recorded is the event's own time.
"""

from __future__ import annotations

import msgspec

from hepatica.ledger.fact import Fact


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A measured number as typed, with its unit."""

    name: str
    value: str
    unit: str


class MaterialMade(Fact, frozen=True, kw_only=True):
    """A material came to be: collected, passaged, selected, filled, split, cut."""

    kind = "material.made"
    material: str
    """Its label: one in the whole study."""
    step: str
    """The protocol's step that makes it."""
    at: str
    by: str
    """Who made it, by name."""
    witness: str
    """Who saw it, by name."""
    parents: tuple[str, ...] = ()
    """What it was made of; none for what came from the participant."""
    taken: tuple[Measured, ...] = ()
    """How much of the parent went into it: ``name`` is the parent, 10^6 cells or mL."""
    measures: tuple[Measured, ...] = ()
    place: str = ""
    vessel: str = ""
    note: str = ""


class MaterialMeasured(Fact, frozen=True, kw_only=True):
    """Something of a material was measured later: the harvest of a passage, the cells alive after thawing."""

    kind = "material.measured"
    material: str
    at: str
    by: str
    measures: tuple[Measured, ...]
    note: str = ""


class MaterialCorrected(Fact, frozen=True, kw_only=True):
    """A measure of a material had been written down wrongly."""

    kind = "material.corrected"
    material: str
    measures: tuple[Measured, ...]
    was: tuple[Measured, ...]
    reason: str


class MaterialMoved(Fact, frozen=True, kw_only=True):
    """A hand-over between two named people, or a change of state: stored, thawed, sent, received, disposed."""

    kind = "material.moved"
    material: str
    move: str
    """stored, retrieved, thawed, sent, received, bedside, returned, disposed, lost."""
    at: str
    place: str
    given_by: str
    received_by: str
    temperature: str = ""
    """°C at the hand-over."""
    lowest: str = ""
    highest: str = ""
    """°C of the log since the last hand-over."""
    log: str = ""
    """SHA-256 of the temperature log in ``files/``."""
    log_name: str = ""
    amount: tuple[Measured, ...] = ()
    """For a disposal: what was thrown away."""
    note: str = ""


class MaterialTested(Fact, frozen=True, kw_only=True):
    """A quality test was set up (``value`` is '') or has a result; a later result stands instead of the earlier."""

    kind = "material.tested"
    material: str
    test: str
    """Id of the release criterion."""
    at: str
    by: str
    value: str = ""
    unit: str = ""
    final: bool = True
    """False for a reading on the way: no growth so far."""
    file: str = ""
    file_name: str = ""
    reason: str = ""
    """Why a result is replaced."""
    was: str = ""


class LotReleased(Fact, frozen=True, kw_only=True):
    """The decision on a lot, by someone who tested none of it: the signature is this event."""

    kind = "lot.released"
    lot: str
    decision: str
    """released, conditional (results pending), exceptional (out of specification), rejected."""
    at: str
    pending: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    """Criteria that are not met, in an exceptional release or a rejection."""
    reason: str = ""
    expires: str = ""
    second: str = ""
    """Name of the physician who signed an exceptional release beside quality."""
    second_user: str = ""


class BagAuthorised(Fact, frozen=True, kw_only=True):
    """A bag may leave the laboratory for its donor: released, in date, every gate clear."""

    kind = "bag.authorised"
    bag: str
    dose: int = 1


class BagMatched(Fact, frozen=True, kw_only=True):
    """Two codes were compared at the bedside; a mismatch is recorded as well as a match."""

    kind = "bag.matched"
    wristband: str
    """As scanned."""
    code: str
    """As scanned."""
    bag: str
    """What the code stands for; '' when for nothing."""
    matched: bool
    sentence: str
    second: str
    second_user: str
    donor: str = ""
    """Whose the bag is."""
    place: str = ""


class InfusionStarted(Fact, frozen=True, kw_only=True):
    """Cells run into a participant."""

    kind = "infusion.started"
    bag: str
    at: str
    first: str
    second: str
    match: int = 0
    """The event that matched bag and wristband; 0 when none stands."""
    paper: str = ""
    """Number of the two-person sheet, for a late entry."""
    reason: str = ""
    """Why it was entered late, or given without authorisation."""
    dose: int = 1
    route: str = ""
    position: str = ""
    """Where the catheter lay."""
    donor: str = ""
    """Whose the bag is, as known when it was recorded; '' for a bag that nobody made."""
    step: str = ""
    """The step that made it."""
    lot: str = ""
    """The lot it was filled from."""


class InfusionNoted(Fact, frozen=True, kw_only=True):
    """Something at a minute of the infusion."""

    kind = "infusion.noted"
    bag: str
    at: str
    what: str
    """rate, pause, resume, vitals, reaction, contrast, position, note."""
    values: tuple[Measured, ...] = ()
    note: str = ""


class InfusionEnded(Fact, frozen=True, kw_only=True):
    """The infusion of a bag ended, in full or in part."""

    kind = "infusion.ended"
    bag: str
    at: str
    volume: str
    """mL that ran in."""
    complete: bool
    reason: str = ""
    cells: str = ""
    """Viable cells given, 10^6: computed from the bag's cells and the part of its volume that ran in."""


class BranchChosen(Fact, frozen=True, kw_only=True):
    """What was planned cannot be: which way is taken."""

    kind = "branch.chosen"
    branch: str
    choice: str
    reason: str
    product: str = ""
    material: str = ""


class NoticePrepared(Fact, frozen=True, kw_only=True):
    """A letter is owed, and ready."""

    kind = "notice.prepared"
    notice: str
    to: str
    lot: str
    cause: str
    """The event kind and what it was about: 'material.tested/MSC-01-004/sterility'."""
    due: str
    """Civil moment at the site."""
    result: str = ""


class NoticeSent(Fact, frozen=True, kw_only=True):
    """A letter went out."""

    kind = "notice.sent"
    notice: str
    to: str
    lot: str
    at: str
    file: str = ""
    file_name: str = ""
    reason: str = ""
    """Why it went late."""
