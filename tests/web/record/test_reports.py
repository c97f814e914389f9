"""Reports about the trail, reviews of it, the inspector's page."""

import csv
import io

import pytest
from pypdf import PdfReader
from tests.web import play
from tests.web.record.conftest import change, words

from hepatica.conduct.commands import SignForm
from hepatica.jobs.verifying import verify_record
from hepatica.ledger.review_rows import TrailReviewRow
from hepatica.report.record.watching import KINDS
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import record

pytestmark = pytest.mark.engine


def test_each_report_opens_and_its_file_has_its_rows(enter):
    """AUD-08."""
    seq, _visit, _was = change()
    kiran = enter("kiran")
    for kind in KINDS:
        page = kiran.get(f"/record/reports/{kind.id}/")
        assert page.status_code == 200
        rows = list(csv.reader(io.StringIO(kiran.get(f"/record/reports/{kind.id}.csv").content.decode())))
        many = len(rows) - 1
        assert f"{many} line" in words(page)
        if kind.id in {"critical", "changes"}:
            assert str(seq) in {row[0] for row in rows}, kind.id
    assert kiran.get("/record/reports/nothing/").status_code == 404
    paper = PdfReader(io.BytesIO(kiran.get("/record/reports/critical.pdf").content))
    assert "typing error" in " ".join(page.extract_text() for page in paper.pages)


def test_a_review_says_to_where_what_and_what_was_found_and_the_next_begins_there(enter):
    """AUD-08."""
    mohan, end = enter("mohan"), read.head().seq
    typed = {"up_to": str(end), "what": "critical changes", "note": "Two corrections, each with its source."}
    assert mohan.post("/record/reviews/", typed).status_code == 302
    (row,) = read.of_study(TrailReviewRow)
    assert (row.by, row.up_to, row.what) == ("mohan", end, "critical changes")
    change()
    said = words(mohan.get("/record/reviews/"))
    assert f"You have read to event {end}" in said
    assert "Two corrections, each with its source." in said
    assert "Changes to critical data of answers that the protocol calls critical" not in said
    assert "Mohan read to event" in said


def test_nobody_reads_further_than_the_ledger_goes_or_without_the_role(enter):
    mohan = enter("mohan")
    answer = mohan.post("/record/reviews/", {"up_to": "999999", "what": "all", "note": "none"})
    assert "say to which of them you have read" in words(answer)
    refused = enter("asha").post("/record/reviews/", {"up_to": "3", "what": "all", "note": "none"})
    assert "may not review the audit trail" in words(refused)
    assert read.of_study(TrailReviewRow) == ()


def test_an_inspector_lands_on_the_page_made_for_them_and_then_goes_where_they_like(enter):
    iris = enter("iris")
    first = iris.get("/")
    assert (first.status_code, first.headers["Location"]) == (302, "/record/inspect/")
    assert iris.get("/").status_code == 200


def test_the_inspectors_page_shows_what_is_asked_first_and_prints(enter):
    """AUD-06, AUD-08."""
    _seq, visit, _was = change()
    signing = SignForm(subject="01-001", visit=visit, form="laboratory", meaning="review")
    play.must(record(signing, actor=play.MEENA))
    change(value="4.1")
    iris = enter("iris")
    said = words(iris.get("/record/inspect/"))
    assert read.head().hash in said
    assert "from 3.9 to 4.1 mg/dL: typing error" in said
    assert "has changed: the signature at event" in said
    assert "published version" in said
    paper = iris.get("/record/inspect.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "typing error" in text
    assert "inspector's page, PDF" in words(iris.get("/record/inspect/"))


def test_the_record_is_verified_by_a_job_whose_result_stays(enter):
    """AUD-03, VAL-05."""
    iris = enter("iris")
    asked = iris.post("/record/verify/")
    assert asked.status_code == 302
    assert "Verifying" in words(iris.get(asked.headers["Location"]))
    assert "Nobody has verified it" in words(iris.get("/record/inspect/"))
    assert verify_record.call(actor="iris")["sound"] == "yes"
    assert len(read.accesses(Access.RECORD_VERIFIED)) == 1
    assert "The record is sound, verified to event" in words(iris.get("/record/inspect/"))


@pytest.mark.parametrize("address", ["/record/inspect/", "/record/access/", "/record/access.csv"])
def test_a_coordinator_does_not_oversee(enter, address):
    """AUD-05."""
    assert enter("asha").get(address).status_code == 403


def test_the_first_page_offers_what_a_person_may_open(enter):
    assert "For the inspector" in words(enter("iris").get("/record/"))
    assert "For the inspector" not in words(enter("asha").get("/record/"))
