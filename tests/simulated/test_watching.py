"""How a hold is reviewed: by a board that signs and two who lift it, and never lifted where the trial stops."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from tests.demo.built import STUDY

from hepatica.conduct.commands import (
    CompleteForm,
    DecideBoard,
    EnterItems,
    Entry,
    LiftHold,
    SignBoard,
)
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.played import Played
from hepatica.design.worlds.world import find_world
from hepatica.ledger.desk_facts import HoldPlaced
from hepatica.ledger.events import DeviationRecorded, Event, encode
from hepatica.ledger.rows import Answer, DeviationRow, FormRow
from hepatica.simulated import watching
from hepatica.simulated.agenda import Agenda
from hepatica.simulated.trial import Trial
from hepatica.study.load import load

NOW = datetime(2021, 5, 4, 12, tzinfo=UTC)
FACT = HoldPlaced(hold="STP-16", reason="The boundary.", blocks=("gcsf",), rule="stp_16")


def reviewed(*, subject: str = "", stops: bool = False) -> list:
    """The commands of a review."""
    event = Event(
        seq=9, at="", actor="owner", subject=subject, kind=FACT.kind, schema=1, definition=1, body=encode(FACT),
        prev="", hash="",
    )  # fmt: skip
    return [one.command for one in watching.reviewed(event, FACT, 3, NOW, stops=stops, cut=9)]


def test_a_hold_of_all_is_cleared_by_a_meeting_that_its_members_sign_and_lifted_by_two():
    meeting, *signed, one, two = reviewed()
    assert isinstance(meeting, DecideBoard)
    assert (meeting.recommendation, meeting.clears) == ("continue", ("hold:STP-16",))
    assert [type(each) for each in signed] == [SignBoard] * 3
    assert isinstance(one, LiftHold)
    assert one == two
    assert one.decision == meeting.meeting


def test_where_the_trial_stops_the_board_says_so_and_nobody_lifts_the_hold():
    meeting, *signed = reviewed(stops=True)
    assert (meeting.recommendation, meeting.clears) == ("stop", ())
    assert all(isinstance(each, SignBoard) for each in signed)


def test_a_hold_of_one_participant_is_lifted_by_the_medical_monitors_written_judgement():
    lifts = reviewed(subject="01-004")
    assert [type(each) for each in lifts] == [LiftHold, LiftHold]
    assert all("medical monitor" in each.decision for each in lifts)


def test_time_never_goes_back_and_what_was_put_in_first_comes_first():
    agenda, done = Agenda(), []
    agenda.add(NOW, done.append)
    assert agenda.take().at == NOW
    agenda.add(NOW.replace(hour=9), done.append)
    agenda.add(NOW, print)
    first, second = agenda.take(), agenda.take()
    assert (first.at, first.what, second.what) == (NOW, done.append, print)
    assert agenda.take() is None


@pytest.mark.parametrize(("complete", "reasons"), [(True, [True, False]), (False, [False, False])])
def test_an_event_that_ends_after_the_log_was_complete_is_corrected_with_a_reason(complete, reasons):
    trial = Trial(study=load(STUDY), world=find_world("no-effect"), n=1, seed=1)
    given = {"1": {"aeongo": Answer(value="yes", seq=1)}}
    page = FormRow(
        subject="01-001", visit="log", form="ae", answers=given, completed_seq=9 if complete else 0
    )
    said = []
    trial.book = SimpleNamespace(form=lambda *_: page, send=lambda played: said.append(played.command) or ())
    new = tuple(
        Entry(item=item, row=1, value=value) for item, value in (("aeongo", "no"), ("aeout", "recovered"))
    )
    ended = EnterItems(subject="01-001", visit="log", form="ae", entries=new, seen=0)
    trial._record(Played(NOW, BY_ROLE["investigator"].actor(), ended), SimpleNamespace(subject="01-001"))
    (command,) = said
    assert [bool(one.reason) for one in command.entries] == reasons
    assert [one.value for one in command.entries] == ["no", "recovered"]


def test_only_answers_are_written_on_a_page():
    done = CompleteForm(subject="01-001", visit="log", form="ae")
    page = FormRow(subject="01-001", visit="log", form="ae")
    with pytest.raises(TypeError, match="writes no answers"):
        watching.corrected(Played(NOW, BY_ROLE["investigator"].actor(), done), page)


@pytest.mark.parametrize("stands", [True, False])
def test_a_deviation_that_was_mended_meanwhile_is_not_judged(stands):
    trial = Trial(study=load(STUDY), world=find_world("no-effect"), n=1, seed=1)
    fact = DeviationRecorded(
        rule="late", sentence="The visit was late.", visit="month_6", form="visit", item="svstdtc"
    )
    flagged = DeviationRow(
        subject="01-001", rule="late", sentence="", visit="month_6", form="visit", item="svstdtc", seq=4
    )
    said = []
    trial.book = SimpleNamespace(
        rows=lambda *_: (flagged,) if stands else (), send=lambda played: said.append(played.command) or ()
    )
    life = SimpleNamespace(subject="01-001")
    trial._assesses(life, fact, watching.assessed("01-001", fact, NOW), NOW)
    assert [command.kind for command in said] == (["deviation.assess"] if stands else [])
    assert not said or said[0].deviation == flagged.key
