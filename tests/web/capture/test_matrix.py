"""The matrix draws every participant by every visit from light reads, and screens the next person."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web import play
from tests.web.conftest import site_today
from tests.web.today.test_today import said

from hepatica.store import read

pytestmark = pytest.mark.engine


def cells(page, number):
    """(visit, words of state, classes) of a participant's row."""
    row = next(r for r in page.split("<tr>") if f'href="/participants/{number}/"' in r)
    return re.findall(r'<td class="cell ([^"]*)">.*?title">([^<]+)<', row)


def test_every_participant_has_a_row_in_order_of_infusion(signed_in):
    page = signed_in("asha").get("/matrix/").content.decode()
    rows = re.findall(r'<th scope="row"><a class="plain" href="/participants/([^/]+)/"', page)
    assert rows == ["01-001", "01-002", "01-003", "01-004", "01-005"]
    assert all(len(cells(page, number)) == 14 for number in rows)


def test_states_follow_the_record(signed_in):
    page = signed_in("asha").get("/matrix/").content.decode()
    first = {visit: state for state, visit in cells(page, "01-001")}
    assert first["Screening"].startswith("signed")
    assert first["Week 1"] == "open tint-late"
    assert {v: s for s, v in cells(page, "01-002")}["Month 3"] == "complete tint-late"
    assert {v: s for s, v in cells(page, "01-003")}["Month 1"].startswith("due tint-now")
    assert {v: s for s, v in cells(page, "01-005")}["Screening"].startswith("started")


def test_one_cell_is_selected_and_opens_below(signed_in):
    page = signed_in("asha").get("/matrix/").content.decode()
    assert page.count('aria-current="true"') == 1
    below = page.split('id="glance"')[1]
    assert "Month 1" in below
    assert "Laboratory" in below
    assert 'href="/participants/01-003/visits/month_1/"' in below


@pytest.mark.parametrize(
    ("show", "kept"), [("late", {"01-001", "01-004"}), ("findings", {"01-001", "01-002", "01-003", "01-004"})]
)
def test_a_filter_keeps_those_who_need_something(signed_in, show, kept):
    page = signed_in("asha").get("/matrix/", {"show": show}).content.decode()
    assert set(re.findall(r'<th scope="row"><a class="plain" href="/participants/([^/]+)/"', page)) == kept


def test_the_number_of_questions_to_the_database_does_not_grow_with_participants(signed_in):
    client = signed_in("asha")
    site = {"site": read.plan().study.sites[0].id}
    client.get("/matrix/")
    client.post("/matrix/screen/", site)  # what is kept of participants is read anew for those who came
    with CaptureQueriesContext(connection) as before:
        client.get("/matrix/")
    for _n in range(30):
        client.post("/matrix/screen/", site)
    with CaptureQueriesContext(connection) as after:
        page = client.get("/matrix/").content.decode()
    assert len(after) <= len(before)
    assert page.count('<th scope="row">') == 25
    assert "Page 1 of 2" in page
    assert client.get("/matrix/?page=2").content.decode().count('<th scope="row">') == 11
    assert client.get("/matrix/?page=99").status_code == 200


def test_a_coordinator_screens_a_person_and_an_inspector_cannot(signed_in):
    site = read.plan().study.sites[0].id
    response = signed_in("asha").post("/matrix/screen/", {"site": site}, follow=True)
    assert response.redirect_chain[-1][0] == "/participants/01-006/"
    assert "01-006 is the new participant number." in response.content.decode()
    assert "Screen a person" not in signed_in("iris").get("/matrix/").content.decode()
    refused = signed_in("iris").post("/matrix/screen/", {"site": site}, follow=True)
    assert "may not screen a participant" in refused.content.decode()
    assert read.study_row().screened == 6


def test_screening_needs_a_post(signed_in):
    assert signed_in("asha").get("/matrix/screen/").status_code == 405


def test_an_unknown_site_is_refused_in_a_sentence(signed_in):
    page = signed_in("asha").post("/matrix/screen/", {"site": "99"}, follow=True).content.decode()
    assert "There is no site" in page
    assert read.study_row().screened == 5


def test_a_person_without_a_role_sees_no_matrix(signed_in):
    assert signed_in("nobody").get("/matrix/").status_code == 403


def test_a_filter_that_keeps_nobody_says_so(signed_in):
    text = said(signed_in("asha").get("/matrix/?show=late"))
    assert "Week 1" in text
    play.attend("01-001", "week_1", site_today())
    play.attend("01-004", "day_1", site_today())
    assert "Nobody is late." in said(signed_in("asha").get("/matrix/?show=late"))
