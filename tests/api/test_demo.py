"""A script plays the demo through the API and ends in the state the demo has, times left out."""

from collections import defaultdict

import msgspec
import pytest
from django.test import override_settings
from tests.api.conftest import staffed
from tests.api.script import Script
from tests.demo.built import MOMENT, study

from hepatica.conduct.forms import state_sha256
from hepatica.demo.play import commands, play
from hepatica.store import clock, read
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
TIMES = {"at", "screened_at", "recorded_at", "raised_at", "step_at", "acknowledged_at"}


def timeless(value):
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key not in TIMES}
    if isinstance(value, list):
        return [timeless(item) for item in value]
    return value


def state():
    """Every row by its address, without the moments at which it was written."""
    rows = read.state_at(read.head().seq).rows()
    return {f"{r.table}/{r.subject}/{r.key}": timeless(msgspec.to_builtins(r)) for r in rows}


def both(lines, templates, blocker, *, stage="open"):
    """Play lines through the store and through the API; return both states."""
    with staffed(templates, blocker, stage=stage):
        play(lines)
        stored = state()
    with staffed(templates, blocker, stage=stage), override_settings(ROOT_URLCONF="tests.api.urls"):
        script = Script()
        for line in lines:
            with clock.virtual(line.at):  # a bag is let go before it expires, by the clock of the story
                status, said = script.play(line)
            assert status == 200, (line.command, said)
        assert verify().sound
        return stored, state()


def first_months():
    """The first participant, from the first question to the day before month 3."""
    screened, codes = False, set()
    for line in commands(study(), MOMENT):
        command = line.command
        if getattr(command, "visit", "") == "month_3":
            return
        first = getattr(command, "subject", "") == "01-001" or command.kind == "approval.record"
        if first and command.kind == "slide.accession":
            codes.add(command.accession)
        read_first = getattr(command, "accession", "") in codes
        if first or read_first or (command.kind == "subject.screen" and not screened):
            screened = screened or command.kind == "subject.screen"
            yield line


def test_a_script_plays_the_first_participant_to_the_same_state(templates, django_db_blocker):
    lines = list(first_months())
    kinds = defaultdict(int)
    for line in lines:
        kinds[line.command.kind] += 1
    assert kinds["signal.confirm"] == 4
    assert kinds["form.sign"] > 40
    stored, sent = both(lines, templates, django_db_blocker)
    assert state_sha256(sent) == state_sha256(stored)


@pytest.mark.torture
@pytest.mark.parametrize("stage", ["open", "closed"])
def test_a_script_plays_the_whole_demo_to_the_same_state(stage, templates, django_db_blocker):
    lines = list(commands(study(), MOMENT, stage=stage))
    stored, sent = both(lines, templates, django_db_blocker, stage=stage)
    assert state_sha256(sent) == state_sha256(stored)
