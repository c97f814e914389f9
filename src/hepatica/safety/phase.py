"""The phase of treatment in which an event began, and the record's category it is proposed for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, before, days_span
from hepatica.study.oversight import Phase
from hepatica.study.schedule import ItemAddress, Procedure
from hepatica.study.study import Study

OUTSIDE = "outside"
"""The category of what belongs to none of the record's four."""


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What the rule proposes of an event; '' where it cannot tell. A person may say otherwise."""

    phase: str = ""
    category: str = ""


Starts = Mapping[str, str]
"""Phase → when it began: ISO day, with its minute where it is known."""


def phase_of(
    phases: Iterable[Phase],
    procedures: Mapping[str, Procedure],
    starts: Starts,
    onset: str,
    shown_by: str = "",
) -> Proposed:
    """Return the phase and category of an event by its onset (ISO day, with its minute where it is known).

    The latest phase that has begun and still lasts; of those that began together, the last in the protocol's list. An
    event that a procedure's own readings showed (``shown_by``) belongs to that procedure within its days. An onset
    known in part proposes nothing.
    """
    day = civil(onset)
    if day is None or not day.complete:
        return Proposed()
    found = tuple(phases)
    lasting = [p for p in found if p.procedure is None or _lasts(p, starts.get(p.id, ""), onset, day)]
    own = [p for p in found if shown_by and p.procedure == shown_by]
    if own and _within(procedures.get(shown_by), starts.get(own[0].id, ""), day):
        lasting = [p for p in lasting if p in own] or own[-1:]
    if not lasting:
        return Proposed()
    # max() keeps the first of equals, and the last in the list is wanted.
    phase = max(reversed(lasting), key=lambda p: starts.get(p.id, "") if p.procedure else "")
    return Proposed(phase=phase.id, category=_category(phase, procedures, starts, day))


def _lasts(phase: Phase, start: str, onset: str, day: PartialDate) -> bool:
    began = civil(start)
    span = days_span(began, day) if began else None
    if span is None or span[1] < 0 or (phase.days is not None and span[0] > phase.days):
        return False
    same_day_earlier = len(onset) > 10 and len(start) > 10 and onset < start
    return not (same_day_earlier or (began is not None and before(day, began)))


def _within(procedure: Procedure | None, start: str, day: PartialDate) -> bool:
    began = civil(start)
    span = days_span(began, day) if began else None
    return procedure is not None and span is not None and span[1] >= 0 and span[0] <= procedure.days


def _category(phase: Phase, procedures: Mapping[str, Procedure], starts: Starts, day: PartialDate) -> str:
    if phase.category is not None:
        return phase.category
    procedure = procedures.get(phase.procedure or "")
    within = _within(procedure, starts.get(phase.id, ""), day)
    return (procedure.category if procedure and within else None) or OUTSIDE


def proposed(study: Study, state: State, subject: str, onset: str, shown_by: str = "") -> Proposed:
    """Return what the protocol's rule proposes of an event of a participant."""
    procedures = {p.id: p for p in study.schedule.procedures}
    phases = study.oversight.phases
    starts = {p.id: start for p in phases if (start := _start(p, procedures, state, subject, onset))}
    return phase_of(phases, procedures, starts, onset, shown_by)


def _start(phase: Phase, procedures: Mapping[str, Procedure], state: State, subject: str, onset: str) -> str:
    """Return the last start of a phase's procedure on or before the day of the onset, else its first."""
    procedure = procedures.get(phase.procedure or "")
    if procedure is None:
        return ""
    found = sorted(_starts(procedure.start, phase.start_time, state, subject))
    begun = [start for start in found if start[:10] <= onset[:10]]
    return begun[-1] if begun else next(iter(found), "")


def _starts(day: ItemAddress, time: ItemAddress | None, state: State, subject: str) -> Iterator[str]:
    """Yield when each of a procedure's forms says that it began: its earliest row (dose, bag)."""
    for form in state.of(FormRow, subject):
        days = (
            [at for at in _values(form, day.item) if civil(at) is not None] if form.form == day.form else []
        )
        if days:
            yield _minute(min(days), _values(form, time.item) if time is not None else [])


def _minute(at: str, clocks: list[str]) -> str:
    """Add the time of day to a day: of a time as it stands, of a minute when it lies on that day."""
    if len(at) > 10:
        return at
    times = [c[11:16] if len(c) > 10 else c for c in clocks if len(c) == 5 or c.startswith(f"{at}T")]
    return f"{at}T{min(times)}" if times and len(at) == 10 else at


def _values(form: FormRow, item: str) -> list[str]:
    return [a.value for answers in form.answers.values() if (a := answers.get(item)) and a.value]
