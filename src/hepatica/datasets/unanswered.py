"""Values that met a signal and have no event: a report that must be empty before the record is locked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hepatica.datasets.adverse_events import derive_events
from hepatica.ledger.events import SignalProposed
from hepatica.ledger.rows import FormRow, ProposalRow
from hepatica.ledger.state import State
from hepatica.safety.proposals import assess
from hepatica.safety.signals import CompiledSignal
from hepatica.safety.times import proposal_time
from hepatica.study.study import Study

Reason = Literal["waiting", "no_event", "never_proposed"]
"""Nobody judged it; its event is not on the log any more; it was entered before the protocol had the signal."""


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """One value that met a signal, for which nobody has written or ruled out an event."""

    subject: str
    signal: str
    term: str
    visit: str
    form: str
    row: int
    at: str
    """When the reading was taken: ISO day, or day with its minute; '' when unknown."""
    readings: dict[str, str | None]
    why: Reason


def derive_unanswered(
    study: Study, signals: tuple[CompiledSignal, ...], state: State, subject: str
) -> tuple[Unanswered, ...]:
    """Return the participant's values that meet a signal and have neither an event on the log nor a reasoned dismissal.

    Every reading is judged again, so that a signal which a new version of the protocol brought misses nothing.
    """
    terms = {one.id: str(one.term) for one in study.signals}
    found = (
        Unanswered(
            subject=subject,
            signal=one.signal,
            term=terms.get(one.signal, one.signal),
            visit=one.visit,
            form=one.form,
            row=one.row,
            at=proposal_time(study, state, one),
            readings=one.readings,
            why=why,
        )
        for one, why in (*_standing(study, state, subject), *_never_proposed(signals, state, subject))
    )
    return tuple(sorted(found, key=lambda one: (one.at or "~", one.signal, one.visit, one.row)))


def _standing(study: Study, state: State, subject: str) -> Iterator[tuple[ProposalRow, Reason]]:
    events = {event.row for event in derive_events(study, state, subject)}
    for one in state.of(ProposalRow, subject):
        if one.state == "proposed":
            yield one, "waiting"
        elif one.state == "confirmed" and one.ae_row not in events:
            yield one, "no_event"


def _never_proposed(
    signals: tuple[CompiledSignal, ...], state: State, subject: str
) -> Iterator[tuple[ProposalRow, Reason]]:
    watched = {(compiled.form.id, compiled.signal.at) for compiled in signals}
    everything = frozenset(
        (row.visit, form, item)
        for row in state.of(FormRow, subject)
        for form, item in watched
        if form == row.form
    )
    for draft in assess(signals, state, subject, everything):
        fact = draft.fact
        if not isinstance(fact, SignalProposed):
            continue
        new = ProposalRow(
            subject=subject,
            signal=fact.signal,
            visit=fact.visit,
            form=fact.form,
            row=fact.row,
            readings=fact.readings,
            seq=0,
        )
        before = state.get(ProposalRow, subject, new.key)
        if before is None or before.state == "withdrawn":
            yield new, "never_proposed"
