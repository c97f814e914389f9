"""A simulated trial as its folder shows it: sound, accounted for, and the truth beside it."""

import json
import sqlite3
from collections import Counter

import pytest
from tests.demo.built import opened
from tests.simulated.conftest import play

from hepatica.datasets.adverse_events import derive_events
from hepatica.datasets.participants import derive_participants
from hepatica.datasets.visit_scores import derive_scores
from hepatica.ledger.desk_rows import AlertRow, BoardRow
from hepatica.ledger.rows import FindingRow, ProposalRow
from hepatica.store import read
from hepatica.store.verify import verify

LABEL = "Simulated. No patient data. Not evidence of safety or efficacy."


def truth_of(folder) -> dict:
    """What was so."""
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


def entire():
    """The whole record."""
    return read.state_at(read.head().seq)


def accounted(folder) -> None:
    """Everybody asked is found once, with one end, the same in the ledger and in the truth."""
    state, plan, truth = entire(), read.plan(), truth_of(folder)
    people = {one.subject: one for one in derive_participants(plan.study, state)}
    told = {one["subject"]: one for one in truth["participants"]}
    assert people.keys() == told.keys()
    ends = Counter(one["outcome"] for one in truth["participants"])
    assert sum(ends.values()) == len(people)
    assert set(ends) <= {"failed", "completed", "died", "transplanted", "left"}, "nobody is left in mid-trial"
    for subject, one in told.items():
        person = people[subject]
        assert person.enrolled == (one["outcome"] != "failed"), subject
        assert (person.infused.iso() if person.infused else "") == one["infused"], subject
        assert person.ended.get("death", "") == one["died"], subject
        assert ("completed" in person.ended) == (one["outcome"] == "completed"), subject
        assert ("transplant" in person.ended) == (one["outcome"] == "transplanted"), subject


def answered() -> None:
    """Nothing that the system said waits for anybody."""
    state = entire()
    assert [row for row in state.all(ProposalRow) if row.state == "proposed"] == []
    assert [row for row in state.all(FindingRow) if not row.explained] == []
    assert [row.alert for row in state.all(AlertRow) if row.open] == []


def test_a_simulated_trial_is_sound_and_says_in_its_first_event_that_it_is_none(few):
    assert verify().sound
    assert read.event(1).kind == "study.synthetic"
    said = json.loads((few / "simulation.json").read_text(encoding="utf-8"))
    assert said["complete"]
    assert said["label"][0] == truth_of(few)["label"][0] == LABEL
    assert "plans for 5 participants" in said["changed"] or "so it stays" in said["changed"]


def test_everybody_who_was_asked_is_accounted_for_and_nothing_waits(few):
    accounted(few)
    answered()
    outcomes = Counter(one["outcome"] for one in truth_of(few)["participants"])
    assert outcomes == {"failed": 2, "completed": 1}


def test_the_log_tells_what_truly_happened_and_each_row_finds_its_truth(few):
    state, study = entire(), read.plan().study
    one = next(p for p in truth_of(few)["participants"] if p["outcome"] == "completed")
    log = {event.row: event for event in derive_events(study, state, one["subject"])}
    told = [event for event in one["events"] if event["row"]]
    assert told, "somebody with so many procedures has an event"
    for event in told:
        assert bool(log[event["row"]].serious) == event["serious"]
    assert {"disease"} < {event["cause"] for event in told} | {"cells"}


def test_scores_are_derived_at_every_visit_that_was_held(few):
    state, study = entire(), read.plan().study
    one = next(p for p in truth_of(few)["participants"] if p["outcome"] == "completed")
    assert len({score.draw.visit for score in derive_scores(study, state, one["subject"])}) >= 8


def events_of(folder) -> list:
    """The ledger of a folder, hash by hash."""
    with sqlite3.connect(folder / "hepatica.db") as record:
        return record.execute("SELECT seq, at, hash FROM study_event ORDER BY seq").fetchall()


def test_a_trial_stops_at_its_boundary_and_nobody_is_infused_or_asked_any_more(harmed):
    assert verify().sound
    accounted(harmed)
    answered()
    truth = truth_of(harmed)
    assert truth["stopped_by"] == "stp_16"
    first, second = truth["participants"]
    assert first["outcome"] == "completed", "who was infused is followed to the end"
    assert (second["outcome"], second["why"], second["infused"]) == ("left", "The trial was stopped", "")
    hold = next(one for one in read.holds() if one.rule == "stp_16")
    said = [one.recommendation for one in entire().all(BoardRow)]
    assert said[-1] == "stop", "the board said so"
    assert "infusion" in hold.blocks, "and nobody lifted it"


@pytest.mark.torture
@pytest.mark.parametrize("go_on", [False, True])
def test_a_whole_trial_in_a_world_of_harm_stops_at_its_boundary_or_is_played_past_it(
    tmp_path, django_db_blocker, go_on
):
    with django_db_blocker.unblock():
        trial = play(12, 14, "harm-by-dose", tmp_path / "harm", go_on=go_on)
        with opened(tmp_path / "harm"):
            assert verify().sound
            accounted(tmp_path / "harm")
            answered()
            assert bool(trial.stopped) != go_on
            assert bool(read.holds()) != go_on
            assert (trial.infused > 1) == go_on
            assert (len(trial.lives) == 12) == go_on


@pytest.mark.torture
def test_forty_people_are_accounted_for_through_deaths_holds_and_failed_cultures(many):
    assert verify().sound
    accounted(many)
    answered()
    outcomes = Counter(one["outcome"] for one in truth_of(many)["participants"])
    assert sum(outcomes.values()) == 40
    assert min(outcomes["died"], outcomes["left"]) > 0
    assert outcomes["completed"] > outcomes["died"]
    assert read.holds() == (), "every hold was reviewed and lifted"
