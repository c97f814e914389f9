"""What the safety desk shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hepatica.ledger.rows import ProposalRow
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.shell.parts import Mark
from hepatica.web.today.present import place, readings
from hepatica.web.visit_marks import Marks


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A proposed event, to be judged."""

    mark: Mark
    term: str
    words: str
    place: str
    href: str


def proposed(study: Study, rows: Iterable[ProposalRow], marks: Marks) -> list[Proposed]:
    """Return the proposed events in order of infusion."""
    terms = {signal.id: str(signal.term) for signal in study.signals}
    return [
        Proposed(
            mark=marks.of(row.subject),
            term=terms.get(row.signal, row.signal),
            words=readings(study, row),
            place=place(study, row.visit, row.form),
            href=addresses.form(row.subject, row.visit, row.form),
        )
        for row in sorted(rows, key=lambda row: (marks.order(row.subject), row.seq))
    ]
