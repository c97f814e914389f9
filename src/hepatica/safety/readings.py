"""Answers of a form that count toward a stopping rule: compiled once, read row by row, in the item's own unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from hepatica.checks.cel import Answer, Compiled, compile_check, evaluate
from hepatica.checks.lint import Problem
from hepatica.checks.values import Kind, NotEvaluable, read_number
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import Answer as Given
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.scores.units import UnitError, convert
from hepatica.study.dates import UNKNOWN, PartialDate
from hepatica.study.form import Form, Group, Item, ItemType
from hepatica.study.stopping import Reading
from hepatica.study.study import LOG_VISIT, VISIT_DATE, VISIT_FORM, Study

BASELINE = "baseline__"
FAR_ABOVE = "1000000000000"
"""Stands for the highest value that '>500' can mean."""
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_DATES = {ItemType.DATE, ItemType.DATETIME}
_NUMBERS = {ItemType.NUMBER, ItemType.INTEGER}
At = tuple[str, str]
"""(form, item)"""


@dataclass(frozen=True, kw_only=True)
class CompiledReading:
    """A reading ready to be looked for; ``items`` maps each name of its expression to the item it reads."""

    reading: Reading
    form: Form
    group: Group | None
    rule: Compiled
    items: Mapping[str, tuple[str, Item]]
    """Name → (form, item)."""
    constants: Mapping[str, str]

    @cached_property
    def own(self) -> tuple[str, ...]:
        """Names of the expression that are items of the row itself."""
        return tuple(sorted(n for n in self.rule.reads if n in self.items and "__" not in n))

    @cached_property
    def reads(self) -> frozenset[At]:
        """Every item whose change may change what counts."""
        named = {(form, item.id) for n, (form, item) in self.items.items() if n in self.rule.reads}
        dated = {(self.form.id, self.reading.day)} if self.reading.day else {(VISIT_FORM, VISIT_DATE)}
        baseline = (
            {(VISIT_FORM, VISIT_DATE)} if any(n.startswith(BASELINE) for n in self.rule.reads) else set()
        )
        return frozenset(named | dated | baseline)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A row that counts, or that may: then ``doubt`` says why it cannot be told."""

    address: str
    """'form/visit/row'"""
    day: PartialDate | None
    doubt: str = ""


def constants_of(study: Study) -> dict[str, str]:
    """Return the numbers an expression may name: the study's parameters and the release limits of its products."""
    numbers = {p.id: p.value for p in study.parameters}
    for product in study.products:
        numbers |= {f"{product.id}_{one.id}_limit": one.limit for one in product.release}
    return {name: value for name, value in numbers.items() if _is_number(value)}


def compile_reading(study: Study, reading: Reading) -> CompiledReading | list[Problem]:
    """Compile a reading, or say every problem of it; the form and the group must exist (``KeyError``)."""
    form = study.form_by_id[reading.form]
    groups = {group.id: group for group in form.groups}
    group = groups[reading.group] if reading.group else None
    items = {i.id: (form.id, i) for g in form.groups if g is group or g.repeat is None for i in g.items}
    items |= dict(_elsewhere(study, form, reading.when))
    constants = constants_of(study)
    kinds = dict.fromkeys(constants, Kind.NUMBER) | {
        name: Kind(item.type) for name, (_, item) in items.items()
    }
    codes = {
        name: [code.code for code in study.codelist_by_id[item.codelist].codes]
        for name, (_, item) in items.items()
        if item.codelist in study.codelist_by_id
    }
    rule = compile_check(reading.when, kinds, codes=codes)
    if isinstance(rule, list):
        return rule
    return CompiledReading(
        reading=reading, form=form, group=group, rule=rule, items=items, constants=constants
    )


def _elsewhere(study: Study, form: Form, expression: str) -> Iterator[tuple[str, tuple[str, Item]]]:
    for name in sorted(set(_WORD.findall(expression))):
        prefix, both, item_id = name.partition("__")
        at = form.id if prefix == BASELINE.removesuffix("__") else prefix
        if both and (item := study.item(at, item_id)):
            yield name, (at, item)


def hits(compiled: CompiledReading, study: Study, state: State, subject: str) -> Iterator[Hit]:
    """Yield the rows of a participant that count, in the order of visits and rows; what nobody answered is no reading."""
    person = state.get(SubjectRow, subject)
    if person is None or (compiled.reading.infused and not person.infused):
        return
    rows = sorted((r for r in state.of(FormRow, subject) if r.form == compiled.form.id), key=lambda r: r.key)
    for form in rows:
        for number in _rows(compiled.group, form):
            doubt = _judge(compiled, study, state, person, form, number)
            if doubt is not None:
                day = _day(compiled, person, form, number)
                yield Hit(address=f"{form.form}/{form.visit}/{number}", day=day, doubt=doubt)


