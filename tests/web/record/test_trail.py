"""The trail as a page and as a file: filtered, counted, harmless, and nobody's but those who may take it."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from msgspec.structs import replace
from pypdf import PdfReader
from tests.web import play
from tests.web.record.conftest import change, words

from hepatica.conduct.commands import Actor
from hepatica.conduct.review_commands import LockRecord, UnlockRecord
from hepatica.jobs import trail as jobs
from hepatica.ledger.events import FACTS
from hepatica.store import read
from hepatica.store import trail as stored
from hepatica.store.access import Access
from hepatica.store.record import record
from hepatica.store.trail import Wanted
from hepatica.web.record.accessing import FAMILIES, WORDS
from hepatica.web.record.asked import KINDS

pytestmark = pytest.mark.engine


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def counted(where, *values):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM study_event WHERE {where}", values)
        return cursor.fetchone()[0]


def test_every_kind_of_event_stands_in_one_choice_of_the_filter():
    """AUD-06."""
    chosen = [kind for _words, kinds in KINDS.values() for kind in kinds]
    assert sorted(chosen) == sorted(FACTS)
    assert set(WORDS) == set(Access)
    assert sorted(kind for _w, kinds in FAMILIES.values() for kind in kinds) == sorted(Access)


def test_a_change_is_a_sentence_with_its_field_its_history_and_its_moment(enter):
    """AUD-01, AUD-02, AUD-06."""
    seq, visit, was = change()
    page = enter("mohan").get("/record/trail/?kind=changes")
    said = words(page)
    assert "Asha Reddy (coordinator) changed bilirubin, total at" in said
    assert "to 3.9 mg/dL: typing error" in said
    html = page.content.decode()
    assert f"/record/time/?at={seq}" in html
    address = f"/participants/01-001/visits/{visit}/laboratory/?history=bilirubin&amp;row=1"
    assert address in html
    history = words(enter("mohan").get(address.replace("&amp;", "&")))
    assert f"entered {was} mg/dL" in history
    assert f"changed {was} mg/dL to 3.9 mg/dL" in history


def test_a_correction_carries_its_source_into_the_trail_and_the_file(enter):
    """REC-08: the box that asks why shows that the source is named there; the words go wherever the change is told."""
    why = "typing error; source: laboratory sheet of 14 Mar 2026, page 2"
    seq, visit, _was = change(reason=why)
    page = enter("asha").get(f"/participants/01-001/visits/{visit}/laboratory/").content.decode()
    assert 'placeholder="typing error; source: the laboratory sheet"' in page
    kiran = enter("kiran")
    assert f"to 3.9 mg/dL: {why}" in words(kiran.get("/record/trail/?kind=changes"))
    (row,) = (one for one in rows_of(kiran.get("/record/trail.csv?kind=changes")) if one["event"] == str(seq))
    assert (row["reason"], row["person"]) == (why, "Asha Reddy (coordinator)")


def test_a_change_after_a_lock_is_flagged_on_the_page_in_the_file_and_in_its_report(enter):
    """REC-06."""
    before, visit, _was = change()
    here = {"level": "form", "subject": "01-001", "visit": visit, "form": "laboratory"}
    kiran = enter("kiran")
    keeper = Actor(user="kiran", name="Kiran", roles=frozenset({"data_manager"}), reauthenticated=True)
    keeper = replace(keeper, witness=play.MEENA)
    play.must(record(LockRecord(**here), actor=keeper))
    play.must(record(UnlockRecord(**here, reason="one value"), actor=keeper))
    after, _visit, _was = change(value="3.8", reason="misread")
    html = kiran.get("/record/trail/?kind=changes").content.decode()
    flagged = {
        int(n) for n in re.findall(r'<li id="e(\d+)">(?:(?!<li id).)*?after the lock', html, re.DOTALL)
    }
    assert flagged == {after}
    said = {row["event"]: row["sentence"] for row in rows_of(kiran.get("/record/trail.csv?kind=changes"))}
    assert "(after the lock, which event" in said[str(after)]
    assert "after the lock" not in said[str(before)]
    report = words(kiran.get("/record/reports/after-lock/"))
    assert "misread (after the lock, which event" in report
    assert "typing error" not in report


def test_the_file_holds_as_many_rows_as_the_database_finds(enter):
    """AUD-06, TIM-01."""
    seq, _visit, was = change()
    kiran = enter("kiran")
    asked = {
        "": (counted("1 = 1"), "%"),
        "subject=01-001": (counted("subject = '01-001'"), "%"),
        "person=asha": (counted("actor = 'asha'"), "%"),
        "kind=changes": (counted("kind IN ('item.changed', 'row.removed', 'material.corrected')"), "%"),
        "form=laboratory&item=bilirubin": (
            counted("body LIKE %s AND body LIKE %s", '%"form":"laboratory"%', '%"item":"bilirubin"%'),
            "%",
        ),
    }
    for query, (many, _any) in asked.items():
        rows = rows_of(kiran.get(f"/record/trail.csv?{query}"))
        assert len(rows) == many, query
        left = json.loads(read.accesses(Access.EXPORTED, limit=1)[0].body)
        assert (left["what"], left["rows"]) == ("trail, CSV", str(many))
    last = rows_of(kiran.get("/record/trail.csv?kind=changes"))[-1]
    head = read.head()
    assert last["ledger_head"] == f"{head.seq}:{head.hash}"
    assert last["at"].endswith("+05:30")
    assert (last["event"], last["was"], last["now"], last["reason"]) == (
        str(seq),
        was,
        "3.9",
        "typing error",
    )


def test_critical_data_and_days_narrow_the_trail(enter):
    """AUD-06."""
    change()
    kiran, study = enter("kiran"), read.plan().study
    rows = rows_of(kiran.get("/record/trail.csv?critical=1&subject=01-001"))
    assert rows
    assert all(study.item(row["form"], row["item"]).critical for row in rows)
    day = rows[0]["at"][:10]
    same = rows_of(kiran.get(f"/record/trail.csv?since={day}&until={day}"))
    assert {row["at"][:10] for row in same} == {day}
    assert "is not a day" in words(kiran.get("/record/trail/?since=yesterday"))


def test_paper_says_what_was_looked_for_and_how_many_lines_there_are(enter):
    """AUD-06."""
    change()
    given = enter("kiran").get("/record/trail.pdf?kind=changes&subject=01-001")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(given.content)).pages)
    text = " ".join(text.split())
    many = stored.count(Wanted(subject="01-001", kinds=frozenset({"item.changed", "row.removed"})))
    assert f"Events {many}" in text
    assert "typing error" in text
    assert read.head().hash[:12] in text.replace(" ", "")


def test_what_a_spreadsheet_would_take_for_a_formula_is_text(enter):
    change(reason='=HYPERLINK("http://x","y")')
    row = rows_of(enter("kiran").get("/record/trail.csv?kind=changes"))[-1]
    assert row["reason"].startswith("'=")


@pytest.mark.parametrize("name", ["asha", "lata", "adam"])
def test_only_those_who_may_take_the_trail_away(enter, name):
    """AUD-05."""
    client = enter(name)
    assert client.get("/record/trail/").status_code == 200
    refused = client.get("/record/trail.csv")
    assert refused.status_code == 403
    assert "may take the trail away" in words(refused)


def test_pages_go_on_by_number_and_lose_nothing(ward):
    """AUD-06."""
    found, before = [], 0
    while True:
        page = stored.page(Wanted(), before=before, size=400)
        found += [event.seq for event in page.events]
        before = page.older
        if not before:
            break
    assert found == list(range(read.head().seq, 0, -1))


def test_a_page_looks_at_a_stretch_of_the_ledger_and_says_where_it_stopped(ward, monkeypatch):
    monkeypatch.setattr(stored, "STRETCH", 50)
    page = stored.page(Wanted(form="no_such_form"), size=10)
    assert page.events == ()
    assert page.looked_to == page.older == read.head().seq + 1 - 50


def test_a_trail_of_a_masked_reader_and_of_strangers_stays_shut(client, enter):
    assert client.get("/record/trail/").status_code == 302
    assert enter("nobody").get("/record/trail/").status_code == 403


def test_a_teller_without_the_key_writes_no_code(ward):
    assert jobs.teller(codes=False).codes is False
