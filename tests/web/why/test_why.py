"""The page every value can open: rule, inputs, and who entered each of them when."""

import re
from html import unescape

import pytest

from hepatica.jobs import outputs

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def _addresses(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def a_score(name="MELD_I_UNROUNDED"):
    cut = outputs.cut_at()
    draw = next(s.draw for p in cut.started for s in cut.scored[p.subject] if s.complete)
    return f"SCORE:{draw.subject}/{draw.visit}/{draw.form}/{draw.row}/{name}"


def test_a_score_shows_its_answers_and_who_entered_them(signed_in):
    page = words(signed_in("iris").get("/why/", {"of": a_score()}))
    assert "Bilirubin" in page
    assert re.search(r"\d+ \w[\w. ]+ entered [\d.]+ mg/dL \d+ \w{3} \d{4}, \d\d:\d\d", page)
    assert "events of the record stand behind this value" in page
    assert " ".join(outputs.cut_at().stamp.text.split()) in page


def test_an_earlier_cut_is_asked_about_what_it_knew(signed_in):
    seq = outputs.cut_at().stamp.seq
    assert signed_in("iris").get("/why/", {"of": a_score(), "cut": seq}).status_code == 200
    assert signed_in("iris").get("/why/", {"of": a_score(), "cut": 3}).status_code == 404


@pytest.mark.parametrize("asked", ["", "SCORE:x", "SCORE:<script>alert(1)</script>/a/b/1/ALBI"])
def test_what_is_no_value_is_a_sentence_and_never_markup(signed_in, asked):
    response = signed_in("iris").get("/why/", {"of": asked})
    assert response.status_code == 404
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("cut", ["x", "-1", "9" * 30, "999999999"])
def test_a_cut_that_is_none_is_a_sentence(signed_in, cut):
    assert signed_in("iris").get("/why/", {"of": a_score(), "cut": cut}).status_code == 404


def test_whoever_has_no_role_is_told_nothing(signed_in):
    assert signed_in("nobody").get("/why/", {"of": a_score()}).status_code == 403
