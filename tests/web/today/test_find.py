"""The find box in the page: one certain answer opens at once, several are listed, none is said."""

import pytest

pytestmark = pytest.mark.engine


def test_one_answer_opens_at_once(signed_in):
    response = signed_in("asha").get("/find", {"q": "3 month 1"})
    assert (response.status_code, response["Location"]) == (302, "/participants/01-003/visits/month_1/")


def test_several_answers_are_listed(signed_in):
    page = signed_in("asha").get("/find", {"q": "month 6"}).content.decode()
    assert page.count('class="hit"') == 5


def test_nothing_found_is_said_and_the_question_is_escaped(signed_in):
    page = signed_in("asha").get("/find", {"q": "<b>x</b>"}).content.decode()
    assert "Nothing has this name." in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


def test_a_person_without_a_role_finds_nothing(signed_in):
    assert signed_in("nobody").get("/find", {"q": "3"}).status_code == 403
