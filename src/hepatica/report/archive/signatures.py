"""Signatures in an archive: each recomputed from the record at the cut, valid or changed since, with the difference.

The same judgement as on the screens (``ledger/seals``): a signature of a form is held against the form it names. Those of
holds, reports and decisions seal a row of another kind, and stand as long as no event ended them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from hepatica.ledger.redaction import MARK
from hepatica.ledger.rows import FormRow, SignatureRow
from hepatica.ledger.seals import FORM, Difference, Judged, judge_signature
from hepatica.report.archive.page import listing
from hepatica.report.archive.record import Record, written
from hepatica.report.table import Table

FILE = "signatures.jsonl"
"""Every signature, one a line."""
_UNCHANGED = "no change on the record explains why it does not fit what it signs"
_MASKED = "words of the page were taken out of sight, so that it cannot be recomputed here"
_STATES = frozenset({"nothing", "not done", "unknown", MARK})


def judged(record: Record, subjects: Iterable[str]) -> Iterator[Judged]:
    """Yield each signature with what became of what it signs, by participant and time."""
    for subject in subjects:
        for row in sorted(record.state.of(SignatureRow, subject), key=lambda row: row.seq):
            yield _judged(record, row)


def _judged(record: Record, row: SignatureRow) -> Judged:
    if row.act != FORM:
        return Judged(signature=row, standing="changed" if row.invalidated else "valid")
    form = record.state.get(FormRow, row.subject, f"{row.visit}/{row.form}")
    return judge_signature(row, form, record.changes.get(row.subject, ()))


def today(record: Record, one: Judged) -> str:
    """Say whether a signature still holds: 'valid', or what changed since, by whom and why."""
    row = one.signature
    if one.standing == "valid":
        return "valid"
    if one.standing == "broken":
        return f"not proven: {_MASKED}" if _masked(record, row) else f"does not fit: {_UNCHANGED}"
    told = "; ".join(_told(record, row.form, difference) for difference in one.differences)
    return f"changed since, by event {row.invalidated}" + (f": {told}" if told else "")


def _masked(record: Record, row: SignatureRow) -> bool:
    form = record.state.get(FormRow, row.subject, f"{row.visit}/{row.form}")
    answers = (answer for items in form.answers.values() for answer in items.values()) if form else ()
    return any(MARK in {answer.value, answer.reason} for answer in answers)


def _told(record: Record, form: str, one: Difference) -> str:
    by = f"by {record.person(one.by)}, {record.moment(one.at)}" + (f": {one.reason}" if one.reason else "")
    if one.redacted:
        return f"words were taken out of sight {by}"
    row = f" ({one.row})" if one.row else ""
    if one.struck:
        return f"{one.item.replace('_', ' ')}{row} was struck out {by}"
    item = record.study.item(form, one.item)
    was, now = (
        said if item is None or said in _STATES else written(record.study, item, *_parts(said, item.unit))
        for said in (one.was, one.now)
    )
    return f"{item.label if item else one.item}{row} {was} → {now} {by}"


def _parts(said: str, unit: str | None) -> tuple[str, str]:
    """Return the value and the unit of an answer in words; a text may hold spaces of its own."""
    value, _space, tail = said.rpartition(" ")
    return (value, tail) if unit and value else (said, "")


def signatures_table(record: Record, subjects: Sequence[str]) -> Table:
    """Return signatures: printed name, time, meaning, what was signed with its hash, and whether it still holds."""
    return listing(
        "signatures",
        "Signatures",
        ("Participant", "Name and role", "When", "Meaning", "What", "Sealed", "Today"),
        [
            (
                one.signature.subject,
                f"{one.signature.name} ({one.signature.role.replace('_', ' ')})",
                record.moment(one.signature.at),
                one.signature.meaning,
                _what(record, one.signature),
                one.signature.state_sha256[:12],
                today(record, one),
            )
            for one in judged(record, subjects)
        ],
    )


def _what(record: Record, row: SignatureRow) -> str:
    return record.place(row.visit, row.form) if row.form else row.act


def by_whom(record: Record, form: FormRow) -> str:
    """Say who signed a form, each with whether it still holds; '' where nobody did."""
    given = sorted(record.state.of(SignatureRow, form.subject), key=lambda row: row.seq)
    own = [row for row in given if row.act == FORM and (row.visit, row.form) == (form.visit, form.form)]
    return "; ".join(
        f"{row.name}, {row.meaning}, {record.moment(row.at)} ({today(record, _judged(record, row))})"
        for row in own
    )


def counted(record: Record, subjects: Iterable[str]) -> str:
    """Say how many signatures hold and how many do not, for the front page; '' where nobody signed."""
    found = Counter[str](one.standing for one in judged(record, subjects))
    words = (("valid", "valid"), ("changed", "changed since"), ("broken", "not fitting what they sign"))
    return ", ".join(f"{found[standing]} {said}" for standing, said in words if found[standing])


def plain(record: Record, one: Judged) -> dict[str, object]:
    """Return a signature for a program: its row, ``standing``, ``differences`` and the ``today`` of the pages."""
    said = msgspec.to_builtins(one)
    return {
        **said["signature"],
        "standing": one.standing,
        "differences": said["differences"],
        "today": today(record, one),
    }


def lines(record: Record, subjects: Iterable[str]) -> bytes:
    """Return the signatures as JSON Lines."""
    found = (plain(record, one) for one in judged(record, subjects))
    return b"".join(json.dumps(one, sort_keys=True, ensure_ascii=False).encode() + b"\n" for one in found)
