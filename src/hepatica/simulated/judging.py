"""What the investigator makes of signals and of what patients tell: each becomes an event of the log, or joins one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from hepatica.demo import desk, events
from hepatica.demo.adverse import Event, Place
from hepatica.demo.step import Act, Step
from hepatica.ledger.rows import ProposalRow
from hepatica.ledger.state import State
from hepatica.safety.graded import GRADE, version_of
from hepatica.safety.times import proposal_time
from hepatica.simulated import reports
from hepatica.simulated.adverse import FAMILIES, SIGNALLED, event_of, graded
from hepatica.simulated.life import Life
from hepatica.simulated.patients import TrueEvent
from hepatica.study.study import Study

_TERMS = {"kidney_injury": "Creatinine increased"}
"""Kind → CTCAE term where the signal's own is that of severe events alone."""
_BELONGS = timedelta(days=21)
"""So long what is like an event is read as the same."""
_NEAR = 4
"""Days by which a signal and the true event that it shows may lie apart."""


def happened(study: Study, life: Life, true: TrueEvent, now: datetime) -> Iterator[Step]:
    """Yield what is written down of a true event on its day; what a page will show by itself waits for its signal."""
    row, until = life.families.get(true.kind, (0, None))
    if true.kind in SIGNALLED or any(one is true for _, _, one in life.truth):
        return
    if until is not None and now.date() <= until and not true.of_disease:
        life.truth.append((row, life.since(now.date()), true))
        return
    event = event_of(
        true,
        day=life.day(now.date()),
        infused=life.infused is not None,
        version=version_of(study),
        clock=f"{now:%H:%M}",
    )
    yield from _written(study, life, true.kind, event, true, now)


def judged(study: Study, life: Life, state: State, proposals: tuple[ProposalRow, ...], now: datetime) -> Iterator[Step]:  # fmt: skip
    """Yield the judgement of every proposal that waits: joined to an event that stands, or a new one."""
    for proposal in proposals:
        family = FAMILIES.get(proposal.signal, proposal.signal)
        row, until = life.families.get(family, (0, None))
        place = Place(proposal.signal, proposal.visit, proposal.form, proposal.row)
        if until is not None and now.date() <= until:
            joined = events.confirmed(life.patient, place, {}).model_copy(update={"into": row})
            yield Act(at=now, by="investigator", command=joined)
            continue
        began = proposal_time(study, state, proposal) or f"{now:%Y-%m-%dT%H:%M}"
        event, true = _shown(study, life, family, proposal, place, began, now)
        yield from _written(study, life, family, event, true, now)


def _shown(
    study: Study, life: Life, family: str, proposal: ProposalRow, place: Place, began: str, now: datetime
) -> tuple[Event, TrueEvent | None]:
    """Return the event that a signal shows: the true one that lies near, else what the laboratory says by itself."""
    read = datetime.fromisoformat(began if "T" in began else f"{began}T06:00").replace(tzinfo=life.zone)
    told = {id(true) for _, _, true in life.truth}
    since, day = life.since(read.date()), life.day(now.date())
    near = (
        one for one in life.events
        if one.kind == family and id(one) not in told and abs(one.day - since) <= _NEAR
    )  # fmt: skip
    true = next(near, None)
    began_on = (life.day(read.date()), f"{read:%H:%M}")
    if true is not None:
        event = event_of(
            true, day=day, infused=life.infused is not None, version=version_of(study), clock=f"{now:%H:%M}"
        )
        return replace(event, place=place, began=began_on), true
    signal = next(one for one in study.signals if one.id == proposal.signal)
    term = _TERMS.get(family, signal.ctcae or "")
    grade = graded(term, int(proposal.readings.get(GRADE) or 1), version_of(study))
    event = Event(
        judged=(day, f"{now:%H:%M}"),
        began=began_on,
        ended=day + 7,
        grade=str(grade),
        phase="",
        ctcae=_TERMS.get(family, ""),
        caused_by={"disease": "probable"},
        place=place,
    )
    return event, None


def _written(
    study: Study, life: Life, family: str, event: Event, true: TrueEvent | None, now: datetime
) -> Iterator[Step]:
    life.rows += 1
    row = life.rows
    life.families[family] = (row, now.date() + _BELONGS)
    if true is not None:
        life.truth.append((row, life.since(now.date()), true))
    if event.admitted:
        life.reports += 1
    yield from events.judgement(life.patient, row, event, report=life.reports or 1)
    yield from desk.reported(study, life.patient, row, event)
    yield from reports.followed(life.patient, row, event)
    yield from events.recovery(life.patient, row, event)
