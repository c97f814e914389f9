"""Recording a sending: with its evidence, its reason when late, and nothing lost when it is refused."""

from datetime import timedelta

import pytest
from tests.delegating import delegate
from tests.web import play
from tests.web.conftest import site_today
from tests.web.safety.test_desk import ANSWERS, PAIN, said

from hepatica.ledger.desk_rows import SubmissionRow
from hepatica.store import files, read
from hepatica.study.dates import MONTHS

SERIOUS = ANSWERS | {
    "same": "yes",
    "aeser": "yes",
    "aesdth": "no",
    "aeslife": "no",
    "aeshosp": "yes",
    "aesdisab": "no",
    "aescong": "no",
    "aesmie": "no",
}
ADDRESS = "/safety/send/01-003/1/"
CLOCKS = ["first_authority", "first_sponsor", "first_ethics"]
LATE = "Why it went late: the event was called serious only in February."


@pytest.fixture
def asha(signed_in):
    """A coordinator, after an investigator confirmed a serious event that began on 3 January."""
    done = signed_in("meena").post(f"{PAIN}confirm", SERIOUS)
    assert done.status_code == 302, said(done, 422)
    return signed_in("asha")


def sending(**changes):
    """What the form sends: told yesterday at noon, under a diary number."""
    day = site_today() - timedelta(days=1)
    typed = {
        "clock": CLOCKS,
        "at.day": str(day.day),
        "at.month": MONTHS[day.month - 1][:3],
        "at.year": str(day.year),
        "at.time": "12:00",
        "diary": "SAE/2026/118",
        "reason": LATE,
    }
    return typed | changes


def submissions():
    return {row.clock: row for row in read.among(SubmissionRow, ["01-003"])}


@pytest.mark.engine
def test_a_serious_event_has_its_clocks_on_the_desk_until_a_sending_is_recorded(asha):
    before = said(asha.get("/safety/"))
    assert "24 hours CDSCO" in before
    assert "late, reason needed" in before
    done = said(asha.post(f"{ADDRESS}sent", sending(), follow=True))
    assert "Recorded as sent, with its evidence." in done
    assert "24 hours CDSCO" in done
    assert "late, reason needed" not in done
    assert {row.diary for row in submissions().values()} == {"SAE/2026/118"}
    assert set(submissions()) == set(CLOCKS)


@pytest.mark.engine
def test_the_evidence_is_kept_and_given_back_and_nothing_else_is(asha, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    letter = SimpleUploadedFile("receipt.pdf", b"%PDF received")
    asha.post(f"{ADDRESS}sent", sending(file=letter))
    (digest,) = {row.file for row in submissions().values()}
    given = asha.get(f"/safety/files/{digest}")
    assert b"".join(given.streaming_content) == b"%PDF received"
    assert 'filename="receipt.pdf"' in given["Content-Disposition"]
    other = files.keep(b"nobody's")
    assert asha.get(f"/safety/files/{other}").status_code == 404
    assert asha.get("/safety/files/..").status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"clock": []}, "Choose whom it reached."),
        ({"at.time": ""}, "Give the time at which it reached them, too."),
        ({"at.time": "25:00"}, "is not a time of day"),
        ({"at.year": "2199"}, "lies in the future"),
        ({"at.day": "1", "at.month": "Jan", "at.year": "2026"}, "before the event began"),
        ({"reason": " "}, "say why it went late"),
        ({"diary": ""}, "give its evidence, a diary number or a file"),
    ],
)
def test_a_sending_that_says_too_little_is_refused_beside_the_form_and_what_was_typed_stays(
    asha, change, sentence
):
    response = asha.post(f"{ADDRESS}sent", sending(**change))
    assert sentence in said(response, status=422)
    assert submissions() == {}
    kept = response.content.decode()
    assert ("diary" in change) or 'value="SAE/2026/118"' in kept
    assert ("reason" in change) or LATE in kept


def test_a_file_too_large_or_empty_proves_nothing(asha):
    from django.core.files.uploadedfile import SimpleUploadedFile

    for body, sentence in ((b"", "is empty"), (b"x" * 5_000_001, "larger than 5 MB")):
        letter = SimpleUploadedFile("receipt.pdf", body)
        assert sentence in said(asha.post(f"{ADDRESS}sent", sending(file=letter)), status=422)
    assert submissions() == {}


def test_a_sending_recorded_in_error_is_taken_back_with_a_reason_and_its_clock_runs_again(asha, signed_in):
    asha.post(f"{ADDRESS}sent", sending())
    assert "Recorded in error" not in said(asha.get(ADDRESS))
    meena = signed_in("meena")
    empty = said(meena.post(f"{ADDRESS}withdraw", {"clock": CLOCKS[0], "reason": ""}), status=422)
    assert "needs a reason" in empty
    meena.post(f"{ADDRESS}withdraw", {"clock": CLOCKS[0], "reason": "The wrong event"})
    assert set(submissions()) == set(CLOCKS[1:])


def test_who_may_not_record_a_sending_reads_and_is_refused_by_the_record(asha, signed_in):
    iris = signed_in("iris")
    page = said(iris.get(ADDRESS))
    assert "Record it as sent" not in page
    assert play.IRIS.name in said(iris.post(f"{ADDRESS}sent", sending()), status=422)
    assert submissions() == {}


def test_no_event_no_page(signed_in):
    assert signed_in("meena").get("/safety/send/01-003/9/").status_code == 404


def test_the_trials_own_reports_are_recorded_as_sent_too(signed_in):
    delegate("pavan", "Dr Pavan Iyer", "medical_monitor")
    pavan = signed_in("pavan")
    assert "Status of enrolment" in said(pavan.get("/safety/"))
    page = said(pavan.get("/safety/send/own/"))
    assert "Status of enrolment" in page
    done = pavan.post("/safety/send/own/sent", sending(clock=["enrolment_status"]), follow=True)
    assert "Recorded as sent" in said(done)
    assert [row.clock for row in read.of_study(SubmissionRow)] == ["enrolment_status"]


def test_a_limit_that_an_edited_onset_moved_keeps_both_values(asha):
    entry = play.Entry(item="aestdtc", row=1, value="2026-01-05", reason="Misread in the file")
    changed = play.EnterItems(
        subject="01-003", visit="log", form="ae", entries=(entry,), seen=read.head().seq
    )
    play.must(play.record(changed, actor=play.MEENA))
    page = said(asha.get(ADDRESS))
    assert "Limits that an edited answer moved" in page
    assert "First report, CDSCO: was due 4 Jan 2026, " in page
    assert "because onset was 3 Jan 2026" in page
