"""The participant's page: what stands, what may be done, and who the person is for those who care for them."""

from datetime import timedelta

import pytest
from tests.web import play
from tests.web.conftest import site_today
from tests.web.today.test_today import said

from hepatica.conduct.commands import EnterItems, Entry, GrantRole, RevokeRole
from hepatica.ledger.rows import SubjectRow
from hepatica.people.identity import IdentityList
from hepatica.store import read
from hepatica.store.publishing import OWNER
from hepatica.store.record import record
from hepatica.store.transactions import snapshot

pytestmark = pytest.mark.engine
NEW = "/participants/01-005/"


def answer_eligible(subject):
    entries = (Entry(item="ieeligible", value="yes", reason="Judged again."),)
    seen = read.head().seq
    command = EnterItems(subject=subject, visit="screening", form="eligibility", entries=entries, seen=seen)
    play.must(record(command, actor=play.MEENA))


def test_the_head_says_when_where_and_how_the_liver_does(signed_in):
    page = signed_in("asha").get("/participants/01-001/")
    assert 'href="/why/?of=SCORE%3A01-001%2F' in page.content.decode()  # the number can be asked
    text = said(page)
    for words in ("Infused", "Today Day +190", "MELD, baseline to", "15 to 12"):
        assert words in text


def test_a_number_that_was_never_given_has_no_page(signed_in):
    assert signed_in("asha").get("/participants/01-099/").status_code == 404


def test_every_clearance_of_the_enrolment_is_listed_and_the_open_one_comes_first(signed_in):
    text = said(signed_in("meena").get(NEW))
    assert "30 of 31 clearances" in text
    assert text.index("Judged eligible : not yet met") < text.index("Consent is signed : met")
    assert "Absent: Refractory ascites : met" in text
    assert "Enrol 01-005" not in text


def test_an_early_enrolment_is_refused_with_every_reason(signed_in):
    text = said(signed_in("meena").post(f"{NEW}enrol/", follow=True))
    assert "eligib" in text.split("Enrolment")[0].lower()
    assert not read.subject_state("01-005").get(SubjectRow, "01-005").enrolled_seq


def test_the_button_appears_when_all_is_clear_and_only_for_an_investigator(signed_in):
    answer_eligible("01-005")
    assert "An investigator does this." in said(signed_in("asha").get(NEW))
    assert "Enrol 01-005" in said(signed_in("meena").get(NEW))
    refused = said(signed_in("asha").post(f"{NEW}enrol/", follow=True))
    assert "may not enrol a participant" in refused
    assert "01-005 is enrolled." in said(signed_in("meena").post(f"{NEW}enrol/", follow=True))


def test_the_sixth_enrolment_is_refused_with_the_protocols_sentence(signed_in):
    answer_eligible("01-005")
    client = signed_in("meena")
    client.post(f"{NEW}enrol/")
    sixth = play.screened(site_today(), site_today() + timedelta(days=40))
    with play.clock.virtual(play.moment(site_today(), 23)):
        play.fill(sixth, "screening", "consent", site_today())
        play.fill(sixth, "screening", "eligibility", site_today())
    page = said(client.get(f"/participants/{sixth}/"))
    assert "31 of 31 clearances" in page
    assert "The protocol enrols 5 participants" in page
    assert f"Enrol {sixth}" not in page
    again = said(client.post(f"/participants/{sixth}/enrol/", follow=True))
    assert "A further enrolment needs an amendment" in again.split("Enrolment")[0]


def test_gates_say_what_was_authorised(signed_in):
    text = said(signed_in("meena").get("/participants/01-001/"))
    assert text.count("Authorised") == 3
    assert "Authorise 01-001" not in text


def test_a_gate_that_is_not_clear_has_no_button_and_refuses(signed_in):
    answer_eligible("01-005")
    client = signed_in("meena")
    client.post(f"{NEW}enrol/")
    page = client.get(NEW).content.decode()
    assert 'value="gcsf"' not in page
    refused = said(client.post(f"{NEW}authorise/", {"gate": "gcsf"}, follow=True))
    assert "MSC" in refused.split("Start of G-CSF")[0]


def test_an_unknown_gate_is_refused_in_a_sentence(signed_in):
    assert "There is no gate" in said(
        signed_in("meena").post("/participants/01-001/authorise/", {"gate": "x"}, follow=True)
    )


def test_an_unscheduled_visit_gets_the_next_number(signed_in):
    client = signed_in("asha")
    first = client.post("/participants/01-001/unscheduled/", {"visit": "unscheduled"})
    assert first["Location"] == "/participants/01-001/visits/unscheduled/laboratory/"
    play.enter("01-001", "unscheduled", "visit", {"svstdtc": site_today().isoformat()})
    second = client.post("/participants/01-001/unscheduled/", {"visit": "unscheduled"})
    assert second["Location"] == "/participants/01-001/visits/unscheduled.2/laboratory/"
    assert client.post("/participants/01-001/unscheduled/", {"visit": "month_1"}).status_code == 404


def test_a_visit_opens_at_its_first_form_that_is_not_complete(signed_in):
    client = signed_in("asha")
    response = client.get("/participants/01-003/visits/month_1/")
    assert response["Location"] == "/participants/01-003/visits/month_1/laboratory/"
    play.attend("01-003", "month_1", site_today(), forms=("laboratory",))
    response = client.get("/participants/01-003/visits/month_1/")
    assert response["Location"] == "/participants/01-003/visits/month_1/clinical_liver/"
    assert client.get("/participants/01-003/visits/month_99/").status_code == 404


