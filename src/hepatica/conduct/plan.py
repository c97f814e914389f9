"""The protocol made ready to decide by: expressions compiled, and for each item what must be looked at when it changes.

Built once per definition in force and kept; it holds nothing of any participant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

import msgspec

from hepatica.conduct.formula import Formula, Scope, Unsound, formulate
from hepatica.conduct.rulebook import RuleBook
from hepatica.ledger.events import Draft, StudyPublished
from hepatica.ledger.landmarks import landmarks
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.safety import proposals
from hepatica.safety.naming import faults
from hepatica.safety.signals import DAY, CompiledSignal, compile_signal
from hepatica.study.form import Item
from hepatica.study.rules import Check, Clearance, Gate
from hepatica.study.schedule import Procedure
from hepatica.study.study import CONSENT_ANCHOR, ENROLMENT, VISIT_DATE, VISIT_FORM, Study

__all__ = ["Assessor", "Changed", "Plan", "PlannedCheck", "PlannedGate", "landmarks"]

K = TypeVar("K")
V = TypeVar("V")
At = tuple[str, str]
"""(form, item)"""
_UNPUBLISHED = StudyPublished(study="", version="", sha256="", text="")
replace = msgspec.structs.replace
SAME = "."
"""In a reach: the visit at hand."""


class Changed(NamedTuple):
    """An item of one row whose answer changed."""

    visit: str
    form: str
    item: str
    row: int


class PlannedCheck(msgspec.Struct, frozen=True):
    """An edit check and its compiled expression."""

    check: Check
    formula: Formula


class PlannedGate(msgspec.Struct, frozen=True):
    """A gate, its compiled clearances, and the item that says its act took place."""

    gate: Gate
    clearances: tuple[tuple[Clearance, Formula], ...]
    happened: At


class Plan:
    """A study with everything ``decide`` needs to know about it. Raises ``Unsound`` when an expression does not compile."""

    def __init__(
        self, study: Study, definition: int = 0, *, published: StudyPublished | None = None, at: str = ""
    ) -> None:
        self.study, self.definition = study, definition
        self.published = replace(published, text="") if published else _UNPUBLISHED
        """How it came into force, without its text: who keeps their version, who must consent again, the approvals."""
        self.at = at
        """The instant of its publication; '' for one that is only tried."""
        self.landmarks = landmarks(study)
        self._problems: list[str] = []
        self.whens: dict[At, Formula] = dict(self._whens())
        self.checks: tuple[PlannedCheck, ...] = tuple(self._checks())
        self.gates: dict[str, PlannedGate] = {gate.id: self._gate(gate) for gate in study.gates}
        self.signals: tuple[CompiledSignal, ...] = tuple(self._signals())
        self._problems.extend(
            f"clock {clock.id}: {said}" for clock in study.clocks for said in faults(study, clock.applies)
        )
        self.rules = RuleBook(study)
        self._problems.extend(self.rules.problems)
        if self._problems:
            raise Unsound(tuple(self._problems))
        self.procedures: dict[At, tuple[Procedure, ...]] = _many(
            ((p.start.form, p.start.item), p) for p in study.schedule.procedures
        )
        self.acts: dict[At, tuple[PlannedGate, ...]] = _many(
            (gate.happened, gate) for gate in self.gates.values()
        )
        self.checks_on: dict[At, tuple[PlannedCheck, ...]] = _many(
            ((name.form, name.item), check) for check in self.checks for name in check.formula.names
        )
        self.dated_checks: tuple[PlannedCheck, ...] = tuple(
            check
            for check in self.checks
            if any(name.scope in {Scope.PREVIOUS, Scope.BASELINE} for name in check.formula.names)
        )
        """Checks that read other visits in the order of their dates: a date that moves may change them all."""
        self.criteria: tuple[tuple[Clearance, Formula], ...] = tuple(self._criteria())
        """Lines of the enrolment's gate that are criteria of eligibility, or the decision on them."""
        self.asked_by: dict[At, tuple[Item, ...]] = dict(self._asked_by())
        self.feeds: dict[At, tuple[Item, ...]] = _many(
            ((form.id, operand), item)
            for form in study.forms
            for item in form.items
            if item.compute
            for operand in item.compute.of
        )
        self.assessors: tuple[Assessor, ...] = (_propose,)
        """What looks at the record after each change (signals); each returns the drafts it wants recorded."""
        counted = {name for s in self.signals for name in s.anchors if DAY + name in s.reads}
        counted.add(study.schedule.analysis_anchor)
        self._dates = {(VISIT_FORM, VISIT_DATE)} | {
            at for at, names in self.landmarks.anchors.items() if counted.intersection(names)
        }
        self._reach: dict[At, frozenset[tuple[str, str]]] = {}

    # -- Compiling --------------------------------------------------------------------------------------------------

    def _compile(self, form: str, expression: str, place: str) -> Formula | None:
        try:
            return formulate(self.study, form, expression, place)
        except Unsound as error:
            self._problems.extend(error.sentences)
            return None

    def _whens(self) -> Iterator[tuple[At, Formula]]:
        for form in self.study.forms:
            for item in form.items:
                if item.when and (formula := self._compile(form.id, item.when, f"{form.id}.{item.id}, when")):
                    yield (form.id, item.id), formula

    def _checks(self) -> Iterator[PlannedCheck]:
        for check in self.study.checks:
            if formula := self._compile(check.form, check.when, f"check {check.id}"):
                yield PlannedCheck(check, formula)

    def _gate(self, gate: Gate) -> PlannedGate:
        compiled = (
            (clearance, self._compile(clearance.form, clearance.when, f"gate {gate.id}, {clearance.id}"))
            for clearance in gate.clearances
        )
        form, _, item = gate.happened.partition(".")
        return PlannedGate(gate, tuple((c, f) for c, f in compiled if f), (form, item))

    def _signals(self) -> Iterator[CompiledSignal]:
        for signal in self.study.signals:
            compiled = compile_signal(self.study, signal)
            if isinstance(compiled, CompiledSignal):
                yield compiled
            else:
                self._problems.extend(f"signal {signal.id}: {problem.sentence}" for problem in compiled)

    def _criteria(self) -> Iterator[tuple[Clearance, Formula]]:
        criteria = {criterion.id for criterion in self.study.eligibility}
        for gate in self.gates.values():
            for clearance, formula in gate.clearances if gate.gate.act == ENROLMENT else ():
                form = self.study.form_by_id.get(clearance.form)
                if clearance.id in criteria or (form and form.domain == "IE"):
                    yield clearance, formula

    def _asked_by(self) -> Iterator[tuple[At, tuple[Item, ...]]]:
        pairs = [
            ((name.form, name.item), item)
            for (form, item_id), formula in self.whens.items()
            if (item := self.study.item(form, item_id))
            for name in formula.names
            if name.form == form
        ]
        yield from _many(pairs).items()

    # -- What a change touches --------------------------------------------------------------------------------------

    def dependents(self, form: str, item: str) -> tuple[Item, ...]:
        """Return the calculated items that follow from an item, directly or through others."""
        found: dict[str, Item] = {}
        waiting = [item]
        while waiting:
            for fed in self.feeds.get((form, waiting.pop()), ()):
                if fed.id not in found:
                    found[fed.id] = fed
                    waiting.append(fed.id)
        return tuple(found.values())

    def reach(self, visit: str, form: str, item: str) -> frozenset[tuple[str, str]]:
        """Return the forms that must be at hand when an item changes, as (visit or '*', form)."""
        if (form, item) not in self._reach:
            touched = {(form, item), *((form, d.id) for d in self.dependents(form, item))}
            self._reach[form, item] = frozenset({(SAME, form)}.union(*map(self._reach_of, touched)))
        return frozenset((visit if v == SAME else v, f) for v, f in self._reach[form, item])

    def moves_time(self, form: str, item: str) -> bool:
        """Whether a change of the item may change which visit came before which, or what is baseline."""
        return (form, item) in self._dates

    def moves_study(self, form: str, item: str) -> bool:
        """Whether a change of the item may change the study's own row: a start, or an end."""
        return (form, item) in self.procedures or form in self.landmarks.ends

    def moves_rules(self, form: str, item: str) -> bool:
        """Whether a change of the item, or of one calculated from it, may change what counts toward a stopping rule."""
        return any(self.rules.on(form, one) for one in self._with_dependents(form, item))

    def moves_everyone(self, form: str, item: str) -> bool:
        """Whether such a rule is told by how many were infused."""
        touched = (self.rules.on(form, one) for one in self._with_dependents(form, item))
        return any(self.rules.everyone(rules) for rules in touched)

    def _with_dependents(self, form: str, item: str) -> tuple[str, ...]:
        return (item, *(fed.id for fed in self.dependents(form, item)))

    def _reach_of(self, at: At) -> set[tuple[str, str]]:
        form, item_id = at
        reach: set[tuple[str, str]] = set(self.rules.reach(self.rules.on(form, item_id)))
        if self.moves_time(*at):
            reach |= {("*", check.check.form) for check in self.dated_checks}
            reach |= {("*", name.form) for check in self.dated_checks for name in check.formula.names}
            reach |= {("*", f.id) for s in self.signals if s.baseline_form for f in (s.form, s.baseline_form)}
            reach |= {("*", at.form) for s in self.signals for at in s.person}
        for check in self.checks_on.get(at, ()):
            if check.check.form != form or any(
                n.scope in {Scope.PREVIOUS, Scope.BASELINE} for n in check.formula.names
            ):
                reach.add(("*", check.check.form))
            reach |= self._read_by(check.formula)
        for item in self.asked_by.get(at, ()):
            reach |= self._read_by(self.whens[form, item.id])
        if at in self.whens:
            reach |= self._read_by(self.whens[at])
        if any(at in {(n.form, n.item) for n in formula.names} for _, formula in self.criteria):
            reach |= {("*", name.form) for _, formula in self.criteria for name in formula.names}
        marks = self.landmarks
        if at in marks.anchors or at in marks.planned:
            reach.add(("*", form))
        if form in marks.ends:
            reach |= {("*", other) for other in marks.ends}
        if at in self.procedures or CONSENT_ANCHOR in marks.anchors.get(at, ()):
            reach |= {("*", start) for start, _ in self.procedures}
        return reach | proposals.forms_needed(self.signals, SAME, form)

    def _read_by(self, formula: Formula) -> set[tuple[str, str]]:
        return {("*", name.form) for name in formula.names if name.scope is not Scope.ROW}


Assessor = Callable[[Plan, State, str, frozenset[tuple[str, str, str]]], tuple[Draft, ...]]
"""(plan, state after the change, subject, changed (visit, form, item)) → drafts."""


def _propose(
    plan: Plan, state: State, subject: str, changed: frozenset[tuple[str, str, str]]
) -> tuple[Draft, ...]:
    if any(plan.moves_time(form, item) for _, form, item in changed):
        # A visit whose date moved may be another reading's baseline now: as if those had been entered again.
        changed |= {
            (row.visit, signal.form.id, signal.signal.at)
            for signal in plan.signals
            if signal.baseline_form is not None
            for row in state.of(FormRow, subject)
            if row.form == signal.form.id
        }
    forms = {form for _, form, _ in changed}
    touched = tuple(
        s for s in plan.signals if forms & {s.form.id, s.signal.baseline, *(at.form for at in s.person)}
    )
    return proposals.assess(touched, state, subject, changed)


def _many(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    gathered: dict[K, dict[int, V]] = {}
    for key, value in pairs:
        gathered.setdefault(key, {})[id(value)] = value
    return {key: tuple(values.values()) for key, values in gathered.items()}
