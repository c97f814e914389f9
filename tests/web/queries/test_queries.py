"""Queries and verification on the screens: at the field, in the worklist, from listings; who may, and what is refused."""

import csv
import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.web import play

from hepatica.conduct.commands import ExplainFinding
from hepatica.ledger.review_facts import ItemsVerified
from hepatica.people.accounts import add_account
from hepatica.store import publishing, queries, read
from hepatica.store.access import Access
from hepatica.store.record import record

PASSWORD = "ward-chart-2026"
LAB = "/participants/01-001/visits/month_1/laboratory/"
AT = "laboratory|bilirubin|1"
SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def rooms(ward, settings):
    """The whole house, with a monitor and a data manager who have work there; return how each comes in."""
    settings.ROOT_URLCONF = "tests.web.queries.addresses"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    for user, name, role in (("farah", "Farah Q.", "monitor"), ("rao", "K. Rao", "data_manager")):
        publishing.grant(user, name, role, training="2026-01-05")
        add_account(user, name, PASSWORD, checked=False)

    def enters(user):
        client = Client()
        client.force_login(get_user_model().objects.get(username=user))
        return client

    return enters


def words(response):
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def talk(client, do, *, place=LAB, fragment=False, **more):
    sent = {"do": do, "seen": str(read.head().seq), **more}
    return client.post(
        f"{place}talk", sent, headers={"HX-Request": "true"} if fragment else {}, follow=not fragment
    )


def asked(rooms, text="The sheet reads 1.85."):
    """A query of the monitor at the bilirubin of month 1; return its number."""
    talk(rooms("farah"), f"ask|{AT}", **{f"words.ask|{AT}": text})
    [query] = queries.queries()
    return query.seq


def test_a_query_goes_from_the_field_to_its_answer_and_to_its_end_without_scripts(rooms):
    """REC-05, AUD-05, TIM-03: each line says who and when, and a change between two lines stands between them."""
    number = asked(rooms, f"Which is right? {SCRIPT}")
    page = words(rooms("asha").get(LAB))
    assert "Which is right? &lt;script&gt;alert" in page
    assert SCRIPT not in page
    assert "Farah Q.</b>, monitor" in page
    assert "waits for an answer" in page
    said = talk(rooms("asha"), f"answer|{number}", **{f"words.{number}": "Page 2 of the sheet."})
    assert "The answer stands in the thread." in words(said)
    assert "waits for Farah Q. to close it" in words(said)
    assert queries.query(number).state == "answered"
    said = talk(rooms("farah"), f"reopen|{number}", **{f"words.{number}": "Of which day?"})
    assert "Of which day?" in words(said)
    assert queries.query(number).state == "open"
    talk(rooms("asha"), f"answer|{number}", **{f"words.{number}": "Of the same day."})
    talk(rooms("farah"), f"close|{number}")
    assert queries.query(number).state == "closed"
    assert [line.what for line in queries.query(number).lines] == [
        "opened",
        "answered",
        "reopened",
        "answered",
        "closed",
    ]
    assert "closed by Farah Q." in words(rooms("iris").get(LAB))


def test_an_answer_sent_from_two_tabs_is_one_and_one_to_a_closed_query_is_none(rooms):
    number = asked(rooms)
    for key in ("a", "b"):
        talk(rooms("asha"), f"answer|{number}", key=key, **{f"words.{number}": "It was 1.58."})
    assert [line.what for line in queries.query(number).lines] == ["opened", "answered"]
    talk(rooms("farah"), f"close|{number}")
    late = talk(rooms("asha"), f"answer|{number}", **{f"words.{number}": "Wait."})
    assert late.status_code == 422
    assert f"Query {number} was closed by farah: nothing was added to it." in words(late)


BAD = (
    ("ask|laboratory|bilirubine|1", "?", "has no item 'bilirubine'"),
    ("ask|laboratory|bilirubin|9", "?", "there is no row 9"),
    (f"ask|{AT}", "x" * 4001, "Something is missing or too long: text."),
    (f"ask|{AT}", " ", "A query needs a reason."),
    ("frob|x", "?", "Nothing was chosen, so nothing was done."),
    ("answer|99999", "?", "Nothing was chosen, so nothing was done."),
    ("verify|laboratory|bilirubine|1", "", "has no such item to verify"),
)


def test_bad_input_is_a_sentence_on_the_page_and_nothing_is_stored(rooms):
    head, client = read.head().seq, rooms("farah")
    for do, text, said in BAD:
        answer = talk(client, do, **{f"words.{do}": text})
        assert answer.status_code == 422, do
        assert said in words(answer), do
    assert read.head().seq == head


