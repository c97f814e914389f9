"""Where the readings of a signal stand in time, and what they are judged against: a baseline, and the person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import Answer, FormRow, ProposalRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.ranges import Person
from hepatica.safety.signals import DAY, CompiledSignal
from hepatica.study.dates import PartialDate, before, days_between
from hepatica.study.form import Form, Group, ItemType
from hepatica.study.schedule import ItemAddress
from hepatica.study.study import Study

_DATED = frozenset({ItemType.DATE, ItemType.DATETIME})
Readings = dict[str, Answer]
Reading = tuple[str, str, int, Mapping[str, Answer]]
"""Time, visit, row, answers."""


def time_of(
    form: Form, group: Group, answers: Mapping[str, Mapping[str, Answer]], row: int, visit: str
) -> str:
    """Return when a reading was taken, as the site wrote it (ISO day, or day with its minute); '' when nobody knows.

    The row's own date or minute, else one of the form's unnumbered part, else the date of the visit.
    """
    places = ((group, str(row)), *((other, "0") for other in form.groups if other.repeat is None))
    for asked, number in places:
        for item in asked.items:
            answer = answers.get(number, {}).get(item.id) if item.type in _DATED else None
            if answer is not None and civil(answer.value) is not None:
                return answer.value or ""
    return visit if civil(visit) is not None else ""


def proposal_time(study: Study, state: State, proposal: ProposalRow) -> str:
    """Return when the reading of a proposal was taken: ISO day, with its minute where it is written; '' when unknown."""
    form = study.form_by_id.get(proposal.form)
    signal = next((s for s in study.signals if s.id == proposal.signal), None)
    group = next((g for g in form.groups if signal and g.id == signal.group), None) if form else None
    if form is None or group is None:
        return ""
    person = state.get(SubjectRow, proposal.subject)
    row = state.get(FormRow, proposal.subject, f"{proposal.visit}/{proposal.form}")
    visit = person.visits.get(proposal.visit, "") if person else ""
    return time_of(form, group, row.answers if row else {}, proposal.row, visit)


def visit_dates(state: State, subject: str) -> dict[str, PartialDate]:
    """Return the dates of the visits that took place."""
    person = state.get(SubjectRow, subject)
    found = {visit: civil(text) for visit, text in person.visits.items()} if person else {}
    return {visit: day for visit, day in found.items() if day is not None}


def treatment_began(compiled: CompiledSignal, state: State, subject: str) -> PartialDate | None:
    """Return the day before which the own baseline lies; None while the treatment has not begun."""
    person = state.get(SubjectRow, subject)
    return civil(person.anchors.get(compiled.treatment)) if person and compiled.treatment else None


def rows_at(compiled: CompiledSignal, state: State, subject: str, visit: str) -> dict[int, Readings]:
    """Return the rows of a visit that a signal judges, each with the days since the anchors.

    Of a signal against the own baseline nothing of before the treatment: that is the baseline itself.
    """
    form = state.get(FormRow, subject, f"{visit}/{compiled.form.id}")
    began = treatment_began(compiled, state, subject)
    if form is None or (compiled.treatment and began is None):
        return {}
    repeating = compiled.group.repeat is not None
    rows = {int(n): dict(row) for n, row in form.answers.items() if (n != "0") == repeating}
    days = {row: _day(compiled, state, form, row) for row in rows}
    for row, answers in rows.items():
        answers.update(_counted(compiled, state, subject, days[row]))
    return {row: a for row, a in rows.items() if began is None or before(days[row], began) is not True}


def _day(compiled: CompiledSignal, state: State, form: FormRow, row: int) -> PartialDate:
    person = state.get(SubjectRow, form.subject)
    visit = person.visits.get(form.visit, "") if person else ""
    at = time_of(compiled.form, compiled.group, form.answers, row, visit)
    return civil(at) or PartialDate()


def _counted(
    compiled: CompiledSignal, state: State, subject: str, day: PartialDate
) -> Iterator[tuple[str, Answer]]:
    person = state.get(SubjectRow, subject)
    for anchor in compiled.anchors if person else ():
        since = civil(person.anchors.get(anchor)) if person else None
        if since is not None and DAY + anchor in compiled.reads:
            days = days_between(since, day)
            yield DAY + anchor, Answer(value=None if days is None else str(days), seq=0)


def baseline_at(compiled: CompiledSignal, state: State, subject: str, visit: str) -> Readings:
    """Return the last answers of the baseline form before a visit; of one visit's rows, the last row.

    Visits are compared by their dates. A visit without a date is no baseline, nor is one on a later day.
    """
    person = state.get(SubjectRow, subject)
    dates = person.visits if person else {}
    if compiled.baseline_form is None or not dates:
        return {}
    here = dates.get(visit, "9999")
    earlier = sorted(
        (dates[row.visit], row.visit, row)
        for row in state.of(FormRow, subject)
        if row.form == compiled.baseline_form.id
        and row.visit != visit
        and dates.get(row.visit, "not_done")[:1].isdigit()
        and dates[row.visit] <= here
    )
    known: Readings = {}
    for _, _, row in earlier:
        for number in sorted(row.answers, key=int):
            known |= {item: a for item, a in row.answers[number].items() if a.value is not None}
    return known


class Earlier:
    """The readings of one participant from before a treatment: found once for all signals, while the record stands."""

    def __init__(self, state: State, subject: str) -> None:
        self._state, self._subject = state, subject
        self._found: dict[tuple[str, PartialDate], tuple[Reading, ...]] = {}

    def of(self, form: Form, began: PartialDate) -> tuple[Reading, ...]:
        """Return a form's readings of before a day: time, visit, row, answers; by time, visit and row."""
        key = (form.id, began)
        if key not in self._found:
            found = _before(self._state, self._subject, form, began)
            self._found[key] = tuple(sorted(found, key=lambda reading: reading[:3]))
        return self._found[key]


