"""What stands open before a lock: one line for each question, page, clock and proposal, with its place.

A record is locked for analysis when nothing of it waits for anybody any more (ICH E6(R3) 3.16.1(p) and (r), 4.2.6). The
list is computed from the record and the time alone; the lock itself reads the same list, so neither can say otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from hepatica.datasets.cases import derive_cases
from hepatica.datasets.verified import derive_verification, order_of_screening
from hepatica.datasets.visits_due import ENDS, derive_anchors
from hepatica.ledger.landmarks import civil
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import FindingRow, FormRow, HoldRow, ProposalRow, SignatureRow, SubjectRow
from hepatica.ledger.seals import FORM, judge_signature
from hepatica.ledger.state import State
from hepatica.safety.clocks import derive_trial, obligations, trial_obligations
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
_OPEN = frozenset({"running", "alarm", "late"})


@dataclass(frozen=True, kw_only=True)
class Open:
    """One thing that waits, at its place; subject '' is the study's own."""

    kind: Kind
    sentence: str
    """Without its full stop."""
    subject: str = ""
    site: str = ""
    visit: str = ""
    form: str = ""
    item: str = ""
    row: int = 0


def checklist(
    study: Study,
    state: State,
    subjects: Iterable[str],
    *,
    now: datetime,
    zone: tzinfo,
    at_of: Callable[[int], str] | None = None,
    study_too: bool = True,
) -> tuple[Open, ...]:
    """Return everything that waits, of some participants and (``study_too``) of the trial itself; in page order.

    ``state`` holds the whole record of the participants. ``now`` is aware; ``at_of`` gives the instant of an event, from
    which some clocks count.
    """
    order = order_of_screening(tuple(state.all(SubjectRow)))
    found = [
        line
        for subject in subjects
        if (row := state.get(SubjectRow, subject))
        for line in _of_subject(study, state, row, order, now, zone, at_of)
    ]
    found += _of_study(study, state, now, zone) if study_too else ()
    place = {kind: n for n, (kind, _) in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda line: place[line.kind]))


def counted(lines: Iterable[Open]) -> tuple[tuple[Kind, str, int], ...]:
    """Return each line of the checklist with how many things stand under it, 0 for what is clear."""
    found = Counter(line.kind for line in lines)
    return tuple((kind, words, found[kind]) for kind, words in KINDS)


def _of_subject(
    study: Study,
    state: State,
    row: SubjectRow,
    order: dict[str, int],
    now: datetime,
    zone: tzinfo,
    at_of: Callable[[int], str] | None,
) -> Iterator[Open]:
    for line in (
        *_questions(study, state, row),
        *_pages(study, state, row, now.astimezone(zone)),
        *_signatures(study, state, row),
        *_events(study, state, row),
        *_verification(study, state, row, order),
        *_holds(state, row.subject),
    ):
        yield line if line.site else _at_site(line, row.site)
    for case in derive_cases(study, state, row.subject, at_of=at_of):
        for owed in obligations(study, case, zone, now):
            if owed.state in _OPEN:
                said = f"{owed.clock.title} is owed for event {case.row} of {row.subject}"
                yield Open(
                    kind="clock", sentence=said, subject=row.subject, site=row.site, visit=LOG_VISIT, form=AE_FORM,
                    row=case.row,
                )  # fmt: skip


def _at_site(line: Open, site: str) -> Open:
    return Open(**{**line.__dict__, "site": site})


def _of_study(study: Study, state: State, now: datetime, zone: tzinfo) -> Iterator[Open]:
    yield from _holds(state, "")
    for owed in trial_obligations(study, derive_trial(state), zone, now):
        # What comes round every year is always about to be owed: it stands against a lock only once it is late.
        if owed.state in _OPEN and (owed.clock.every is None or owed.state == "late"):
            yield Open(kind="clock", sentence=f"{owed.clock.title} is owed for the trial")


def _holds(state: State, subject: str) -> Iterator[Open]:
    for hold in state.of(HoldRow, subject):
        whose = subject or "the trial"
        yield Open(kind="hold", sentence=f"The hold {hold.hold} of {whose} is in force", subject=subject)


# -- Questions ------------------------------------------------------------------------------------------------------


def _questions(study: Study, state: State, row: SubjectRow) -> Iterator[Open]:
    for query in state.of(QueryRow, row.subject):
        if query.state != "closed":
            where = place(study, query.visit, query.form)
            said = f"A query is {query.state} at {_label(study, query.form, query.item)} in {where} of {row.subject}"
            yield Open(
                kind="query", sentence=said, subject=row.subject, visit=query.visit, form=query.form, item=query.item,
                row=query.row,
            )  # fmt: skip
    for finding in state.of(FindingRow, row.subject):
        if finding.accepted:
            continue
        what = "is explained and not accepted" if finding.explained else "is not explained"
        where = place(study, finding.visit, finding.form)
        said = f"A finding at {_label(study, finding.form, finding.item)} in {where} of {row.subject} {what}"
        yield Open(
            kind="finding", sentence=said, subject=row.subject, visit=finding.visit, form=finding.form, item=finding.item,
            row=finding.row,
        )  # fmt: skip


