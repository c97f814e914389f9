"""How each visit of a participant stands: what is planned, due, begun, late or done.

Read off the subject row and the light columns of the forms alone, so that a list of many participants stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hepatica.datasets.visits_due import ENDS, derive_anchors
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import SubjectRow
from hepatica.store.read import FormLight
from hepatica.study.form import FormKind
from hepatica.study.schedule import DueWindow, Visit
from hepatica.study.study import NOT_DONE, Study

State = Literal["planned", "due", "started", "open", "complete", "signed", "notdone"]


@dataclass(frozen=True, kw_only=True)
class FormStand:
    """One form of a visit: how far it is."""

    form: str
    title: str
    answered: int
    complete: bool
    signed: bool
    needs_signature: bool

    @property
    def state(self) -> State:
        """Planned (nothing answered), started, complete or signed."""
        if self.complete:
            return "signed" if self.signed else "complete"
        return "started" if self.answered else "planned"


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One visit of one participant."""

    subject: str
    id: str
    visit: Visit
    state: State
    due: DueWindow | None
    done: date | None
    """The civil day of the visit, the first it can mean where a part is unknown."""
    said: str
    """The date as the site wrote it, or ''."""
    forms: tuple[FormStand, ...]
    zero: date | None
    """Day 0: the infusion, done or planned."""
    today: date
    stopped: bool = False
    """The participant's course ended before this visit: nothing is expected."""

    @property
    def late(self) -> int:
        """Days since the window closed on a visit that is not finished; 0 when it is not late."""
        return (self.today - self.due.last).days if self.due and self.state == "open" else 0

    @property
    def days_out(self) -> int:
        """Days by which a finished visit missed its window."""
        if self.due is None or self.done is None:
            return 0
        return max((self.done - self.due.last).days, (self.due.first - self.done).days, 0)

    @property
    def number(self) -> int:
        """1, or the number of a visit that repeats."""
        tail = self.id.partition(".")[2]
        return int(tail) if tail.isdecimal() else 1

    @property
    def unfinished(self) -> tuple[FormStand, ...]:
        """Forms that are not complete."""
        return tuple(form for form in self.forms if not form.complete)

    def day(self, when: date) -> int | None:
        """Return days from the infusion."""
        return (when - self.zero).days if self.zero else None


def zero_day(study: Study, row: SubjectRow) -> tuple[date | None, bool]:
    """Return day 0, and whether it happened rather than being planned."""
    name = study.schedule.visit_anchor
    happened = _whole(row.anchors.get(name))
    return happened or _whole(row.planned.get(name)), happened is not None


def anchors(study: Study, row: SubjectRow) -> dict[str, date]:
    """Return each anchor's day: happened, else planned, else the target of the visit on which it is to happen."""
    return derive_anchors(study, row)


def occurrences(
    study: Study, row: SubjectRow, forms: Iterable[FormLight], today: date, language: str = "en"
) -> tuple[Occurrence, ...]:
    """Return every planned visit in protocol order, then the optional ones that took place."""
    light = {(form.visit, form.form): form for form in forms if form.subject == row.subject}
    days, (zero, _) = anchors(study, row), zero_day(study, row)
    begun = {name for name, _ in light} | set(row.visits)
    found: list[Occurrence] = []
    for visit in study.schedule.visits:
        same = {name for name in begun if name.split(".")[0] == visit.id}
        for name in sorted(same, key=_number) if visit.optional else [visit.id]:
            stands = _stands(study, visit, name, light, language)
            if visit.optional:  # nobody expects all its forms: those that were begun are the visit
                stands = tuple(stand for stand in stands if stand.answered) or stands
            due = None if visit.optional else study.due(visit, days)
            found.append(_occurrence(study, row, visit, name, stands, due, zero, today))
    return tuple(found)


def next_unscheduled(study: Study, row: SubjectRow, forms: Iterable[FormLight]) -> dict[str, str]:
    """Return, for each visit that may repeat, the name of its next occurrence."""
    begun = {form.visit for form in forms if form.subject == row.subject} | set(row.visits)
    free = {}
    for visit in study.schedule.visits:
        if visit.repeats:
            used = [_number(name) for name in begun if name.split(".")[0] == visit.id]
            free[visit.id] = f"{visit.id}.{max(used) + 1}" if used else visit.id
    return free


def _occurrence(
    study: Study,
    row: SubjectRow,
    visit: Visit,
    name: str,
    stands: tuple[FormStand, ...],
    due: DueWindow | None,
    zero: date | None,
    today: date,
) -> Occurrence:
    said = row.visits.get(name, "")
    day = None if said == NOT_DONE else civil(said)
    stopped = _stopped(row, due, day is not None or said == NOT_DONE)
    expected = not stopped and (bool(row.enrolled_seq) or visit.epoch == study.schedule.epochs[0].id)
    return Occurrence(
        subject=row.subject,
        id=name,
        visit=visit,
        state=_state(said, stands, due, today, expected=expected),
        due=due,
        done=day.earliest if day else None,
        said=day.words() if day else "",
        forms=stands,
        zero=zero,
        today=today,
        stopped=stopped,
    )


def _state(
    said: str, stands: tuple[FormStand, ...], due: DueWindow | None, today: date, *, expected: bool
) -> State:
    if said == NOT_DONE:
        return "notdone"
    if stands and all(stand.complete for stand in stands):
        asked = [stand for stand in stands if stand.needs_signature] or list(stands)
        return "signed" if all(stand.signed for stand in asked) else "complete"
    begun = bool(said) or any(stand.answered for stand in stands)
    if due is None or not expected:
        return "started" if begun else "planned"
    if today > due.last:
        return "open"
    if begun:
        return "started"
    return "due" if today >= due.first else "planned"


def _stands(
    study: Study, visit: Visit, name: str, light: Mapping[tuple[str, str], FormLight], language: str
) -> tuple[FormStand, ...]:
    stands = []
    for form_id in visit.forms:  # the visit's date is the page's header, not a form of its own
        form, row = study.form_by_id.get(form_id), light.get((name, form_id))
        if form is None or form.kind is FormKind.COMPUTED:
            continue
        stands.append(
            FormStand(
                form=form_id,
                title=form.title.in_language(language),
                answered=row.answered if row else 0,
                complete=bool(row and row.complete),
                signed=bool(row and row.signed),
                needs_signature=form.signed,
            )
        )
    return tuple(stands)


def _stopped(row: SubjectRow, due: DueWindow | None, happened: bool) -> bool:
    ends = [day.earliest for end, text in row.ended.items() if end in ENDS and (day := civil(text))]
    known = [day for day in ends if day is not None]
    return not happened and due is not None and bool(known) and due.first > min(known) - timedelta(days=1)


def _whole(text: str | None) -> date | None:
    day = civil(text)
    return day.earliest if day and day.complete else None


def _number(name: str) -> int:
    tail = name.partition(".")[2]
    return int(tail) if tail.isdecimal() else 1
