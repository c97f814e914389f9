"""Who may do what: one table of roles by commands, deny by default, and who fills which form.

Screens only hide buttons; screen, API, import and command line all come through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hepatica.conduct.commands import Actor
from hepatica.conduct.refused import Refused, listed, refuse
from hepatica.study.form import Form

_FILL = frozenset({"items.enter", "row.remove", "form.complete", "form.reopen", "finding.explain"})
_BENCH = frozenset(
    {"material.make", "material.measure", "material.correct", "material.move", "material.test"}
)
_BEDSIDE = frozenset({"material.move", "bag.match", "infusion.start", "infusion.note", "infusion.end"})
_REGISTERS = frozenset({"register.open", "register.note", "register.close"})
"""Incidents, breaches and requests: they hold no clinical value."""
_SIGNS = frozenset({"statement.accept"})
_ANSWERS = frozenset({"query.answer", "register.open", "register.note"}) | _SIGNS
_ASKS = (
    frozenset({"query.open", "query.reopen", "query.close", "finding.accept", "finding.return"})
    | _REGISTERS
    | _SIGNS
)

ALLOWED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "coordinator": _FILL
        | _ANSWERS
        | {"subject.screen", "submission.record", "approval.record", "alert.acknowledge"}
        | {"consent.renew", "copy.certify", "deviation.confirm"}
        | _BEDSIDE,
        "investigator": _FILL
        | _ANSWERS
        | {
            "consent.renew",
            "deviation.assess",
            "deviation.confirm",
            "copy.certify",
            "query.open",
            "form.review",
        }
        | {
            "subject.screen",
            "subject.enrol",
            "form.sign",
            "signal.confirm",
            "signal.dismiss",
            "act.authorise",
            "hold.place",
            "hold.lift",
            "report.issue",
            "submission.record",
            "submission.withdraw",
            "approval.record",
            "alert.acknowledge",
            "branch.choose",
        }
        | _BEDSIDE,
        "cell_lab": _FILL
        | _ANSWERS
        | _BENCH
        | _BEDSIDE
        | {"bag.authorise", "slide.accession", "alert.acknowledge"},
        "quality": _SIGNS
        | frozenset(
            {"lot.release", "bag.authorise", "notice.send", "material.move", "hold.place", "hold.lift"}
        )
        | {"alert.acknowledge"},
        "pathologist": _FILL
        | _ANSWERS
        | {"material.make", "material.measure", "material.correct", "material.move"},
        "reader": frozenset({"reading.record"}) | _SIGNS,
        "medical_monitor": _FILL
        | _ASKS
        | {"form.review", "trail.review", "deviation.assess", "deviation.confirm"}
        | {
            "hold.place",
            "hold.lift",
            "report.issue",
            "submission.record",
            "submission.withdraw",
            "oncall.set",
            "alert.acknowledge",
            "approval.record",
            "clearance.give",
            "board.decide",
            "reading.unmask",
            "design.keep",
        },
        "board": _SIGNS | {"board.sign"},
        "data_manager": _ASKS
        | {"form.reopen", "slide.accession", "reading.unmask", "trail.review", "text.redact"}
        | {"record.freeze", "record.lock", "record.unlock"},
        "monitor": _ASKS | {"items.verify", "verification.withdraw", "trail.review"},
        "statistician": frozenset({"design.keep"}),
        "inspector": frozenset(),
        "administrator": frozenset({"role.grant", "role.revoke"}) | _REGISTERS,
        "owner": frozenset({"study.publish", "subject.settle", "role.grant", "role.revoke"}),
        "system": frozenset({"alert.report", "alert.escalate"}),
    }
)
"""Role → kinds of command. What is not here is refused."""

ROLES = tuple(role for role in ALLOWED if role not in {"owner", "system"})
"""Roles that can be granted; the owner is whoever holds the command line of the trial's folder, the system this program."""

EXCLUSIVE = frozenset({"inspector", "administrator", "reader"})
"""Roles that bar every other: who reads everything changes nothing, who keeps accounts touches no clinical value, and
who reads masked slides knows nobody."""

_FILLERS = frozenset({"coordinator", "investigator", "cell_lab", "pathologist", "medical_monitor"})
"""Roles that fill the forms that name them, and no other."""