def own_baseline(compiled: CompiledSignal, state: State, subject: str, earlier: Earlier) -> Readings:
    """Return the participant's own baseline: the last reading before the day on which the treatment began.

    Of a graded value the whole draw that has it, for its day and laboratory decide its range.
    """
    began, form = treatment_began(compiled, state, subject), compiled.baseline_form
    if began is None or form is None:
        return {}
    known: Readings = {}
    for _, _, _, answers in earlier.of(form, began):
        given = {item: a for item, a in answers.items() if a.value is not None}
        if compiled.grading is None:
            known |= given
        elif compiled.grading.item.id in given:
            known = given
    return known


def orders(form: Form, name: str) -> bool:
    """Whether an item of a form says when something was read."""
    return any(
        i.id == name and i.type in {ItemType.DATE, ItemType.DATETIME, ItemType.TIME} for i in form.items
    )


def _before(state: State, subject: str, form: Form, began: PartialDate) -> Iterator[Reading]:
    person = state.get(SubjectRow, subject)
    for row in state.of(FormRow, subject):
        if row.form != form.id:
            continue
        visit = person.visits.get(row.visit, "") if person else ""
        for number, answers in row.answers.items():
            at = time_of(form, _group_of(form, answers), row.answers, int(number), visit)
            if before(civil(at) or PartialDate(), began) is True:
                yield at, row.visit, int(number), answers


def _group_of(form: Form, answers: Mapping[str, Answer]) -> Group:
    return next((g for g in form.groups if any(item.id in answers for item in g.items)), form.groups[0])


def person_of(compiled: CompiledSignal, state: State, subject: str) -> Person:
    """Return the sex and age a range depends on; '' where they are not recorded."""
    said = [_first(state, subject, at) for at in compiled.person]
    return Person(sex=said[0], age=said[1]) if len(said) == 2 else Person()


def _first(state: State, subject: str, at: ItemAddress) -> str:
    for row in state.of(FormRow, subject):
        if row.form == at.form:
            for answers in row.answers.values():
                if at.item in answers and answers[at.item].value:
                    return answers[at.item].value or ""
    return ""
