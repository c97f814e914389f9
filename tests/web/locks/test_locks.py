"""Freeze, lock and unlock at the screen: the checklist, the second person, and every door of a locked page."""

import msgspec
import pytest
from tests.web.conftest import PASSWORD
from tests.web.play import ASHA, MEENA

from hepatica.conduct.commands import Actor, LockRecord
from hepatica.ledger.rows import FormRow
from hepatica.store import read
from hepatica.store.record import Refused, record

DATA = Actor(user="dm", name="Data Manager", roles=frozenset({"data_manager"}), reauthenticated=True)


@pytest.fixture
def locked(signed_in, settings):
    """A consent that is locked, and who signed in."""
    settings.ROOT_URLCONF = "hepatica.config.urls"
    row = next(r for r in read.everyones(FormRow) if r.form == "consent" and r.complete)
    place = {"subject": row.subject, "visit": row.visit, "form": row.form}
    assert not isinstance(record(LockRecord(level="form", **place), actor=DATA), Refused)
    return row, signed_in


def address(row):
    return f"/participants/{row.subject}/visits/{row.visit}/{row.form}/"


def test_a_locked_page_says_who_locked_it_and_offers_no_box(locked):
    """REC-06."""
    row, signed_in = locked
    shown = signed_in(ASHA.user).get(address(row)).content.decode()
    assert "was locked by Data Manager" in shown
    assert 'formaction="' not in shown


def test_no_screen_and_no_program_changes_a_locked_page(locked):
    """REC-06: a form that is posted all the same is refused."""
    row, signed_in = locked
    client, head = signed_in(ASHA.user), read.head().seq
    for act, sent in (
        ("", {"consent.icf_version.0": "8", "seen": head}),
        ("complete", {}),
        ("reopen", {"reopen_reason": "r"}),
        ("remove", {"remove": "g.1", "remove_reason.g.1": "r"}),
        ("explain", {"explain": "consent|c|0", "explain_reason.consent.c.0": "r"}),
    ):
        client.post(address(row) + act, sent)
    signed_in(MEENA.user).post(
        address(row) + "sign", {"meaning": "review", "username": MEENA.user, "password": PASSWORD}
    )
    entries = [{"item": "icf_version", "value": "8", "reason": "r"}]
    place = {"subject": row.subject, "visit": row.visit, "form": row.form}
    command = {"kind": "items.enter", **place, "entries": entries, "seen": head}
    told = client.post("/api/v1/commands", {"command": command}, content_type="application/json")
    assert told.status_code == 423
    assert told.json()["problems"][0]["code"] == "locked"
    assert read.head().seq == head


def test_a_study_lock_with_open_lines_is_refused_and_names_them(locked):
    """REC-07."""
    second = msgspec.structs.replace(DATA, user="mm", name="Monitor", roles=frozenset({"medical_monitor"}))
    both = msgspec.structs.replace(DATA, witness=second)
    done = record(LockRecord(level="study"), actor=both)
    assert isinstance(done, Refused)
    assert {one.code for one in done.refusals} == {"checklist"}
    alone = record(LockRecord(level="study"), actor=DATA)
    assert alone.refusals[0].code == "reauthentication"
    twice = record(LockRecord(level="study"), actor=msgspec.structs.replace(DATA, witness=DATA))
    assert "cannot be both" in str(twice)


def test_the_page_of_locks_shows_the_checklist_and_what_stands(locked):
    """REC-07."""
    row, signed_in = locked
    shown = signed_in(ASHA.user).get("/record/locks/").content.decode()
    assert "Forms that are not complete" in shown
    assert "Data Manager" in shown
    one = signed_in(ASHA.user).get(f"/record/locks/?participant={row.subject}").content.decode()
    assert row.subject in one
    sent = {
        "act": "unlock",
        "place": f"form|{row.subject}||{row.visit}|{row.form}",
        "reason": "r",
        "password": PASSWORD,
    }
    assert signed_in(ASHA.user).post("/record/locks/", sent).status_code == 422
