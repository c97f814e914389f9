"""One participant's whole course as the profile figure takes it: plain values, days counted from the infusion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from hepatica.conduct.reading import in_shown_unit
from hepatica.datasets.adverse_events import derive_events
from hepatica.datasets.bindings import beside, find, forms_of
from hepatica.datasets.efficacy import derive_course
from hepatica.datasets.exposure import PRODUCTS, Dose, derive_doses
from hepatica.datasets.participants import participant as derive_participant
from hepatica.datasets.therapy import derive_drugs
from hepatica.datasets.visit_scores import ScoredDraw, derive_scores
from hepatica.ledger.landmarks import civil, earliest
from hepatica.ledger.state import State
from hepatica.report.figures.profile_values import Measured, Moment, Profile, ProfileVisit, Span, Track
from hepatica.study.dates import PartialDate, days_span
from hepatica.study.form import Item
from hepatica.study.study import AE_FORM, AE_TERM, LOG_VISIT, Study
from hepatica.web import addresses
from hepatica.web.capture.participant import biopsies
from hepatica.web.visit_marks import visit_title
from hepatica.web.visits import Occurrence

ANALYTES = ("bilirubin", "inr", "creatinine", "sodium", "albumin")
MELD, CHILD_PUGH = "MELD_UNOS_2002", "CHILD_PUGH"
ASCITES = {"none": 0, "mild": 2, "moderate_severe": 3}
"""Shade of each answer: worse is darker, as grades are."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """The record of one participant, with day 0 and today."""

    study: Study
    state: State
    subject: str
    zero: date
    today: date
    digit: int
    visits: Sequence[Occurrence]

    def day(self, when: date) -> int:
        """Return days from day 0."""
        return (when - self.zero).days

    def first_day(self, when: PartialDate) -> int | None:
        """Return the first day a date can mean; None when its year is unknown."""
        span = days_span(PartialDate.of(self.zero), when)
        return span[0] if span else None

    def last_day(self, when: PartialDate) -> int | None:
        """Return the last day a date can mean."""
        span = days_span(PartialDate.of(self.zero), when)
        return span[1] if span else None


def profile(course: Course) -> Profile:
    """Return everything about the participant on one axis of days."""
    scored = derive_scores(course.study, course.state, course.subject)
    visits = tuple(_visits(course))
    edges = [day for v in visits for day in (v.day, v.low, v.high) if day is not None]
    now = course.day(course.today)
    return Profile(
        digit=course.digit,
        code=course.subject,
        first_day=min([*edges, -7]),
        last_day=max([*edges, 14]),
        today=now,
        visits=visits,
        meld=_score(course, scored, MELD, "MELD", "points, 6 to 40"),
        child_pugh=_score(course, scored, CHILD_PUGH, "Child-Pugh", "points and class"),
        labs=(
            *_labs(course, scored),
            *biopsies.tracks(course.study, course.state, course.subject, course.zero),
        ),
        ascites=tuple(_states(course, "ascites")),
        encephalopathy=tuple(_states(course, "encephalopathy")),
        events=tuple(_events(course)),
        drugs=tuple(_drugs(course)),
        procedures=tuple(_procedures(course)),
        infusions=tuple(_infusions(course)),
    )


def _visits(course: Course) -> Iterator[ProfileVisit]:
    for visit in course.visits:
        when = visit.done or (visit.due.target if visit.due else None)
        if when is None or visit.stopped:
            continue
        yield ProfileVisit(
            name=visit_title(visit),
            day=course.day(when),
            state="done" if visit.done else "missed" if _missed(visit) else "planned",
            low=course.day(visit.due.first) if visit.due else None,
            high=course.day(visit.due.last) if visit.due else None,
            date=visit.said,
            href=addresses.visit(course.subject, visit.id),
        )


def _missed(visit: Occurrence) -> bool:
    begun = any(form.answered for form in visit.forms)
    return visit.state == "notdone" or (visit.state == "open" and not visit.done and not begun)


def _gaps(course: Course) -> Iterator[Measured]:
    """Yield the missed visits that should have drawn blood: a hole, not a value."""
    for visit in course.visits:
        if _missed(visit) and visit.due and "laboratory" in visit.visit.forms:
            yield Measured(day=course.day(visit.due.target), missing=f"{visit_title(visit)} missed")


def _dated(course: Course, scored: Iterable[ScoredDraw]) -> Iterator[tuple[ScoredDraw, int]]:
    for one in scored:
        if (day := course.first_day(one.draw.date)) is not None:
            yield one, day


def _score(course: Course, scored: Sequence[ScoredDraw], score: str, name: str, unit: str) -> Track | None:
    values = [
        Measured(
            day=day,
            date=one.draw.date.words(),
            value=value,
            href=addresses.form(course.subject, one.draw.visit, one.draw.form),
        )
        for one, day in _dated(course, scored)
        if (value := one.value(score)) is not None
    ]
    if not values:
        return None
    base = _baseline(course, scored)
    threshold = next((t for t in course.study.analysis.thresholds if t.score == score), None)
    return Track(
        name=name,
        unit=unit,
        values=(*values, *_gaps(course)),
        baseline=base.value(score) if base else None,
        threshold=threshold.value if threshold else None,
        threshold_name=str(threshold.label) if threshold else "",
    )


def _baseline(course: Course, scored: Sequence[ScoredDraw]) -> ScoredDraw | None:
    who = derive_participant(course.study, course.state, course.subject)
    found = derive_course(course.study, who, tuple(scored)).baseline if who else None
    return found.scored if found else None


def _labs(course: Course, scored: Sequence[ScoredDraw]) -> Iterator[Track]:
    items = {i.analyte: i for form in course.study.forms for i in form.items if i.analyte}
    base = _baseline(course, scored)
    for analyte in ANALYTES:
        item = items.get(analyte)
        if item is None:
            continue
        values = tuple(_measured(course, scored, analyte, item))
        if not values:
            continue
        low, high = _range(course, analyte, item.unit or "")
        yield Track(
            name=str(item.label).split(",")[0],
            unit=item.unit or "ratio",
            values=(*values, *_gaps(course)),
            decimals=item.decimals or 0,
            low=low,
            high=high,
            baseline=_number(item, base, analyte) if base else None,
        )


def _measured(course: Course, scored: Iterable[ScoredDraw], analyte: str, item: Item) -> Iterator[Measured]:
    for one, day in _dated(course, scored):
        value = _number(item, one, analyte)
        if value is not None:
            href = addresses.item(course.subject, one.draw.visit, one.draw.form, item.id, one.draw.row)
            yield Measured(day=day, date=one.draw.date.words(), value=value, href=href)


def _number(item: Item, one: ScoredDraw, analyte: str) -> Decimal | None:
    text = in_shown_unit(item, one.draw.answers.get(analyte))
    try:
        return Decimal(text) if text else None
    except InvalidOperation:  # "<0.2", or a unit that cannot be converted: shown in the form, not drawn
        return None


def _range(course: Course, analyte: str, unit: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the range of the first laboratory that has one for this person; several laboratories may differ."""
    who = derive_participant(course.study, course.state, course.subject)
    sex = who.sex if who else ""
    for laboratory in course.study.laboratories:
        for found in laboratory.ranges:
            if found.test == analyte and found.unit == unit and found.sex in (None, sex):
                return found.low, found.high
    return None, None


