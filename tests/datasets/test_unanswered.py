"""Values that met a signal and have no event; episodes of the reference study."""

from functools import cache

from tests.datasets.record import form, person, state, study

from hepatica.datasets.episodes import derive_episodes
from hepatica.datasets.unanswered import derive_unanswered
from hepatica.ledger.rows import ProposalRow
from hepatica.safety.signals import CompiledSignal, compile_signal

WHO = "01-001"
UNITS = {"vas": "/10"}


@cache
def signals():
    return tuple(
        s for one in study().signals if isinstance(s := compile_signal(study(), one), CompiledSignal)
    )


def pain(*values):
    rows = [{"vasdtc": f"2026-02-01T1{n}:00", "vas": value} for n, value in enumerate(values)]
    return form(WHO, "marrow", "marrow_aspiration", *rows, units=UNITS)


def proposal(row=1, **said):
    more = {"readings": {"vas": "7", "vas_limit": "6"}, "seq": 5} | said
    return ProposalRow(
        subject=WHO, signal="marrow_pain", visit="marrow", form="marrow_aspiration", row=row, **more
    )


EVENT = {"aeterm": "Pain", "aectcae": "Pain", "aestdtc": "2026-02-01", "aeongo": "yes"}


def unanswered(*rows):
    record = state(person(visits={"marrow": "2026-02-01"}), *rows)
    return [(u.signal, u.row, u.why, u.at) for u in derive_unanswered(study(), signals(), record, WHO)]


def test_a_value_that_waits_for_a_judgement_is_unanswered():
    assert unanswered(pain("7"), proposal()) == [("marrow_pain", 1, "waiting", "2026-02-01T10:00")]


def test_a_confirmed_value_is_answered_while_its_event_stands_on_the_log():
    log = form(WHO, "log", "ae", EVENT)
    assert unanswered(pain("7"), proposal(state="confirmed", ae_row=1), log) == []
    assert unanswered(pain("7"), proposal(state="confirmed", ae_row=2), log) == [
        ("marrow_pain", 1, "no_event", "2026-02-01T10:00")
    ]


def test_a_dismissed_or_withdrawn_value_is_answered():
    assert unanswered(pain("7"), proposal(state="dismissed")) == []
    assert unanswered(pain("2"), proposal(state="withdrawn")) == []


def test_a_value_older_than_its_signal_is_found_by_judging_everything_again():
    assert unanswered(pain("2", "9")) == [("marrow_pain", 2, "never_proposed", "2026-02-01T11:00")]
    assert unanswered(pain("2", "6")) == []


def test_proposals_of_a_day_are_one_episode_and_belong_to_the_event_of_their_term():
    log = form(WHO, "log", "ae", EVENT)
    record = state(person(visits={"marrow": "2026-02-01"}), pain("7", "8"), proposal(1), proposal(2), log)
    (found,) = derive_episodes(study(), record, WHO)
    assert ([p.row for p in found.proposals], found.event, found.term) == ([1, 2], 1, "Pain")
    assert (found.first, found.last) == ("2026-02-01T10:00", "2026-02-01T11:00")
