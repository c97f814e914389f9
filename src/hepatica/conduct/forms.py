"""Forms as a whole: complete, reopen, sign, and explain what was found in them."""

from __future__ import annotations

from hepatica.conduct.case import Case, known_form, missing_reason
from hepatica.conduct.commands import CompleteForm, ExplainFinding, Refusal, ReopenForm, SignForm
from hepatica.conduct.meanings import signing_role
from hepatica.conduct.reading import Reading
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.skip import empty_mandatory
from hepatica.ledger.events import Draft, FindingExplained, FormCompleted, FormReopened, SignatureGiven
from hepatica.ledger.rows import FindingRow, FormRow, SignatureRow
from hepatica.ledger.seals import FORM, seal, state_sha256
from hepatica.study.form import Form

__all__ = ["complete", "explain", "reopen", "sign", "state_sha256", "unproven"]


def complete(case: Case, command: CompleteForm) -> Decision:
    """Say that a form is complete; refused with every empty mandatory item by name."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    row = case.form_row(command.subject, command.visit, command.form)
    if row.complete:
        return ()
    reading = Reading(case.plan.study, case.state, command.subject)
    refusals = tuple(
        Refusal(
            code="mandatory_missing",
            sentence=f"{item.label}{f' (row {number})' if number else ''} is mandatory and not answered.",
            visit=command.visit,
            form=command.form,
            item=item.id,
            row=number,
        )
        for item, number in empty_mandatory(case.plan, reading, form, row)
    )
    if refusals:
        return Refused(refusals=refusals)
    return (Draft(subject=command.subject, fact=FormCompleted(visit=command.visit, form=command.form)),)


def reopen(case: Case, command: ReopenForm) -> Decision:
    """Work on a complete form again, with a reason; its signatures stand until an answer changes."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    if refused := missing_reason(command.reason, "Reopening a form"):
        return refused
    if not case.form_row(command.subject, command.visit, command.form).complete:
        return refuse(
            "not_possible", f"{form.title} is not complete.", visit=command.visit, form=command.form
        )
    fact = FormReopened(visit=command.visit, form=command.form, reason=command.reason.strip())
    return (Draft(subject=command.subject, fact=fact),)


def sign(case: Case, command: SignForm) -> Decision:
    """Sign a complete form as it stands and as it was seen, just after re-authentication, with a meaning of one's role."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    row = case.form_row(command.subject, command.visit, command.form)
    role = signing_role(case.actor, command.meaning)
    if isinstance(role, Refused):
        return role
    if refused := _unfinished(command, form, row) or unproven(case) or _overtaken(command, form, row):
        return refused
    if _has_signed(case, row, command.meaning):
        return ()
    return (Draft(subject=command.subject, fact=_signature(case, command, row, role)),)


def _unfinished(command: SignForm, form: Form, row: FormRow) -> Refused | None:
    if row.complete:
        return None
    said = f"{form.title} is not complete, so it cannot be signed."
    return refuse("not_possible", said, visit=command.visit, form=command.form)


def _overtaken(command: SignForm, form: Form, row: FormRow) -> Refused | None:
    """Return the refusal of a signature on a page that reads otherwise than the signer saw it."""
    if not command.seen or row.last_seq <= command.seen:
        return None
    said = f"{form.title} has changed since you opened it: look at it again, then sign."
    return refuse("conflict", said, visit=command.visit, form=command.form)


def unproven(case: Case) -> Refused | None:
    """Return the refusal of a signature by someone who has not just proven who they are, or None."""
    if case.actor.reauthenticated:
        return None
    return refuse("reauthentication", f"{case.actor.name}: enter your password again to sign.")


def _has_signed(case: Case, row: FormRow, meaning: str) -> bool:
    given = (case.state.get(SignatureRow, row.subject, str(seq)) for seq in row.signatures)
    return any(s is not None and (s.actor, s.meaning) == (case.actor.user, meaning) for s in given)


def _signature(case: Case, command: SignForm, row: FormRow, role: str) -> SignatureGiven:
    actor, meaning = case.actor, command.meaning
    return SignatureGiven(
        name=actor.name,
        role=role,
        meaning=meaning,
        act=FORM,
        visit=command.visit,
        form=command.form,
        at_seq=row.last_seq,
        state_sha256=seal(row, signer=actor.user, name=actor.name, role=role, meaning=meaning),
    )


def explain(case: Case, command: ExplainFinding) -> Decision:
    """Say why a value stands although a check asks about it."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    key = f"{command.check}/{command.visit}/{command.form}/{command.row}"
    finding = case.state.get(FindingRow, command.subject, key)
    if finding is None:
        said = (
            f"There is no open finding {command.check!r} in {form.title}: it may have been mended meanwhile."
        )
        return refuse("no_such", said, visit=command.visit, form=command.form, row=command.row)
    if refused := missing_reason(command.reason, "An explanation"):
        return refused
    if finding.explained == command.reason.strip():
        return ()
    fact = FindingExplained(
        check=command.check,
        visit=command.visit,
        form=command.form,
        row=command.row,
        reason=command.reason.strip(),
        by=case.actor.user,
    )
    return (Draft(subject=command.subject, fact=fact),)
