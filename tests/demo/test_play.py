from datetime import datetime, timedelta
from functools import lru_cache

import pytest
from tests.demo.built import MOMENT, built, opened, study
from tests.store.databases import EXAMPLE, URL

from hepatica.conduct.authority import ROLES
from hepatica.conduct.commands import EnterItems
from hepatica.demo.cast import PARTICIPANTS, STAFF
from hepatica.demo.play import NotPlayable, begin, commands, perform, play
from hepatica.ledger.events import StudySynthetic
from hepatica.ledger.kept_designs import DesignKept
from hepatica.ledger.rows import DeviationRow
from hepatica.store import clock, read
from hepatica.store.verify import verify
from hepatica.study.load import load
from hepatica.study.write import sha256


@lru_cache
def lines(stage="open", moment=MOMENT):
    return list(commands(study(), moment, stage=stage))


def test_the_play_is_the_same_for_the_same_moment_and_moves_with_it():
    assert list(commands(study(), MOMENT)) == lines()
    later = lines(moment=MOMENT + timedelta(days=1))
    assert {b.at - a.at for a, b in zip(lines(), later, strict=True)} == {timedelta(days=1)}


def test_another_seed_tells_the_same_story_with_other_values():
    other = list(commands(study(), MOMENT, seed="another"))
    assert [line.at for line in other] == [line.at for line in lines()]
    assert [line.command for line in other] != [line.command for line in lines()]


def test_the_clock_only_moves_forward_and_ends_at_the_build():
    times = [line.at for line in lines()]
    assert times == sorted(times)
    assert timedelta() <= MOMENT - times[-1] < timedelta(days=2)


def test_an_unknown_stage_is_refused_by_name():
    with pytest.raises(NotPlayable, match="'half'; there are open and closed"):
        list(commands(study(), MOMENT, stage="half"))


def test_every_role_has_its_person_two_read_slides_and_nobody_has_two_roles():
    assert sorted(member.role for member in STAFF) == sorted((*ROLES, "reader"))
    assert len({member.user for member in STAFF}) == len(STAFF)


def _days(text):
    return datetime.fromisoformat(text).date()


def test_every_answer_is_entered_within_a_week_of_the_visit_it_belongs_to():
    """Drugs and events have no visit; all else is written down when it is seen, the cells' weeks by the laboratory."""
    played = [line for line in lines("closed") if isinstance(line.command, EnterItems)]
    visits = {
        (line.command.subject, line.command.visit): entry.value
        for line in played
        if line.command.form == "visit"
        for entry in line.command.entries
        if entry.item == "svstdtc"
    }
    far = {
        (line.command.visit, line.command.form)
        for line in played
        if (day := visits.get((line.command.subject, line.command.visit)))
        and abs((line.at.date() - _days(day)).days) > 7
    }
    assert far == set()


@pytest.mark.engine
@pytest.mark.skipif(not URL, reason="this is SQLite: test_a_program_of_its_own_builds_the_same_ledger")
def test_the_play_on_this_engine_ends_at_the_hash_it_has_on_sqlite(ledger, tmp_path):
    perform(study(), MOMENT)
    here = read.head()
    assert verify().sound
    with opened(built(tmp_path / "demo", moment=MOMENT)):
        assert read.head() == here


@pytest.mark.engine
def test_a_refused_command_names_itself_and_leaves_an_empty_ledger(ledger, monkeypatch):
    from hepatica.demo import play as room

    wrong = [line._replace(actor=STAFF[-1].actor()) for line in lines()[:1]]
    monkeypatch.setattr(room, "commands", lambda *_, **__: iter(wrong))
    with pytest.raises(NotPlayable, match=r"approval\.record at .* V\. Shetty, as an administrator, may not"):
        perform(study(), MOMENT)
    assert read.head().seq == 0


@pytest.mark.engine
def test_another_study_than_the_reference_is_refused_by_the_first_command_it_cannot_follow(ledger):
    with pytest.raises(NotPlayable, match=r"subject\.enrol at HYD-001.*no gate for enrolment"):
        perform(load(EXAMPLE), MOMENT)
    assert read.head().seq == 0


@pytest.mark.engine
def test_the_play_needs_an_empty_ledger(published):
    with pytest.raises(clock.ClockRefused, match="its first event does not mark the study synthetic"):
        begin(study(), MOMENT)
    with pytest.raises(clock.ClockRefused):
        play(lines()[:1])


@pytest.mark.engine
def test_the_first_event_marks_the_study_synthetic(ledger):
    begin(study(), MOMENT)
    assert read.event(1).kind == StudySynthetic.kind
    assert read.study_row().synthetic


def test_the_statistician_keeps_the_two_by_two_as_the_last_event_of_all(demo):
    last, fact = read.head().seq, read.event(read.head().seq).fact
    assert isinstance(fact, DesignKept)
    assert (fact.design, fact.plan, read.event(last).actor) == ("next_trial", "factorial", "bose")
    follows = (
        f'follows:\n  study: {study().id}\n  version: "{study().version}"\n  sha256: {sha256(study())}\n'
    )
    assert fact.text.endswith(follows), "it follows the study that is in force"
    assert read.event(last - 1).kind != DesignKept.kind


def test_deviations_are_those_of_the_story(demo):
    found = read.among(DeviationRow, read.numbers())
    assert [(d.subject, d.rule, d.visit) for d in found] == [
        ("01-001", "out_of_window", "month_3"),
        ("01-002", "missed_visit", "week_1"),
    ]
    assert len(PARTICIPANTS) == len(read.numbers())


def test_every_kind_of_command_that_signs_has_the_signers_statement_looked_up(closed):
    from hepatica.conduct.decide import _SIGNED
    from hepatica.ledger.events import SignatureGiven

    acts = {event.fact.act for event in read.events(limit=100_000) if event.kind == SignatureGiven.kind}
    assert {"form", "report.issue"} <= acts
    assert {"form.sign" if act == "form" else act for act in acts} <= _SIGNED
