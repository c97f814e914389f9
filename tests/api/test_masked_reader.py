"""A masked reader's script may accept a reading, and learns of no participant by it."""

import json

import pytest
from tests.api.conftest import staffed
from tests.api.script import Script
from tests.demo.built import MOMENT, study

from hepatica.demo.play import commands, play
from hepatica.store import clock

pytestmark = pytest.mark.engine


@pytest.fixture
def reading(templates, django_db_blocker):
    """The play up to the first masked reading, and that reading."""
    lines = list(commands(study(), MOMENT))
    first = next(n for n, line in enumerate(lines) if line.command.kind == "reading.record")
    with staffed(templates, django_db_blocker), clock.virtual(lines[first].at):
        play(lines[:first])
        yield lines[first]


def test_the_answer_to_an_accepted_reading_names_nobody(reading, settings):
    settings.ROOT_URLCONF = "tests.api.urls"
    status, said = Script().play(reading)
    assert status == 200
    assert said["subject"] == ""
    assert "01-0" not in json.dumps(said)


def test_nothing_else_opens_for_a_masked_reader_and_no_other_command_is_taken(reading, settings):
    settings.ROOT_URLCONF = "tests.api.urls"
    client, _ = Script().session(reading.actor.user)
    for address in ("participants/01-001/forms/gate/biopsy", "head", "study"):
        assert client.get(f"/api/v1/{address}").status_code == 403
    status, said = Script().send(
        reading.actor.user,
        {"kind": "reading.unmask", "subject": "01-001", "accession": "X", "reason": "curious"},
    )
    assert status == 403
    assert said["problems"][0]["code"] == "not_allowed"
