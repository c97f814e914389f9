"""Today says what is late, due and next, and what waits; and nothing to somebody without a role."""

import re
from datetime import timedelta

import pytest
from tests.web import play
from tests.web.conftest import site_today

from hepatica.conduct.commands import ExplainFinding, PlaceHold
from hepatica.store import read
from hepatica.store.record import record
from hepatica.web.today import present


def said(response):
    """The words of a page, as they are read."""
    assert response.status_code == 200, response.status_code
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace(" ,", ",")


def section(text, start, end):
    return text.split(f" {start} ", 1)[1].split(f" {end} ", 1)[0]


@pytest.mark.engine
def test_a_visitor_is_sent_to_the_sign_in(ward, client):
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/"


@pytest.mark.engine
def test_an_account_without_a_role_is_told_in_a_sentence(signed_in):
    response = signed_in("nobody").get("/")
    assert response.status_code == 403
    assert "has an account and no role in this trial" in response.content.decode()


@pytest.mark.engine
def test_the_lists_hold_what_the_ward_has(signed_in):
    text = said(signed_in("asha").get("/"))
    assert (
        "Five proposed events wait for a clinician. Three visits are due, two are late, four findings wait."
        in text
    )
    late, due = section(text, "Late", "Due today"), section(text, "Due today", "Next")
    assert [late.index(word) for word in ("01-001", "Week 1", "01-004", "Day 1")] == sorted(
        late.index(word) for word in ("01-001", "Week 1", "01-004", "Day 1")
    )
    assert "Overdue 2 days" in late
    for words in ("01-003", "Month 1", "Day +28, 5 days left", "01-005", "Screening", "Continue"):
        assert words in due
    assert "Pain at the bone marrow aspiration site" in text
    assert "Pain now 7 /10 · 5 readings" in text


@pytest.mark.engine
def test_an_explained_finding_no_longer_waits(signed_in):
    found = read.findings()[0]
    command = ExplainFinding(
        subject=found.subject,
        visit=found.visit,
        form=found.form,
        check=found.check,
        row=found.row,
        reason="Seen.",
    )
    play.must(record(command, actor=play.ASHA))
    assert "three findings wait." in said(signed_in("asha").get("/"))


@pytest.mark.engine
def test_a_hold_is_a_banner_on_every_page_with_what_goes_on(signed_in):
    command = PlaceHold(hold="sterility", reason="Sterility turned positive", blocks=("infusion", "gcsf"))
    play.must(record(command, actor=play.MEENA))
    for address in ("/", "/matrix/", "/participants/01-002/"):
        page = signed_in("iris").get(address).content.decode()
        assert "Dosing is on hold" in page
        assert "Sterility turned positive." in page
        assert "every visit and safety check of 01-0" in page


@pytest.mark.engine
def test_the_frame_names_the_person_the_role_the_version_and_that_data_are_invented(signed_in):
    page = signed_in("meena").get("/").content.decode()
    for words in (
        "Dr Meena Rao",
        "Investigator",
        f"Study version {read.plan().study.version}",
        "Synthetic data",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((0, 0, 0), "No visit is due, nothing is late, no finding waits."),
        ((1, 1, 1), "One visit is due, one is late, one finding waits."),
        ((13, 2, 0), "13 visits are due, two are late, no finding waits."),
    ],
)
def test_the_day_in_one_sentence(counts, sentence):
    assert present.digest(*counts) == sentence


@pytest.mark.engine
def test_a_visit_leaves_the_late_list_when_it_is_finished(signed_in):
    play.attend("01-004", "day_1", site_today() - timedelta(days=4))
    assert "two are late" not in said(signed_in("asha").get("/"))


@pytest.mark.engine
def test_what_was_done_before_a_death_is_not_late_after_it(signed_in):
    page = signed_in("asha")
    before = section(said(page.get("/")), "Late", "Due today").count("01-002")
    play.enter("01-002", "log", "death", {"dthdtc": site_today().isoformat()}, by=play.MEENA)
    assert section(said(page.get("/")), "Late", "Due today").count("01-002") <= before
