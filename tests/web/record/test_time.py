"""The study as it stood: the same as the ledger folds to, read-only, from a number or a day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests.web.record.conftest import change, words

from hepatica.ledger.evolve import Versions, evolve
from hepatica.ledger.state import State
from hepatica.store import clock, kept_states, plans, read
from hepatica.store.transactions import snapshot
from hepatica.web.today.frame import clock_behind

pytestmark = pytest.mark.engine


def folded(seq):
    state, versions = State(), Versions(plans.landmarks_of)
    with snapshot() as cursor:
        for event in read.stream(cursor, last=seq):
            evolve(state, event, versions.of(event))
    return sorted(state.rows(), key=lambda row: (row.table, row.subject, row.key))


def test_a_kept_state_is_what_the_ledger_folds_to_wherever_it_was_begun(ward, monkeypatch):
    monkeypatch.setattr(kept_states, "APART", 100)
    kept_states.forget()
    last = read.head().seq
    for seq in (last - 1, 350, 351, 120, 999, last - 40, 350):
        found = sorted(read.state_at(seq).rows(), key=lambda row: (row.table, row.subject, row.key))
        assert found == folded(seq), seq
    assert len(kept_states._KEPT) <= kept_states.MOST


def test_what_a_page_does_to_its_copy_touches_no_kept_state(ward):
    kept_states.forget()
    first = read.state_at(400)
    for row in list(first.rows()):
        first.drop(type(row), row.subject, row.key)
    assert list(read.state_at(400).rows())


def test_a_state_of_another_ledger_is_never_taken_for_this_ones(ward):
    kept_states.forget()
    read.state_at(300)
    ((seq, digest),) = [key for key in kept_states._KEPT if key[0] == 300]
    kept_states._KEPT[seq, "0" * 64] = State()
    del kept_states._KEPT[seq, digest]
    assert list(read.state_at(300).rows())


def test_a_form_stands_read_only_as_it_was_before_and_after_a_change(enter):
    """AUD-02."""
    seq, visit, was = change()
    mohan = enter("mohan")
    address = f"/record/time/01-001/{visit}/laboratory/"
    before, after = mohan.get(f"{address}?at={seq - 1}"), mohan.get(f"{address}?at={seq}")
    assert f"{was} mg/dL" in words(before)
    assert "3.9 mg/dL" not in words(before)
    assert "3.9 mg/dL" in words(after)
    main = after.content.decode().split("<main")[1].split("</main>")[0]
    assert 'method="post"' not in main
    assert "/why/?of=ITEM%3A01-001" in main


def test_pages_of_the_past_write_nothing_to_the_record(enter):
    mohan, head = enter("mohan"), read.head()
    for address in ("/record/time/?at=200", "/record/time/01-001/?at=900", "/record/time/?at=2026-01-01"):
        assert mohan.get(address).status_code == 200
        assert mohan.post(address).status_code in {200, 405}
    assert read.head() == head


def test_a_number_or_a_day_leads_to_the_moment_and_the_slider_to_both(enter):
    mohan = enter("mohan")
    page = mohan.get("/record/time/?at=200").content.decode()
    assert 'type="range"' in page
    assert 'value="200"' in page
    day = clock.now().today + timedelta(days=2)
    assert f"event {read.head().seq} of" in words(mohan.get(f"/record/time/?at={day}"))
    assert "is not a day" in words(mohan.get("/record/time/?at=soon"))
    assert mohan.get("/record/time/99-999/").status_code == 404
    assert mohan.get("/record/time/01-001/log/nothing/?at=200").status_code == 404
    early = words(mohan.get("/record/time/?at=1"))
    assert "0 screened" in early


def test_the_numbers_go_on_when_the_clock_is_set_back_and_every_page_says_so(enter):
    """TIM-04, TIM-02."""
    head, last = read.head(), datetime.fromisoformat(read.end().at)
    assert clock_behind() == "" or last > datetime.now(UTC)
    with clock.virtual(last - timedelta(hours=3)):
        seq, _visit, _was = change()
        assert seq > head.seq
        assert read.end().at > head.hash[:0] + last.strftime("%Y-%m-%dT%H:%M:%S")
        assert "180 minutes before the last event" in clock_behind()
        assert clock.behind(read.end().at) > timedelta(hours=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT at FROM study_event ORDER BY seq")
        stamps = [at for (at,) in cursor.fetchall()]
    assert stamps == sorted(stamps)
