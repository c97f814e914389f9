"""The desk reads a part of the record and says of it what the whole record would."""

from dataclasses import replace

import pytest

from hepatica.datasets.open_events import derive_open_events
from hepatica.datasets.unanswered import derive_unanswered
from hepatica.ledger.rows import SubjectRow
from hepatica.store import read
from hepatica.web.docket import docket, upcoming
from hepatica.web.safety import openlists, overview, present, present_gate
from hepatica.web.safety.gathering import gathered


@pytest.mark.engine
def test_what_the_desk_says_from_its_part_is_what_it_would_say_from_the_whole_record(ward):
    found = docket()
    state, study = read.state_at(read.head().seq), found.plan.study
    whole = replace(found, state=state)
    cases = [entry.case for entry in found.entries]
    part, all_of_it = gathered(study, found.state), gathered(study, state)
    assert part == all_of_it
    assert part
    assert present.proposed(found.plan, found.state, part, cases, found.marks) == present.proposed(
        found.plan, state, all_of_it, cases, found.marks
    )
    assert overview.rules_of(found) == overview.rules_of(whole)
    assert overview.roster(found) == overview.roster(whole)
    assert list(overview.ready(found)) == list(overview.ready(whole))
    assert upcoming(found.state) == upcoming(state)
    today, names = found.now.today, {"meena": "Dr Meena Iyer"}
    assert present_gate.coming(found.plan, found.state, today, names, found.marks) == present_gate.coming(
        found.plan, state, today, names, found.marks
    )


@pytest.mark.engine
def test_what_is_open_is_kept_as_the_whole_record_says_it(ward):
    found, kept = docket(), openlists._kept.now()
    state, plan = read.state_at(read.head().seq), found.plan
    people = sorted(row.subject for row in state.all(SubjectRow))
    expected = {who: derive_unanswered(plan.study, plan.signals, state, who) for who in people}
    assert {who: one.unanswered for who, one in kept.items() if one.unanswered} == {
        who: lines for who, lines in expected.items() if lines
    }
    events = {who: len(derive_open_events(plan.study, state, who, found.now.today)) for who in people}
    assert {who: len(one.followed) for who, one in kept.items() if one.followed} == {
        who: n for who, n in events.items() if n
    }
