"""Signals: rules over the readings of a procedure, each judged with its series, its baseline and its symptoms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hepatica.checks.cel import Answer, Compiled, Verdict, compile_check, evaluate
from hepatica.checks.lint import Problem
from hepatica.checks.values import Kind, NotEvaluable, read_number
from hepatica.ledger.rows import Answer as Given
from hepatica.safety.graded import Grading, grade_draw, grading
from hepatica.safety.ranges import Person
from hepatica.scores.units import UnitError, convert
from hepatica.study.form import Form, Group, Item, ItemType
from hepatica.study.rules import Signal, SignalExamples
from hepatica.study.schedule import ItemAddress
from hepatica.study.study import Study

BASELINE = "baseline__"
FIRST = "first__"
SERIES = "series_"
DAY = "day__"
"""``day__infusion``: days from an anchor to the reading, put beside its answers by who knows the anchors."""
Row = Mapping[str, Given]
NOBODY = Person()


@dataclass(frozen=True, kw_only=True)
class CompiledSignal:
    """A signal ready to judge readings."""

    signal: Signal
    form: Form
    group: Group
    baseline_form: Form | None
    rule: Compiled | None
    """None where the CTCAE grade decides."""
    grading: Grading | None = None
    parameters: Mapping[str, str]
    anchors: tuple[str, ...] = ()
    """Anchors of the schedule, for ``day__*``."""
    treatment: str = ""
    """The anchor before which the participant's own baseline lies; '' where the baseline is of before the visit."""
    person: tuple[ItemAddress, ...] = ()
    """Where the sex and the age stand that a range depends on."""

    @cached_property
    def items(self) -> dict[str, Item]:
        """Items of the signal's own form by id."""
        return {item.id: item for item in self.form.items}

    @cached_property
    def baseline_items(self) -> dict[str, Item]:
        """Items of the baseline form by id."""
        return {item.id: item for item in self.baseline_form.items} if self.baseline_form else {}

    @cached_property
    def reads(self) -> frozenset[str]:
        """Every name the rule reads."""
        if self.grading is not None:
            return self.grading.reads | {BASELINE + name for name in self.grading.reads}
        return self.rule.reads if self.rule else frozenset()

    @cached_property
    def reads_form(self) -> frozenset[str]:
        """Items of the signal's own form whose change may change its verdict (with those that order the series)."""
        own = (name for name in self.reads if not name.startswith((BASELINE, DAY)))
        named = {name.removeprefix(SERIES).removeprefix(FIRST) for name in own}
        return frozenset(named | {item.id for item in self.group.items if _orders(item)})

    @cached_property
    def reads_baseline(self) -> frozenset[str]:
        """Items of the baseline form."""
        return frozenset(n.removeprefix(BASELINE) for n in self.reads if n.startswith(BASELINE))


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a signal says about one row, and the values it read."""

    row: int
    verdict: Verdict
    readings: dict[str, str | None]

    @property
    def fires(self) -> bool:
        """Whether the row meets the signal."""
        return self.verdict.answer is Answer.TRUE

    @property
    def undecided(self) -> bool:
        """Whether the rule could not be evaluated: never the same as quiet."""
        return self.verdict.answer is Answer.NOT_EVALUABLE


def vocabulary(study: Study, signal: Signal) -> dict[str, Kind]:
    """Return every name a signal's rule may use, with its kind; KeyError when form or group does not exist."""
    form = study.form_by_id[signal.form]
    group = next(g for g in form.groups if g.id == signal.group)
    kinds = {p.id: Kind.NUMBER for p in study.parameters if _is_number(p.value)}
    for other in form.groups:
        if other is group or other.repeat is None:
            kinds |= {item.id: Kind(item.type) for item in other.items}
    kinds |= {
        SERIES + item.id: Kind(item.type).series for item in group.items if item.type is not ItemType.TIME
    }
    kinds |= {FIRST + item.id: Kind(item.type) for item in group.items}
    kinds |= {DAY + anchor.id: Kind.INTEGER for anchor in study.schedule.anchors}
    if signal.baseline:
        kinds |= {BASELINE + i.id: Kind(i.type) for i in study.form_by_id[signal.baseline].items}
    return kinds