_DOES: Mapping[str, str] = MappingProxyType(
    {
        "subject.screen": "screen a participant",
        "subject.enrol": "enrol a participant",
        "items.enter": "enter data",
        "row.remove": "strike out a row",
        "form.complete": "complete a form",
        "form.reopen": "reopen a form",
        "form.sign": "sign a form",
        "finding.explain": "explain a finding",
        "signal.confirm": "confirm an adverse event",
        "signal.dismiss": "dismiss a proposed adverse event",
        "act.authorise": "authorise a procedure",
        "hold.place": "place a hold",
        "hold.lift": "lift a hold",
        "role.grant": "grant a role",
        "role.revoke": "take back a role",
        "study.publish": "publish a protocol",
        "report.issue": "issue a report",
        "submission.record": "record a submission",
        "submission.withdraw": "withdraw a submission",
        "oncall.set": "say who is on call",
        "alert.acknowledge": "acknowledge an alert",
        "alert.report": "report what became of a message",
        "alert.escalate": "pass an alert on",
        "approval.record": "record an approval",
        "clearance.give": "clear a participant",
        "board.decide": "enter a decision of the safety board",
        "board.sign": "sign for the safety board",
        "material.make": "record a material",
        "material.measure": "measure a material",
        "material.correct": "correct a material",
        "material.move": "hand a material over",
        "material.test": "record a quality test",
        "lot.release": "decide on a lot",
        "bag.authorise": "authorise a bag",
        "bag.match": "compare wristband and bag",
        "infusion.start": "start an infusion",
        "infusion.note": "record an infusion",
        "infusion.end": "end an infusion",
        "branch.choose": "choose how to go on",
        "notice.send": "send a letter",
        "slide.accession": "give a slide its code",
        "reading.record": "record a masked reading",
        "reading.unmask": "unmask a reading",
        "query.open": "open a query",
        "query.answer": "answer a query",
        "query.reopen": "reopen a query",
        "query.close": "close a query",
        "finding.accept": "accept an explanation",
        "finding.return": "send an explanation back",
        "items.verify": "verify data against their source",
        "verification.withdraw": "withdraw a verification",
        "form.review": "review a form",
        "trail.review": "review the audit trail",
        "record.freeze": "freeze the record",
        "record.lock": "lock the record",
        "record.unlock": "unlock the record",
        "consent.renew": "record a renewed consent",
        "deviation.assess": "judge a deviation",
        "deviation.confirm": "confirm what was missed",
        "subject.settle": "bring a participant under the version in force",
        "register.open": "open an entry of a register",
        "register.note": "add to an entry of a register",
        "register.close": "close an entry of a register",
        "statement.accept": "accept the signer's statement",
        "text.redact": "redact text",
        "copy.certify": "certify a copy",
        "design.keep": "keep a design of the next trial",
    }
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "cell_lab": "a cell-lab technologist",
        "data_manager": "a data manager",
        "medical_monitor": "a medical monitor",
        "board": "a member of the safety board",
        "quality": "a releasing quality officer",
        "reader": "a masked reader",
        "owner": "the owner of the trial's folder, at the command line,",
        "system": "the program itself",
    }
)


def role_name(role: str) -> str:
    """Return a role with its article: 'an investigator'."""
    return _NAMES.get(role, f"{'an' if role[:1] in 'aeiou' else 'a'} {role}")


def deeds(role: str) -> tuple[str, ...]:
    """Return what a role may do, in words: 'enter data', 'sign a form'."""
    return tuple(_DOES.get(kind, kind) for kind in sorted(ALLOWED.get(role, ())))


def roles_for(actor: Actor, kind: str) -> tuple[str, ...]:
    """Return the actor's roles that allow a kind of command; none when an exclusive role bars it."""
    bars = actor.roles & EXCLUSIVE
    roles = bars or actor.roles
    if "inspector" in bars:
        return ()
    return tuple(role for role in ALLOWED if role in roles and kind in ALLOWED[role])


def masked(actor: Actor) -> bool:
    """Whether a person reads masked slides: nothing they are shown says whose a thing is, or of when."""
    return "reader" in actor.roles


def not_allowed(actor: Actor, kind: str) -> Refused | None:
    """Return the refusal of a command by role, or None when a role of the actor allows it."""
    if roles_for(actor, kind):
        return None
    may = tuple(role_name(role) for role, kinds in ALLOWED.items() if kind in kinds)
    does = _DOES.get(kind, kind)
    return refuse("not_allowed", f"{_as(actor)} may not {does}: {listed(may) or 'nobody'} may.")


def not_on_form(actor: Actor, kind: str, form: Form) -> Refused | None:
    """Return the refusal of work on a form that other roles fill, or None."""
    if kind not in _FILL:
        return None  # signing and judging are bound to the role alone
    own = set(roles_for(actor, kind))
    # Who reviews (a data manager who reopens) is not bound to the forms that others fill.
    if own & set(form.roles) or own - _FILLERS:
        return None
    may = listed(tuple(role_name(role) for role in form.roles))
    return refuse(
        "not_allowed", f"{_as(actor)} may not {_DOES[kind]} in {form.title}: {may} may.", form=form.id
    )


def _as(actor: Actor) -> str:
    roles = tuple(role_name(role) for role in ALLOWED if role in actor.roles)
    return (
        f"{actor.name}, as {listed(roles, 'and')},"
        if roles
        else f"{actor.name}, who has no role in this trial,"
    )
