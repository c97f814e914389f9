"""What of one participant's record waits before a lock, found from as little of the record as tells it.

The checklist of a lock (``lock_checklist``) and the page that counts it ask the same functions here, one from the whole
record and one from what lists are read from, so that neither can say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from hepatica.datasets.visits_due import ENDS, derive_anchors
from hepatica.ledger.landmarks import civil
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import FindingRow, FormRow, HoldRow, ProposalRow, SubjectRow
from hepatica.safety.clocks import OPEN, Obligation
from hepatica.study.form import FormKind
from hepatica.study.study import AE_FORM, LOG_VISIT, NOT_DONE, Study

Kind = Literal[
    "query",
    "finding",
    "missing",
    "incomplete",
    "unsigned",
    "changed",
    "proposal",
    "clock",
    "hold",
    "verification",
    "coding",
]
KINDS: tuple[tuple[Kind, str], ...] = (
    ("query", "Open queries"),
    ("finding", "Findings without an accepted explanation"),
    ("missing", "Visits and pages that are missing"),
    ("incomplete", "Forms that are not complete"),
    ("unsigned", "Pages that nobody has signed"),
    ("changed", "Pages changed since they were signed"),
    ("proposal", "Proposed events that nobody has judged"),
    ("clock", "Reports owed"),
    ("hold", "Holds in force"),
    ("verification", "Pages to be verified against their source"),
    ("coding", "Events without a coded term"),
)
"""Each line of the checklist, in the order of the page."""
_CODES = ("AE.AEDECOD", "AE.AELLTCD")
"""What codes the term of an event; one of them is enough, since a site may have no licence of the other."""
_TERM = "AE.AETERM"


class Found(NamedTuple):
    """One thing that waits, at its place, without its sentence; subject '' is the study's own."""

    kind: Kind
    subject: str = ""
    site: str = ""
    visit: str = ""
    form: str = ""
    item: str = ""
    row: int = 0
    said: str = ""
    """What its sentence says besides the place: a state, a name, a title, a term, a number."""


class Sheet(NamedTuple):
    """One form of one visit, as far as the checklist looks at it."""

    visit: str
    form: str
    begun: bool
    """Something was once answered there."""
    complete: bool
    signed: bool
    """A signature of it stands."""
    signer: str = ""
    """Who signed it last, where none stands any more; '' when nobody ever did."""


class Left(NamedTuple):
    """How many answers of a form are still to be verified against their source."""

    visit: str
    form: str
    answers: int


@dataclass(frozen=True, kw_only=True)
class Glance:
    """As much of one participant's record as the checklist looks at; every sequence in the order of its lines."""

    row: SubjectRow
    queries: Sequence[QueryRow] = ()
    findings: Sequence[FindingRow] = ()
    sheets: Sequence[Sheet] = ()
    proposals: Sequence[ProposalRow] = ()
    holds: Sequence[HoldRow] = ()
    log: FormRow | None = None
    """The log of adverse events."""
    left: Sequence[Left] = ()
    owed: Sequence[Obligation] = ()


def found_of(study: Study, one: Glance, now: datetime) -> Iterator[Found]:
    """Yield everything of a participant that waits; ``now`` is aware, on the clock of the site."""
    yield from _questions(one)
    yield from _pages(study, one, now)
    yield from _signatures(study, one)
    yield from _events(study, one)
    yield from _clocks(one.owed, one.row.site)
    for hold in one.holds:
        yield Found("hold", one.row.subject, one.row.site, said=hold.hold)
    for left in one.left:
        if left.answers:
            yield Found("verification", *_whose(one), left.visit, left.form, said=str(left.answers))


def _whose(one: Glance) -> tuple[str, str]:
    return one.row.subject, one.row.site


def found_of_study(holds: Iterable[HoldRow], owed: Iterable[Obligation]) -> Iterator[Found]:
    """Yield what waits of the trial itself.

    What comes round every year is always about to be owed: it stands against a lock only once it is late.
    """
    yield from (Found("hold", said=hold.hold) for hold in holds)
    yield from _clocks(one for one in owed if one.clock.every is None or one.state == "late")