def _codes(study: Study, signal: Signal) -> dict[str, list[str]]:
    """Return the codes of every coded name a rule may use, so that a code outside its list fails when compiled."""
    forms = [("", study.form_by_id[signal.form]), (FIRST, study.form_by_id[signal.form])]
    if signal.baseline:
        forms.append((BASELINE, study.form_by_id[signal.baseline]))
    return {
        prefix + item.id: [code.code for code in study.codelist_by_id[item.codelist].codes]
        for prefix, form in forms
        for item in form.items
        if item.codelist in study.codelist_by_id
    }


def compile_signal(study: Study, signal: Signal) -> CompiledSignal | list[Problem]:
    """Compile a signal against the study, or say every problem of its rule."""
    if signal.ctcae_grade is not None and signal.when:
        return [
            Problem(line=1, column=1, sentence="a grade of CTCAE decides here, and 'when' is given as well")
        ]
    graded, rule = None, None
    if signal.ctcae_grade is None:
        compiled = compile_check(signal.when, vocabulary(study, signal), codes=_codes(study, signal))
        if isinstance(compiled, list):
            return compiled
        rule = compiled
    else:
        item = study.item(signal.form, signal.at)
        try:
            graded = grading(study, item, signal.ctcae_grade, signal.unit) if item else None
        except ValueError as error:
            return [Problem(line=1, column=1, sentence=str(error))]
    form, bindings = study.form_by_id[signal.form], study.analysis.bindings
    return CompiledSignal(
        signal=signal,
        form=form,
        group=next(g for g in form.groups if g.id == signal.group),
        baseline_form=study.form_by_id[signal.baseline] if signal.baseline else None,
        rule=rule,
        grading=graded,
        parameters={p.id: p.value for p in study.parameters},
        anchors=tuple(anchor.id for anchor in study.schedule.anchors),
        treatment=study.schedule.analysis_anchor if signal.own else "",
        person=tuple(bindings[name] for name in ("sex", "age") if graded and name in bindings),
    )


def judge(
    compiled: CompiledSignal, rows: Mapping[int, Row], around: Row, baseline: Row, person: Person = NOBODY
) -> tuple[Judged, ...]:
    """Judge every row that has a reading of the signal's item.

    ``rows`` are the rows of the group as stored (any order), ``around`` the form's unnumbered answers, ``baseline`` the
    last answers before the procedure. The series of a row are the readings up to it in the order of time; where no
    time was entered, in the order of the row numbers.
    """
    ordered = sorted(rows.items(), key=lambda pair: _when(compiled.group, *pair))
    seen: list[Row] = []
    judged = []
    for number, row in ordered:
        seen.append(row)
        at = row.get(compiled.signal.at)
        if at is not None and at.value is not None:
            if compiled.grading is not None:
                judged.append(_grade(compiled.grading, number, row, baseline, person))
            else:
                judged.append(_judge(compiled, number, row, seen, around, baseline))
    return tuple(sorted(judged, key=lambda j: j.row))


def _grade(grading: Grading, number: int, row: Row, baseline: Row, person: Person) -> Judged:
    try:
        found = grade_draw(grading, row, baseline, person)
    except NotEvaluable as error:
        verdict = Verdict(answer=Answer.NOT_EVALUABLE, reason=str(error))
        return Judged(row=number, verdict=verdict, readings={grading.item.id: row[grading.item.id].value})
    verdict = Verdict(answer=Answer.TRUE if found.fires else Answer.FALSE)
    return Judged(row=number, verdict=verdict, readings=found.readings)


def _judge(
    compiled: CompiledSignal, number: int, row: Row, seen: Sequence[Row], around: Row, baseline: Row
) -> Judged:
    values: dict[str, object] = {}
    assert compiled.rule is not None
    try:
        for name in sorted(compiled.rule.reads):
            values[name] = _value(compiled, name, row, seen, around, baseline)
    except NotEvaluable as error:
        verdict = Verdict(answer=Answer.NOT_EVALUABLE, reason=str(error))
    else:
        verdict = evaluate(compiled.rule, values)
    readings = {n: v for n, v in values.items() if v is None or isinstance(v, str)}
    return Judged(row=number, verdict=verdict, readings=readings)


