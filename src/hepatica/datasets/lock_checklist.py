"""What stands open before a lock: one line for each question, page, clock and proposal, with its place.

A record is locked for analysis when nothing of it waits for anybody any more (ICH E6(R3) 3.16.1(p) and (r), 4.2.6). The
list is computed from the record and the time alone; the lock itself reads the same list, so neither can say otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import chain

from hepatica.datasets.cases import derive_cases
from hepatica.datasets.lock_found import KINDS, Found, Glance, Kind, Left, Sheet, found_of, found_of_study
from hepatica.datasets.verified import derive_verification, order_of_screening
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import FindingRow, FormRow, HoldRow, ProposalRow, SignatureRow, SubjectRow
from hepatica.ledger.seals import FORM, judge_signature
from hepatica.ledger.state import State
from hepatica.safety.clocks import derive_trial, obligations, trial_obligations
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

_PLACE = {kind: n for n, (kind, _words) in enumerate(KINDS)}


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
    """Return everything that waits, as ``waiting`` finds it, each with its sentence."""
    found = waiting(study, state, subjects, now=now, zone=zone, at_of=at_of, study_too=study_too)
    return tuple(worded(study, one) for one in found)


def waiting(
    study: Study,
    state: State,
    subjects: Iterable[str],
    *,
    now: datetime,
    zone: tzinfo,
    at_of: Callable[[int], str] | None = None,
    study_too: bool = True,
) -> tuple[Found, ...]:
    """Return everything that waits, of some participants and (``study_too``) of the trial itself; in page order.

    ``state`` holds the whole record of the participants, and everybody's first row. ``now`` is aware; ``at_of`` gives the
    instant of an event, from which some clocks count.
    """
    order, here = order_of_screening(tuple(state.all(SubjectRow))), now.astimezone(zone)
    glances = (
        _glance(study, state, row, order, now, zone, at_of)
        for subject in subjects
        if (row := state.get(SubjectRow, subject))
    )
    found = list(chain.from_iterable(found_of(study, one, here) for one in glances))
    if study_too:
        owed = trial_obligations(study, derive_trial(state), zone, now)
        found += found_of_study(state.of(HoldRow, ""), owed)
    return in_order(found)


def in_order(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return what was found in the order of the page: by kind, and within a kind as it came."""
    return tuple(sorted(found, key=lambda one: _PLACE[one.kind]))


def counted(lines: Iterable[Open]) -> tuple[tuple[Kind, str, int], ...]:
    """Return each line of the checklist with how many things stand under it, 0 for what is clear."""
    found = Counter(line.kind for line in lines)
    return tuple((kind, words, found[kind]) for kind, words in KINDS)


def _glance(
    study: Study,
    state: State,
    row: SubjectRow,
    order: dict[str, int],
    now: datetime,
    zone: tzinfo,
    at_of: Callable[[int], str] | None,
) -> Glance:
    """Return what the checklist looks at, read off the whole record: each signature is held against what it signs."""
    who = row.subject
    given = sorted((s for s in state.of(SignatureRow, who) if s.act == FORM), key=lambda one: one.seq)
    planned = derive_verification(study, state, who, order) if study.monitoring.verification else ()
    cases = derive_cases(study, state, who, at_of=at_of)
    return Glance(
        row=row,
        queries=state.of(QueryRow, who),
        findings=state.of(FindingRow, who),
        sheets=[_sheet(form, given) for form in state.of(FormRow, who)],
        proposals=state.of(ProposalRow, who),
        holds=state.of(HoldRow, who),
        log=state.get(FormRow, who, f"{LOG_VISIT}/{AE_FORM}"),
        left=[Left(one.visit, one.form, len(one.left)) for one in planned],
        owed=[owed for case in cases for owed in obligations(study, case, zone, now)],
    )


def _sheet(form: FormRow, given: Iterable[SignatureRow]) -> Sheet:
    own = [one for one in given if (one.visit, one.form) == (form.visit, form.form)]
    stands = any(judge_signature(one, form).standing == "valid" for one in own)
    signer = own[-1].name if own and not stands else ""
    return Sheet(form.visit, form.form, bool(form.answers), form.complete, stands, signer)


# -- Words ----------------------------------------------------------------------------------------------------------


def worded(study: Study, one: Found) -> Open:
    """Return what was found with its sentence."""
    return Open(
        kind=one.kind,
        sentence=_sentence(study, one),
        subject=one.subject,
        site=one.site,
        visit=one.visit,
        form=one.form,
        item=one.item,
        row=one.row,
    )


_SENTENCES: dict[Kind, str] = {
    "query": "A query is {said} at {label} in {where} of {who}",
    "finding": "A finding at {label} in {where} of {who} {said}",
    "missing": "{where} of {who} is missing",
    "incomplete": "{where} of {who} is not complete",
    "unsigned": "{where} of {who} is not signed",
    "changed": "{where} of {who} has changed since {said} signed it",
    "proposal": "Nobody has judged whether {said} is an event of {who}",
    "clock": "{said} is owed for {event}",
    "hold": "The hold {said} of {whose} is in force",
    "verification": "{said} to be verified in {where} of {who}",
    "coding": "Event {row} of {who} ({said}) has no coded term",
}
_NO_DATE = "{where} of {who} has no date, and nobody says that it did not take place"


def _sentence(study: Study, one: Found) -> str:
    who, said = one.subject, one.said
    if one.kind == "proposal":
        said = next((str(signal.term) for signal in study.signals if signal.id == said), said)
    if one.kind == "verification":
        said = "1 answer is" if said == "1" else f"{said} answers are"
    words = _NO_DATE if one.kind == "missing" and not one.form else _SENTENCES[one.kind]
    return words.format(
        who=who,
        whose=who or "the trial",
        said=said,
        row=one.row,
        event=f"event {one.row} of {who}" if who else "the trial",
        where=place(study, one.visit, one.form) if one.visit else "",
        label=_label(study, one.form, one.item),
    )


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