def test_a_glance_says_how_a_visit_stands(signed_in):
    page = signed_in("asha").get("/participants/01-003/visits/month_1/?glance=1").content.decode()
    assert "<html" not in page
    assert "none yet" in page


def test_the_trail_tells_the_latest_in_sentences(signed_in):
    text = said(signed_in("asha").get("/participants/01-003/")).split("Lately")[1]
    assert "Asha Reddy completed Week 1" in text


def test_the_profile_is_a_figure_with_a_table_and_a_stamp(signed_in):
    page = signed_in("asha").get("/participants/01-001/").content.decode()
    assert 'class="chart" data-figure="profile-data"' in page
    assert "The same figure as a table" in page
    assert str(read.head().seq) in page.replace("\N{NARROW NO-BREAK SPACE}", "").replace("\N{THIN SPACE}", "")
    script = page.split('src="/figures/')[1].split('"')[0]
    answer = signed_in("asha").get(f"/figures/{script}")
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert signed_in("asha").get("/figures/vega-0.js").status_code == 404


def test_a_finding_leads_to_its_field_on_the_form(signed_in):
    client = signed_in("asha")
    page = client.get("/participants/01-001/").content.decode().split('id="findings-title"')[1]
    address, field = page.split('href="')[1].split('"')[0].split("#")
    assert f'id="{field}"' in client.get(address).content.decode()


def test_without_scripts_the_profile_is_a_picture_drawn_by_the_server(signed_in):
    answer = signed_in("asha").get("/participants/01-001/profile.svg?theme=dark")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")


def test_a_profile_page_of_its_own_offers_a_plain_axis(signed_in):
    assert "drawn six times wider" in signed_in("asha").get("/participants/01-001/profile/").content.decode()
    plain = signed_in("asha").get("/participants/01-001/profile/?axis=plain").content.decode()
    assert "drawn six times wider" not in plain


def looks(kind):
    with snapshot() as cursor:
        return [
            e for e in read.stream(cursor, last=read.head("access").seq, chain="access") if e.kind == kind
        ]


def test_an_identity_is_shown_only_on_demand_and_each_look_is_written_down(signed_in, settings):
    client = signed_in("asha")
    typed = {
        "initials": "K.V.",
        "hospital_number": "AIG 88 12",
        "birth_date": "4 Mar 1971",
        "telephone": "98480",
    }
    client.post(f"{NEW}identity/keep/", typed)
    assert "AIG 88 12" not in client.get(NEW).content.decode()
    assert looks("identity.viewed") == []
    assert "AIG 88 12" in client.post(f"{NEW}identity/").content.decode()
    seen = looks("identity.viewed")
    assert [(e.actor, e.subject, e.body) for e in seen] == [("asha", "01-005", "{}")]
    assert b"88 12" not in (settings.HEPATICA_DIR / "identity.enc").read_bytes()


@pytest.mark.parametrize("name", ["iris", "lata", "pavan"])
def test_nobody_else_sees_who_a_participant_is(signed_in, name):
    client = signed_in(name)
    assert "Show who this is" not in client.get(NEW).content.decode()
    for act in ("", "keep/", "erase/"):
        assert client.post(f"{NEW}identity/{act}", {"initials": "X"}).status_code == 403
    assert looks("identity.viewed") == []


def test_erasing_needs_the_number_typed_and_is_for_good(signed_in, settings):
    client = signed_in("asha")
    client.post(f"{NEW}identity/keep/", {"initials": "K.V."})
    assert "Nothing was erased." in said(
        client.post(f"{NEW}identity/erase/", {"confirm": "01-004"}, follow=True)
    )
    people = IdentityList(settings.HEPATICA_DIR)
    assert people.of("01-005").initials == "K.V."
    assert "Erased for good." in said(
        client.post(f"{NEW}identity/erase/", {"confirm": "01-005"}, follow=True)
    )
    assert people.of("01-005") is None
    assert len(looks("identity.erased")) == 1


def test_an_overlong_identity_is_refused_and_nothing_is_kept(signed_in, settings):
    client = signed_in("asha")
    assert "too long" in said(client.post(f"{NEW}identity/keep/", {"telephone": "9" * 81}, follow=True))
    assert IdentityList(settings.HEPATICA_DIR).of("01-005") is None


def test_acts_need_a_post_and_a_role(signed_in):
    for act in ("enrol", "authorise", "unscheduled", "identity"):
        assert signed_in("meena").get(f"{NEW}{act}/").status_code == 405
        assert signed_in("nobody").post(f"{NEW}{act}/").status_code == 403


def test_a_role_taken_back_closes_the_door_at_once(signed_in):
    client = signed_in("iris")
    assert client.get("/").status_code == 200
    play.must(record(RevokeRole(user="iris", role="inspector", reason="Left."), actor=OWNER))
    ended = client.get("/")
    assert (ended.status_code, ended["Location"]) == (302, "/accounts/login/?next=/")
    play.must(record(GrantRole(user="iris", name="Iris Paul", role="monitor", training="GCP"), actor=OWNER))
    assert signed_in("iris").get("/").status_code == 200
