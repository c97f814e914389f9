"""The safety desk: who may judge, what a judgement needs, and what it leaves in the record."""

import re

import pytest
from tests.web import play
from tests.web.conftest import site_today

from hepatica.ledger.rows import ProposalRow
from hepatica.store import clock, read

PAIN = "/safety/judge/01-003/marrow/marrow_aspiration/marrow_pain/"
ROWS = ["1", "2", "3", "4", "5"]
CAUSES = ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy", "disease")
ANSWERS = {
    "row": "1",
    "aeterm": "Pain at the bone marrow aspiration site",
    "aecat": "marrow",
    "aephase": "marrow",
    "aestdtc.day": "3",
    "aestdtc.month": "Jan",
    "aestdtc.year": "2026",
    "aeongo": "yes",
    "aetoxgr": "2",
    "aeser": "no",
    "aeout": "recovering",
    "aeacn": "not_applicable",
    "aecontrt": "no",
    "aeaware.day": "3",
    "aeaware.month": "Jan",
    "aeaware.year": "2026",
    "aeaware.time": "10:15",
} | {f"aerel_{cause}": "unrelated" for cause in CAUSES}


def said(response, status=200):
    """The words of a page, as they are read."""
    page = response.content.decode()
    assert response.status_code == status, page[:400]
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace(" ,", ",")


def pains():
    """State and reason of the five proposals of the ward, by row."""
    return {p.row: (p.state, p.reason) for p in read.among(ProposalRow, ["01-003"])}


def log_rows():
    """The rows of the participant's adverse-event log."""
    found = read.form_row("01-003", "log", "ae")
    return found.answers if found else {}


@pytest.mark.engine
def test_the_desk_is_for_members_only(ward, client, signed_in):
    assert client.get("/safety/")["Location"] == "/accounts/login/?next=/safety/"
    refused = signed_in("nobody").get("/safety/")
    assert refused.status_code == 403
    assert "has an account and no role in this trial" in refused.content.decode()


def test_a_proposal_shows_its_readings_with_the_limit_drawn_and_named(signed_in):
    page = signed_in("meena").get("/safety/")
    text = said(page)
    assert "A rule proposes, a clinician decides." in text
    assert "Pain now 7 /10. 4 more readings met the rule." in text
    assert "Bleeding from the site: None" in text
    assert 'class="limit"' in page.content.decode()
    assert "above 6 /10" in text
    assert "style=" not in page.content.decode()


@pytest.mark.parametrize("person", ["asha", "iris", "lata"])
def test_who_may_not_judge_reads_and_sees_no_button(signed_in, person):
    text = said(signed_in(person).get("/safety/"))
    assert "Pain at the bone marrow aspiration site" in text
    assert "An investigator judges it." in text
    for words in ("Confirm the event", "Not an event, say why", "Place a hold"):
        assert words not in text


@pytest.mark.engine
def test_who_may_not_judge_is_refused_by_the_record_in_a_sentence(signed_in):
    asha = signed_in("asha")
    confirmed = said(asha.post(f"{PAIN}confirm", ANSWERS), status=422)
    assert "Asha Reddy, as a coordinator, may not confirm an adverse event: an investigator may." in confirmed
    dismissed = said(asha.post(f"{PAIN}dismiss", {"row": ROWS, "reason": "No."}), status=422)
    assert "may not dismiss a proposed adverse event" in dismissed
    assert {state for state, _reason in pains().values()} == {"proposed"}
    assert 'name="aetoxgr"' not in asha.get(PAIN).content.decode()


def test_the_confirmation_asks_what_is_mandatory_and_fills_in_what_the_rule_knows(signed_in):
    page = signed_in("meena").get(PAIN).content.decode()
    assert 'value="Pain at the bone marrow aspiration site"' in page
    assert '<option value="marrow" selected>' in page
    for name in ("aetoxgr", "aeser", "aeout", "aeacn", *(f"aerel_{cause}" for cause in CAUSES)):
        assert f'name="{name}"' in page
    assert 'name="aeshosp"' not in page
    assert 'name="aenarr"' not in page


@pytest.mark.engine
def test_a_confirmation_without_its_answers_says_each_and_stores_nothing(signed_in):
    before = read.head()
    text = said(signed_in("meena").post(f"{PAIN}confirm", ANSWERS | {"aetoxgr": "", "aeout": ""}), status=422)
    assert "2 answers are missing." in text
    assert "Grade, CTCAE 5.0 is not answered." in text
    assert "Outcome is not answered." in text
    assert read.head() == before


def test_a_serious_event_is_asked_for_its_criteria_and_what_was_typed_stays(signed_in):
    response = signed_in("meena").post(f"{PAIN}confirm", ANSWERS | {"aeser": "yes"})
    assert "6 answers are missing." in said(response, status=422)
    page = response.content.decode()
    assert 'name="aeshosp"' in page
    assert '<option value="recovering" selected>' in page