def _states(course: Course, name: str) -> Iterator[Span]:
    """Yield a state from each assessment to the next; after the last it goes on."""
    bindings = course.study.analysis.bindings
    if name not in bindings:
        return
    said: list[tuple[int, str]] = []
    for form in forms_of(course.state, course.subject, bindings[name].form):
        value = beside(form, 0, bindings[name])
        when = civil(beside(form, 0, bindings.get("assessed")))
        day = course.first_day(when) if when else None
        if value and day is not None:
            said.append((day, value))
    said.sort()
    item = course.study.item(bindings[name].form, bindings[name].item)
    kept = [pair for n, pair in enumerate(said) if not n or said[n - 1][1] != pair[1]]
    for n, (day, value) in enumerate(kept):
        label = value
        if item and item.codelist:
            label = course.study.codelist_by_id[item.codelist].label(value)
        grade = ASCITES.get(value, int(value) if value.isdecimal() else 0)
        last = kept[n + 1][0] if n + 1 < len(kept) else None
        yield Span(first=day, last=last, text=label.lower(), grade=grade)


def _events(course: Course) -> Iterator[Span]:
    titles = {category.id: str(category.title) for category in course.study.categories}
    for event in derive_events(course.study, course.state, course.subject):
        first = course.first_day(event.start)
        yield Span(
            first=course.day(course.today) if first is None else first,
            last=course.last_day(event.end) if event.end else None,
            text=event.ctcae or event.term,
            detail="start unknown" if first is None else titles.get(event.category, "").lower(),
            grade=event.grade or 0,
            serious=bool(event.serious),
            href=addresses.item(course.subject, LOG_VISIT, AE_FORM, AE_TERM, event.row),
        )


