"""The foot of a form: complete, reopen, sign; who signed and what changed since."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.ledger.rows import SignatureRow
from hepatica.study.form import FormKind
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.trail import minute


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One signature: printed name, role, meaning, time, and whether the form has changed since."""

    name: str
    role: str
    meaning: str
    at: str
    valid: bool


@dataclass(frozen=True, kw_only=True)
class Foot:
    """What stands below the fields."""

    computed: bool
    complete: bool
    was_complete: bool
    signatures: tuple[Signed, ...]
    may_complete: bool
    may_reopen: bool
    may_sign: bool
    needs_signature: bool
    person: str


def foot(desk: Desk) -> Foot:
    """Return what may be done with the form now, and what was."""
    row = desk.row
    return Foot(
        computed=desk.form.kind is FormKind.COMPUTED,
        complete=row.complete,
        was_complete=bool(row.completed_seq),
        signatures=tuple(_signed(desk, s) for s in _signatures(desk)),
        may_complete=not row.complete and desk.may("form.complete"),
        may_reopen=row.complete and desk.may("form.reopen"),
        may_sign=row.complete and desk.may("form.sign"),
        needs_signature=desk.form.signed and not row.signatures,
        person=desk.actor.name,
    )


def _signatures(desk: Desk) -> list[SignatureRow]:
    found = desk.state.of(SignatureRow, desk.subject)
    own = [s for s in found if s.act == "form" and (s.visit, s.form) == (desk.visit, desk.form.id)]
    return sorted(own, key=lambda s: s.seq)


def _signed(desk: Desk, signature: SignatureRow) -> Signed:
    meanings = {
        "authorship": _("authorship"),
        "review": _("review"),
        "approval": _("approval"),
        "responsibility": _("responsibility"),
    }
    return Signed(
        name=signature.name,
        role=signature.role.replace("_", " "),
        meaning=meanings.get(signature.meaning, signature.meaning),
        at=minute(signature.at, desk.now.zone),
        valid=not signature.invalidated,
    )
