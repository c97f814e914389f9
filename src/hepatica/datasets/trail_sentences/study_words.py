"""Sentences of the study's own facts: entry, signatures, findings, signals, deviations, holds, roles, the protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.datasets.trail_sentences.saying import ROLES, Saying, because, lowered, unit_of, words
from hepatica.ledger import events as f
from hepatica.ledger.fact import Fact
from hepatica.ledger.kept_designs import DesignKept

SIGNED = {
    "hold.lift": "the lifting of a hold",
    "hold.place": "a hold",
    "board.sign": "the decision of the safety board",
    "board.decide": "the decision of the safety board",
    "act.authorise": "the authorisation of a procedure",
    "report.issue": "a report",
    "lot.release": "the decision on a lot",
    "record.lock": "the lock",
    "record.unlock": "the unlocking",
    "signal.confirm": "the confirmation of an adverse event",
    "study.publish": "a version of the protocol",
}
"""What was signed that is no form."""


def _synthetic(_say: Saying, _fact: f.StudySynthetic) -> str:
    return "marked the data of this study as invented"


def _published(say: Saying, fact: f.StudyPublished) -> str:
    said = f"published version {fact.version} of the protocol"
    given = ", ".join(
        f"{say.title(say.study.oversight.approvals, name)} {decision}"
        for name, decision in sorted(fact.approvals.items())
    )
    said += f", approved by: {given}" if given else ""
    kept = "; participants who were there stay under their version until they consent again"
    return said + (kept if fact.keeps else "")


def _granted(say: Saying, fact: f.RoleGranted) -> str:
    said = f"let {fact.name} act as {ROLES.get(fact.role, words(fact.role))}"
    said += f" at {', '.join(_site(say, site) for site in fact.sites)}" if fact.sites else ""
    said += f" from {say.when(fact.since) or fact.since}" if fact.since else ""
    said += f" until {say.when(fact.until) or fact.until}" if fact.until else ""
    said += f"; training: {fact.training}" if fact.training else ""
    return said + (f"; identity: {fact.identity}" if fact.identity else "")


def _revoked(say: Saying, fact: f.RoleRevoked) -> str:
    role = ROLES.get(fact.role, words(fact.role))
    return f"took the role of {role} back from {say.names((fact.user,))}{because(fact.reason)}"


def _site(say: Saying, site: str) -> str:
    return next((one.name for one in say.study.sites if one.id == site), words(site))


def _screened(say: Saying, fact: f.SubjectScreened) -> str:
    return f"gave a person the number {say.event.subject} at {_site(say, fact.site)}"


def _enrolled(_say: Saying, _fact: f.SubjectEnrolled) -> str:
    return "enrolled the participant"


def _started(say: Saying, fact: f.SubjectStarted) -> str:
    if not fact.procedure:
        return (
            "no longer counts the participant as started: the record of the first procedure was mended away"
        )
    what = words(fact.procedure)
    return (
        f"counts the participant as started: the first study procedure, {what}, took place {_day(say, fact)}"
    )


def _day(say: Saying, fact: f.SubjectStarted) -> str:
    return say.when(fact.date) or fact.date


def _entered(say: Saying, fact: f.ItemEntered) -> str:
    where = say.answer(fact.visit, fact.form, fact.item, fact.row)
    item = say.study.item(fact.form, fact.item)
    verb = "computed" if item and item.compute else "entered"
    now = say.value(fact.form, fact.item, fact.value, fact.unit, fact.state)
    return f"{verb} {where}: {now}" + (f" ({fact.reason.strip().rstrip('.')})" if fact.reason.strip() else "")


def _changed(say: Saying, fact: f.ItemChanged) -> str:
    item = say.study.item(fact.form, fact.item)
    one_unit = unit_of(item, fact.was_unit) == unit_of(item, fact.unit) and fact.value is not None
    was = say.value(fact.form, fact.item, fact.was, fact.was_unit, fact.was_state, bare=one_unit)
    now = say.value(fact.form, fact.item, fact.value, fact.unit, fact.state)
    where = say.answer(fact.visit, fact.form, fact.item, fact.row)
    return f"changed {where} from {was} to {now}{because(fact.reason)}"


def _removed(say: Saying, fact: f.RowRemoved) -> str:
    form = say.study.form_by_id.get(fact.form)
    group = next((g for g in form.groups if g.id == fact.group), None) if form else None
    what = str(group.repeat.label if group and group.repeat else group.title) if group else words(fact.group)
    where = say.place(fact.visit, fact.form)
    kept = "what it said stays in this trail"
    return f"struck out {lowered(what)} {fact.row} of {where}{because(fact.reason)}; {kept}"


def _completed(say: Saying, fact: f.FormCompleted) -> str:
    return f"completed {say.place(fact.visit, fact.form)}"


def _reopened(say: Saying, fact: f.FormReopened) -> str:
    return f"reopened {say.place(fact.visit, fact.form)}{because(fact.reason)}"


def _signed(say: Saying, fact: f.SignatureGiven) -> str:
    what = (
        say.place(fact.visit, fact.form)
        if fact.form
        else SIGNED.get(fact.act, words(fact.act.replace(".", " ")))
    )
    role = ROLES.get(fact.role, words(fact.role))
    return f"signed {what} as {fact.name}, {role}, with the meaning “{words(fact.meaning)}”"


def _invalidated(say: Saying, fact: f.SignatureInvalidated) -> str:
    where = say.place(fact.visit, fact.form) if fact.form else "what was signed"
    return f"noted that {where} has changed: the signature at event {fact.signature} no longer covers it"


def _raised(say: Saying, fact: f.FindingRaised) -> str:
    where = say.answer(fact.visit, fact.form, fact.item, fact.row)
    said = "could not evaluate a check" if fact.verdict == "not_evaluable" else "asked"
    return f"{said} about {where}: {say.message(fact.check, fact.form)}"


def _cleared(say: Saying, fact: f.FindingCleared) -> str:
    return f"closed a finding in {say.place(fact.visit, fact.form)}, now mended: {say.message(fact.check, fact.form)}"


def _explained(say: Saying, fact: f.FindingExplained) -> str:
    where = say.place(fact.visit, fact.form)
    return (
        f"explained a finding in {where} ({_bare(say.message(fact.check, fact.form))}){because(fact.reason)}"
    )


def _bare(sentence: str) -> str:
    return sentence.rstrip(".?! ")


def _term(say: Saying, signal: str) -> str:
    found = next((one for one in say.study.signals if one.id == signal), None)
    return lowered(str(found.term)) if found else words(signal)


def _proposed(say: Saying, fact: f.SignalProposed) -> str:
    signal = next((one for one in say.study.signals if one.id == fact.signal), None)
    read = ", ".join(
        f"{_label(say, fact.form, name)} {say.value(fact.form, name, value, '')}"
        for name, value in fact.readings.items()
        if value is not None and (signal is None or say.study.item(signal.form, name))
    )
    said = f"proposed an adverse event from {say.place(fact.visit, fact.form)}: {_term(say, fact.signal)}"
    return f"{said} ({read})" if read else said


def _label(say: Saying, form: str, name: str) -> str:
    item = say.study.item(form, name)
    return lowered(str(item.label)) if item else words(name)


def _withdrawn(say: Saying, fact: f.SignalWithdrawn) -> str:
    where = say.place(fact.visit, fact.form)
    return f"took the proposal of {_term(say, fact.signal)} from {where} back: the value was corrected"


def _confirmed(say: Saying, fact: f.SignalConfirmed) -> str:
    return f"confirmed {_term(say, fact.signal)} as adverse event {fact.ae_row} ({say.place(fact.visit, fact.form)})"


def _dismissed(say: Saying, fact: f.SignalDismissed) -> str:
    where = say.place(fact.visit, fact.form)
    return f"judged {_term(say, fact.signal)} ({where}) to be no event{because(fact.reason)}"


def _deviated(_say: Saying, fact: f.DeviationRecorded) -> str:
    grave = "critical " if fact.critical else ""
    return f"recorded a {grave}deviation from the protocol: {fact.sentence.rstrip('.')}"


def _undeviated(say: Saying, fact: f.DeviationWithdrawn) -> str:
    where = say.place(fact.visit, fact.form)
    return f"took a deviation ({words(fact.rule)}) at {where} back: the record was corrected"


def _authorised(say: Saying, fact: f.ActAuthorised) -> str:
    return f"authorised: {lowered(say.title(say.study.gates, fact.gate))}"


def _held(say: Saying, fact: f.HoldPlaced) -> str:
    whom = "the participant" if say.event.subject else "the study"
    gates = ", ".join(lowered(say.title(say.study.gates, gate)) for gate in fact.blocks)
    return f"placed a hold on {whom}{because(fact.reason)}" + (f"; closed: {gates}" if gates else "")


def _lifted(say: Saying, fact: f.HoldLifted) -> str:
    whom = "the participant" if say.event.subject else "the study"
    on = f", on {fact.decision}" if fact.decision else ""
    return f"lifted the hold on {whom}{on}{because(fact.reason)}{evidence(fact.file_name)}"


def _designed(_say: Saying, fact: DesignKept) -> str:
    return f"kept version {fact.version} of the design “{fact.title}” ({fact.design}) for the next trial{because(fact.reason)}"


def evidence(name: str) -> str:
    """Return the name of the file that an act rests on; '' without one."""
    return f" (file: {name})" if name else ""


SENTENCES: dict[type[Fact], Callable[[Saying, Any], str]] = {
    f.StudySynthetic: _synthetic,
    f.StudyPublished: _published,
    f.RoleGranted: _granted,
    f.RoleRevoked: _revoked,
    f.SubjectScreened: _screened,
    f.SubjectEnrolled: _enrolled,
    f.SubjectStarted: _started,
    f.ItemEntered: _entered,
    f.ItemChanged: _changed,
    f.RowRemoved: _removed,
    f.FormCompleted: _completed,
    f.FormReopened: _reopened,
    f.SignatureGiven: _signed,
    f.SignatureInvalidated: _invalidated,
    f.FindingRaised: _raised,
    f.FindingCleared: _cleared,
    f.FindingExplained: _explained,
    f.SignalProposed: _proposed,
    f.SignalWithdrawn: _withdrawn,
    f.SignalConfirmed: _confirmed,
    f.SignalDismissed: _dismissed,
    f.DeviationRecorded: _deviated,
    f.DeviationWithdrawn: _undeviated,
    f.ActAuthorised: _authorised,
    f.HoldPlaced: _held,
    f.HoldLifted: _lifted,
    DesignKept: _designed,
}
"""Kind of fact → its sentence, without who did it."""
