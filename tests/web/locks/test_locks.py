"""Freeze, lock and unlock at the screen: the checklist, the second person, and every door of a locked page."""

from zoneinfo import ZoneInfo

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.bench import seeding
from tests.web.conftest import PASSWORD
from tests.web.play import ASHA, MEENA

from hepatica.conduct.commands import Actor, EnterItems, Entry, LockRecord
from hepatica.conduct.review_commands import OpenQuery, Place, VerifyItems
from hepatica.datasets.lock_checklist import checklist, waiting, worded
from hepatica.ledger.rows import FormRow, SignatureRow
from hepatica.store import clock, read
from hepatica.store.record import Refused, record
from hepatica.web.locks import gathering

DATA = Actor(user="dm", name="Data Manager", roles=frozenset({"data_manager"}), reauthenticated=True)

FARAH = Actor(user="farah", name="Farah Q.", roles=frozenset({"monitor"}))


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


def done(command, actor=DATA):
    told = record(command, actor=actor)
    assert not isinstance(told, Refused), told


def troubled():
    """Ask a question, correct a signed page, clear another altogether, and verify a part of a third."""
    given = [one for one in read.everyones(SignatureRow) if one.act == "form" and not one.invalidated]
    where = next(one for one in given if one.form == "consent")
    place = {"subject": where.subject, "visit": where.visit, "form": where.form}
    done(OpenQuery(**place, item="icf_version", text="Which version?"))
    entry = Entry(item="icf_version", value="9.1", reason="typing error")
    done(EnterItems(**place, entries=(entry,), seen=read.head().seq), ASHA)
    marked = {
        "places": (Place(visit=where.visit, form=where.form),),
        "items": ("0/icf_version",),
        "seen": read.head().seq,
    }
    done(VerifyItems(subject=where.subject, **marked), FARAH)
    page = {"subject": where.subject, "visit": "unscheduled.7", "form": "vital_signs"}
    for value in ("36.6", None):
        entry = Entry(item="temp", value=value, reason="" if value else "not this person's")
        done(EnterItems(**page, entries=(entry,), seen=read.head().seq), ASHA)
    return page


def test_the_page_counts_from_columns_what_the_lock_finds_in_the_whole_record(ward):
    """REC-07: the same lines in the same order, of the study, of a site and of each participant."""
    page = troubled()
    study, state, now = read.plan().study, read.state_at(read.head().seq), clock.now()
    people = read.subjects()
    at = {"now": now.at, "zone": ZoneInfo(now.zone), "at_of": lambda seq: read.event(seq).at}
    exact = checklist(study, state, [row.subject for row in people], **at)
    light = gathering.of_many(study, people, people, study_too=True)
    assert [worded(study, one) for one in light] == list(exact)
    kinds = {line.kind for line in exact}
    assert {"query", "missing", "incomplete", "changed", "verification", "clock"} <= kinds, kinds
    assert ("incomplete", page["visit"]) in {(line.kind, line.visit) for line in exact}, "cleared, and begun"
    for row in people:
        found = waiting(study, state, (row.subject,), **at, study_too=False)
        assert gathering.of_participant(study, people, row.subject) == found
        assert gathering.of_many(study, people, (row,), study_too=False) == found


def test_the_page_asks_as_often_for_forty_people_as_for_five_and_opens_one_line_at_a_time(
    signed_in, settings
):
    """REC-07."""
    settings.ROOT_URLCONF = "hepatica.config.urls"
    client = signed_in(ASHA.user)

    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(address).content.decode()
        return len(queries), shown

    few, shown = asked("/record/locks/")
    assert "open-lines" not in shown
    seeding.seed(len(read.subjects()) + 35, lambda _subject: ())
    many, shown = asked("/record/locks/")
    assert many == few
    assert "open-lines" not in shown
    _many, shown = asked("/record/locks/?line=incomplete")
    assert shown.count("open-lines") == 1
    assert "is not complete" in shown
    one = read.numbers()[0]
    assert asked(f"/record/locks/?participant={one}")[0] <= few
