"""What stood there before: the last value of an item, the range of its laboratory, the words for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from hepatica.conduct.reading import in_shown_unit
from hepatica.conduct.values import Unfit, shown
from hepatica.datasets.bindings import beside, first
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import Answer, FormRow
from hepatica.study.dates import day_words
from hepatica.study.form import Item
from hepatica.study.rules import LabRange
from hepatica.study.study import LOG_VISIT
from hepatica.web.capture.form.desk import Desk
from hepatica.web.visits import anchors


@dataclass(frozen=True, kw_only=True)
class Last:
    """The answer before this one."""

    answer: Answer
    words: str
    """When it was: 'Day +7', or the visit's title."""


def last_of(desk: Desk, form: str, item: Item, row: int) -> Last | None:
    """Return an item's last value before this row: in an earlier row of this form, else at an earlier visit."""
    here = desk.row_of(form)
    for number in range(row - 1, 0, -1):
        answer = here.answer(item.id, number)
        if answer and answer.value is not None:
            return Last(answer=answer, words=when(desk, here, number))
    for before in earlier_rows(desk, form):
        for number in sorted((int(n) for n in before.answers), reverse=True):
            answer = before.answer(item.id, number)
            if answer and answer.value is not None:
                return Last(answer=answer, words=when(desk, before, number))
    return None


def earlier_rows(desk: Desk, form: str) -> list[FormRow]:
    """Return the same form at earlier visits, the latest first."""
    if desk.is_log:
        return []
    if form not in desk.memo:
        desk.memo[form] = _earlier_rows(desk, form)
    found: list[FormRow] = desk.memo[form]
    return found


def _earlier_rows(desk: Desk, form: str) -> list[FormRow]:
    rows = [r for r in desk.state.of(FormRow, desk.subject) if r.form == form and r.visit != LOG_VISIT]
    now = _place(desk, desk.visit)
    before = [r for r in rows if r.visit != desk.visit and _place(desk, r.visit) < now]
    return sorted(before, key=lambda r: _place(desk, r.visit), reverse=True)


def _place(desk: Desk, visit: str) -> tuple[date, int]:
    """Visits by their date; one without a date by the day it is due, else after all others of the schedule's order."""
    planned = desk.study.visit(visit)
    places = [v.id for v in desk.study.schedule.visits]
    place = places.index(planned.id) if planned else len(places)
    day = civil(desk.person.visits.get(visit))
    if day and day.earliest:
        return day.earliest, place
    due = due_window_target(desk, visit)
    return due or date.max, place


def due_window_target(desk: Desk, visit: str) -> date | None:
    """Return the target date of a visit, or None while its anchor has no complete date."""
    planned = desk.study.visit(visit)
    if planned is None:
        return None
    anchor = anchor_date(desk, planned.anchor)
    due = desk.study.due(planned, {planned.anchor: anchor}) if anchor else None
    return due.target if due else None


def anchor_date(desk: Desk, anchor: str) -> date | None:
    """Return the civil date of an anchor: happened, planned, or due; None while nothing says it."""
    if "anchors" not in desk.memo:
        desk.memo["anchors"] = anchors(desk.study, desk.person)
    found: dict[str, date] = desk.memo["anchors"]
    return found.get(anchor)


def when(desk: Desk, row: FormRow, number: int) -> str:
    """Return when a row's values are from: its draw's or its visit's day from the infusion, else the visit's title."""
    at = beside(row, number, desk.study.analysis.bindings.get("draw_at"))
    day = civil(at) or civil(desk.person.visits.get(row.visit))
    if day and desk.day_zero:
        return day_words(day, desk.day_zero)
    planned = desk.study.visit(row.visit)
    return planned.title.in_language(desk.language) if planned else row.visit


def number_in(item: Item, answer: Answer | None) -> Decimal | None:
    """Return an answer as a number in the item's shown unit; None when it is not one ('<0.5', not done)."""
    try:
        return Decimal(in_shown_unit(item, answer) or "none")
    except InvalidOperation:
        return None


def range_for(
    desk: Desk, form: FormRow, item: Item, row: int
) -> tuple[Decimal | None, Decimal | None] | None:
    """Return the reference range in the item's shown unit, for this laboratory, date, sex and age; None without one."""
    if not item.analyte:
        return None
    bindings = desk.study.analysis.bindings
    laboratory = beside(form, row, bindings.get("draw_laboratory"))
    day = civil(beside(form, row, bindings.get("draw_at"))) or civil(desk.person.visits.get(form.visit))
    on = (day.latest if day else None) or desk.now.today
    found = next((lab for lab in desk.study.laboratories if lab.id == laboratory), None)
    if found is None:
        return None
    sex = first(desk.study, desk.state, desk.subject, "sex")
    age = first(desk.study, desk.state, desk.subject, "age")
    fits = [r for r in found.ranges if r.test == item.analyte and _fits(r, on=on, sex=sex, age=age)]
    return _in_shown(item, fits[0]) if fits else None


def _fits(one: LabRange, *, on: date, sex: str, age: str) -> bool:
    if on < one.valid_from or (one.valid_to is not None and on > one.valid_to):
        return False
    if one.sex is not None and one.sex != sex:
        return False
    if one.age_from is None and one.age_to is None:
        return True
    if not age.isdigit():
        return False
    return (one.age_from is None or int(age) >= one.age_from) and (
        one.age_to is None or int(age) <= one.age_to
    )


def _in_shown(item: Item, one: LabRange) -> tuple[Decimal | None, Decimal | None] | None:
    try:
        low, high = (None if end is None else shown(item, str(end), one.unit) for end in (one.low, one.high))
    except Unfit:  # a range in a unit that cannot be converted says nothing here
        return None
    return low, high