def _drugs(course: Course) -> Iterator[Span]:
    drugs = derive_drugs(course.study, course.state, course.subject)
    bound = course.study.analysis.bindings.get("cm_name")
    log = bound.form if bound else ""
    most: dict[str, Decimal] = {}
    for drug in drugs:
        most[drug.name] = max(most.get(drug.name, Decimal(0)), _dose(drug.dose))
    for drug in drugs:
        first = course.first_day(drug.start)
        top = most[drug.name]
        yield Span(
            first=course.day(course.visits[0].due.first)
            if first is None and course.visits[0].due
            else first or 0,
            last=course.last_day(drug.end) if drug.end else None,
            text=f"{drug.name} {drug.dose}".strip(),
            detail="start unknown" if first is None else "",
            level=float(_dose(drug.dose) / top) if top else 1.0,
            href=addresses.form(course.subject, LOG_VISIT, log) if log else "",
        )


def _dose(text: str) -> Decimal:
    try:
        return Decimal(text.split(" ", maxsplit=1)[0]) if text else Decimal(0)
    except InvalidOperation:
        return Decimal(0)


def _procedures(course: Course) -> Iterator[Moment]:
    infusion = next(a for a in course.study.schedule.anchors if a.id == course.study.schedule.visit_anchor)
    for procedure in course.study.schedule.procedures:
        if procedure.start == infusion.item:
            continue  # drawn as the infusion
        for form in forms_of(course.state, course.subject, procedure.start.form):
            given = (answers.get(procedure.start.item) for answers in form.answers.values())
            when = civil(earliest(answer for answer in given if answer))
            day = course.first_day(when) if when else None
            if day is not None:
                href = addresses.form(course.subject, form.visit, form.form)
                yield Moment(day=day, text=str(procedure.title), href=href)
    yield from _logged(course)


def _logged(course: Course) -> Iterator[Moment]:
    bindings = course.study.analysis.bindings
    for found in find(course.study, course.state, course.subject, "pr_name"):
        form = next(forms_of(course.state, course.subject, found.form))
        when = civil(beside(form, found.row, bindings.get("pr_start")))
        day = course.first_day(when) if when else None
        item = course.study.item(found.form, bindings["pr_name"].item)
        if day is not None and found.value:
            text = (
                course.study.codelist_by_id[item.codelist].label(found.value)
                if item and item.codelist
                else found.value
            )
            yield Moment(day=day, text=text, href=addresses.form(course.subject, found.visit, found.form))


def _given(dose: Dose) -> str:
    each = f", {dose.per_kg:.1f} million per kg" if dose.per_kg is not None else ""
    return f"{PRODUCTS[dose.product]} {dose.cells.normalize():f} million{each}"


def _infusions(course: Course) -> Iterator[Moment]:
    doses = derive_doses(course.study, course.state, course.subject)
    row = course.study.schedule.visit_anchor
    anchor = next(a for a in course.study.schedule.anchors if a.id == row)
    for form in forms_of(course.state, course.subject, anchor.item.form):
        when = civil(beside(form, 0, anchor.item))
        day = course.first_day(when) if when else None
        if day is None:
            continue
        said = [_given(dose) for dose in doses if dose.visit == form.visit]
        href = addresses.form(course.subject, form.visit, form.form)
        yield Moment(day=day, text="; ".join(said) or str(anchor.title), infusion=True, href=href)
