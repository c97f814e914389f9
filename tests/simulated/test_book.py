"""A simulation that was killed is gone on with: the same commands, answered by what stands, then new ones."""

import json
import os
import shutil
import signal
from datetime import UTC, datetime

import pytest
from tests.demo.built import opened
from tests.simulated.conftest import play
from tests.simulated.test_trial import events_of

from hepatica.conduct.commands import AuthoriseAct
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.play import NotPlayable
from hepatica.demo.played import Played
from hepatica.simulated import book, trial
from hepatica.store import clock, publishing, read
from hepatica.store.record import record


def killed(monkeypatch, folder, people: int, at: int) -> None:
    """Play in a process of its own that is killed before a command, its last transaction half done."""
    send = book.Book.send

    def dies(self, played):
        if self._sent == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return send(self, played)

    child = os.fork()
    if child == 0:
        monkeypatch.setattr(book.Book, "send", dies)
        monkeypatch.setattr(trial, "_BATCH", 6)
        try:
            play(people, 7, "additive", folder)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def noted(folder) -> dict:
    """What the folder says of how it was made."""
    return json.loads((folder / "simulation.json").read_text())


def test_a_simulation_that_was_killed_goes_on_to_the_same_ledger_unless_somebody_else_wrote_in_it(
    tmp_path, monkeypatch, few, django_db_blocker
):
    whole, folder = events_of(few), tmp_path / "cut"
    killed(monkeypatch, folder, 1, 20)
    cut = events_of(folder)
    assert len(cut) > 30
    assert not noted(folder)["complete"]
    strange = shutil.copytree(folder, tmp_path / "strange")
    play(1, 7, "additive", folder)
    again = events_of(folder)
    assert len(again) > len(cut) + 30
    assert again == whole[: len(again)], "and those who come later change nothing before"
    assert noted(folder)["complete"]
    with opened(strange), clock.virtual(datetime(2021, 5, 1, tzinfo=UTC)):
        publishing.grant("somebody", "Some Body", "reader")
    with pytest.raises(NotPlayable, match=rf"event {len(cut) + 1} of the ledger is not of this simulation"):
        play(1, 7, "additive", strange)


def test_a_whole_trial_that_is_gone_over_reads_what_it_read_and_writes_nothing(
    tmp_path, harmed, django_db_blocker
):
    folder = shutil.copytree(harmed, tmp_path / "again")
    (folder / "simulation.json").write_text(json.dumps(noted(harmed) | {"complete": False}))
    (folder / "truth.json").unlink()
    play(2, 14, "harm-by-dose", folder)
    assert events_of(folder) == events_of(harmed)
    assert (folder / "truth.json").read_text() == (harmed / "truth.json").read_text()
    assert (folder / "demo-sign-ins.txt").read_text() == (harmed / "demo-sign-ins.txt").read_text()


@pytest.mark.torture
def test_three_people_killed_in_the_middle_of_a_culture_go_on_to_the_same_head(
    tmp_path, monkeypatch, few, django_db_blocker
):
    killed(monkeypatch, tmp_path / "cut", 3, 250)
    assert 100 < len(events_of(tmp_path / "cut")) < len(events_of(few))
    play(3, 7, "additive", tmp_path / "cut")
    assert events_of(tmp_path / "cut") == events_of(few)
    assert (tmp_path / "cut" / "truth.json").read_text() == (few / "truth.json").read_text()


def test_what_was_refused_is_refused_again_in_the_same_words_by_the_record_as_it_stood_then(harmed):
    at = datetime(2021, 6, 1, 9, tzinfo=UTC)
    line = Played(
        at, BY_ROLE["investigator"].actor(reauthenticated=True), AuthoriseAct(subject="01-002", gate="gcsf")
    )
    going_over = book.Book(Plan(read.plan().study))
    going_over._stands, going_over._last = frozenset({2}), 2
    going_over._then = read.state_at(read.head().seq)
    with clock.virtual(at):
        again = going_over.send(line)
        now = record(line.command, actor=line.actor)
    assert isinstance(now, Refused)
    assert "on hold" in str(now)
    assert str(again) == str(now)