def _questions(one: Glance) -> Iterator[Found]:
    who, site = _whose(one)
    for query in one.queries:
        if query.state != "closed":
            place = (query.visit, query.form, query.item, query.row)
            yield Found("query", who, site, *place, said=query.state)
    for finding in one.findings:
        if not finding.accepted:
            said = "is explained and not accepted" if finding.explained else "is not explained"
            place = (finding.visit, finding.form, finding.item, finding.row)
            yield Found("finding", who, site, *place, said=said)


def _pages(study: Study, one: Glance, now: datetime) -> Iterator[Found]:
    """Yield visits without a date, pages that were never begun, and pages that are not complete."""
    who, site = _whose(one)
    begun = {(sheet.visit, sheet.form): sheet for sheet in one.sheets if sheet.begun}
    for visit in _visits_missing(study, one.row, now):
        yield Found("missing", who, site, visit)
    for visit, said in sorted(one.row.visits.items()):
        planned = study.visit(visit)
        if planned is None or planned.optional or said == NOT_DONE:
            continue
        for form in study.forms_at(visit):
            if (visit, form) not in begun and _is_filled(study, form):
                yield Found("missing", who, site, visit, form)
    for (visit, form), sheet in sorted(begun.items()):
        if not sheet.complete and _is_filled(study, form):
            yield Found("incomplete", who, site, visit, form)


def _visits_missing(study: Study, row: SubjectRow, now: datetime) -> Iterator[str]:
    """Yield planned visits without a date that fell due before the course ended, and those still to come."""
    if not row.enrolled_seq:
        return
    ends = [
        day.earliest
        for end, text in row.ended.items()
        if end in ENDS and (day := civil(text)) and day.earliest
    ]
    days = derive_anchors(study, row)
    for visit in study.schedule.visits:
        if visit.optional or visit.id in row.visits:
            continue
        due = study.due(visit, days)
        over = min(ends, default=now.date() + timedelta(days=36500))
        if due is None and ends:
            continue
        if due is None or due.first < over:
            yield visit.id


def _is_filled(study: Study, form: str) -> bool:
    asked = study.form_by_id.get(form)
    return asked is not None and asked.kind is not FormKind.COMPUTED


def _signatures(study: Study, one: Glance) -> Iterator[Found]:
    for sheet in one.sheets:
        asked = study.form_by_id.get(sheet.form)
        if asked is None or not asked.signed or not sheet.begun or sheet.signed:
            continue
        kind: Kind = "changed" if sheet.signer else "unsigned"
        yield Found(kind, *_whose(one), sheet.visit, sheet.form, said=sheet.signer)


def _events(study: Study, one: Glance) -> Iterator[Found]:
    who, site = _whose(one)
    for proposal in one.proposals:
        if proposal.state == "proposed":
            place = (proposal.visit, proposal.form, "", proposal.row)
            yield Found("proposal", who, site, *place, said=proposal.signal)
    asked = study.form_by_id.get(AE_FORM) if one.log else None
    items = {item.sdtm: item.id for item in asked.items if item.sdtm} if asked else {}
    codes = [items[name] for name in _CODES if name in items]
    if one.log is None or not codes or _TERM not in items:
        return
    for number, answers in sorted(one.log.answers.items(), key=lambda pair: int(pair[0])):
        term = answers.get(items[_TERM])
        if term and term.value and not any((a := answers.get(code)) and a.value for code in codes):
            yield Found("coding", who, site, LOG_VISIT, AE_FORM, codes[0], int(number), term.value)


def _clocks(owed: Iterable[Obligation], site: str = "") -> Iterator[Found]:
    for one in owed:
        if one.state in OPEN:
            place = (LOG_VISIT, AE_FORM) if one.subject else ("", "")
            yield Found("clock", one.subject, site, *place, row=one.row, said=str(one.clock.title))
