"""The one decision: a command, the record, the time and a person → events, or a refusal in sentences.

Pure: the same arguments give the same answer. Screens, API, import and command line all come through here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hepatica.conduct import (
    alerting,
    approvals,
    bags,
    board,
    branches,
    clearances,
    delegation,
    designing,
    deviating,
    enrolment,
    entry,
    forms,
    gates,
    handovers,
    holds,
    infusions,
    locks,
    materials,
    notices,
    notings,
    product_needs,
    proposing,
    publish,
    queries,
    readings,
    registers,
    releases,
    reporting,
    reports,
    results,
    roles,
    rules,
    safety,
    statements,
    verification,
    versions,
    withdrawn,
)
from hepatica.conduct import commands as c
from hepatica.conduct import desk_commands as d
from hepatica.conduct import product_commands as p
from hepatica.conduct.alarms import alarms
from hepatica.conduct.authority import not_allowed
from hepatica.conduct.case import Case
from hepatica.conduct.commands import Actor, Command, Moment
from hepatica.conduct.need import Need
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.ledger.state import State
from hepatica.study.study import AE_FORM, ENROLMENT, LOG_VISIT

__all__ = ["Decision", "Refused", "decide", "needs"]

_DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {
    c.ScreenSubject: enrolment.screen,
    c.EnrolSubject: enrolment.enrol,
    c.EnterItems: entry.enter_items,
    c.RemoveRow: entry.remove_row,
    c.CompleteForm: forms.complete,
    c.ReopenForm: forms.reopen,
    c.SignForm: forms.sign,
    c.ExplainFinding: forms.explain,
    c.ConfirmSignal: safety.confirm,
    c.DismissSignal: safety.dismiss,
    c.AuthoriseAct: gates.authorise,
    c.PlaceHold: holds.place,
    c.LiftHold: holds.lift,
    c.GrantRole: roles.grant,
    c.RevokeRole: roles.revoke,
    d.IssueReport: reports.issue,
    d.RecordSubmission: reporting.record,
    d.WithdrawSubmission: reporting.withdraw,
    d.RecordApproval: approvals.record,
    d.GiveClearance: clearances.give,
    d.DecideBoard: board.decide,
    d.SignBoard: board.sign,
    d.SetOnCall: alerting.set_on_call,
    d.AcknowledgeAlert: alerting.acknowledge,
    d.ReportSending: alerting.report,
    d.EscalateAlert: alerting.escalate,
    p.MakeMaterial: materials.make,
    p.MeasureMaterial: materials.measure,
    p.CorrectMaterial: materials.correct,
    p.MoveMaterial: handovers.move,
    p.TestMaterial: results.record,
    p.ReleaseLot: releases.release,
    p.AuthoriseBag: bags.authorise,
    p.MatchBag: bags.match,
    p.StartInfusion: infusions.start,
    p.NoteInfusion: notings.note,
    p.EndInfusion: infusions.end,
    p.ChooseBranch: branches.choose,
    p.SendNotice: notices.send,
    p.AccessionSlide: readings.accession,
    p.RecordReading: readings.record,
    p.UnmaskReading: readings.unmask,
    **queries.DECIDERS,
    **verification.DECIDERS,
    **locks.DECIDERS,
    **versions.DECIDERS,
    **deviating.DECIDERS,
    **registers.DECIDERS,
    **designing.DECIDERS,
}


def decide(
    plan: Plan | None, state: State, command: Command, now: Moment, actor: Actor, *, head: Plan | None = None
) -> Decision:
    """Return the events a command asks for (none when all is so already), or why it is refused.

    ``state`` holds at least what ``needs`` names. ``plan`` is the protocol that applies, None before the first; ``head``
    the one in force, where the participant was kept under an earlier one.
    """
    held = delegation.narrowed(head or plan, state, command, now, actor)
    if isinstance(held, Refused):
        return held
    actor = held  # every check from here on sees only the roles that hold for this command
    if refused := not_allowed(actor, command.kind):
        return refused
    case = Case(plan, state, now, actor, head)
    decided = _decided(case, command)
    if isinstance(decided, Refused):
        return (locks.locked_first(case, command) if plan else None) or decided
    return (locks.locked(case, decided) if plan else None) or decided


def _decided(case: Case, command: Command) -> Decision:
    """Return what a command becomes while nothing is locked."""
    if isinstance(command, c.PublishStudy):
        return publish.publish(case, command)
    if isinstance(command, c.GrantRole | c.RevokeRole):
        return _DECIDERS[type(command)](case, command)
    if case.the_plan is None:
        return refuse("not_possible", "No protocol is in force yet: publish one first.")
    decided = _DECIDERS[type(command)](case, command)
    if isinstance(decided, Refused):
        return decided
    if refused := statements.signing(case, decided) or withdrawn.withdrawn(case, command, decided):
        return refused
    if isinstance(command, _COUNTED):
        decided = rules.after(case, decided, command.subject)
    return (*decided, *alarms(case.plan.study, decided))


_COUNTED = (c.DismissSignal, d.RecordSubmission, d.WithdrawSubmission, d.IssueReport)
"""Commands that change no answer and yet may change what counts toward a stopping rule."""

_NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    c.GrantRole: lambda command: Need(study=False, grants_of=command.user),
    c.RevokeRole: lambda command: Need(study=False, grants_of=command.user),
    c.ScreenSubject: lambda _: Need(),
    c.LiftHold: lambda command: Need(subject=command.subject, desk=True),
    c.DismissSignal: lambda command: Need(subject=command.subject, desk=True),
    d.IssueReport: lambda command: Need(subject=command.subject, desk=True, whole=True, everyone=True),
    d.RecordSubmission: lambda command: Need(subject=command.subject, desk=True, whole=bool(command.subject)),
    d.WithdrawSubmission: lambda command: Need(
        subject=command.subject, desk=True, whole=bool(command.subject)
    ),
    d.RecordApproval: lambda _: Need(desk=True),
    d.GiveClearance: lambda command: Need(subject=command.subject, desk=True),
    d.DecideBoard: lambda _: Need(desk=True, everyone=True),
    d.SignBoard: lambda _: Need(desk=True),
    d.SetOnCall: lambda _: Need(desk=True, grants=True),
    d.AcknowledgeAlert: lambda command: Need(subject=command.subject, desk=True),
    d.ReportSending: lambda command: Need(subject=command.subject, desk=True),
    d.EscalateAlert: lambda command: Need(subject=command.subject, desk=True),
    **product_needs.NEEDS,
    **queries.NEEDS,
    **verification.NEEDS,
    **locks.NEEDS,
    **versions.NEEDS,
    **deviating.NEEDS,
    **registers.NEEDS,
    **designing.NEEDS,
}
"""What commands that touch no form need: the protocol has no say in it."""


def needs(plan: Plan | None, command: Command) -> Need:
    """Return the rows a command needs to be decided."""
    need = _needs(plan, command)
    return msgspec.structs.replace(need, statements=True) if command.kind in _SIGNED else need


_SIGNED = frozenset(
    {
        "form.sign",
        "hold.lift",
        "board.sign",
        "report.issue",
        "record.lock",
        "record.unlock",
        "copy.certify",
        "statement.accept",
    }
)
"""Kinds that give a signature: the signer's statement is looked up."""


