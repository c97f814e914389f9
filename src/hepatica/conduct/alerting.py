"""Alerts after they were raised: who is on call, what became of each message, who acknowledged, who is next."""

from __future__ import annotations

from hepatica.conduct.authority import ALLOWED
from hepatica.conduct.case import Case
from hepatica.conduct.desk_commands import AcknowledgeAlert, EscalateAlert, ReportSending, SetOnCall
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.desk_facts import AlertAcknowledged, AlertEscalated, AlertFailed, AlertSent, OnCallSet
from hepatica.ledger.desk_rows import AlertRow, OnCallRow
from hepatica.ledger.events import Draft
from hepatica.ledger.rows import GrantRow

ACKNOWLEDGE = "alert.acknowledge"


def set_on_call(case: Case, command: SetOnCall) -> Decision:
    """Say who is on call, in order; each must be able to acknowledge."""
    roles: dict[str, set[str]] = {}
    for grant in case.state.of(GrantRow):
        roles.setdefault(grant.user, set()).add(grant.role)
    unfit = tuple(
        user
        for user in command.users
        if not any(ACKNOWLEDGE in ALLOWED[role] for role in roles.get(user, ()))
    )
    if unfit:
        return refuse("no_such", f"{listed(unfit, 'and')} cannot acknowledge an alert: no role allows it.")
    if len(set(command.users)) != len(command.users):
        return refuse("not_possible", "Each person is on the list once.")
    row = case.state.get(OnCallRow)
    if row is not None and row.users == command.users:
        return ()
    return (Draft(subject="", fact=OnCallSet(users=command.users)),)


def acknowledge(case: Case, command: AcknowledgeAlert) -> Decision:
    """Say that one has seen an alert and acts; the first who does is the one recorded."""
    row = _alert(case, command.subject, command.alert)
    if isinstance(row, Refused):
        return row
    if row.acknowledged_by == case.actor.user:
        return ()
    if not row.open:
        return refuse("not_possible", f"{row.acknowledged_by} has acknowledged this alert already.")
    return (Draft(subject=command.subject, fact=AlertAcknowledged(alert=command.alert)),)


def report(case: Case, command: ReportSending) -> Decision:
    """Keep what became of a message; the same failure again is not written again."""
    row = _alert(case, command.subject, command.alert)
    if isinstance(row, Refused):
        return row
    where = f"{command.step}/{command.channel}/{command.to}"
    if where in row.sent or f"{where}: {command.failed}" in row.failed:
        return ()
    if not command.failed:
        sent = AlertSent(alert=command.alert, channel=command.channel, to=command.to, step=command.step)
        return (Draft(subject=command.subject, fact=sent),)
    failed = AlertFailed(
        alert=command.alert,
        channel=command.channel,
        to=command.to,
        step=command.step,
        reason=command.failed,
    )
    return (Draft(subject=command.subject, fact=failed),)


def escalate(case: Case, command: EscalateAlert) -> Decision:
    """Pass an alert that nobody acknowledged to the next step; after the last person the list begins again."""
    row = _alert(case, command.subject, command.alert)
    if isinstance(row, Refused):
        return row
    if not row.open:
        return ()
    return (Draft(subject=command.subject, fact=AlertEscalated(alert=command.alert, step=row.step + 1)),)


def _alert(case: Case, subject: str, alert: str) -> AlertRow | Refused:
    return case.state.get(AlertRow, subject, alert) or refuse("no_such", f"There is no alert {alert!r}.")
