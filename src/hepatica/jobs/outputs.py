"""Outputs of the record at a cut: the report as values, and as the bytes of its PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from hepatica.datasets.holds import KINDS
from hepatica.datasets.trail import Trailing
from hepatica.jobs.cuts import NoSuchCut as NoSuchCut  # noqa: PLC0414 - screens catch it by this name
from hepatica.jobs.cuts import event_at, stamp_at, state_at, study_at
from hepatica.jobs.printed import AS_HTML, HTML, PDF, REPORT
from hepatica.ledger.events import Event
from hepatica.ledger.review_rows import RedactionRow
from hepatica.report import typst, vega
from hepatica.report.board.pack import Pack, read_pack
from hepatica.report.kinds import Kind, kind_called, made
from hepatica.report.standalone import document_html
from hepatica.report.study.cut import Cut, read_cut
from hepatica.report.study.dossier import Dossier
from hepatica.report.table import Table
from hepatica.store import read, sight
from hepatica.store.transactions import snapshot

Progress = Callable[[str, int], None]
"""What is being done, and of how many rows."""


def _silent(_step: str, _rows: int) -> None:
    """Tell nobody."""


def cut_at(seq: int | None = None) -> Cut:
    """Return the study as of an event, by default the last; the same cut gives the same values for ever.

    Raises NoSuchCut with a sentence.
    """
    sight.whole()
    return _cut(event_at(seq), read.redactions())


@lru_cache(maxsize=4)
def _cut(event: Event, _struck: tuple[RedactionRow, ...]) -> Cut:
    # The event carries its hash: a process that sees one folder after another never mixes them up.
    study = study_at(event)
    return read_cut(study, state_at(event), stamp_at(event, study))


def dossier_at(seq: int | None = None) -> Dossier:
    """Return all a report is written from, as of an event, by default the last; NoSuchCut with a sentence."""
    sight.whole()
    return _dossier(event_at(seq), read.redactions())


@lru_cache(maxsize=2)
def _dossier(event: Event, struck: tuple[RedactionRow, ...]) -> Dossier:
    cut = _cut(event, struck)
    trailing = Trailing()
    with snapshot() as cursor:
        instants, history = {}, []
        for line in read.told(cursor, last=cut.stamp.seq):
            instants[line.seq] = line.at
            trailing.add(line)
            if line.kind in KINDS:
                history.append(line)
    pack = read_pack(cut, instants=instants, history=history)
    return Dossier(
        cut=cut, pack=pack, trail=trailing.trail(cut.state, pack.zone, cut.study.monitoring.late_days)
    )


def pack_at(seq: int | None = None) -> Pack:
    """Return the safety board's pack as of an event, by default the last; NoSuchCut with a sentence."""
    pack = dossier_at(seq).pack
    assert pack is not None  # a dossier read from the ledger has one
    return pack


def report(kind: Kind, cut: int | None = None, *, form: str = PDF, tell: Progress = _silent) -> bytes:
    """Return a report of a kind at a cut as PDF/A or as one HTML file: the same bytes for the same cut and version.

    ``tell`` hears what is being done, and of how many rows.
    """
    tell("Reading the ledger", 0)
    dossier = dossier_at(cut)
    tell("Writing", 0)
    document = made(kind, dossier, whole=form == HTML)
    rows = sum(len(block.rows) for block in document.blocks if isinstance(block, Table))
    tell("Setting the pages", rows)
    return document_html(document, vega.svg) if form == HTML else typst.pdf(document)


def report_pdf(cut: int | None = None) -> bytes:
    """Return the study report at a cut as PDF/A."""
    return report(Kind.FINAL, cut)


def board_pack(cut: int | None = None) -> bytes:
    """Return the safety board's pack at a cut as PDF/A."""
    return report(Kind.BOARD, cut)


def file_name(cut: Cut, *, what: str = REPORT, form: str = PDF) -> str:
    """Return the name a printed report, or a pack, is saved under."""
    number = re.sub(r"[^A-Za-z0-9-]+", "-", cut.study.protocol).strip("-")
    return f"{number}-{kind_called(what.removesuffix(AS_HTML)).file}-{cut.stamp.seq}.{form}"