def test_whoever_may_not_is_told_who_may(rooms):
    """ACC-03: the address is there for everyone, the act is not."""
    number = asked(rooms)
    refused = talk(rooms("asha"), f"ask|{AT}", **{f"words.ask|{AT}": "Why?"})
    assert "may not open a query" in words(refused)
    assert "may not close a query" in words(talk(rooms("asha"), f"close|{number}"))
    assert "may not answer a query" in words(
        talk(rooms("iris"), f"answer|{number}", **{f"words.{number}": "I say."})
    )
    assert "may not verify data against their source" in words(talk(rooms("asha"), f"verify|{AT}"))
    assert rooms("farah").post(
        "/participants/01-999/visits/month_1/laboratory/talk", {"do": "rest"}
    ).status_code in (404, 422)


def test_a_field_is_verified_in_place_and_says_so_until_somebody_changes_it(rooms):
    """ACC-04, AUD-05: verification is an event of somebody else; a change afterwards undoes it, and is named."""
    fragment = talk(rooms("farah"), f"verify|{AT}", fragment=True)
    assert fragment.status_code == 200
    assert "verified by Farah Q., today" in words(fragment)
    assert f'id="{AT.replace("|", "-")}-row"' in fragment.content.decode()
    stale = read.head().seq
    enter_again(rooms)
    assert "verified until Asha Reddy changed it, today" in words(rooms("farah").get(LAB))
    late = talk(rooms("farah"), f"verify|{AT}", seen=str(stale - 1))
    assert late.status_code == 422
    assert "changed it since you opened the form" in words(late)
    answer = talk(rooms("farah"), "rest")
    assert "The rest of the page is verified." in words(answer)
    assert re.search(r"(\d+) of \1 verified", words(answer))
    assert "Verify the whole visit" in words(answer)
    talk(rooms("farah"), "visit")
    verified = {event.subject for event in queries.told((ItemsVerified.kind,))}
    assert verified == {"01-001"}
    gone = talk(rooms("farah"), f"withdraw|{AT}", **{f"words.withdraw|{AT}": "another chart"})
    assert "The verification is withdrawn." in words(gone)


def enter_again(rooms):
    """Asha changes the bilirubin, with her reason."""
    name = "laboratory.bilirubin.1"
    row = read.form_row("01-001", "month_1", "laboratory")
    value = "3.3" if row.answer("bilirubin", 1).value != "3.3" else "3.4"
    sent = {name: value, f"{name}.unit": "mg/dL", f"{name}.reason": "misread", "seen": str(read.head().seq)}
    headers = {"HX-Request": "true", "X-Hepatica-User": "asha"}
    answer = rooms("asha").post(LAB, {**sent, "since": sent["seen"], "key": "again"}, headers=headers)
    assert answer.status_code == 200, words(answer)


