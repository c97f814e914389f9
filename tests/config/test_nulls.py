"""A null character gets a sentence wherever it is sent, on both engines, and reaches no table."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from hepatica.config.nulls import SENTENCE, RefuseNulls

FORM = "application/x-www-form-urlencoded"


def asked(request):
    return RefuseNulls(lambda _request: HttpResponse("passed on"))(request)


@pytest.mark.parametrize(
    ("method", "address", "sent", "status"),
    [
        ("get", "/participants/01-001%00/", {}, 404),
        ("get", "/record/trail/?person=a%00", {}, 400),
        ("get", "/api/v1/study?version=%00", {}, 422),
        ("post", "/record/queries/", {"data": "text=a%00b", "content_type": FORM}, 400),
        (
            "post",
            "/api/v1/session",
            {"data": '{"username": "a\\u0000b"}', "content_type": "application/json"},
            422,
        ),
        ("post", "/form/", {"data": '{"value": "\\\\\\u0000"}', "content_type": "application/json"}, 400),
    ],
)
def test_what_holds_a_null_character_is_refused_with_a_sentence(method, address, sent, status):
    answer = asked(getattr(RequestFactory(), method)(address, **sent))
    assert answer.status_code == status
    said = answer.content.decode()
    assert (json.loads(said)["problems"][0]["sentence"] if address.startswith("/api/") else said) == SENTENCE


def test_a_cookie_is_read_before_the_session_is():
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "abcdefgh\0"
    assert asked(request).status_code == 400


@pytest.mark.parametrize("text", ["a backslash, then u0000: \\\\u0000", "%00 in words", "plain"])
def test_what_only_looks_like_one_is_passed_on(text):
    data = '{"value": "' + text + '"}'
    assert (
        asked(RequestFactory().post("/", data=data, content_type="application/json")).content == b"passed on"
    )


@pytest.mark.engine
@pytest.mark.django_db
def test_a_name_with_a_null_character_signs_nobody_in_on_either_engine(settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"
    sent = json.dumps({"username": "a\0b", "password": "c"})
    answer = Client(raise_request_exception=False).post(
        "/api/v1/session", sent, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["problems"][0]["sentence"]) == (422, SENTENCE)