def _value(
    compiled: CompiledSignal, name: str, row: Row, seen: Sequence[Row], around: Row, baseline: Row
) -> object:
    if name.startswith(BASELINE):
        item = compiled.baseline_items.get(name.removeprefix(BASELINE))
        return _read(compiled, item, baseline.get(item.id)) if item else None
    if name.startswith(SERIES):
        item = compiled.items.get(name.removeprefix(SERIES))
        return [_read(compiled, item, r.get(item.id)) for r in seen] if item else None
    if name.startswith(DAY):
        counted = row.get(name)
        return counted.value if counted else None
    if name.startswith(FIRST):
        item = compiled.items.get(name.removeprefix(FIRST))
        given = (r[item.id] for r in seen if item and item.id in r and r[item.id].value is not None)
        return _read(compiled, item, next(given, None)) if item else None
    item = compiled.items.get(name)
    if item is None:
        return compiled.parameters[name]
    return _read(compiled, item, row.get(name) or around.get(name))


def _read(compiled: CompiledSignal, item: Item, given: Given | None) -> str | None:
    """Return an answer in the signal's unit; an answer whose unit cannot become it is not evaluable."""
    if given is None or given.value is None:
        return None
    target = compiled.signal.unit
    if target is None or not given.unit or given.unit == target or item.analyte is None:
        return _in_item_unit(item, given, target)
    try:
        return str(convert(read_number(given.value), item.analyte, given.unit, target))
    except UnitError as error:
        raise NotEvaluable(f"{item.label}: {error}") from error


def _in_item_unit(item: Item, given: Given, target: str | None) -> str | None:
    if target is not None and given.unit and given.unit != target and item.unit is not None:
        raise NotEvaluable(f"{item.label}: {given.value} {given.unit} cannot be read in {target}")
    return given.value


def _orders(item: Item) -> bool:
    return item.type in {ItemType.DATE, ItemType.DATETIME, ItemType.TIME}


def _when(group: Group, number: int, row: Row) -> tuple[str, int]:
    times = (row[item.id].value for item in group.items if _orders(item) and item.id in row)
    # A row without its time keeps the place of its number among the others: after all that are timed.
    return next((time for time in times if time), "~"), number


def _is_number(text: str) -> bool:
    try:
        read_number(text)
    except NotEvaluable:
        return False
    return True


def check_examples(compiled: CompiledSignal) -> tuple[str, ...]:
    """Run a signal's examples; return a sentence for each row that does not do what the example says."""
    return tuple(
        sentence
        for n, example in enumerate(compiled.signal.examples, 1)
        for sentence in _check_example(compiled, n, example)
    )


def _check_example(compiled: CompiledSignal, n: int, example: SignalExamples) -> list[str]:
    names = {item.id for item in compiled.group.items} | {DAY + anchor for anchor in compiled.anchors}
    rows = {
        number: {k: _given(compiled, k, v, example) for k, v in row.items() if k in names}
        for number, row in enumerate(example.rows, 1)
    }
    around = {
        k: _given(compiled, k, v, example) for row in example.rows for k, v in row.items() if k not in names
    }
    baseline = {
        k.removeprefix(BASELINE): _given(compiled, k, v, example) for k, v in example.baseline.items()
    }
    judged = {j.row: j for j in judge(compiled, rows, around, baseline, Person(**example.person))}
    sentences = []
    for number in rows:
        said = judged.get(number)
        expected = (
            "fire"
            if number in example.fires
            else "be not evaluable"
            if number in example.not_evaluable
            else "stay quiet"
        )
        did = (
            "stay quiet"
            if said is None or not (said.fires or said.undecided)
            else "fire"
            if said.fires
            else "be not evaluable"
        )
        if number in example.not_evaluable and said is None:
            continue
        if did != expected:
            reason = f" ({said.verdict.reason})" if said and said.verdict.reason else ""
            sentences.append(
                f"signal {compiled.signal.id}, example {n}, row {number}: should {expected}, but did {did}{reason}"
            )
    return sentences


def _given(compiled: CompiledSignal, name: str, value: object, example: SignalExamples) -> Given:
    bare = name.removeprefix(BASELINE)
    item = compiled.items.get(bare) or compiled.baseline_items.get(bare)
    unit = example.units.get(bare, (item.unit or "") if item else "")
    return Given(value=None if value is None else str(value), unit=unit, seq=0)
