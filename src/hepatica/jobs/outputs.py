"""Outputs of the record at a cut: the report as values, and as the bytes of its PDF."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from hepatica import __version__
from hepatica.datasets.holds import KINDS
from hepatica.jobs.printed import PACK, REPORT
from hepatica.ledger.events import Event, StudyPublished
from hepatica.ledger.state import State
from hepatica.report import typst
from hepatica.report.board.document import board_pack as whole_pack
from hepatica.report.board.pack import Pack, read_pack
from hepatica.report.stamp import Stamp
from hepatica.report.study.cut import Cut, read_cut
from hepatica.report.study.document import study_report
from hepatica.store import read
from hepatica.store.transactions import snapshot
from hepatica.study.load import parse
from hepatica.study.study import Study


class NoSuchCut(LookupError):  # noqa: N818 - the sentence is what matters
    """The ledger has no event of that number, or no protocol was in force there."""


def cut_at(seq: int | None = None) -> Cut:
    """Return the study as of an event, by default the last; the same cut gives the same values for ever.

    Raises NoSuchCut with a sentence.
    """
    last = read.head().seq
    at = last if seq is None else seq
    event = read.event(at) if 1 <= at <= last else None
    if event is None:
        raise NoSuchCut(f"The ledger has events 1 to {last}; there is no event {at}.")
    return _cut(event)


@lru_cache(maxsize=4)
def _cut(event: Event) -> Cut:
    # The event carries its hash: a process that sees one folder after another never mixes them up.
    study = study_at(event)
    moment = datetime.fromisoformat(event.at)
    stamp = Stamp(
        protocol=study.version,
        cut=moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        seq=event.seq,
        head=event.hash,
        program=__version__,
        at=moment,
    )
    # In the order of their keys, as the projections come: at the head and long after it a cut reads the same.
    rows = sorted(read.state_at(event.seq).rows(), key=lambda row: (row.table, row.subject, row.key))
    return read_cut(study, State(rows), stamp)


def study_at(event: Event) -> Study:
    """Return the protocol in force at an event; NoSuchCut where there was none."""
    published = event if event.kind == StudyPublished.kind else read.event(event.definition)
    fact = published.fact if published else None
    if not isinstance(fact, StudyPublished):
        raise NoSuchCut(f"No protocol was in force at event {event.seq}: there is nothing to report.")
    return _parsed(fact.text)


@lru_cache(maxsize=4)
def _parsed(text: str) -> Study:
    return parse(text)


def report_pdf(cut: int | None = None) -> bytes:
    """Return the study report at a cut as PDF/A: the same bytes for the same cut and program version."""
    return typst.pdf(study_report(cut_at(cut)))


def pack_at(seq: int | None = None) -> Pack:
    """Return the safety board's pack as of an event, by default the last; NoSuchCut with a sentence."""
    cut = cut_at(seq)
    with snapshot() as cursor:
        instants, history = {}, []
        for event in read.stream(cursor, last=cut.stamp.seq):
            instants[event.seq] = event.at
            if event.kind in KINDS:
                history.append(event)
    return read_pack(cut, instants=instants, history=history)


def board_pack(cut: int | None = None) -> bytes:
    """Return the safety board's pack at a cut as PDF/A: the same bytes for the same cut and program version."""
    return typst.pdf(whole_pack(pack_at(cut)))


def file_name(cut: Cut, *, what: str = REPORT) -> str:
    """Return the name a printed report, or a pack, is saved under."""
    number = re.sub(r"[^A-Za-z0-9-]+", "-", cut.study.protocol).strip("-")
    kind = {REPORT: "report", PACK: "board-pack"}[what]
    return f"{number}-{kind}-{cut.stamp.seq}.pdf"
