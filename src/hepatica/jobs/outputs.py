"""Outputs of the record at a cut: the report as values, and as the bytes of its PDF."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from hepatica import __version__
from hepatica.ledger.events import Event, StudyPublished
from hepatica.report import typst
from hepatica.report.stamp import Stamp
from hepatica.report.study.cut import Cut, read_cut
from hepatica.report.study.document import study_report
from hepatica.store import read
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
    study = _study_at(event)
    moment = datetime.fromisoformat(event.at)
    stamp = Stamp(
        protocol=study.version,
        cut=moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        seq=event.seq,
        head=event.hash,
        program=__version__,
        at=moment,
    )
    return read_cut(study, read.state_at(event.seq), stamp)


def _study_at(event: Event) -> Study:
    published = event if event.kind == StudyPublished.kind else read.event(event.definition)
    fact = published.fact if published else None
    if not isinstance(fact, StudyPublished):
        raise NoSuchCut(f"No protocol was in force at event {event.seq}: there is nothing to report.")
    return parse(fact.text)


def report_pdf(cut: int | None = None) -> bytes:
    """Return the study report at a cut as PDF/A: the same bytes for the same cut and program version."""
    return typst.pdf(study_report(cut_at(cut)))


def file_name(cut: Cut) -> str:
    """Return the name a printed report is saved under."""
    number = re.sub(r"[^A-Za-z0-9-]+", "-", cut.study.protocol).strip("-")
    return f"{number}-report-{cut.stamp.seq}.pdf"
