"""Papers of a participant's cells, read from the record at a cut: the same cut gives the same bytes for ever.

Each function returns the PDF and the name to save it under. With ``actor`` the print is said on the access chain. What
cannot be printed raises NoSuchPaper with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hepatica import __version__
from hepatica.datasets.participants import derive_participants
from hepatica.jobs.cuts import NoSuchCut, study_at
from hepatica.ledger.rows import GrantRow, StudyRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.report import typst
from hepatica.report.product import labels as label_sheet
from hepatica.report.product import sheet as bedside
from hepatica.report.product.batch import batch_document
from hepatica.report.product.cells import Cells, NoSuchPaper
from hepatica.report.product.certificate import certificate_document
from hepatica.report.product.letter import letter_document
from hepatica.report.product.pictures import batch_pictures
from hepatica.report.stamp import Stamp
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access

__all__ = ["Made", "NoSuchPaper", "batch_record", "cells", "certificate", "labels", "letter", "sheet"]


class Made(NamedTuple):
    """A paper and the name it is saved under."""

    content: bytes
    name: str


def labels(subject: str, materials: Sequence[str], *, seq: int | None = None, actor: str = "") -> Made:
    """Return a sheet of labels in the order asked; the participant's own number gives a wristband.

    A slide's label carries its accession code alone, so slides are printed on a sheet of their own, and neither the
    file nor its name tells whose they are.
    """
    here = cells(subject, seq)
    wanted = label_sheet.labels_of(here, materials)
    masked = all(one.masked for one in wanted)
    what = "slide-labels" if masked else f"labels-{subject}"
    return _made(here, what, label_sheet.labels_pdf(wanted, here), actor)


def certificate(subject: str, lot: str, *, seq: int | None = None, actor: str = "") -> Made:
    """Return the certificate of analysis of a lot, as it stands at the cut."""
    here = cells(subject, seq)
    return _made(here, f"certificate-{lot}", typst.pdf(certificate_document(here, lot)), actor)


def sheet(subject: str, *, seq: int | None = None, actor: str = "") -> Made:
    """Return the two-person sheet for an infusion without a network; its number stands on it, for the late entry."""
    here = cells(subject, seq)
    return _made(here, f"bedside-{subject}", bedside.sheet_pdf(here), actor)


def letter(subject: str, lot: str, notice: str, to: str, *, seq: int | None = None, actor: str = "") -> Made:
    """Return the letter to one recipient that a decision or a result on a lot obliges the laboratory to send."""
    here = cells(subject, seq)
    made = typst.pdf(letter_document(here, lot, notice, to))
    return _made(here, f"letter-{lot}-{notice}-{_plain(to)}", made, actor)


def batch_record(subject: str, product: str, *, seq: int | None = None, actor: str = "") -> Made:
    """Return the batch record of a product of one participant: every step, hand-over, test and decision."""
    here = cells(subject, seq)
    return _made(
        here,
        f"batch-{product}-{subject}",
        typst.pdf(batch_document(here, product, batch_pictures(here, product))),
        actor,
    )


def cells(subject: str, seq: int | None = None) -> Cells:
    """Return everything of a participant's cells as of an event, by default the last; NoSuchPaper with a sentence."""
    last = read.head().seq
    event = read.stamped(last if seq is None else seq)
    if event is None:
        raise NoSuchPaper(f"The ledger has events 1 to {last}; there is no event {seq}.")
    try:
        study = study_at(event)
    except NoSuchCut as error:
        raise NoSuchPaper(str(error)) from error
    # In the order of their keys, as the projections come: at the head and long after it a cut reads the same.
    state = State(sorted(read.state_at(event.seq).rows(), key=lambda row: (row.table, row.subject, row.key)))
    row, trial = state.get(SubjectRow, subject), state.get(StudyRow)
    if row is None:
        raise NoSuchPaper(f"There is no participant {subject!r}.")
    site = next(one for one in study.sites if one.id == row.site)
    moment = datetime.fromisoformat(event.at)
    here = moment.astimezone(ZoneInfo(site.zone))
    stamp = Stamp(
        protocol=study.version,
        cut=here.date(),
        seq=event.seq,
        head=event.hash,
        program=__version__,
        at=moment,
    )
    return Cells(
        study=study,
        state=state,
        subject=subject,
        ordinal=next(p.ordinal for p in derive_participants(study, state) if p.subject == subject),
        stamp=stamp,
        synthetic=bool(trial and trial.synthetic),
        now=f"{here:%Y-%m-%dT%H:%M}",
        zone=site.zone,
        people={grant.user: grant.name for grant in state.all(GrantRow)},
    )


def _made(here: Cells, what: str, content: bytes, actor: str) -> Made:
    if actor:
        body = {"what": what, "cut": str(here.stamp.seq), "sha256": sha256(content).hexdigest()}
        append_access(Access.PRINTED, actor=actor, body=body)
    return Made(content=content, name=f"{what}-{here.stamp.seq}.pdf")


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
