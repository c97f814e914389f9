"""What an expression sees: the record of one participant, read by name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from hepatica.conduct.computed import value_of
from hepatica.conduct.formula import Formula, Name, Scope
from hepatica.conduct.values import Unfit, shown
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import Answer, FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.form import Item, ItemType
from hepatica.study.study import LOG_VISIT, Study

_NUMBERS = {ItemType.NUMBER, ItemType.INTEGER}


class Reading:
    """The present values of one participant, in each item's shown unit."""

    __slots__ = ("_afar", "_earlier", "state", "study", "subject")

    def __init__(self, study: Study, state: State, subject: str) -> None:
        self.study, self.state, self.subject = study, state, subject
        self._earlier: dict[tuple[str, str], list[str]] = {}
        self._afar: dict[tuple[Scope, str, str, str], str | None] = {}

    def values(self, formula: Formula, visit: str, row: int) -> dict[str, object]:
        """Return the value of each name of an expression at a row of a form of a visit; None where there is none."""
        return {name.text: self._value(name, visit, row) for name in formula.names}

    def latest_values(self, formula: Formula) -> dict[str, object]:
        """Return the latest answer of each name, whatever its visit: how a gate reads the record."""
        return {name.text: self.latest(name.form, name.item) for name in formula.names}

    def _value(self, name: Name, visit: str, row: int) -> str | None:
        if name.scope is Scope.ROW:
            return self.at(visit, name.form, name.item, row)
        return self.afar(name, visit)

    def afar(self, name: Name, visit: str) -> str | None:
        """Return what a visit reads from elsewhere by a name: another form, an earlier visit, the baseline."""
        key = (name.scope, name.form, name.item, "" if name.scope is Scope.BASELINE else visit)
        if key not in self._afar:
            self._afar[key] = self._read_afar(*key)
        return self._afar[key]

    def _read_afar(self, scope: Scope, form: str, item: str, visit: str) -> str | None:
        if scope is not Scope.FORM:
            return self._last(self._before(form, visit), form, item)
        if form in self.study.forms_at(visit):
            return self._last_row(visit, form, item)
        return self.latest(form, item)

    def _before(self, form: str, visit: str) -> list[str]:
        """Visits with a form before one visit, or ('') up to the analysis anchor, in time; sorted once."""
        if (form, visit) not in self._earlier:
            if visit:
                visits = self._in_time({*self._visits(form), visit})
                self._earlier[form, visit] = visits[: visits.index(visit)]
            else:
                self._earlier[form, visit] = self._in_time(self._before_analysis(form))
        return self._earlier[form, visit]

    def _last(self, visits: list[str], form: str, item: str) -> str | None:
        values = (self._last_row(visit, form, item) for visit in reversed(visits))
        return next((value for value in values if value is not None), None)

    def at(self, visit: str, form: str, item: str, row: int) -> str | None:
        """Return the value at an address; an item outside repeating groups is found from every row."""
        found = self.state.get(FormRow, self.subject, f"{visit}/{form}")
        asked, group = self.study.item(form, item), self.study.group_of(form, item)
        if found is None or asked is None or group is None:
            return None
        number = row if group.repeat is not None else 0
        if asked.compute is not None:
            return value_of(self.study, found, asked, number)
        return in_shown_unit(asked, found.answer(item, number))

    def latest(self, form: str, item: str) -> str | None:
        """Return an item's value at the last visit that has one, of its rows the last."""
        return self._last(self._in_time({row.visit for row in self._forms(form)}), form, item)

    def _forms(self, form: str) -> list[FormRow]:
        return [row for row in self.state.of(FormRow, self.subject) if row.form == form]

    def _visits(self, form: str) -> list[str]:
        return [row.visit for row in self._forms(form) if row.visit != LOG_VISIT]

    def _last_row(self, visit: str, form: str, item: str) -> str | None:
        found = self.state.get(FormRow, self.subject, f"{visit}/{form}")
        numbers = sorted((int(number) for number in found.answers), reverse=True) if found else []
        for number in (*numbers, 0):
            if (value := self.at(visit, form, item, number)) is not None:
                return value
        return None

    def _in_time(self, visits: Collection[str]) -> list[str]:
        """Visits by their dates; while one has none, by the schedule, which puts unplanned ones last."""
        subject = self.state.get(SubjectRow, self.subject)
        dated = {visit: civil(subject.visits.get(visit)) if subject else None for visit in visits}
        days = {visit: day.earliest for visit, day in dated.items() if day and day.earliest}
        places = {visit.id: n for n, visit in enumerate(self.study.schedule.visits)}

        def order(visit: str) -> tuple[date, int, int]:
            day = days[visit] if len(days) == len(dated) else date.min
            return day, places.get(visit.partition(".")[0], 0), _occurrence(visit)

        return sorted(visits, key=order)

    def _before_analysis(self, form: str) -> list[str]:
        subject = self.state.get(SubjectRow, self.subject)
        anchor = civil(subject.anchors.get(self.study.schedule.analysis_anchor)) if subject else None
        if subject is None or anchor is None or anchor.earliest is None:
            return []
        days = {visit: civil(subject.visits.get(visit)) for visit in self._visits(form)}
        return [v for v, day in days.items() if day and day.latest and day.latest <= anchor.earliest]


def in_shown_unit(item: Item, answer: Answer | None) -> str | None:
    """Return an answer's value in the item's shown unit; one that cannot be converted keeps its unit, so nothing reads it."""
    if answer is None or answer.value is None:
        return None
    if item.type not in _NUMBERS or answer.unit in ("", *item.all_units[:1]) or answer.value[0] in "<>":
        return answer.value
    try:
        return format(shown(item, answer.value, answer.unit), "f")
    except Unfit:
        return f"{answer.value} {answer.unit}"


def _occurrence(visit: str) -> int:
    number = visit.partition(".")[2]
    return int(number) if number.isdigit() else 1