def _needs(plan: Plan | None, command: Command) -> Need:
    if isinstance(command, c.PublishStudy):
        return publish.needs(plan, command)
    if asks := _NEEDS.get(type(command)):
        return asks(command)
    subject: str = getattr(command, "subject", "")
    forms_read: frozenset[tuple[str, str]] = frozenset()
    study = desk = everyone = whole = product = False
    match command:
        case c.EnterItems():
            items = tuple(entry.item for entry in command.entries)
            forms_read, study = _reach(plan, command.visit, command.form, items)
            forms_read |= withdrawn.forms_read(plan, command)
            desk, everyone = _moves_desk(plan, command.form, items)
            product = plan is not None and plan.rules.counts_lots(command.form)
        case c.RemoveRow():
            items = _items(plan, command.form, command.group)
            forms_read, study = _reach(plan, command.visit, command.form, items)
            desk, everyone = _moves_desk(plan, command.form, items)
            product = plan is not None and plan.rules.counts_lots(command.form)
            whole = (
                command.form == AE_FORM
            )  # the proposals of a struck-out event are judged again, wherever they stand
        case c.CompleteForm():
            forms_read, _ = _reach(plan, command.visit, command.form, _items(plan, command.form))
        case c.ConfirmSignal():
            forms_read, study = _reach(plan, LOG_VISIT, AE_FORM, _items(plan, AE_FORM))
            forms_read |= proposing.forms_read(plan.study, command) if plan else frozenset()
            desk, everyone = _moves_desk(plan, AE_FORM, _items(plan, AE_FORM))
        case c.ReopenForm() | c.SignForm() | c.ExplainFinding():
            forms_read = frozenset({(command.visit, command.form)})
        case c.EnrolSubject():
            forms_read, study = gates.gate_forms(gates.gate_for(plan, ENROLMENT) if plan else None), True
            desk = everyone = True
        case c.AuthoriseAct():
            forms_read = gates.gate_forms(plan.gates.get(command.gate) if plan else None)
            desk = everyone = True
    return Need(
        subject=subject,
        forms=forms_read,
        study=study,
        desk=desk,
        everyone=everyone,
        whole=whole,
        product=product,
    )


def _items(plan: Plan | None, form: str, group: str = "") -> tuple[str, ...]:
    asked = plan.study.form_by_id.get(form) if plan else None
    groups = asked.groups if asked else ()
    return tuple(item.id for g in groups if not group or g.id == group for item in g.items)


def _reach(
    plan: Plan | None, visit: str, form: str, items: tuple[str, ...]
) -> tuple[frozenset[tuple[str, str]], bool]:
    if plan is None:
        return frozenset(), False
    reach = frozenset({(visit, form)}).union(*(plan.reach(visit, form, item) for item in items))
    return reach, any(plan.moves_study(form, item) for item in items)


def _moves_desk(plan: Plan | None, form: str, items: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether the desk's rows and everybody's are needed: a stopping rule reads an item, or a hold may bear on its act."""
    if plan is None:
        return False, False
    desk = any(plan.moves_rules(form, item) or (form, item) in plan.acts for item in items)
    everyone = any(plan.moves_everyone(form, item) for item in items)
    return desk, everyone or gates.acts_staggered(plan, form, items)
