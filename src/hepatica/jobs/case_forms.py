"""The papers of a case: an issued version from the record as it stood, byte for byte, or a draft of how it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from hepatica import __version__
from hepatica.conduct.reports import FORM_OF, ICSR, MEANINGS, filled_as, occasion_of
from hepatica.datasets.cases import derive_case
from hepatica.jobs.cuts import NoSuchCut, study_at
from hepatica.ledger.desk_rows import ReportRow
from hepatica.ledger.events import Event
from hepatica.ledger.rows import SignatureRow, StudyRow
from hepatica.ledger.state import State
from hepatica.report import typst
from hepatica.report.forms.compensation import Proposal, estimate_document
from hepatica.report.forms.filled import Filled, mark_new
from hepatica.report.forms.print import Paper
from hepatica.report.forms.print import form_pdf as set_forms
from hepatica.report.stamp import Stamp
from hepatica.safety.case import Case
from hepatica.safety.compensation import Estimate
from hepatica.safety.narrative import Segment, narrative
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.study.dates import PartialDate
from hepatica.study.study import AE_FORM, Study

TABLE5, CHECKLIST = "table5", "checklist"

OTHERWISE = (
    "This program words a line otherwise than the one that sealed it: compare with the paper that was sent."
)
"""Said on a paper whose seal does not hold."""


class NoSuchForm(LookupError):  # noqa: N818 - the sentence is what matters
    """There is no such case, or no such version of its report."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A report of a case as values: what is printed, and what the seal was."""

    forms: tuple[Filled, ...]
    narrative: tuple[Segment, ...]
    paper: Paper
    sealed: str = ""
    """SHA-256 at the issue; '' for a draft."""

    @property
    def faithful(self) -> bool:
        """Whether it says what was sealed; another program version may word a line otherwise."""
        return not self.sealed or self.forms[0].sha256 == self.sealed


@dataclass(frozen=True, kw_only=True)
class CaseRead:
    """A case as of an event, with the protocol then in force."""

    study: Study
    case: Case
    state: State
    event: Event
    zone: ZoneInfo

    @property
    def synthetic(self) -> bool:
        """Whether the trial's people are invented."""
        found = self.state.get(StudyRow)
        return bool(found and found.synthetic)

    def day(self, instant: str) -> datetime:
        """Give an instant on the clock of the site, never of this machine."""
        return datetime.fromisoformat(instant).astimezone(self.zone)


def form_pdf(subject: str, row: int, report: str, version: int | None = None) -> bytes:
    """Return the PDF of a version of a report, or without one of the draft as the record stands; NoSuchForm with a sentence.

    An issued version is read from the record at its issue: printed again after any edit it has the same bytes.
    """
    written = written_form(subject, row, report, version)
    return set_forms(written.forms, written.paper, written.narrative)


def printed_form(subject: str, row: int, report: str, version: int | None, *, actor: str) -> bytes:
    """Print a form for a person, and say so on the access chain."""
    made = form_pdf(subject, row, report, version)
    what = f"{report}/{subject}/{row}/{version or 'draft'}"
    body = {"what": what, "cut": str(read.head().seq), "sha256": sha256(made).hexdigest()}
    append_access(Access.PRINTED, actor=actor, body=body)
    return made


def written_form(subject: str, row: int, report: str, version: int | None = None) -> Written:
    """Return a version of a report, or its draft, as values."""
    if version is None:
        return _draft(subject, row, report)
    found = versions(subject, row, report)
    if version not in found:
        raise NoSuchForm(f"No version {version} of this report was issued.")
    made, here = _version(found[version]), as_of(found[version].seq, subject, row)
    if version - 1 in found:
        made = mark_new(_version(found[version - 1]), made)
    reason = f": {found[version].reason}" if found[version].reason else ""
    status = (
        f"{MEANINGS[found[version].purpose].capitalize()}, version {version}, {_signed(here, found[version])}"
    )
    # A message is sealed by its own bytes: its paper has no seal.
    sealed = "" if report == ICSR else found[version].sha256
    other = f". {OTHERWISE}" if sealed and made.sha256 != sealed else ""
    paper = _paper(here, final=True, status=f"{status}{reason}{other}")
    segments = told(here.study, here.case) if report == TABLE5 else ()
    forms = (made, *_beside(here, report, found[version]))
    return Written(forms=forms, narrative=segments, paper=paper, sealed=sealed)


def issued_form(subject: str, row: int, report: str, version: int) -> Filled:
    """Return what an issued version said: with the form as it is now it shows what has changed since."""
    found = versions(subject, row, report)
    if version not in found:
        raise NoSuchForm(f"No version {version} of this report was issued.")
    return _version(found[version])


def _draft(subject: str, row: int, report: str) -> Written:
    here = now(subject, row)
    found = versions(subject, row, report)
    purpose = "follow_up" if found else "initial"
    made = _filled(here, report, purpose)
    if found:
        made = mark_new(_version(found[max(found)]), made)
    lacks = "; ".join(
        dict.fromkeys(f"{line.label}: {line.of}" if line.of else line.label for line in made.missing)
    )
    status = (
        f"{MEANINGS[purpose].capitalize()}. Not given yet: {lacks}"
        if lacks
        else MEANINGS[purpose].capitalize()
    )
    beside = (_filled(here, CHECKLIST, purpose),) if report == TABLE5 else ()
    segments = told(here.study, here.case) if report == TABLE5 else ()
    return Written(forms=(made, *beside), narrative=segments, paper=_paper(here, final=False, status=status))


