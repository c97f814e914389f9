"""One participant as the page draws them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.conduct.findings import sentence
from hepatica.conduct.plan import Plan
from hepatica.conduct.reading import Reading
from hepatica.datasets.efficacy import derive_course
from hepatica.datasets.participants import participant as derive_participant
from hepatica.datasets.visit_scores import ScoredDraw, derive_scores
from hepatica.datasets.why.reference import score_ref
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import (
    DeviationRow,
    FindingRow,
    FormRow,
    SignatureRow,
    StudyRow,
    SubjectRow,
)
from hepatica.ledger.state import State
from hepatica.store.read import FormLight
from hepatica.study.study import LOG_VISIT, Study
from hepatica.web import addresses
from hepatica.web.capture.matrix.present import CHIPS, Asked, cell, counted, status_words
from hepatica.web.capture.participant import acts
from hepatica.web.shell.parts import Chip, Mark, Window
from hepatica.web.visit_marks import Marks, date_words, day_words, timing, visit_title, window_of
from hepatica.web.visits import Occurrence, next_unscheduled, occurrences, zero_day

MELD = "MELD_UNOS_2002"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label and what it says, in the page's head."""

    label: str
    words: str
    why: str = ""
    """Where it says what the value was made from."""


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One visit: how it stands and where it leads."""

    title: str
    when: str
    chip: Chip
    window: Window | None
    forms: str
    findings: int
    href: str


@dataclass(frozen=True, kw_only=True)
class Log:
    """A form outside visits, with its number of entries."""

    title: str
    entries: int
    href: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """A finding, a deviation or a signature: what, where, and a word about it."""

    title: str
    words: str
    where: str
    href: str = ""
    chip: Chip | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """The whole page."""

    subject: str
    mark: Mark
    status: str
    facts: tuple[Fact, ...]
    enrolment: acts.Act | None
    gates: tuple[acts.Act, ...]
    visits: tuple[VisitLine, ...]
    repeats: tuple[Fact, ...]
    """Visits that may happen again, as (title, id)."""
    logs: tuple[Log, ...]
    findings: tuple[Note, ...]
    deviations: tuple[Note, ...]
    signatures: tuple[Note, ...]
    has_profile: bool
    products: str
    """Address of the participant's cells; '' where the protocol makes none."""


def page(
    plan: Plan,
    state: State,
    subject: str,
    *,
    forms: Iterable[FormLight],
    study_row: StudyRow,
    marks: Marks,
    actor: Actor,
    today: date,
) -> Page:
    """Return the page of one participant from their state."""
    row, forms, study = state.get(SubjectRow, subject), tuple(forms), plan.study
    assert row is not None
    visits = occurrences(study, row, forms, today)
    findings = state.of(FindingRow, subject)
    asked = Counter(q.visit for q in state.of(QueryRow, subject) if q.state == "open")
    asked += counted(findings).get(subject, Asked()).open
    enrolment = acts.enrolment(plan, state, row, study_row, actor)
    return Page(
        subject=subject,
        mark=marks.of(subject),
        status=status_words(study, row),
        facts=tuple(facts(study, state, row, visits, today)),
        enrolment=enrolment,
        gates=acts.gates(plan, state, row, actor) if row.enrolled_seq else (),
        visits=tuple(_line(v, asked[v.id]) for v in visits if not v.stopped),
        repeats=tuple(
            Fact(label=str(v.title), words=v.id)
            for v in study.schedule.visits
            if v.id in next_unscheduled(study, row, forms)
        ),
        logs=tuple(_logs(study, state, subject)),
        findings=tuple(_finding(plan, state, f) for f in findings if f.verdict == "fires"),
        deviations=tuple(_deviation(study, d) for d in state.of(DeviationRow, subject)),
        signatures=tuple(_signature(study, s) for s in state.of(SignatureRow, subject)),
        has_profile=zero_day(study, row)[0] is not None,
        products=addresses.products(subject) if any(p.steps for p in study.products) else "",
    )


def facts(
    study: Study, state: State, row: SubjectRow, visits: Iterable[Occurrence], today: date
) -> Iterable[Fact]:
    """Yield the head's facts: infused, today, next, MELD from baseline to now."""
    zero, happened = zero_day(study, row)
    if zero:
        yield Fact(label=_("Infused") if happened else _("Infusion planned"), words=date_words(zero))
        yield Fact(label=_("Today"), words=day_words((today - zero).days))
    coming = min(
        (v for v in visits if v.state in {"due", "started", "planned"} and v.due and not v.stopped),
        key=lambda v: v.due.target if v.due else today,
        default=None,
    )
    if coming and coming.due:
        yield Fact(label=_("Next"), words=f"{visit_title(coming)}, {date_words(coming.due.target)}")
    if meld := meld_course(study, state, row.subject):
        yield meld