# -- Pages ----------------------------------------------------------------------------------------------------------


def _pages(study: Study, state: State, row: SubjectRow, now: datetime) -> Iterator[Open]:
    """Yield visits without a date, pages that were never begun, and pages that are not complete."""
    begun = {(form.visit, form.form): form for form in state.of(FormRow, row.subject) if form.answers}
    for visit in _visits_missing(study, row, now):
        said = (
            f"{place(study, visit)} of {row.subject} has no date, and nobody says that it did not take place"
        )
        yield Open(kind="missing", sentence=said, subject=row.subject, visit=visit)
    for visit, said in sorted(row.visits.items()):
        planned = study.visit(visit)
        if planned is None or planned.optional or said == NOT_DONE:
            continue
        for form in study.forms_at(visit):
            if (visit, form) not in begun and _is_filled(study, form):
                where = place(study, visit, form)
                yield Open(
                    kind="missing", sentence=f"{where} of {row.subject} is missing", subject=row.subject, visit=visit, form=form
                )  # fmt: skip
    for (visit, form), found in sorted(begun.items()):
        if not found.complete and _is_filled(study, form):
            where = place(study, visit, form)
            yield Open(
                kind="incomplete", sentence=f"{where} of {row.subject} is not complete", subject=row.subject, visit=visit,
                form=form,
            )  # fmt: skip


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


def _signatures(study: Study, state: State, row: SubjectRow) -> Iterator[Open]:
    given = [one for one in state.of(SignatureRow, row.subject) if one.act == FORM]
    for form in state.of(FormRow, row.subject):
        asked = study.form_by_id.get(form.form)
        if asked is None or not asked.signed or not form.answers:
            continue
        own = [one for one in given if (one.visit, one.form) == (form.visit, form.form)]
        if any(judge_signature(one, form).standing == "valid" for one in own):
            continue
        where = f"{place(study, form.visit, form.form)} of {row.subject}"
        said = f"{where} has changed since {own[-1].name} signed it" if own else f"{where} is not signed"
        yield Open(
            kind="changed" if own else "unsigned",
            sentence=said,
            subject=row.subject,
            visit=form.visit,
            form=form.form,
        )


def _verification(study: Study, state: State, row: SubjectRow, order: dict[str, int]) -> Iterator[Open]:
    if study.monitoring.verification is None:
        return
    for planned in derive_verification(study, state, row.subject, order):
        if left := len(planned.left):
            where = place(study, planned.visit, planned.form)
            many = "1 answer is" if left == 1 else f"{left} answers are"
            said = f"{many} to be verified in {where} of {row.subject}"
            yield Open(
                kind="verification",
                sentence=said,
                subject=row.subject,
                visit=planned.visit,
                form=planned.form,
            )


# -- Events ---------------------------------------------------------------------------------------------------------


def _events(study: Study, state: State, row: SubjectRow) -> Iterator[Open]:
    terms = {signal.id: str(signal.term) for signal in study.signals}
    for one in state.of(ProposalRow, row.subject):
        if one.state == "proposed":
            said = (
                f"Nobody has judged whether {terms.get(one.signal, one.signal)} is an event of {row.subject}"
            )
            yield Open(
                kind="proposal", sentence=said, subject=row.subject, visit=one.visit, form=one.form, row=one.row
            )  # fmt: skip
    log = state.get(FormRow, row.subject, f"{LOG_VISIT}/{AE_FORM}")
    asked = study.form_by_id.get(AE_FORM)
    items = {item.sdtm: item.id for item in asked.items if item.sdtm} if asked else {}
    codes = [items[name] for name in _CODES if name in items]
    if log is None or not codes or _TERM not in items:
        return
    for number, answers in sorted(log.answers.items(), key=lambda pair: int(pair[0])):
        term = answers.get(items[_TERM])
        if term and term.value and not any((a := answers.get(code)) and a.value for code in codes):
            said = f"Event {number} of {row.subject} ({term.value}) has no coded term"
            yield Open(
                kind="coding", sentence=said, subject=row.subject, visit=LOG_VISIT, form=AE_FORM, item=codes[0],
                row=int(number),
            )  # fmt: skip


# -- Words ----------------------------------------------------------------------------------------------------------


def place(study: Study, visit: str, form: str = "") -> str:
    """Name a visit, or a form of it: 'Month 1, Laboratory'."""
    planned, asked = study.visit(visit), study.form_by_id.get(form)
    number = visit.partition(".")[2]
    title = (
        "The logs"
        if visit == LOG_VISIT
        else f"{planned.title if planned else visit}{f' {number}' if number else ''}"
    )
    return ", ".join(filter(None, (title, str(asked.title) if asked else form)))


def _label(study: Study, form: str, item: str) -> str:
    found = study.item(form, item) if item else None
    return str(found.label) if found else item or "the form"
