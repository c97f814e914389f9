"""To freeze, to lock and to unlock: who, with whom, what must be clear before, and the place that is named.

Who does it is ``study.monitoring.locks``; the second person proves who they are in the same request (ICH E6(R3) 3.16.1(p)
and (r)). Freezing is light: one person, no password.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from hepatica.conduct.authority import role_name, roles_for
from hepatica.conduct.case import Case, known_form, known_subject, known_visit, missing_reason
from hepatica.conduct.commands import Refusal
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.conduct.review_commands import FreezeRecord, LockRecord, UnlockRecord
from hepatica.datasets.lock_checklist import checklist
from hepatica.ledger.events import Draft
from hepatica.ledger.review_facts import RecordFrozen, RecordLocked, RecordUnlocked
from hepatica.ledger.review_rows import LockRow
from hepatica.ledger.rows import SubjectRow
from hepatica.study.monitoring import LockRule
from hepatica.study.study import Study

Lockable = FreezeRecord | LockRecord | UnlockRecord


def rule_for(study: Study, level: str) -> LockRule:
    """Return who locks at a level; without a rule in the study a data manager does each alone."""
    found = next((rule for rule in study.monitoring.locks if rule.level == level), None)
    return found or LockRule.model_validate(
        {"level": level, "source": "proposal", "reference": "the house's default"}
    )


def freeze(case: Case, command: FreezeRecord) -> Decision:
    """Stop entry at a place; frozen already changes nothing, and what is locked is more than frozen."""
    rule = rule_for(case.plan.study, command.level)
    if refused := _nowhere(case, command) or _not_theirs(case, command, rule.lock):
        return refused
    row = _row(case, command)
    if row is not None:
        return refuse("not_possible", "It is locked, which is more than frozen.") if row.locked else ()
    fact = RecordFrozen(name=case.actor.name, **_place(command))
    return (Draft(subject=command.subject, fact=fact),)


def lock(case: Case, command: LockRecord) -> Decision:
    """Lock a place, with a password, the second person and a clear checklist where the study's table asks for them."""
    rule = rule_for(case.plan.study, command.level)
    if refused := _nowhere(case, command) or _not_theirs(case, command, rule.lock):
        return refused
    row = _row(case, command)
    if row is not None and row.locked:
        return ()
    if refused := _unproven(case, "lock") or _alone(case, rule.second, "lock"):
        return refused
    if refused := _not_clear(case, command) if rule.checklist else None:
        return refused
    fact = RecordLocked(name=case.actor.name, **_place(command), **_second(case, rule))
    return (Draft(subject=command.subject, fact=fact),)


def unlock(case: Case, command: UnlockRecord) -> Decision:
    """Take a freeze or a lock back, with a reason; what changes from then on is a change after the lock."""
    rule = rule_for(case.plan.study, command.level)
    if refused := _nowhere(case, command) or _not_theirs(case, command, rule.unlock):
        return refused
    row = _row(case, command)
    if row is None:
        return refuse("no_such", "It is neither frozen nor locked at that level.")
    if refused := missing_reason(command.reason, "Unlocking"):
        return refused
    second = rule.second if row.locked else ()
    if refused := _unproven(case, "unlock") or _alone(case, second, "unlock"):
        return refused
    people = _second(case, rule) if second else {}
    fact = RecordUnlocked(reason=command.reason.strip(), name=case.actor.name, **_place(command), **people)
    return (Draft(subject=command.subject, fact=fact),)


def _place(command: Lockable) -> dict[str, str]:
    return {"level": command.level, "site": command.site, "visit": command.visit, "form": command.form}


def _row(case: Case, command: Lockable) -> LockRow | None:
    key = f"{command.level}/{command.site}/{command.visit}/{command.form}"
    return case.state.get(LockRow, command.subject, key)


_NAMES = {
    "form": {"subject", "visit", "form"},
    "visit": {"subject", "visit"},
    "subject": {"subject"},
    "site": {"site"},
    "study": set[str](),
}
"""Level → what its place is named by, and nothing else."""


def _nowhere(case: Case, command: Lockable) -> Refused | None:
    """Return the refusal of a place that does not exist, or is named by too much or too little."""
    wanted = _NAMES[command.level]
    given = {name for name in ("subject", "site", "visit", "form") if getattr(command, name)}
    if given != wanted:
        named = listed(tuple(sorted(wanted)), "and") or "nothing else"
        what = "participant" if command.level == "subject" else command.level
        return refuse("no_such", f"A {what} is named by {named}.")
    found: Any = None
    if command.level == "form":
        found = known_form(case, command.kind, command.subject, command.visit, command.form)
    elif command.level == "visit":
        found = known_visit(case, command.subject, command.visit)
    elif command.level == "subject":
        found = known_subject(case, command.subject)
    elif command.level == "site" and command.site not in {site.id for site in case.plan.study.sites}:
        found = refuse("no_such", f"There is no site {command.site!r}.")
    return found if isinstance(found, Refused) else None


def _not_theirs(case: Case, command: Lockable, may: tuple[str, ...]) -> Refused | None:
    if set(roles_for(case.actor, command.kind)) & set(may):
        return None
    who = listed(tuple(role_name(role) for role in may)) or "nobody"
    does = command.kind.partition(".")[2]
    return refuse("not_allowed", f"{case.actor.name} may not {does} at this level: {who} may.")


def _unproven(case: Case, does: str) -> Refused | None:
    if case.actor.reauthenticated:
        return None
    return refuse("reauthentication", f"{case.actor.name}: enter your password again to {does}.")


def _alone(case: Case, roles: tuple[str, ...], does: str) -> Refused | None:
    """Return the refusal of an act that needs two, done by one, by the same person twice, or with the wrong second."""
    if not roles:
        return None
    second, who = case.actor.witness, listed(tuple(role_name(role) for role in roles))
    if second is None or not second.reauthenticated:
        return refuse(
            "reauthentication", f"Two people {does} here: {who} enters their name and password too."
        )
    if second.user == case.actor.user:
        return refuse(
            "not_possible", f"{second.name} cannot be both: a second person, {who}, must {does} too."
        )
    if not second.roles & set(roles):
        return refuse("not_allowed", f"{second.name} cannot be the second person here: {who} can.")
    return None


def _second(case: Case, rule: LockRule) -> dict[str, str]:
    witness = case.actor.witness
    if not rule.second or witness is None:
        return {}
    return {"second": witness.user, "second_name": witness.name}


def _not_clear(case: Case, command: LockRecord) -> Refused | None:
    """Return the refusal of a lock that names each open line of the checklist."""
    state, study = case.state, case.plan.study
    subjects = sorted(row.subject for row in state.all(SubjectRow) if _within(command, row))
    lines = checklist(
        study, state, subjects, now=case.now.at, zone=ZoneInfo(case.now.zone), at_of=lambda _: case.now.stamp
    )
    refusals = tuple(
        Refusal(
            code="checklist",
            sentence=f"{line.sentence}.",
            visit=line.visit,
            form=line.form,
            item=line.item,
            row=line.row,
        )
        for line in lines
    )
    return Refused(refusals=refusals) if refusals else None


def _within(command: LockRecord, row: SubjectRow) -> bool:
    match command.level:
        case "study":
            return True
        case "site":
            return row.site == command.site
        case _:
            return row.subject == command.subject
