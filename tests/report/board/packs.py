"""A small trial for the board: two infused, one preparing, one event of each kind; all invented."""

from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType

from tests.datasets.record import form, person, state, study
from tests.report.samples import STAMP

from hepatica.ledger.events import Event, Fact, encode
from hepatica.ledger.rows import StudyRow
from hepatica.report.board.pack import Pack, read_pack
from hepatica.report.stamp import Stamp
from hepatica.report.study.cut import read_cut

FIRST, SECOND, THIRD = "01-001", "01-002", "01-003"
KIDNEY = {
    "aeterm": "Acute kidney injury",
    "aecat": "outside",
    "aephase": "follow_up",
    "aestdtc": "2026-03-10",
    "aetoxgr": "3",
    "aebasgr": "1",
    "aeser": "yes",
    "aeshosp": "yes",
    "aeout": "recovering",
    "aeaware": "2026-03-10T20:00",
    "aenarr": "Seen at the ward round.",
    "aerel_msc": "possible",
    "aerel_cd34": "unlikely",
    "aerel_catheter": "probable",
}
FEVER = {"aeterm": "Fever", "aecat": "infusion", "aephase": "infusion", "aestdtc": "2026-03-02"}
BLEED = {
    "aeterm": "Site bleeding",
    "aecat": "marrow",
    "aephase": "marrow",
    "aestdtc": "2026-02-20",
    "aetoxgr": "1",
    "aeser": "no",
    "aerel_marrow": "certain",
}
GIVEN = {"exstdtc": "2026-03-02", "msc_lot": "M-1", "cd34_lot": "C-1", "dose_cd34": "190", "dose_msc": "48"}
AT = datetime(2026, 3, 13, 4, 30, tzinfo=UTC)


def people():
    """Rows of the three participants with their events, before anything else."""
    return (
        StudyRow(subject="", synthetic=True),
        person(FIRST, infusion="2026-03-02", gcsf="2026-02-27", started="2026-02-01"),
        person(SECOND, infusion="2026-03-09", gcsf="2026-03-06", started="2026-02-10"),
        person(THIRD, started="2026-02-20"),
        form(FIRST, "infusion", "infusion", flat=GIVEN | {"dose_weight": "60"}),
        form(FIRST, "infusion", "cd34_product", flat={"viability": "84.5", "lot": "C-1"}),
        form(FIRST, "infusion", "msc_release", flat={"viability": "93.5", "lot": "M-2"}),
        form(FIRST, "log", "ae", FEVER, KIDNEY),
        form(THIRD, "marrow", "marrow_aspiration", flat={"prstdtc": "2026-02-20"}),
        form(THIRD, "log", "ae", BLEED),
    )


@cache
def stamp() -> Stamp:
    """The stamp of a cut at a minute the tests choose."""
    return Stamp(
        protocol=STAMP.protocol, cut=AT.date(), seq=99, head=STAMP.head, program=STAMP.program, at=AT
    )


def event(seq: int, fact: Fact, *, subject: str = "", actor: str = "iris", at: str = "") -> Event:
    """A line of the ledger that says a fact."""
    return Event(
        seq=seq,
        at=at or f"2026-03-11T04:{seq % 60:02d}:00.000000Z",
        actor=actor,
        subject=subject,
        kind=fact.kind,
        schema=1,
        definition=1,
        body=encode(fact),
        prev="",
        hash="",
    )


def pack(*rows, history=(), defined=None, without=()) -> Pack:
    """The pack of the small trial with more rows; ``without`` leaves out rows of these participants."""
    kept = tuple(row for row in people() if row.subject not in without)
    cut = read_cut(defined or study(), state(*kept, *rows), stamp())
    instants = MappingProxyType(dict.fromkeys(range(1, 99), "2026-03-10T15:00:00.000000Z"))
    return read_pack(cut, instants=instants, history=history)


def said(table) -> list[tuple[str, list[str]]]:
    """A table as its words: (group, cells and sentence of a row)."""
    from hepatica.report.table import cell_text

    return [
        (
            group.title,
            [
                *(cell_text(cell, column) for cell, column in zip(row.cells, table.columns, strict=False)),
                *([row.sentence] if row.sentence else []),
            ],
        )
        for group in table.groups
        for row in group.rows
    ]
