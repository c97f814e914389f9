"""Proposals of one term that lie close together are one episode; each signal has its rate of dismissal."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.ledger.rows import ProposalRow
from hepatica.safety.episodes import Raised, Standing, episodes, rates
from hepatica.study.dates import PartialDate

FEVER = "Fever"


def raised(at, row=1, *, term=FEVER, signal="fever", state="proposed", ae_row=0):
    proposal = ProposalRow(
        subject="01-001", signal=signal, visit="v", form="f", row=row, state=state, ae_row=ae_row, seq=row
    )
    return Raised(proposal=proposal, term=term, at=at)


def event(start, end=None, row=7, term=FEVER):
    parsed = PartialDate.parse(end) if end else None
    return Standing(row=row, term=term, start=PartialDate.parse(start), end=parsed)


def rows_of(found):
    return [[p.row for p in one.proposals] for one in found]


@pytest.mark.parametrize(
    ("second", "together"),
    [("2026-03-05", True), ("2026-03-08", True), ("2026-03-09", False), ("2026-03-08T23:59", True)],
)
def test_readings_within_the_gap_are_one_episode_and_a_day_later_another(second, together):
    found = episodes([raised("2026-03-05T10:00"), raised(second, 2)], [], 3)
    assert [sorted(rows) for rows in rows_of(found)] == ([[1, 2]] if together else [[1], [2]])


def test_a_chain_of_readings_is_one_episode_however_long():
    days = [raised(f"2026-03-{day:02d}", day) for day in range(5, 25, 3)]
    assert len(episodes(days, [], 3)) == 1


def test_another_term_is_another_episode_on_the_same_day():
    two = [raised("2026-03-05"), raised("2026-03-05", 2, term="Hypoxia", signal="hypoxia")]
    assert [e.term for e in episodes(two, [], 3)] == ["Fever", "Hypoxia"]


def test_a_withdrawn_proposal_belongs_to_no_episode():
    assert episodes([raised("2026-03-05", state="withdrawn")], [], 3) == ()


def test_readings_without_a_date_stand_alone():
    assert rows_of(episodes([raised("", 1), raised("", 2), raised("2026-03-05", 3)], [], 3)) == [
        [1],
        [2],
        [3],
    ]


@pytest.mark.parametrize(
    ("start", "end", "belongs"),
    [
        ("2026-03-01", None, 7),
        ("2026-03-08", None, 7),
        ("2026-03-09", None, 0),
        ("2026-02-20", "2026-03-02", 7),
        ("2026-02-20", "2026-03-01", 0),
    ],
)
def test_an_episode_belongs_to_the_event_of_its_term_that_it_overlaps_or_lies_near(start, end, belongs):
    (found,) = episodes([raised("2026-03-05")], [event(start, end)], 3)
    assert found.event == belongs


def test_an_event_of_another_term_takes_no_episode():
    (found,) = episodes([raised("2026-03-05")], [event("2026-03-05", term="Hypoxia")], 3)
    assert found.event == 0


def test_what_was_confirmed_into_two_events_is_two_episodes():
    two = [
        raised("2026-03-05", 1, state="confirmed", ae_row=1),
        raised("2026-03-06", 2, state="confirmed", ae_row=2),
    ]
    assert [e.event for e in episodes(two, [], 3)] == [1, 2]


def test_what_still_waits_in_an_episode_is_told_with_the_event_that_stands():
    (found,) = episodes([raised("2026-03-05", state="confirmed", ae_row=4), raised("2026-03-06", 2)], [], 3)
    assert (found.event, [p.row for p in found.waiting]) == (4, [2])
    assert (found.first, found.last) == ("2026-03-05", "2026-03-06")


@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from(["a", "b"])), max_size=12), st.integers(0, 5))
def test_every_proposal_is_in_exactly_one_episode_and_the_order_of_entry_does_not_matter(drawn, gap):
    all_raised = [raised(f"2026-03-{day:02d}", n, term=term) for n, (day, term) in enumerate(drawn, 1)]
    found = episodes(all_raised, [], gap)
    assert sorted(n for rows in rows_of(found) for n in rows) == [r.proposal.row for r in all_raised]
    assert episodes(reversed(all_raised), [], gap) == found
    for one in found:
        days = sorted(int(r.at[8:10]) for r in all_raised if r.proposal in one.proposals)
        assert all(later - earlier <= gap for earlier, later in itertools.pairwise(days))


def test_each_signal_tells_how_often_it_fired_and_how_much_of_it_was_dismissed():
    states = ("confirmed", "dismissed", "dismissed", "withdrawn", "proposed")
    rows = [raised("2026-03-05", n, state=state).proposal for n, state in enumerate(states)]
    (rate,) = rates(rows)
    assert (rate.signal, rate.fired, rate.dismissal) == ("fever", 5, "2 of 3")
    assert rate.by_state == {"proposed": 1, "confirmed": 1, "dismissed": 2, "withdrawn": 1}
    (unjudged,) = rates(rows[-1:])
    assert unjudged.dismissal == ""
