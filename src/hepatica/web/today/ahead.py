"""The visits that Today speaks of, kept ready: what is late, open or near, of everybody.

They are read once per process and day, and again only for participants whom an event of the ledger touched since: a
page reads as much among ten thousand participants as among ten.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from hepatica.ledger.rows import SubjectRow
from hepatica.store import clock, read, sight
from hepatica.web.today.present import AHEAD
from hepatica.web.visits import Occurrence, occurrences

_CHUNK = 500
"""Participants read at a time."""


@dataclass(frozen=True)
class _Kept:
    """What this process knows of one ledger, up to one of its events, on one day."""

    seq: int
    hash: str
    definition: int
    today: date
    visits: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)


_kept: dict[str, _Kept] = {}


def visits() -> list[Occurrence]:
    """Return the visits that are late, open, begun or begin within ``AHEAD``, of every participant who is seen."""
    with sight.everything():  # kept ready for everybody, and given to each as far as they see
        kept = _caught_up()
    return [visit for subject in sight.numbers(sorted(kept.visits)) for visit in kept.visits[subject]]


def _caught_up() -> _Kept:
    name, head, today = str(connection.settings_dict["NAME"]), read.end(), clock.now().today
    kept = _kept.get(name)
    if kept and (kept.seq, kept.hash, kept.today) == (head.seq, head.hash, today):
        return kept
    then = read.event(kept.seq) if kept else None
    if kept and then and then.hash == kept.hash and (kept.definition, kept.today) == (head.definition, today):
        found, touched = dict(kept.visits), read.touched(after=kept.seq, last=head.seq)
    else:
        found, touched = dict[str, tuple[Occurrence, ...]](), read.numbers()
    for start in range(0, len(touched), _CHUNK):
        found |= _read(touched[start : start + _CHUNK], today)
    _kept[name] = _Kept(
        head.seq,
        head.hash,
        head.definition,
        today,
        {subject: some for subject, some in found.items() if some},
    )
    return _kept[name]


def _read(subjects: tuple[str, ...], today: date) -> dict[str, tuple[Occurrence, ...]]:
    plan_of, rows = read.plans_by_row(), read.among(SubjectRow, subjects)
    light: dict[str, list[read.FormLight]] = {}
    for form in read.forms_light([row.subject for row in rows if "death" not in row.ended]):
        light.setdefault(form.subject, []).append(form)
    return {
        row.subject: tuple(
            one
            for one in occurrences(plan_of(row).study, row, light.get(row.subject, ()), today)
            if _concerns(one, today)
        )
        for row in rows
    }


def _concerns(one: Occurrence, today: date) -> bool:
    """Whether one of Today's lists may show a visit."""
    if one.late or one.state in {"due", "started"}:
        return True
    return one.state == "planned" and one.due is not None and today < one.due.first <= today + AHEAD