def test_a_date_that_cannot_be_is_refused_at_its_field(signed_in):
    typed = ANSWERS | {"aestdtc.day": "31", "aestdtc.month": "Feb"}
    response = signed_in("meena").post(f"{PAIN}confirm", typed)
    assert "Began on: " in said(response, status=422)
    assert 'id="ae-aestdtc-refusal"' in response.content.decode()
    assert log_rows() == {}


@pytest.mark.engine
def test_a_confirmed_event_is_a_row_of_the_log_and_takes_the_other_readings_along(signed_in):
    meena = signed_in("meena")
    done = meena.post(f"{PAIN}confirm", ANSWERS | {"same": "yes"}, follow=True)
    text = said(done)
    assert "Confirmed: event 1 in the log of 01-003." in text
    (row,) = log_rows().values()
    assert row["aeterm"].value == "Pain at the bone marrow aspiration site"
    assert (row["aestdtc"].value, row["aetoxgr"].value) == ("2026-01-03", "2")
    states = pains()
    assert states[1] == ("confirmed", "")
    assert {states[n] for n in (2, 3, 4, 5)} == {("confirmed", "")}
    assert "Nothing waits for a judgement." in text
    assert "Confirmed as event 1 of the log." in text
    assert 'href="/participants/01-003/visits/log/ae/#ae-aeterm-1-row"' in done.content.decode()


def test_the_other_readings_wait_when_they_are_not_the_same_event(signed_in):
    signed_in("meena").post(f"{PAIN}confirm", ANSWERS)
    assert [state for state, _reason in pains().values()] == ["confirmed", *["proposed"] * 4]


@pytest.mark.engine
def test_not_an_event_needs_a_reason_and_keeps_it_beside_the_values(signed_in):
    meena = signed_in("meena")
    empty = meena.post(f"{PAIN}dismiss", {"row": ROWS, "reason": "  "})
    assert "Dismissing a proposed adverse event needs a reason." in said(empty, status=422)
    text = said(
        meena.post(f"{PAIN}dismiss", {"row": ROWS, "reason": "Asked while lying on it."}, follow=True)
    )
    assert {reason for _state, reason in pains().values()} == {"Asked while lying on it."}
    matched = text.split("Values that met a rule and have no event")[1]
    assert "Asked while lying on it." in matched
    assert "Not an event: Asked while lying on it." in matched


def test_only_the_readings_that_were_seen_are_judged(signed_in):
    signed_in("meena").post(f"{PAIN}dismiss", {"row": ["2"], "reason": "Asleep."})
    assert [n for n, (state, _reason) in pains().items() if state == "dismissed"] == [2]


def test_a_judgement_made_twice_is_refused_in_a_sentence(signed_in):
    meena = signed_in("meena")
    meena.post(f"{PAIN}confirm", ANSWERS | {"same": "yes"})
    again = said(meena.post(f"{PAIN}confirm", ANSWERS), status=422)
    assert "This proposal was confirmed already." in again
    assert list(log_rows()) == ["1"]


def test_a_proposal_that_never_was_is_not_found(signed_in):
    assert signed_in("meena").get("/safety/judge/01-001/marrow/marrow_aspiration/nothing/").status_code == 404


@pytest.mark.engine
def test_a_corrected_value_withdraws_the_proposal_and_the_desk_says_so(signed_in):
    with clock.virtual(play.moment(site_today(), 14)):
        for row in (1, 2, 3, 4, 5):
            correct("vas", "2", row)
    text = said(signed_in("iris").get("/safety/"))
    assert "A corrected value withdrew it." in text
    assert "Every value that met a rule has its event." in text


def correct(item, value, row):
    """Change an answer of a complete form, with its reason."""
    entry = play.Entry(item=item, row=row, value=value, reason="Misread")
    command = play.EnterItems(
        subject="01-003", visit="marrow", form="marrow_aspiration", entries=(entry,), seen=read.head().seq
    )
    play.must(play.record(command, actor=play.ASHA))


def test_events_stand_in_the_four_categories_and_outside_with_grade_and_relation(signed_in):
    meena = signed_in("meena")
    related = ANSWERS | {"same": "yes", "aerel_marrow": "probable"}
    text = said(meena.post(f"{PAIN}confirm", related, follow=True))
    events = text.split(" Events ", 1)[1].split("Values that met")[0]
    titles = [str(category.title).replace("'", "&#x27;") for category in read.plan().study.categories]
    places = [events.index(title) for title in titles]
    assert len(places) == 5
    assert places == sorted(places)
    marrow = events[places[0] : places[1]]
    assert "began 3 Jan 2026 · Recovering" in marrow
    assert " related " in marrow
    assert "CTCAE grade 2" in marrow
    assert "Serious" not in marrow


def test_a_new_event_leads_who_fills_the_log_to_the_log(signed_in):
    assert "/participants/01-002/visits/log/ae/#foot" in signed_in("asha").get("/safety/").content.decode()
    assert "New event" not in said(signed_in("iris").get("/safety/"))
