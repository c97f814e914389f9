"""A command's circumstances, and the checks that nearly every command begins with."""

from __future__ import annotations

import msgspec

from hepatica.conduct import authority
from hepatica.conduct.commands import Actor, Moment
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused, refuse
from hepatica.ledger.events import Draft
from hepatica.ledger.evolve import Stamp, apply
from hepatica.ledger.rows import FormRow, StudyRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.form import Form, FormKind
from hepatica.study.study import LOG_VISIT

AHEAD = 2**53
"""The sequence number of events that are not written yet: later than any."""


class Case(msgspec.Struct, frozen=True):
    """The protocol, the record, the time and the person a decision depends on."""

    the_plan: Plan | None
    state: State
    now: Moment
    actor: Actor
    the_head: Plan | None = None

    @property
    def plan(self) -> Plan:
        """The protocol that applies: the participant's own version; only commands about roles are decided without one."""
        assert self.the_plan is not None
        return self.the_plan

    @property
    def head(self) -> Plan:
        """The version in force: what concerns the trial as a whole (stopping rules, how many are enrolled) follows it."""
        return self.the_head or self.plan

    @property
    def study(self) -> StudyRow:
        """The study's row, empty before the first event."""
        return self.state.get(StudyRow) or StudyRow(subject="")

    def form_row(self, subject: str, visit: str, form: str) -> FormRow:
        """Return a form's row, empty when nothing was answered."""
        row = self.state.get(FormRow, subject, f"{visit}/{form}")
        return row or FormRow(subject=subject, visit=visit, form=form)

    def ahead(self, drafts: tuple[Draft, ...], onto: State | None = None) -> State:
        """Return the state (or one that is ahead already) as it will be once the drafts are recorded."""
        state, at = (onto or self.state).copy(), self.now.stamp
        stamps = {
            subject: Stamp(seq=AHEAD, at=at, actor=self.actor.user, subject=subject)
            for subject in {draft.subject for draft in drafts}
        }
        for draft in drafts:
            apply(state, draft.fact, stamps[draft.subject], self.plan.landmarks)
        return state


def known_subject(case: Case, subject: str) -> SubjectRow | Refused:
    """Return the participant's row, or say that there is no such participant."""
    row = case.state.get(SubjectRow, subject)
    return row or refuse("no_such", f"There is no participant {subject!r}.")


def known_form(case: Case, kind: str, subject: str, visit: str, form: str) -> Form | Refused:
    """Return the form at an address that the actor may work on, or say which part of the address is wrong."""
    study = case.plan.study
    found = known_subject(case, subject)
    if isinstance(found, Refused):
        return found
    if visit != LOG_VISIT and not _occurs(case, visit):
        return refuse("no_such", f"{study.short_title} has no visit {visit!r}.", visit=visit)
    if form not in study.forms_at(visit) or form not in study.form_by_id:
        where = "the logs" if visit == LOG_VISIT else f"visit {visit!r}"
        return refuse("no_such", f"There is no form {form!r} at {where}.", visit=visit, form=form)
    asked = study.form_by_id[form]
    if asked.kind is FormKind.COMPUTED:
        return refuse(
            "not_possible",
            f"{asked.title} is computed from the record: nobody types a score.",
            visit=visit,
            form=form,
        )
    return authority.not_on_form(case.actor, kind, asked) or asked


def known_visit(case: Case, subject: str, visit: str) -> SubjectRow | Refused:
    """Return the participant's row when the protocol has the visit (or it is the logs), or say which is wrong."""
    found = known_subject(case, subject)
    if isinstance(found, Refused) or visit == LOG_VISIT or _occurs(case, visit):
        return found
    return refuse("no_such", f"{case.plan.study.short_title} has no visit {visit!r}.", visit=visit)


def _occurs(case: Case, visit: str) -> bool:
    planned = case.plan.study.visit(visit)
    if planned is None:
        return False
    number = visit.removeprefix(planned.id)
    return not number or (
        planned.repeats
        and number[1:].isdecimal()
        and number[1:].isascii()
        and number[1] != "0"
        and int(number[1:]) > 1
    )


def missing_reason(reason: str, what: str) -> Refused | None:
    """Return the refusal of an act without its reason."""
    return None if reason.strip() else refuse("reason_missing", f"{what} needs a reason.")