def versions(subject: str, row: int, report: str) -> dict[int, ReportRow]:
    """Return the issued versions of a report by number."""
    found = read.subject_state(subject).of(ReportRow, subject)
    return {one.version: one for one in found if (one.row, one.report) == (row, report)}


def now(subject: str, row: int) -> CaseRead:
    """Read a case as the record stands: of the participant alone, not of the whole trial."""
    return _read(read.head().seq, read.subject_state(subject), subject, row)


def as_of(seq: int, subject: str, row: int) -> CaseRead:
    """Read a case as the record stood at an event."""
    return _read(seq, read.state_at(seq), subject, row)


def _read(seq: int, whole: State, subject: str, row: int) -> CaseRead:
    event = read.stamped(seq)
    if event is None:
        raise NoSuchCut(f"There is no event {seq}.")
    study = study_at(event)
    # In the order of their keys, as the projections come: at the head and long after it a cut reads the same.
    state = State(sorted(whole.rows(), key=lambda one: (one.table, one.subject, one.key)))
    case = derive_case(study, state, subject, row)
    if case is None:
        raise NoSuchForm(f"{subject} has no adverse event in row {row} of the log.")
    site = next(site for site in study.sites if site.id == case.patient.site)
    return CaseRead(study=study, case=case, state=state, event=event, zone=ZoneInfo(site.zone))


def _version(issued: ReportRow) -> Filled:
    event = read.event(issued.seq)
    if event is None:
        raise NoSuchCut(f"There is no event {issued.seq}.")
    return _at_its_event(event.hash, issued)


@lru_cache(maxsize=64)
def _at_its_event(head: str, issued: ReportRow) -> Filled:  # noqa: ARG001 - the hash tells one folder from another
    return _at_issue(as_of(issued.seq, issued.subject, issued.row), issued.report, issued)


def _at_issue(here: CaseRead, report: str, issued: ReportRow) -> Filled:
    """Fill a form on the occasion of an issue: its signature is the event before it."""
    signature = here.state.get(SignatureRow, issued.subject, str(issued.seq - 1))
    occasion = occasion_of(
        here.case,
        here.study,
        purpose=issued.purpose,
        version=issued.version,
        on=PartialDate.of(here.day(issued.at).date()),
        reporter=signature.name if signature else issued.by,
        role=signature.role if signature else "",
        signed=_signed(here, issued),
    )
    return filled_as(report, here.case, here.study, occasion)


def _signed(here: CaseRead, issued: ReportRow) -> str:
    signature = here.state.get(SignatureRow, issued.subject, str(issued.seq - 1))
    name = signature.name if signature else issued.by
    at = here.day(issued.at)
    day = PartialDate.of(at.date()).words()
    return f"signed electronically by {name}, {day}, {at:%H:%M} {at:%Z}, ledger {issued.seq}"


def _beside(here: CaseRead, report: str, issued: ReportRow) -> tuple[Filled, ...]:
    """Give the checklist that goes with the elements of Table 5."""
    return (_at_issue(here, CHECKLIST, issued),) if report == TABLE5 else ()


def _filled(here: CaseRead, report: str, purpose: str) -> Filled:
    if report not in {TABLE5, CHECKLIST, "adr", "cioms", *FORM_OF}:
        raise NoSuchForm(f"There is no form called {report!r}.")
    return filled_as(report, here.case, here.study, occasion_of(here.case, here.study, purpose=purpose))


def told(study: Study, case: Case) -> tuple[Segment, ...]:
    """Return the narrative of a case in the words of the study's code lists."""

    def words(item: str, code: str) -> str:
        found = study.item(AE_FORM, item)
        listed = study.codelist_by_id.get(found.codelist or "") if found else None
        return listed.label(code) if listed and code else code

    return narrative(case, words)


def _paper(here: CaseRead, *, final: bool, status: str) -> Paper:
    moment = datetime.fromisoformat(here.event.at)
    stamp = Stamp(
        protocol=here.study.version,
        cut=here.day(here.event.at).date(),
        seq=here.event.seq,
        head=here.event.hash,
        program=__version__,
        at=moment,
    )
    return Paper(
        stamp=stamp,
        number=here.study.protocol,
        synthetic=here.synthetic,
        final=final,
        status=status,
    )


def estimate_pdf(subject: str, row: int, estimate: Estimate, proposal: Proposal) -> bytes:
    """Return the PDF of an estimate of compensation for a case, as the record stands; NoSuchForm with a sentence."""
    here = now(subject, row)
    paper = _paper(here, final=False, status="")
    return typst.pdf(
        estimate_document(
            estimate, here.case, proposal, stamp=paper.stamp, number=paper.number, synthetic=paper.synthetic
        )
    )
