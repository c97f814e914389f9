"""How near a rule is: people or events seen against what it needs, one is enough, a boundary among those infused."""

import pytest
from tests.datasets.record import study

from hepatica.ledger.desk_rows import RuleRow
from hepatica.safety.meter import doubt_words, met, meter, place
from hepatica.study.stopping import Bayesian, StoppingRule

LINE = Bayesian(prior_a="0.4", prior_b="1.6", rate="0.20", above="0.80")


def rule(**changes):
    asked = {
        "id": "r",
        "code": "R-1",
        "title": "A rule",
        "words": "Needs.",
        "event": "related",
        "source": "seed",
    }
    return StoppingRule.model_validate(asked | changes)


def row(doubt=None, **evidence):
    named = {f"01-00{who[-1]}": found for who, found in evidence.items()}
    return RuleRow(subject="", rule="r", evidence=named, doubt=doubt or {})


def test_a_rule_shows_how_near_it_is_before_anything_counts():
    empty = meter(rule(needs=2), None, 0)
    assert (empty.seen, empty.needed, empty.left, empty.fires) == (0, 2, 2, False)
    assert empty.words == "0 of 2 participants."


def test_people_are_counted_once_however_many_events_they_have():
    near = meter(rule(needs=2), row(p1=("event:1", "event:4")), 2)
    assert (near.seen, near.left, near.fires) == (1, 1, False)
    assert near.words == "1 of 2 participants: 01-001, event 1, event 4."
    assert met(rule(needs=2), row(p1=("event:1",), p2=("event:1",)), 2).fires


def test_events_are_counted_all():
    two = met(rule(needs=2, counts="events"), row(p1=("reading:a/b/0", "late:3")), 1)
    assert two.fires
    assert two.words == "2 of 2 events: 01-001, a at b, late report of event 3."


def test_one_of_a_kind_that_is_enough_alone_meets_the_rule():
    needs = rule(needs=2, counts="events", alone=("deviation",))
    assert not met(needs, row(p1=("late:1",)), 1).fires
    assert met(needs, row(p1=("deviation:before_consent///x/0",)), 1).fires


def test_a_rule_about_one_participant_is_met_in_that_one_alone():
    own = rule(scope="participant")
    assert met(own, row(p1=("event:1",)), 2, subject="01-001").fires
    assert not met(own, row(p1=("event:1",)), 2, subject="01-002").fires
    assert meter(own, row(p1=("event:1",)), 2).seen == 1


def test_a_review_may_be_owed_before_the_hold():
    early = rule(needs=2, review_needs=1)
    one = met(early, row(p1=("liver:week_1/1",)), 2)
    assert (one.review, one.fires) == (True, False)
    assert not met(early, row(), 2).review


def test_what_concerns_everybody_is_told_once():
    marked = met(rule(scope="participant", counts="events", needs=2), row(p1=("event:3", "event:3*")), 1)
    assert (marked.seen, marked.fires) == (1, False)
    assert marked.words == "1 of 2 events: 01-001, event 3."


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("event:3", "event 3"),
        ("reading:leukapheresis/infusion_day/2", "Leukapheresis at Infusion, row 2"),
        ("reading:msc_release/culture/0", "MSC certificate and release at Culture"),
        ("reading:laboratory/unscheduled.2/1", "Laboratory at Unscheduled 2, row 1"),
        ("signal:kidney_injury/day_1/laboratory/1", "kidney injury proposed at Day 1, row 1"),
        ("deviation:before_consent/marrow/marrow_aspiration/prstdtc/0", "deviation before consent"),
        ("liver:week_1/2", "draw 2 at Week 1"),
        ("liver:week_1/encephalopathy", "encephalopathy at Week 1"),
        ("late:4", "late report of event 4"),
    ],
)
def test_a_place_is_told_by_the_titles_of_the_protocol(address, words):
    assert place(address, study()) == words
    assert place(address)


def test_doubt_is_told_with_its_place():
    doubtful = met(rule(), row({"01-001": ("event:1: grade is missing",)}, p1=("event:1",)), 1)
    assert doubtful.doubtful == ("01-001/event:1: grade is missing",)
    assert doubt_words(doubtful.doubtful[0]) == "01-001, event 1: grade is missing"


@pytest.mark.parametrize(
    ("seen", "dosed", "fires"), [(1, 1, True), (1, 3, False), (2, 5, False), (3, 5, True), (0, 5, False)]
)
def test_the_bayesian_boundary_is_that_of_the_reference_table(seen, dosed, fires):
    # P(rate > 20 %) with a Beta(0.4, 1.6) prior: 0.82 after 1 of 1, 0.60 after 1 of 3, 0.78 after 2 of 5.
    evidence = row(**{f"p{n}": ("event:1",) for n in range(1, seen + 1)})
    assert met(rule(bayesian=LINE), evidence, dosed).fires is fires
