"""What a signature seals, and whether it still stands: recomputed at each view from the record as it is now.

A signature of a form holds the SHA-256 of a canonical text that names the participant, the visit, the form, the signer
and every answer with the event that gave it (21 CFR 11.70): copied to another record, or laid beside answers that were
altered, it no longer fits. Such seals begin with ``2:``; those of version 0.4.0 and before seal the answers alone and are
recomputed as they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Literal

import msgspec

from hepatica.ledger import upcast
from hepatica.ledger.events import Event, ItemChanged, ItemEntered, RowRemoved, SignatureInvalidated
from hepatica.ledger.review_facts import TextRedacted
from hepatica.ledger.rows import Answer, FormRow, SignatureRow

FORM = "form"
"""What a signature of a form says it signs."""
ANSWERS = frozenset({ItemEntered.kind, ItemChanged.kind, RowRemoved.kind})
CHANGES = ANSWERS | {TextRedacted.kind, SignatureInvalidated.kind}
"""Kinds of events that change what a form says, or that say why a signature no longer stands."""
_BOUND = "2:"
_CANONICAL = msgspec.json.Encoder(order="sorted")
Standing = Literal["valid", "changed", "broken"]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One item that reads otherwise than when it was signed."""

    item: str
    """Item, or the group of a row that was struck out; '' where words were taken out of sight."""
    row: int
    was: str
    now: str
    by: str
    """Account of who changed it last."""
    at: str
    """UTC instant of that change."""
    reason: str
    seq: int
    struck: bool = False
    """The whole row was struck out."""
    redacted: bool = False
    """Words of the page that name a person were taken out of sight; no answer reads otherwise."""
    second: str = ""
    """Printed name of who agreed to that."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A signature with what became of what it signs."""

    signature: SignatureRow
    standing: Standing
    """``broken``: no change on the record explains why it does not fit."""
    differences: tuple[Difference, ...] = ()


def state_sha256(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON: what a signature of a row seals (a ``HoldRow``, a report)."""
    return sha256(_CANONICAL.encode(value)).hexdigest()


def seal(form: FormRow, *, signer: str, name: str, role: str, meaning: str) -> str:
    """Return what a new signature of a form holds: the hash over place, signer, meaning and answers, with its version."""
    bound = {
        "subject": form.subject,
        "visit": form.visit,
        "form": form.form,
        "signer": signer,
        "name": name,
        "role": role,
        "meaning": meaning,
        "answers": form.answers,
    }
    return f"{_BOUND}{state_sha256(bound)}"


def fits(signature: SignatureRow, form: FormRow | None) -> bool:
    """Whether a signature's hash is that of a form as it stands: same place, same signer, same answers."""
    row = form or FormRow(subject=signature.subject, visit=signature.visit, form=signature.form)
    if not signature.state_sha256.startswith(_BOUND):
        return signature.state_sha256 == state_sha256(row.answers)
    return signature.state_sha256 == seal(
        row,
        signer=signature.actor,
        name=signature.name,
        role=signature.role,
        meaning=signature.meaning,
    )


def judge_signature(signature: SignatureRow, form: FormRow | None, events: Iterable[Event] = ()) -> Judged:
    """Return whether a form's signature is valid, or the form changed since, with the difference.

    ``form`` is the row the signature names, as it stands now; ``events`` are the participant's, those since the signature
    suffice. A signature that no event invalidated and that does not fit is ``broken``: copied, or laid beside altered rows.
    """
    same_place = form is None or (form.subject, form.visit, form.form) == (
        signature.subject,
        signature.visit,
        signature.form,
    )
    if same_place and not signature.invalidated and fits(signature, form):
        return Judged(signature=signature, standing="valid")
    if not signature.invalidated or not same_place:
        return Judged(signature=signature, standing="broken")
    found = tuple(_differences(signature, events))
    return Judged(signature=signature, standing="changed", differences=found)


def _differences(signature: SignatureRow, events: Iterable[Event]) -> Iterator[Difference]:
    """Yield what changed since, one line per item: from what was signed to what stands now."""
    found: dict[tuple[str, int], Difference] = {}
    known = sorted((one for one in events if one.subject == signature.subject), key=lambda one: one.seq)
    for event in known:
        if event.seq <= signature.seq or event.kind not in ANSWERS:
            continue
        fact = upcast.read(event)
        if not isinstance(fact, ItemEntered | ItemChanged | RowRemoved):
            continue
        if (fact.visit, fact.form) != (signature.visit, signature.form):
            continue
        one = _difference(event, fact)
        before = found.get((one.item, one.row))
        found[one.item, one.row] = msgspec.structs.replace(one, was=before.was) if before else one
    yield from sorted((*found.values(), *_redactions(signature, known)), key=lambda one: one.seq)


def _redactions(signature: SignatureRow, events: list[Event]) -> Iterator[Difference]:
    """Yield the redaction that ended a signature: it is told right before it, in one decision."""
    last: Event | None = None
    for event in events:
        if event.kind == TextRedacted.kind:
            last = event
        elif event.kind != SignatureInvalidated.kind or event.seq != signature.invalidated:
            last = last if event.kind == SignatureInvalidated.kind else None
        elif last is not None:
            fact = upcast.read(last)
            assert isinstance(fact, TextRedacted)
            yield Difference(
                item="", row=0, was="", now="", by=last.actor, at=last.at, reason=fact.reason, seq=last.seq,
                redacted=True, second=fact.second_name or fact.second,
            )  # fmt: skip


def _difference(event: Event, fact: ItemEntered | ItemChanged | RowRemoved) -> Difference:
    if isinstance(fact, RowRemoved):
        item, was, now = fact.group, "", ""
    else:
        item, now = fact.item, words(fact.value, fact.unit, fact.state)
        was = words(fact.was, fact.was_unit, fact.was_state) if isinstance(fact, ItemChanged) else "nothing"
    return Difference(
        item=item,
        row=fact.row,
        was=was,
        now=now,
        by=event.actor,
        at=event.at,
        reason=fact.reason,
        seq=event.seq,
        struck=isinstance(fact, RowRemoved),
    )


def words(value: str | None, unit: str, state: str) -> str:
    """Return an answer in words: '2.1 mg/dL', 'not done', 'nothing'."""
    return state.replace("_", " ") or "nothing" if value is None else f"{value} {unit}".strip()


def words_of(answer: Answer) -> str:
    """Return a stored answer in words."""
    return words(answer.value, answer.unit, answer.state)