def meld_course(study: Study, state: State, subject: str) -> Fact | None:
    """Return MELD at the analysis baseline and at the last complete draw."""
    who = derive_participant(study, state, subject)
    scored = [s for s in derive_scores(study, state, subject) if s.value(MELD) is not None]
    if who is None or not scored:
        return None
    course = derive_course(study, who, tuple(scored))
    base = course.baseline.scored if course.baseline else None
    last = scored[-1]
    if base is None or base is last:
        label = _("MELD, %(day)s") % {"day": _when(last)}
        return Fact(label=label, words=whole(last.value(MELD)), why=_asked(last))
    label = _("MELD, baseline to %(day)s") % {"day": _when(last)}
    return Fact(
        label=label,
        words=_("%(then)s to %(now)s") % {"then": whole(base.value(MELD)), "now": whole(last.value(MELD))},
        why=_asked(last),
    )


def _asked(scored: ScoredDraw) -> str:
    draw = scored.draw
    return addresses.why(score_ref(draw.subject, draw.visit, draw.form, draw.row, MELD))


def whole(value: Decimal | None) -> str:
    """Write a score of whole points."""
    return "–" if value is None else str(value.quantize(Decimal(1), ROUND_HALF_UP)).replace("-", "−")


def _when(scored: ScoredDraw) -> str:
    return scored.draw.date.words()


def _line(visit: Occurrence, findings: int) -> VisitLine:
    done, every = len(visit.forms) - len(visit.unfinished), len(visit.forms)
    drawn = cell(visit, findings)
    day = day_words(visit.day(visit.done or (visit.due.target if visit.due else visit.today)))
    return VisitLine(
        title=visit_title(visit),
        when=" · ".join(part for part in (drawn.date, day if visit.done or visit.due else "") if part),
        chip=Chip(words=drawn.words, tone=CHIPS.get(visit.state, ""), icon=visit.state),
        window=window_of(visit, timing(visit) if visit.state in {"due", "started", "open"} else ""),
        forms=_("%(done)s of %(every)s forms complete") % {"done": done, "every": every},
        findings=findings,
        href=addresses.visit(visit.subject, visit.id),
    )


def _logs(study: Study, state: State, subject: str) -> Iterable[Log]:
    for form_id in study.schedule.logs:
        form, row = study.form_by_id[form_id], state.get(FormRow, subject, f"{LOG_VISIT}/{form_id}")
        yield Log(
            title=str(form.title),
            entries=len(row.answers) if row else 0,
            href=addresses.form(subject, LOG_VISIT, form_id),
        )


def _finding(plan: Plan, state: State, row: FindingRow) -> Note:
    item = plan.study.item(row.form, row.item)
    return Note(
        title=str(item.label) if item else row.item,
        words=sentence(plan, row, Reading(plan.study, state, row.subject)),
        where=where(plan.study, row.visit, row.form),
        href=addresses.item(row.subject, row.visit, row.form, row.item, row.row),
        chip=Chip(words=_("explained: %(why)s") % {"why": row.explained}, outlined=True)
        if row.explained
        else Chip(words=_("open"), tone="warn", icon="late"),
    )


def _deviation(study: Study, row: DeviationRow) -> Note:
    return Note(
        title=row.sentence,
        words="",
        where=where(study, row.visit, row.form),
        href=addresses.form(row.subject, row.visit, row.form)
        if row.visit and row.form in study.form_by_id
        else "",
        chip=Chip(words=_("critical"), tone="warn", icon="late") if row.critical else None,
    )


def _signature(study: Study, row: SignatureRow) -> Note:
    return Note(
        title=row.name,
        words=f"{row.role.replace('_', ' ')}, {row.meaning}",
        where=where(study, row.visit, row.form),
        chip=Chip(words=_("changed since"), tone="warn", icon="late")
        if row.invalidated
        else Chip(words=_("valid"), tone="ok", icon="signed"),
    )


def where(study: Study, visit: str, form: str) -> str:
    """Say where something stands: 'Month 1 · Laboratory'."""
    planned, asked = study.visit(visit), study.form_by_id.get(form)
    return " · ".join(str(part.title) for part in (planned, asked) if part)