def _rows(group: Group | None, form: FormRow) -> list[int]:
    if group is None or group.repeat is None:
        return [0]
    ids = {item.id for item in group.items}
    return sorted(int(n) for n, answers in form.answers.items() if n != "0" and ids & answers.keys())


def _judge(
    compiled: CompiledReading, study: Study, state: State, person: SubjectRow, form: FormRow, row: int
) -> str | None:
    """Return None when a row does not count, '' when it does, else why it cannot be told."""
    given = {name: _own(form, name, row) for name in compiled.own}
    if not any(answer and answer.value is not None for answer in given.values()):
        return "what it asks is unknown" if any(a and a.state == "unknown" for a in given.values()) else None
    reached = {name: given[name] if name in given else _far(compiled, study, state, person, name)
               for name in compiled.rule.reads if name in compiled.items}  # fmt: skip
    try:
        low, high = (_values(compiled, reached, highest=highest) for highest in (False, True))
    except NotEvaluable as error:
        return str(error)
    verdicts = [evaluate(compiled.rule, {**compiled.constants, **values}) for values in (low, high)]
    if all(v.answer is Answer.TRUE for v in verdicts):
        return ""
    if all(v.answer is Answer.FALSE for v in verdicts):
        return None
    if any(v.answer is Answer.NOT_EVALUABLE for v in verdicts):
        return _unanswered(reached, verdicts[0].reason or verdicts[1].reason)
    return "a value below or above what the laboratory can measure does not decide it"


def _unanswered(reached: Mapping[str, Given | None], reason: str) -> str | None:
    """Tell an answer that is still to come, which is no reading yet, from one that is stated to be unknown."""
    empty = [answer for answer in reached.values() if answer is None or answer.value is None]
    stated = any(answer is not None and answer.state == "unknown" for answer in empty)
    return None if empty and not stated and reason.endswith("missing") else reason


def _values(
    compiled: CompiledReading, reached: Mapping[str, Given | None], *, highest: bool
) -> dict[str, str | None]:
    return {name: _value(compiled.items[name][1], answer, highest) for name, answer in reached.items()}


def _value(item: Item, answer: Given | None, highest: bool) -> str | None:
    """Return an answer in the item's unit; of one beyond the scale ('<0.5') the lowest or the highest it can be."""
    if answer is None:
        return None
    if answer.value is None:
        return UNKNOWN if answer.state == "unknown" and item.type in _DATES else None
    if item.type not in _NUMBERS:
        return answer.value
    sign, text = (answer.value[0], answer.value[1:]) if answer.value[0] in "<>" else ("", answer.value)
    value = _in_unit(item, text, answer.unit)
    if sign == "<":
        return value if highest else "0"
    return FAR_ABOVE if sign == ">" and highest else value


def _in_unit(item: Item, text: str, unit: str) -> str:
    target = item.all_units[0] if item.all_units else ""
    if unit in ("", target):
        return text
    if item.analyte is None:
        raise NotEvaluable(f"{item.label}: {text} {unit} cannot be read in {target}")
    try:
        return str(convert(read_number(text), item.analyte, unit, target))
    except UnitError as error:
        raise NotEvaluable(f"{item.label}: {error}") from error


def _own(form: FormRow, item: str, row: int) -> Given | None:
    return form.answer(item, row) or form.answer(item)


def _far(
    compiled: CompiledReading, study: Study, state: State, person: SubjectRow, name: str
) -> Given | None:
    """Return the last answer of another form, or of this form before the analysis anchor."""
    form_id, item = compiled.items[name]
    forms = [row for row in state.of(FormRow, person.subject) if row.form == form_id]
    if name.startswith(BASELINE):
        anchor = civil(person.anchors.get(study.schedule.analysis_anchor))
        forms = [row for row in forms if _no_later(person, row.visit, anchor)]
    found = [
        (_when(person, row.visit), answers[item.id].seq, answers[item.id])
        for row in forms
        for answers in row.answers.values()
        if item.id in answers and answers[item.id].given
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def _no_later(person: SubjectRow, visit: str, anchor: PartialDate | None) -> bool:
    day = civil(person.visits.get(visit))
    if day is None or anchor is None or day.latest is None or anchor.earliest is None:
        return False
    return day.latest <= anchor.earliest


def _when(person: SubjectRow, visit: str) -> str:
    return "" if visit == LOG_VISIT else person.visits.get(visit, "")


def _day(compiled: CompiledReading, person: SubjectRow, form: FormRow, row: int) -> PartialDate | None:
    if compiled.reading.day is None:
        return civil(person.visits.get(form.visit))
    answer = _own(form, compiled.reading.day, row)
    return civil(answer.value) if answer else None


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except NotEvaluable:
        return False
    return True
