"""Where every event of the trial stands, kept ready: its case in brief, and what may still be owed for it.

Read from the logs alone. Of what is kept only the state of a clock moves with the time, and that is read anew at each
look (``at_moment``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from hepatica.datasets.adverse_events import AdverseEvent, derive_events
from hepatica.datasets.cases import derive_cases, forms_of_brief
from hepatica.ledger.desk_rows import ReportRow, SubmissionRow
from hepatica.ledger.row import Row
from hepatica.ledger.rows import ProposalRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.case import Case
from hepatica.safety.clocks import Obligation, may_owe, obligations
from hepatica.store import clock, read
from hepatica.store.kept import Kept

_TABLES: tuple[type[Row], ...] = (SubjectRow, ProposalRow, ReportRow, SubmissionRow)
"""What brief cases are read from, beside the logs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """One participant's events."""

    cases: tuple[Case, ...]
    """In brief, by row; never empty."""
    events: tuple[AdverseEvent, ...]
    """The same as the log holds them."""
    owed: tuple[Obligation, ...]
    """Of those for which anything may be owed, whatever became of it, as judged once."""


def standing() -> Mapping[str, Stood]:
    """Return where the events of everybody stand, by participant; the caller asks the sight whom to show."""
    return _kept.now()


def _read(subjects: tuple[str, ...]) -> dict[str, Stood]:
    study, zone, now = read.plan().study, ZoneInfo(settings.TIME_ZONE), clock.now().at
    rows = [row for table in _TABLES for row in read.among(table, subjects)]
    state = State((*rows, *read.logs(subjects, forms_of_brief(study))))
    found = dict[str, Stood]()
    for subject in subjects:
        if cases := derive_cases(study, state, subject, at_of=read.instant_of, brief=True):
            owing = (case for case in cases if may_owe(study, case))
            owed = tuple(one for case in owing for one in obligations(study, case, zone, now))
            found[subject] = Stood(cases=cases, events=derive_events(study, state, subject), owed=owed)
    return found


_kept = Kept(_read, also=lambda: (settings.TIME_ZONE,))
