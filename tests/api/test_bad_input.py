"""What bad input gets: a sentence that says what and where, and nothing stored."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from hepatica.store import clock, read

pytestmark = pytest.mark.engine

REFUSED = [
    (
        "a word in a number",
        "vital_signs",
        {"item": "sysbp", "value": "banana"},
        "wrong_type",
        "Systolic: 'banana' is not a number.",
    ),
    (
        "a day that does not exist",
        "visit",
        {"item": "svstdtc", "value": "31/02/2026"},
        "impossible_date",
        "Date of visit: ",
    ),
    (
        "a code outside its list",
        "demographics",
        {"item": "sex", "value": "robot"},
        "unknown_code",
        "'robot' is not in the list (female, male).",
    ),
    (
        "an unknown item",
        "vital_signs",
        {"item": "sysbpp", "value": "120"},
        "unknown_item",
        "no item 'sysbpp'; did you mean 'sysbp'?",
    ),
    (
        "a unit that is not a concentration",
        "laboratory",
        {"item": "bilirubin", "row": 1, "value": "2", "unit": "mmHg"},
        "wrong_unit",
        "Bilirubin, total: ",
    ),
    (
        "a value nobody can have",
        "vital_signs",
        {"item": "sysbp", "value": "999"},
        "out_of_range",
        "Systolic: 999 cannot be: it lies outside 20 to 300.",
    ),
    (
        "a form of another visit",
        "marrow_aspiration",
        {"item": "vas", "row": 1, "value": "11"},
        "no_such",
        "no form 'marrow_aspiration'",
    ),
    (
        "a number that reads two ways",
        "laboratory",
        {"item": "platelets", "row": 1, "value": "1,200"},
        "wrong_type",
        "can be read as 1200 or as 1.200",
    ),
    (
        "not done without a reason",
        "vital_signs",
        {"item": "sysbp", "state": "not_done"},
        "reason_missing",
        "'not done' needs a reason.",
    ),
    (
        "a date in the future",
        "visit",
        {"item": "svstdtc", "value": "2090-01-01"},
        "future_date",
        "Date of visit: ",
    ),
    (
        "a score that somebody types",
        "meld",
        {"item": "meld", "value": "16"},
        "not_possible",
        "nobody types a score",
    ),
]


@pytest.mark.parametrize(
    ("form", "entry", "code", "sentence"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_it_is_refused_in_a_sentence_and_nothing_is_stored(script, form, entry, code, sentence):
    before = read.head()
    status, said = script.enter(form, entry)
    assert status == (404 if code == "no_such" else 422)
    (problem,) = said["problems"]
    assert problem["code"] == code
    assert sentence in problem["sentence"]
    assert problem["form"] == form
    assert read.head() == before


def test_every_problem_is_named_and_the_good_answers_wait_with_the_bad(script):
    status, said = script.enter(
        "vital_signs",
        {"item": "sysbp", "value": "banana"},
        {"item": "pulse", "value": "80"},
        {"item": "temp", "value": "warm"},
    )
    assert status == 422
    assert [problem["item"] for problem in said["problems"]] == ["sysbp", "temp"]
    assert read.form_row("01-001", "screening", "vital_signs") is None


def test_an_empty_mandatory_item_is_named_at_completion(script):
    script.enter("vital_signs", {"item": "sysbp", "value": "120"})
    command = {"kind": "form.complete", "subject": "01-001", "visit": "screening", "form": "vital_signs"}
    status, said = script.send("lakshmi", command)
    assert status == 422
    assert {problem["code"] for problem in said["problems"]} == {"mandatory_missing"}
    assert "Diastolic is mandatory and not answered." in [p["sentence"] for p in said["problems"]]


def test_the_future_begins_at_midnight_of_the_site(script):
    with clock.virtual(datetime(2090, 3, 16, 19, 0, tzinfo=UTC)):  # 17 March, half past midnight in Hyderabad
        assert script.enter("visit", {"item": "svstdtc", "value": "2090-03-18"})[0] == 422
        assert script.enter("visit", {"item": "svstdtc", "value": "2090-03-17"})[0] == 200


def test_the_same_request_twice_is_stored_once(script):
    entry = {"item": "sysbp", "value": "120"}
    first = script.enter("vital_signs", entry, key="request-0001")
    head = read.head()
    again = script.enter("vital_signs", entry, key="request-0001")
    assert first[1] | {"repeated": True} == again[1]
    assert read.head() == head
    status, said = script.enter("vital_signs", entry | {"value": "130"}, key="request-0001")
    assert status == 422
    assert "used for another entry" in said["problems"][0]["sentence"]
    assert read.head() == head


def test_a_stale_page_never_overwrites_and_shows_both_values(script):
    seen = script.read("menon", "participants/01-001/forms/screening/vital_signs")["seen"]
    script.enter("vital_signs", {"item": "sysbp", "value": "120"}, {"item": "pulse", "value": "80"})
    head = read.head()
    stale = {"item": "sysbp", "value": "90"}
    status, said = script.enter("vital_signs", stale, by="investigator", seen=seen)
    assert status == 409
    assert (said["problems"][0]["current"], said["problems"][0]["by"]) == ("120", "lakshmi")
    assert read.head() == head
    other = {"item": "temp", "value": "36.8"}
    assert script.enter("vital_signs", other, by="investigator", seen=seen)[0] == 200
    assert script.enter("vital_signs", stale, by="investigator", seen=read.head().seq)[0] == 200


@pytest.mark.parametrize("role", ["statistician", "monitor", "inspector", "administrator", "medical_monitor"])
def test_who_may_not_enter_is_told_who_may(script, role):
    before = read.head()
    status, said = script.enter("vital_signs", {"item": "sysbp", "value": "120"}, by=role)
    assert status == 403
    assert "may not enter data" in said["problems"][0]["sentence"]
    assert "a coordinator" in said["problems"][0]["sentence"]
    assert read.head() == before


def test_enrolment_before_consent_is_refused_with_every_reason(script):
    status, said = script.send("menon", {"kind": "subject.enrol", "subject": "01-001"})
    assert status == 422
    assert "Consent is not signed" in said["problems"][0]["sentence"]


def test_a_signature_needs_the_signer_s_own_password(script):
    command = {
        "kind": "form.sign",
        "subject": "01-001",
        "visit": "screening",
        "form": "consent",
        "meaning": "review",
    }
    status, said = script.send("menon", command, password="somebody else's")
    assert (status, said["problems"][0]["code"]) == (403, "reauthentication")


MALFORMED = [
    ({"kind": "items.erase"}, "items.erase"),
    ({"kind": "subject.screen", "site": "01", "name": "B. K."}, "name"),
    ({"kind": "subject.enrol"}, "subject"),
    ({"kind": "subject.enrol", "subject": "01-001\n01-002"}, "subject"),
    ("not an object", "command"),
]


@pytest.mark.parametrize(("command", "word"), MALFORMED)
def test_what_is_not_a_command_is_refused_in_words(script, command, word):
    status, said = script.send("lakshmi", command)
    assert status == 422
    assert word in said["problems"][0]["sentence"]
    assert {problem["code"] for problem in said["problems"]} == {"malformed"}


def test_a_participant_nobody_screened_is_not_found(script):
    status, said = script.enter("vital_signs", {"item": "sysbp", "value": "120"}, subject="01-009")
    assert (status, said["problems"][0]["sentence"]) == (404, "There is no participant '01-009'.")


def test_who_is_not_signed_in_is_nobody(script):
    assert Client().post("/api/v1/commands", {}, content_type="application/json").status_code == 401
    assert Client().get("/api/v1/head").status_code == 401


def test_a_wrong_password_opens_no_session(script):
    said = Client().post(
        "/api/v1/session",
        json.dumps({"username": "menon", "password": "wrong"}),
        content_type="application/json",
    )
    assert said.status_code == 403
    assert said.json()["problems"][0]["sentence"] == "The name or the password is wrong."


def test_a_request_that_another_site_forged_is_refused(script):
    client, _ = script.session("lakshmi")
    before = read.head()
    body = json.dumps({"command": {"kind": "subject.screen", "site": "01"}})
    assert client.post("/api/v1/commands", body, content_type="application/json").status_code == 403
    assert read.head() == before
