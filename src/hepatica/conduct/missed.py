"""What was planned and did not happen: a visit, or a mandatory form of a visit that took place.

A visit marked as not done is a deviation at once. That a window has passed with nothing in it is a matter of time, and
nothing is recorded by time alone: such visits and forms are proposed, and a person confirms them. Either is withdrawn
as soon as the visit has a date, or the form an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.flags import flag
from hepatica.conduct.need import Need
from hepatica.conduct.plan import Changed
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.review_commands import ConfirmMissed
from hepatica.ledger.events import DeviationRecorded, Draft
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import DeviationRow, FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.form import FormKind
from hepatica.study.schedule import DueWindow, Visit
from hepatica.study.study import NOT_DONE, VISIT_FORM, VISIT_STATUS, Study

VISIT, FORM = "missed_visit", "missed_form"
_LATE_FORM = timedelta(days=7)
"""A visit without a window of its own is over so long after its day."""


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """Something planned that did not happen: proposed, until a person confirms it."""

    rule: str
    subject: str
    visit: str
    form: str = ""
    since: date
    """The last day on which it could have been done in time."""
    sentence: str


def missed(study: Study, subject: SubjectRow, begun: Iterable[str], today: date) -> Iterator[Missed]:
    """Yield what a participant has missed by a civil day at the site, in the order of the schedule.

    A visit marked as not done is here too: it is recorded as it is marked, but not in a ledger of before 0.5.0.
    ``begun`` are the forms with an answer, as 'visit/form'. What fell due after the participant's course ended is not
    missed, nor is what hangs on a day that is not known.
    """
    written = frozenset(begun)
    for visit in study.schedule.visits:
        if visit.optional:
            continue  # nobody expects it, nor all of its forms
        window, day = _window(study, subject, visit), subject.visits.get(visit.id)
        if day is not None and day != NOT_DONE:
            yield from _forms(study, subject, visit, window, written, today)
            continue
        last = window.last if window else None
        if _ended(subject, last or date.max) or (day is None and (last is None or last >= today)):
            continue
        said = _not_seen(visit, window) if day is None and window else marked_words(visit)
        yield Missed(rule=VISIT, subject=subject.subject, visit=visit.id, since=last or today, sentence=said)


def _forms(
    study: Study,
    subject: SubjectRow,
    visit: Visit,
    window: DueWindow | None,
    written: frozenset[str],
    today: date,
) -> Iterator[Missed]:
    done = civil(subject.visits.get(visit.id))
    if done is None or done.latest is None:
        return
    over = max(window.last, done.latest) if window else done.latest + _LATE_FORM
    if over >= today:
        return
    for name in visit.forms:
        form = study.form_by_id.get(name)
        mandatory = form is not None and form.kind is FormKind.ENTRY and any(i.required for i in form.items)
        if form is not None and mandatory and f"{visit.id}/{name}" not in written:
            said = f"{form.title} was not filled at {visit.title} of {done.words()}, which is over."
            yield Missed(
                rule=FORM, subject=subject.subject, visit=visit.id, form=name, since=over, sentence=said
            )


def _window(study: Study, subject: SubjectRow, visit: Visit) -> DueWindow | None:
    anchors = {
        name: d.earliest for name, text in subject.anchors.items() if (d := civil(text)) and d.complete
    }
    return study.due(visit, anchors)


def _ended(subject: SubjectRow, last: date) -> bool:
    """Whether the participant's course ended on or before the last day of a window, or on a day not known."""
    days = [civil(text) for text in subject.ended.values()]
    return any(day is None or day.earliest is None or day.earliest <= last for day in days)


def _not_seen(visit: Visit, window: DueWindow) -> str:
    first, last = PartialDate.of(window.first).words(), PartialDate.of(window.last).words()
    return f"{visit.title} did not take place: its window ({first} to {last}) has passed."


def marked_words(visit: Visit) -> str:
    """Say that a visit was marked as not done."""
    return f"{visit.title} was marked as not done."


# -- What the record says by itself ---------------------------------------------------------------------------------


def derive_missed(
    case: Case, ahead: State, was: SubjectRow, now: SubjectRow, changed: tuple[Changed, ...]
) -> Iterator[Draft]:
    """Yield the deviations of visits marked as not done, and withdraw what was missed and is there after all."""
    ended = was.ended != now.ended
    for visit in sorted({**was.visits, **now.visits}):
        if ended or was.visits.get(visit) != now.visits.get(visit):
            yield from _marked(case, now, visit)
    for visit, form in sorted({(c.visit, c.form) for c in changed}):
        key = f"{FORM}/{visit}/{form}//0"
        if case.state.get(DeviationRow, now.subject, key) and _answered(ahead, now.subject, visit, form):
            yield from flag(case, now.subject, FORM, Changed(visit, form, "", 0), "")


def _marked(case: Case, now: SubjectRow, visit: str) -> Iterator[Draft]:
    planned, place = case.plan.study.visit(visit), Changed(visit, VISIT_FORM, VISIT_STATUS, 0)
    marked = planned is not None and not planned.optional and now.visits.get(visit) == NOT_DONE
    if marked and planned is not None:
        window = _window(case.plan.study, now, planned)
        if _ended(now, window.last if window else date.max):
            marked = False
    said = marked_words(planned) if marked and planned else ""
    yield from flag(case, now.subject, VISIT, place, said)


def _answered(state: State, subject: str, visit: str, form: str) -> bool:
    row = state.get(FormRow, subject, f"{visit}/{form}")
    return row is not None and any(a.given for items in row.answers.values() for a in items.values())


# -- A person confirms ----------------------------------------------------------------------------------------------


def confirm(case: Case, command: ConfirmMissed) -> Decision:
    """Record as a deviation what was proposed as missed; refused when it was not missed, or is recorded already."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    begun = (
        row.key
        for row in case.state.of(FormRow, command.subject)
        if _answered(case.state, command.subject, row.visit, row.form)
    )
    found = missed(case.plan.study, subject, begun, case.now.today)
    wanted = next(
        (m for m in found if (m.rule, m.visit, m.form) == (command.rule, command.visit, command.form)), None
    )
    if wanted is None:
        return refuse(
            "no_such",
            "Nothing of that name was missed: it may have been entered meanwhile.",
            visit=command.visit,
        )
    place = place_of(wanted)
    key = f"{wanted.rule}/{place.visit}/{place.form}/{place.item}/{place.row}"
    if case.state.get(DeviationRow, command.subject, key):
        return ()
    fact = DeviationRecorded(
        rule=wanted.rule, sentence=wanted.sentence, visit=place.visit, form=place.form, item=place.item
    )
    return (Draft(subject=command.subject, fact=fact),)


def place_of(missed: Missed) -> Changed:
    """Return where a missed visit or form stands as a deviation."""
    if missed.rule == VISIT:
        return Changed(missed.visit, VISIT_FORM, VISIT_STATUS, 0)
    return Changed(missed.visit, missed.form, "", 0)


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {ConfirmMissed: confirm}
"""Command → its decision."""

NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    ConfirmMissed: lambda command: Need(
        subject=command.subject, forms=frozenset({("*", VISIT_FORM), (command.visit, command.form)})
    )
}
"""Command → the rows it needs."""
