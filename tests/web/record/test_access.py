"""The access chain: looks at participants, once an hour, after the page and never in its way; what left, with rows."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.web.record.conftest import words

from hepatica.store import clock, read
from hepatica.store.access import Access, body_of
from hepatica.store.unavailable import StoreUnavailable
from hepatica.web import looking

pytestmark = pytest.mark.engine


def looks():
    return [(event.actor, event.subject) for event in read.accesses(Access.PROFILE_VIEWED)]


def test_who_opened_which_participant_is_written_once_an_hour(enter):
    """AUD-05, DP-04."""
    asha = enter("asha")
    for _again in range(3):
        assert asha.get("/participants/01-001/").status_code == 200
    asha.get("/participants/01-002/")
    enter("iris").get("/participants/01-001/")
    assert sorted(looks()) == [("asha", "01-001"), ("asha", "01-002"), ("iris", "01-001")]
    assert asha.get("/participants/99-999/").status_code == 404
    assert ("asha", "99-999") not in looks()
    assert "Asha Reddy opened the participant's record" in words(
        enter("mohan").get("/record/access/?kind=looks")
    )


def test_another_process_in_the_same_hour_writes_no_second_line_and_the_next_hour_does(ward):
    now = datetime.now(UTC)
    start = max(now, datetime.fromisoformat(read.end("access").at) if read.end("access").at else now)
    base = start.replace(minute=10) + timedelta(hours=1)
    for minutes in (0, 20, 70):
        looking._SEEN.clear()
        with clock.virtual(base + timedelta(minutes=minutes)):
            looking.remember("asha", "01-001")
    assert looks().count(("asha", "01-001")) == 2


def test_a_look_that_cannot_be_written_never_fails_the_page(enter, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(looking, "append_access", refuse)
    assert enter("asha").get("/participants/01-001/").status_code == 200
    assert looks() == []


def test_sign_ins_and_refusals_are_shown_and_found_by_person(enter, client):
    """AUD-05, ACC-06."""
    client.post("/accounts/login/", {"username": "asha", "password": "wrong-password"})
    said = words(enter("mohan").get("/record/access/?kind=refused"))
    assert "refused at the sign-in" in said
    assert "signed in" in words(enter("mohan").get("/record/access/?kind=sign-ins&person=mohan"))


def test_exports_say_how_many_rows_left(enter):
    """AUD-05."""
    kiran = enter("kiran")
    kiran.get("/record/trail.csv?subject=01-001")
    rows = json.loads(read.accesses(Access.EXPORTED, limit=1)[0].body)["rows"]
    assert f"took away: trail, CSV, to event {read.head().seq} {rows} rows" in words(
        kiran.get("/record/access/?kind=exports")
    )
    assert kiran.get("/record/access.csv?kind=exports").content.decode().count("\r\n") == 2


def test_bodies_written_before_rows_were_counted_stay_as_they_were():
    words_then = {"what": "dataset ADSL", "cut": "12", "sha256": "0" * 64}
    assert json.loads(body_of(Access.EXPORTED, words_then)) == words_then
    assert "rows" in json.loads(body_of(Access.PRINTED, words_then | {"rows": "3"}))
    with pytest.raises(ValueError, match="says"):
        body_of(Access.EXPORTED, words_then | {"name": "x"})
