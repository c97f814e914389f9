"""Rows of the cell laboratory, the bedside and the masked reading: what their facts fold into."""

from __future__ import annotations

import msgspec

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.row import Row


class Move(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One hand-over of a material."""

    move: str
    at: str
    place: str
    given_by: str
    received_by: str
    seq: int
    temperature: str = ""
    lowest: str = ""
    highest: str = ""
    log: str = ""
    log_name: str = ""
    amount: tuple[Measured, ...] = ()
    note: str = ""


class MaterialRow(Row, frozen=True, kw_only=True):
    """A material, with where it came from and where it went."""

    table = "material"
    material: str
    step: str
    at: str
    by: str
    witness: str
    parents: tuple[str, ...] = ()
    taken: tuple[Measured, ...] = ()
    measures: tuple[Measured, ...] = ()
    place: str = ""
    vessel: str = ""
    note: str = ""
    user: str = ""
    """Account that recorded it."""
    seq: int
    moves: tuple[Move, ...] = ()
    measured: int = 0
    """The event that last added or mended a measure; 0: none since it was made."""
    users: tuple[str, ...] = ()
    """Every account that added or mended a measure."""
    measured_by: tuple[str, ...] = ()
    """Everyone who measured it later, by name."""

    @property
    def key(self) -> str:
        return self.material


class TestRow(Row, frozen=True, kw_only=True):
    """The standing result of a test of a material; earlier ones are in the ledger."""

    __test__ = False  # a row of the laboratory, not one of pytest's
    table = "test"
    material: str
    test: str
    at: str
    by: str
    value: str = ""
    unit: str = ""
    final: bool = True
    started: str = ""
    file: str = ""
    file_name: str = ""
    user: str = ""
    users: tuple[str, ...] = ()
    """Every account that ever recorded this test."""
    seq: int
    repeats: int = 0

    @property
    def key(self) -> str:
        return f"{self.material}/{self.test}"


class ReleaseRow(Row, frozen=True, kw_only=True):
    """The decision that stands on a lot."""

    table = "release"
    lot: str
    decision: str
    at: str
    pending: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    reason: str = ""
    expires: str = ""
    user: str = ""
    second: str = ""
    second_user: str = ""
    since: str = ""
    """Civil moment from which it may be given (or is rejected): a later decision that also gives it moves nothing."""
    gave: ReleaseRow | None = None
    """Of a rejection: the decision by which it could be given until then."""
    seq: int

    @property
    def key(self) -> str:
        return self.lot


class Noted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something at a minute of an infusion."""

    at: str
    what: str
    seq: int
    values: tuple[Measured, ...] = ()
    note: str = ""


class BagRow(Row, frozen=True, kw_only=True):
    """A bag from its authorisation to the end of its infusion; only bags something happened to."""

    table = "bag"
    bag: str
    dose: int = 1
    authorised: int = 0
    """The event that authorised it; 0: nobody did."""
    authorised_at: str = ""
    authorised_by: str = ""
    match: int = 0
    """The last event that matched it with its donor's wristband."""
    matched_at: str = ""
    started: str = ""
    started_seq: int = 0
    started_match: int = 0
    """The match that stood when it started; 0 when none did."""
    first: str = ""
    second: str = ""
    paper: str = ""
    reason: str = ""
    route: str = ""
    position: str = ""
    donor: str = ""
    """Whose it is, its step and its lot, as known when it ran: it may be another's."""
    step: str = ""
    lot: str = ""
    ended: str = ""
    ended_seq: int = 0
    volume: str = ""
    complete: bool = False
    stopped_for: str = ""
    cells: str = ""
    notes: tuple[Noted, ...] = ()

    @property
    def key(self) -> str:
        return self.bag


class MatchRow(Row, frozen=True, kw_only=True):
    """A comparison at the bedside, match or mismatch."""

    table = "match"
    wristband: str
    code: str
    bag: str
    matched: bool
    sentence: str
    second: str
    second_user: str
    donor: str = ""
    place: str = ""
    user: str
    at: str
    """When the server compared: UTC as hashed."""
    seq: int

    @property
    def key(self) -> str:
        return str(self.seq)


class BranchRow(Row, frozen=True, kw_only=True):
    """A way that was taken."""

    table = "branch"
    branch: str
    choice: str
    reason: str
    product: str = ""
    material: str = ""
    user: str
    at: str
    seq: int

    @property
    def key(self) -> str:
        return str(self.seq)


class NoticeRow(Row, frozen=True, kw_only=True):
    """A letter that is owed or went out."""

    table = "notice"
    notice: str
    to: str
    lot: str
    cause: str
    due: str
    result: str = ""
    prepared_at: str
    seq: int
    sent: str = ""
    sent_by: str = ""
    file: str = ""
    file_name: str = ""
    reason: str = ""

    @property
    def key(self) -> str:
        return f"{self.lot}/{self.notice}/{self.to}"


class AccessionRow(Row, frozen=True, kw_only=True):
    """A code and what it stands for: read by nobody who reads slides."""

    table = "accession"
    accession: str
    material: str
    file: str = ""
    media: str = ""
    unmasked: int = 0
    """The event that told whose it is."""
    users: tuple[str, ...] = ()
    """Accounts that made the material or what it came from, and that gave it this code: none of them reads it."""
    seq: int

    @property
    def key(self) -> str:
        return self.accession


class ReadingRow(Row, frozen=True, kw_only=True):
    """What a reader accepted under a code."""

    table = "reading"
    accession: str
    reader: str
    """The account that read."""
    read: int
    at: str
    method: str
    positive: int
    counted: int
    measures: tuple[Measured, ...] = ()
    clone: str = ""
    antibody_lot: str = ""
    instrument: str = ""
    batch: str = ""
    controls: str = ""
    parameters: str = ""
    file: str = ""
    overlay: str = ""
    corrected: bool = False
    note: str = ""
    seq: int

    @property
    def key(self) -> str:
        return f"{self.accession}/{self.reader}/{self.read}"
