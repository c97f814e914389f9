"""Enrolment and the gates: every clearance with its state, and the button only when nothing stands against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.conduct.enrolment import full_sentence, is_full
from hepatica.conduct.formula import Answer
from hepatica.conduct.gates import gate_for
from hepatica.conduct.plan import Plan, PlannedGate
from hepatica.conduct.reading import Reading
from hepatica.ledger.landmarks import answers_at
from hepatica.ledger.rows import HoldRow, StudyRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.rules import Clearance as Planned
from hepatica.study.study import ENROLMENT
from hepatica.web.doors import may
from hepatica.web.shell.parts import Clearance, Gate


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act behind a gate."""

    id: str
    title: str
    gate: Gate
    refusals: tuple[str, ...]
    """What stands against it, as the record would say it."""
    done: bool
    happened: bool
    """Whether the act took place, authorised or not."""
    allowed: bool
    """Whether the person's role may do it."""

    @property
    def met(self) -> int:
        """Clearances that are met."""
        return sum(clearance.done for clearance in self.gate.clearances)

    @property
    def ready(self) -> bool:
        """Whether the button is there."""
        return self.waits and self.allowed and self.gate.is_open and not self.refusals

    @property
    def waits(self) -> bool:
        """Whether the act still lies ahead."""
        return not self.done and not self.happened


def enrolment(plan: Plan, state: State, row: SubjectRow, study_row: StudyRow, actor: Actor) -> Act | None:
    """Return enrolment with its clearances; None when the protocol states no gate for it."""
    planned = gate_for(plan, ENROLMENT)
    if planned is None:
        return None
    full = (full_sentence(plan.study, study_row),) if is_full(plan.study, study_row, row) else ()
    return _act(
        plan,
        state,
        row,
        planned,
        refusals=() if row.enrolled_seq else full,
        done=bool(row.enrolled_seq),
        allowed=may(actor, "subject.enrol"),
    )


def gates(plan: Plan, state: State, row: SubjectRow, actor: Actor) -> tuple[Act, ...]:
    """Return the gates after enrolment, in protocol order."""
    return tuple(
        _act(
            plan,
            state,
            row,
            planned,
            refusals=(),
            done=gate_id in row.authorised,
            allowed=may(actor, "act.authorise"),
        )
        for gate_id, planned in plan.gates.items()
        if planned.gate.act != ENROLMENT
    )


def _act(
    plan: Plan,
    state: State,
    row: SubjectRow,
    planned: PlannedGate,
    *,
    refusals: tuple[str, ...],
    done: bool,
    allowed: bool,
) -> Act:
    return Act(
        id=planned.gate.id,
        title=str(planned.gate.title),
        gate=Gate(clearances=tuple(sorted(_clearances(plan, state, row.subject, planned), key=_unmet_first))),
        refusals=(*refusals, *_holds(state, row.subject, planned)),
        done=done,
        happened=_happened(state, row.subject, planned),
        allowed=allowed,
    )


def _happened(state: State, subject: str, planned: PlannedGate) -> bool:
    form, item = planned.happened
    return any(answer.value is not None for answer in answers_at(state, subject, form, item))


def _clearances(plan: Plan, state: State, subject: str, planned: PlannedGate) -> Iterator[Clearance]:
    reading = Reading(plan.study, state, subject)
    for clearance, formula in planned.clearances:
        met = formula.answer(reading.latest_values(formula)).answer is Answer.TRUE
        form = plan.study.form_by_id.get(clearance.form)
        yield Clearance(words=_words(plan, clearance), done=met, who=str(form.title) if form else "")


def _words(plan: Plan, clearance: Planned) -> str:
    """Name a clearance; an exclusion criterion is cleared when it is absent."""
    excludes = {c.id for c in plan.study.eligibility if c.kind == "exclusion"}
    title = str(clearance.title)
    return _("Absent: %(what)s") % {"what": title} if clearance.id in excludes else title


def _unmet_first(clearance: Clearance) -> bool:
    return clearance.done


def _holds(state: State, subject: str, planned: PlannedGate) -> Iterator[str]:
    for hold in (*state.of(HoldRow, subject), *state.of(HoldRow, "")):
        if planned.gate.id in hold.blocks:
            yield _("On hold: %(reason)s") % {"reason": hold.reason}
