"""The foot of a form: complete, reopen, sign; who signed and what changed since."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.ledger.rows import SignatureRow
from hepatica.ledger.seals import FORM, Standing, judge_signature
from hepatica.store import signed
from hepatica.study.form import FormKind
from hepatica.web import differences
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.trail import minute
from hepatica.web.signing import meaning_words


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One signature: printed name, role, meaning, time with its zone, and what became of what it signs."""

    name: str
    role: str
    meaning: str
    at: str
    standing: Standing
    changes: tuple[str, ...]
    """What changed since, each a sentence."""


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
    locked: bool
    seen: int
    """The ledger's number of what is shown: a page that changes after it is not signed."""


def foot(desk: Desk) -> Foot:
    """Return what may be done with the form now, and what was."""
    row = desk.row
    return Foot(
        computed=desk.form.kind is FormKind.COMPUTED,
        complete=row.complete,
        was_complete=bool(row.completed_seq),
        signatures=signatures(desk),
        may_complete=not row.complete and desk.may("form.complete"),
        may_reopen=row.complete and desk.may("form.reopen"),
        may_sign=row.complete and desk.may("form.sign"),
        needs_signature=desk.form.signed and not row.signatures,
        locked=desk.lock_on() is not None,
        seen=desk.head,
    )


def signatures(desk: Desk) -> tuple[Signed, ...]:
    """Return who signed the form, each signature recomputed from the record as it stands now."""
    found = [one for one in desk.state.of(SignatureRow, desk.subject) if one.act == FORM]
    own = sorted(
        (one for one in found if (one.visit, one.form) == (desk.visit, desk.form.id)), key=lambda one: one.seq
    )
    first = min((one.seq for one in own if one.invalidated), default=0)
    events = signed.changes_of(desk.subject, after=first) if first else ()
    judged = [judge_signature(one, desk.row, events) for one in own]
    said = differences.names() if any(one.differences for one in judged) else str
    return tuple(
        Signed(
            name=one.signature.name,
            role=one.signature.role.replace("_", " "),
            meaning=meaning_words(one.signature.meaning),
            at=f"{minute(one.signature.at, desk.now.zone)} ({desk.now.zone})",
            standing=one.standing,
            changes=differences.sentences(desk.study, desk.form.id, one.differences, said, desk.language),
        )
        for one in judged
    )
