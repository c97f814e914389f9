"""Sentences of the safety desk: reports, submissions, alerts, stopping rules, approvals, clearances, the board."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hepatica.datasets.trail_sentences.saying import Saying, because, lowered, words
from hepatica.datasets.trail_sentences.study_words import evidence
from hepatica.ledger import desk_facts as f
from hepatica.ledger.fact import Fact

REPORTS = {"table5": "Table 5 report", "adr": "ADR form", "cioms": "CIOMS I form", "icsr": "ICSR message"}
DECISIONS = {"clear": "cleared", "wait": "asked to wait with", "stop": "stopped"}


def _case(row: int) -> str:
    return f" for adverse event {row}" if row else ""


def _report(name: str) -> str:
    return REPORTS.get(name, words(name))


def _issued(_say: Saying, fact: f.ReportIssued) -> str:
    said = f"issued version {fact.version} of the {_report(fact.report)}{_case(fact.row)}"
    return f"{said} ({words(fact.purpose)}){because(fact.reason)}"


def _clock(say: Saying, name: str) -> str:
    return lowered(say.title(say.study.clocks, name))


def _submitted(say: Saying, fact: f.SubmissionRecorded) -> str:
    to = say.title(say.study.oversight.recipients, fact.recipient)
    diary = f", diary number {fact.diary}" if fact.diary else ""
    said = f"recorded that {to} received “{_clock(say, fact.clock)}”{_case(fact.row)} on {say.when(fact.at) or fact.at}"
    return f"{said}{diary}{because(fact.reason)}{evidence(fact.file_name)}"


def _unsubmitted(say: Saying, fact: f.SubmissionWithdrawn) -> str:
    return f"took the submission “{_clock(say, fact.clock)}”{_case(fact.row)} back{because(fact.reason)}"


def _on_call(say: Saying, fact: f.OnCallSet) -> str:
    return f"put on call, in this order: {say.names(fact.users) or 'nobody'}"


def _alerted(_say: Saying, fact: f.AlertRaised) -> str:
    return f"raised an alert, to be acknowledged within {fact.minutes} minutes: {fact.sentence.rstrip('.')}"


def _sent(say: Saying, fact: f.AlertSent) -> str:
    return f"sent an alert ({_alarm(say, fact.alert)}) by {fact.channel} to {say.names((fact.to,))}"


def _failed(say: Saying, fact: f.AlertFailed) -> str:
    what = f"an alert ({_alarm(say, fact.alert)}) by {fact.channel} to {say.names((fact.to,))}"
    return f"could not send {what}{because(fact.reason)}"


def _escalated(say: Saying, fact: f.AlertEscalated) -> str:
    return f"passed an alert ({_alarm(say, fact.alert)}) on to deputy {fact.step}: nobody had acknowledged it"


def _acknowledged(say: Saying, fact: f.AlertAcknowledged) -> str:
    return f"acknowledged an alert ({_alarm(say, fact.alert)})"


def _alarm(say: Saying, alert: str) -> str:
    """Say what an alert is about: its name begins with that of its alarm."""
    return lowered(say.title(say.study.oversight.alarms, alert.partition("/")[0]))


def _rule(say: Saying, name: str) -> str:
    return lowered(say.title(say.study.stopping, name))


def _counted(say: Saying, fact: f.RuleCounted) -> str:
    said = (
        f"counts {_many(fact.evidence)} of the participant toward the stopping rule “{_rule(say, fact.rule)}”"
    )
    return said + (f", {_many(fact.doubt)} in doubt" if fact.doubt else "")


def _many(found: tuple[str, ...]) -> str:
    return f"{len(found) or 'no'} {'fact' if len(found) == 1 else 'facts'}"


def _fired(say: Saying, fact: f.RuleFired) -> str:
    return f"found the stopping rule “{_rule(say, fact.rule)}” met: {fact.sentence.rstrip('.')}"


def _approved(say: Saying, fact: f.ApprovalRecorded) -> str:
    what = say.title(say.study.oversight.approvals, fact.approval)
    until = f" to {say.when(fact.valid_to) or fact.valid_to}" if fact.valid_to else ""
    said = f"recorded an approval, {what}, number {fact.number}, valid from {say.when(fact.valid_from) or fact.valid_from}"
    return f"{said}{until}{because(fact.reason)}{evidence(fact.file_name)}"


def _cleared(say: Saying, fact: f.ClearanceGiven) -> str:
    verb = DECISIONS.get(fact.decision, words(fact.decision))
    what = "to go on under a hold"
    if not fact.clearance.startswith("hold:"):
        what = f"at “{lowered(say.title(say.study.oversight.stagger, fact.clearance))}”"
    return f"{verb} the participant {what}{because(fact.reason)}{evidence(fact.file_name)}"


def _decided(say: Saying, fact: f.BoardDecided) -> str:
    present = ", ".join(_members(fact.members))
    said = f"entered the decision of the safety board's meeting {fact.meeting} on {say.when(fact.held_on) or fact.held_on}"
    read = f", on the record to event {fact.cut}"
    return f"{said}{read}: {words(fact.recommendation)}. {fact.sentence.rstrip('.')}. Present: {present or 'nobody'}"


def _members(members: Iterable[f.BoardMember]) -> Iterable[str]:
    for one in members:
        if one.present:
            yield f"{one.name} (declared: {one.conflict})" if one.conflict else one.name


SENTENCES: dict[type[Fact], Callable[[Saying, Any], str]] = {
    f.ReportIssued: _issued,
    f.SubmissionRecorded: _submitted,
    f.SubmissionWithdrawn: _unsubmitted,
    f.OnCallSet: _on_call,
    f.AlertRaised: _alerted,
    f.AlertSent: _sent,
    f.AlertFailed: _failed,
    f.AlertEscalated: _escalated,
    f.AlertAcknowledged: _acknowledged,
    f.RuleCounted: _counted,
    f.RuleFired: _fired,
    f.ApprovalRecorded: _approved,
    f.ClearanceGiven: _cleared,
    f.BoardDecided: _decided,
}
"""Kind of fact → its sentence, without who did it."""
