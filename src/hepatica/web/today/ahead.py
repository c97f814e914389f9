"""The visits that Today speaks of, kept ready: what is late, open or near, of everybody, for one day."""

from __future__ import annotations

from datetime import date

from hepatica.ledger.rows import SubjectRow
from hepatica.store import clock, read, sight
from hepatica.store.kept import Kept
from hepatica.web.today.present import AHEAD
from hepatica.web.visits import Occurrence, occurrences


def visits() -> list[Occurrence]:
    """Return the visits that are late, open, begun or begin within ``AHEAD``, of every participant who is seen."""
    found = _kept.now()
    return [visit for subject in sight.numbers(sorted(found)) for visit in found[subject]]


def _read(subjects: tuple[str, ...]) -> dict[str, tuple[Occurrence, ...]]:
    plan_of, today, rows = read.plans_by_row(), clock.now().today, read.among(SubjectRow, subjects)
    light: dict[str, list[read.FormLight]] = {}
    for form in read.forms_light([row.subject for row in rows]):
        light.setdefault(form.subject, []).append(form)
    found = {
        row.subject: tuple(
            one
            for one in occurrences(plan_of(row).study, row, light.get(row.subject, ()), today)
            if _concerns(one, today)
        )
        for row in rows
    }
    return {subject: some for subject, some in found.items() if some}


_kept = Kept(_read, also=lambda: (clock.now().today,))


def _concerns(one: Occurrence, today: date) -> bool:
    """Whether one of Today's lists may show a visit."""
    if one.late or one.state in {"due", "started"}:
        return True
    return one.state == "planned" and one.due is not None and today < one.due.first <= today + AHEAD