def test_what_another_person_changes_meanwhile_is_said_at_the_field(rooms):
    since = read.head().seq
    client = rooms("farah")
    assert client.get(f"{LAB}meanwhile?since={since}").status_code == 204
    enter_again(rooms)
    answer = client.get(f"{LAB}meanwhile?since={since}", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "changed by Asha Reddy, less than a minute ago" in words(answer)
    assert int(answer["X-Hepatica-Head"]) == read.head().seq
    assert client.get(f"{LAB}meanwhile?since={read.head().seq}").status_code == 204
    assert rooms("asha").get(f"{LAB}meanwhile?since={since}").status_code == 204, (
        "one's own change is no news"
    )


def test_the_worklist_is_narrowed_answered_in_place_and_taken_away_as_a_table_without_formulas(rooms):
    """AUD-05: the export is on the access chain."""
    number = asked(rooms, '=HYPERLINK("http://evil","x")')
    page = words(rooms("asha").get("/queries/?mine=yes"))
    assert f'action="/queries/{number}/"' in page
    for narrowed, there in (
        ("subject=01-002", False),
        ("form=laboratory&by=farah", True),
        ("role=cell_lab", False),
        ("days=3&by=farah", False),
        ("state=closed", False),
    ):
        assert (
            f'action="/queries/{number}/"' in words(rooms("asha").get(f"/queries/?{narrowed}"))
        ) is there, narrowed
    back = f"/queries/?mine=yes#q{number}"
    done = rooms("asha").post(
        f"/queries/{number}/", {"do": "answer", "text": "1.58", "back": back, "key": "k"}
    )
    assert done.status_code == 302
    assert done["Location"] == back
    done = rooms("farah").post(f"/queries/{number}/", {"do": "close", "back": "https://evil.example/"})
    assert done["Location"] == "/queries/"
    assert queries.query(number).state == "closed"
    assert rooms("farah").post("/queries/999999/", {"do": "close"}).status_code == 404
    table = rooms("farah").get("/queries/export.csv?state=all&by=farah")
    [row] = csv.DictReader(StringIO(table.content.decode()))
    assert (row["question"], row["state"], row["asked_by"]) == (
        '\'=HYPERLINK("http://evil","x")',
        "closed",
        "farah",
    )
    assert read.accesses(Access.EXPORTED, containing="queries")


def test_the_matrix_and_today_count_what_is_asked_and_what_is_answered(rooms, django_assert_max_num_queries):
    number = asked(rooms)
    assert "open queries" in words(rooms("asha").get("/matrix/"))
    assert "Queries that wait for you" in words(rooms("asha").get("/"))
    assert "Queries that wait for you" not in words(rooms("farah").get("/"))
    rooms("asha").post(f"/queries/{number}/", {"do": "answer", "text": "1.58"})
    assert '<span class="queries answered">' in words(rooms("asha").get("/matrix/"))
    assert "Queries that wait for you" in words(rooms("farah").get("/"))
    [counted] = queries.counted()
    assert (counted.subject, counted.visit, counted.form, counted.state, counted.n) == (
        "01-001",
        "month_1",
        "laboratory",
        "answered",
        1,
    )


def test_a_listing_shows_each_question_first_and_run_twice_it_doubles_nothing(rooms):
    client = rooms("farah")
    assert "Missing answers" in words(client.get("/queries/listings/"))
    page = client.get("/queries/listings/missing/")
    rows = page.context["rows"]
    assert {row.before for row in rows} == {""}
    assert not queries.queries(), "the dry run opened nothing"
    ticked = [row.asking.place for row in rows[:2]]
    assert "2 queries are open." in words(
        client.post("/queries/listings/missing/", {"ask": [*ticked, "01-001|x|y|z|0"]}, follow=True)
    )
    again = client.post("/queries/listings/missing/", {"ask": ticked}, follow=True)
    assert "Nothing was opened" in words(again)
    assert len(queries.queries()) == 2
    assert [row.before for row in again.context["rows"]].count("asked, open") == 2
    assert client.get("/queries/listings/nothing/").status_code == 404
    refused = rooms("asha").post("/queries/listings/missing/", {"ask": [rows[2].asking.place]}, follow=True)
    assert "may not open a query" in words(refused)
    assert len(queries.queries()) == 2
    for name in ("findings", "ranges", "often", "unverified", "open-events", "indications"):
        assert client.get(f"/queries/listings/{name}/").status_code == 200


def test_an_explanation_is_accepted_or_sent_back_from_the_worklist_and_the_check_is_weighed(rooms):
    """REC-05: who overrules a check says why, and somebody else reads it."""
    found = next(one for one in read.findings() if one.verdict == "fires" and not one.explained)
    place = {
        "subject": found.subject,
        "visit": found.visit,
        "form": found.form,
        "check": found.check,
        "row": found.row,
    }
    by = next(p for p in play.FILLS if p.roles & set(read.plan().study.form_by_id[found.form].roles))
    play.must(record(ExplainFinding(**place, reason="Measured twice."), actor=by))
    address = f"/queries/findings/{found.subject}/{found.key}/"
    rooms("farah").post(address, {"do": "return", "text": "By whom?"})
    assert (
        next(one for one in read.findings() if one.key == found.key and one.subject == found.subject).returned
        == "By whom?"
    )
    play.must(record(ExplainFinding(**place, reason="By two of us."), actor=by))
    rooms("rao").post(address, {"do": "accept"})
    assert next(
        one for one in read.findings() if one.key == found.key and one.subject == found.subject
    ).accepted
    page = rooms("rao").get("/queries/checks/")
    weighed = {one.burden.check: one.burden for one in page.context["checks"]}
    assert (weighed[found.check].accepted, weighed[found.check].returned) == (1, 1)
    assert weighed[found.check].overruled >= 1
    assert "overruled" in words(page)


def test_the_plan_of_verification_says_how_far_it_is_critical_items_first(rooms):
    before = words(rooms("farah").get("/queries/verification/"))
    assert "Critical items" in before
    page = rooms("farah").get("/queries/verification/01-001/")
    left = page.context["progress"].left
    assert left > 0
    talk(rooms("farah"), "rest")
    assert rooms("farah").get("/queries/verification/01-001/").context["progress"].left < left
    assert rooms("farah").get("/queries/verification/09-999/").status_code == 404


def test_a_clinician_reads_a_form_and_a_change_is_said_beside_the_name(rooms):
    publishing.grant("iyer", "Dr S. Iyer", "medical_monitor", training="2026-01-05")
    add_account("iyer", "Dr S. Iyer", PASSWORD, checked=False)
    said = talk(rooms("iyer"), "review", **{"words.review": "Consistent with the course."})
    assert "Read by <b>Dr S. Iyer</b>" in words(said)
    assert "Consistent with the course." in words(said)
    assert "changed since" not in words(said).partition("Read by")[2][:300]
    enter_again(rooms)
    assert "changed since" in words(rooms("iyer").get(LAB)).partition("Read by")[2][:300]
