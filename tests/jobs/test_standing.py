"""What is kept ready of everybody is what the pure functions say of the whole record, at every event."""

from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site
from tests.jobs.test_alerts import MEENA, later, serious

from hepatica.conduct.commands import EnterItems, Entry
from hepatica.datasets.adverse_events import derive_events
from hepatica.datasets.cases import derive_cases
from hepatica.jobs import obligations, standing
from hepatica.ledger.rows import SubjectRow
from hepatica.safety import clocks, naming
from hepatica.store import clock, read, sight
from hepatica.store.record import Recorded, record

ZONE = ZoneInfo(site.TIME_ZONE)


def whole():
    """Every case of the record, derived whole from the whole state."""
    state, study = read.state_at(read.head().seq), read.plan().study
    people = sorted(row.subject for row in state.all(SubjectRow))
    cases = [c for who in people for c in derive_cases(study, state, who, at_of=read.instant_of)]
    return state, study, cases


def said(found):
    return [(one.key, one.state, one.due, one.start, one.others, one.doubt) for one in found]


def agrees():
    """Compare what is kept with what is derived anew; return how much is owed."""
    state, study, cases = whole()
    now, kept = clock.now().at, standing.standing()
    owed = [one for case in cases for one in clocks.obligations(study, case, ZONE, now)]
    waits = [one for one in owed if one.state not in clocks.DONE]
    assert said(o for o in obligations.owed() if o.subject) == said(waits)
    all_of_it = (*waits, *(one for one in obligations.owed() if not one.subject))
    first = clocks.nearest(one for one in all_of_it if one.clock.legal) or clocks.nearest(all_of_it)
    assert said(filter(None, [obligations.first_owed()])) == said(filter(None, [first]))
    brief = [case for stood in kept.values() for case in stood.cases]
    assert [(one.subject, one.row) for one in brief] == [(one.subject, one.row) for one in cases]
    for short, case in zip(brief, cases, strict=True):
        assert naming.values_of(study, short) == naming.values_of(study, case)
        assert (short.related, short.patient.death, short.submitted) == (
            case.related,
            case.patient.death,
            case.submitted,
        )
        none = all(one.state == "not_applicable" for one in clocks.obligations(study, case, ZONE, now))
        assert clocks.may_owe(study, case) is not none
    people = sorted(row.subject for row in state.all(SubjectRow))
    events = [event for who in people for event in derive_events(study, state, who)]
    assert [event for stood in kept.values() for event in stood.events] == events
    return len(waits)


def change(**said):
    entries = tuple(
        Entry(item=item, row=7, value=value, reason="Typing error") for item, value in said.items()
    )
    done = record(
        EnterItems(subject="01-001", visit="log", form="ae", entries=entries, seen=read.head().seq),
        actor=MEENA,
    )
    assert isinstance(done, Recorded), done


@pytest.mark.engine
def test_what_is_kept_is_what_the_whole_record_says_after_every_event(ward):
    before = agrees()
    serious()
    assert agrees() > before
    change(aeser="no")
    assert agrees() == before
    change(aeser="yes")
    with later(60 * 24 * 40):
        assert agrees() > before


@pytest.mark.engine
def test_only_participants_whom_an_event_touched_are_read_again(ward, monkeypatch):
    serious()
    first, asked = standing.standing(), []
    monkeypatch.setattr(standing._kept, "_reader", lambda some: asked.append(some) or standing._read(some))
    assert standing.standing() is first
    serious("01-002", row=1)
    again = standing.standing()
    assert asked == [("01-002",)]
    assert again["01-001"] is first["01-001"]
    assert again["01-002"].owed


@pytest.mark.engine
def test_what_is_kept_for_everybody_is_given_only_to_who_may_see_it(ward):
    serious()
    with sight.seeing(["99"]):
        assert {one.subject for one in obligations.owed()} <= {""}
        first = obligations.first_owed()
        assert first is None or not first.subject
    assert "01-001" in {one.subject for one in obligations.owed()}
