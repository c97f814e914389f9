"""Acts on a form: complete, reopen, sign, strike out, explain; who may, what is said, what the trail tells."""

import os

import pytest

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.store.settings_store"
    import django

    django.setup()

from tests.store.databases import templates  # noqa: F401
from tests.web.capture.form_site import (
    CLINIC,
    LAB,
    PASSWORD,
    SUBJECT,
    answer,
    do,
    enter,
    save,
    site,  # noqa: F401
    value,
)

pytestmark = pytest.mark.engine


def words(response):
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def completed(client):
    """The bedside form, complete."""
    enter("month_1", "clinical_liver", ascites_by="examination", assessor="LR", encephalopathy_drug="no")
    said = client.post(f"{CLINIC}complete", {"key": "c"}, follow=True)
    assert "The form is complete." in words(said)


def test_every_form_of_every_visit_and_log_is_drawn(site):  # noqa: F811
    from hepatica.store import read

    client, study = site.client(), read.plan().study
    for visit in (*(v.id for v in study.schedule.visits), "log"):
        for form in study.forms_at(visit):
            page = client.get(f"/participants/{SUBJECT}/visits/{visit}/{form}/")
            assert page.status_code == 200, (visit, form)
            for item in study.form_by_id[form].items:
                group = study.group_of(form, item.id)
                row = 0 if group.repeat is None else 1
                shown = row == 0 or group.repeat.least
                assert not shown or f'id="{form}-{item.id}-{row}-row"' in page.content.decode()


def test_a_place_that_is_not_in_the_protocol_is_not_found(site):  # noqa: F811
    client = site.client()
    for place in (
        "month_9/laboratory",
        "month_1/consent",
        "month_1.2/laboratory",
        "unscheduled.x/laboratory",
    ):
        assert client.get(f"/participants/{SUBJECT}/visits/{place}/").status_code == 404
    assert client.get("/participants/01-999/visits/month_1/laboratory/").status_code == 404
    assert client.get(f"/participants/{SUBJECT}/visits/unscheduled.2/laboratory/").status_code == 200


def test_the_header_says_the_day_and_the_window(site):  # noqa: F811
    page = words(site.client().get(LAB))
    assert "Day +28, <span" in page
    assert "on target" in page
    assert "window " in page


def test_the_scores_stand_beside_and_explain_themselves(site):  # noqa: F811
    page = words(site.client().get(LAB))
    assert "Why 16?" in page
    assert "11.20 × ln 1.58" in page
    assert "<b>16.02</b>" in page
    assert "Class B" in page
    assert "Since baseline" in page


def test_a_computed_form_shows_scores_and_takes_nothing(site):  # noqa: F811
    url = LAB.replace("laboratory", "child_pugh")
    page = words(site.client().get(url))
    assert "Computed from the record" in page
    assert 'formaction="' not in page
    assert save(site.client(), url, "child_pugh.points.0", "5").status_code == 400


def test_the_hospitals_own_score_is_compared(site):  # noqa: F811
    client = site.client()
    assert save(client, LAB, "laboratory.meld_hospital.1", "21").status_code == 200
    assert "21" in words(client.get(f"{LAB}?part=scores"))
    assert 'class="deviation"' in words(client.get(f"{LAB}?part=scores"))


def test_completion_names_every_empty_mandatory_item_with_a_link(site):  # noqa: F811
    said = site.client().post(f"{CLINIC}complete", {"key": "c"})
    assert said.status_code == 422
    page = words(said)
    assert '<a href="#clinical_liver-ascites_by-0-row">' in page
    assert '<a href="#clinical_liver-assessor-0-row">' in page
    assert "is mandatory and not answered." in page


def test_a_change_after_completion_asks_for_its_reason_in_place(site):  # noqa: F811
    client = site.client()
    completed(client)
    refused = save(client, CLINIC, "clinical_liver.ascites.0", "none")
    assert refused.status_code == 422
    assert "a change needs a reason" in words(refused)
    assert "Why is it changed?" in words(refused)
    assert (
        save(client, CLINIC, "clinical_liver.ascites.0", "none", reason="read the wrong line").status_code
        == 200
    )
    page = words(client.get(f"{CLINIC}?history=ascites&row=0"))
    assert "Lakshmi R. entered Mild, or controlled by diuretics" in page
    assert "Lakshmi R. changed Mild, or controlled by diuretics to None: read the wrong line," in page


def test_reopening_needs_a_reason(site):  # noqa: F811
    client = site.client()
    completed(client)
    assert "needs a reason" in words(client.post(f"{CLINIC}reopen", {"reopen_reason": " "}))
    said = client.post(f"{CLINIC}reopen", {"reopen_reason": "a value came late"}, follow=True)
    assert "The form is open again." in words(said)


def test_a_signature_needs_the_password_and_says_who_when_and_what(site):  # noqa: F811
    completed(site.client())
    doctor = site.client("menon")
    assert "nothing is signed" in words(
        doctor.post(f"{CLINIC}sign", {"meaning": "approval", "password": "x"})
    )
    assert "Say what your signature means." in words(doctor.post(f"{CLINIC}sign", {"password": PASSWORD}))
    signed = words(
        doctor.post(
            f"{CLINIC}sign",
            {"meaning": "approval", "username": "menon", "sign_seen": "9999", "password": PASSWORD},
            follow=True,
        )
    )
    assert "<b>Dr A. Menon</b>, investigator · signed for approval," in signed
    assert "changed since" not in signed
    save(site.client(), CLINIC, "clinical_liver.ascites.0", "none", reason="read the wrong line")
    assert "changed since" in words(doctor.get(CLINIC))


def test_a_coordinator_is_not_offered_a_signature_and_cannot_give_one(site):  # noqa: F811
    client = site.client()
    completed(client)
    assert 'formaction="/participants/01-001/visits/month_1/clinical_liver/sign"' not in words(
        client.get(CLINIC)
    )
    said = client.post(f"{CLINIC}sign", {"meaning": "approval", "password": PASSWORD})
    assert "may not sign a form" in words(said)


def test_a_row_is_struck_out_with_its_reason_and_its_number_is_not_given_again(site):  # noqa: F811
    client = site.client()
    enter("month_1", "laboratory", row=2, bilirubin="9.9")
    assert "needs a reason" in words(client.post(f"{LAB}remove", {"remove": "draw.2"}))
    gone = {"remove": "draw.2", "remove_reason.draw.2": "another person's tube"}
    assert "struck out" in words(client.post(f"{LAB}remove", gone, follow=True))
    assert value("bilirubin", row=2) is None
    more = words(client.get(f"{LAB}?rows.draw=2"))
    assert 'id="laboratory-bilirubin-3-row"' in more
    assert 'id="laboratory-bilirubin-2-row"' not in more
    assert "another person's tube" in words(client.get(f"{LAB}?history=bilirubin&row=2"))


def test_a_finding_is_explained_at_its_field(site):  # noqa: F811
    client = site.client()
    found = words(save(client, LAB, "laboratory.haemoglobin.1", "14.9", unit="g/dL"))
    assert "It stands, say why" in found
    button = found.split('name="explain" value="')[1].split('"')[0]
    form, check, row = button.split("|")
    reason = {f"explain_reason.{form}.{check}.{row}": "two units were given"}
    said = words(client.post(f"{LAB}explain", {"explain": button, **reason}, follow=True))
    assert "It stands: two units were given" in said


def test_what_a_rule_proposes_is_said_quietly(site):  # noqa: F811
    enter("marrow", "marrow_aspiration", row=1, vas="8")
    page = words(site.client().get(f"/participants/{SUBJECT}/visits/marrow/marrow_aspiration/"))
    assert "a clinician decides" in page
    assert 'href="/safety/"' in page


def test_an_inspector_reads_everything_and_is_offered_nothing_to_change(site):  # noqa: F811
    inspector = site.client("iris")
    page = words(inspector.get(LAB))
    assert "You may read this form, not change it." in page
    assert "3.1 mg/dL" in page
    assert "data-box" not in page
    assert "formaction" not in page
    said = save(inspector, LAB, "laboratory.potassium.1", "4.1", user="iris")
    assert said.status_code == 422
    assert "may not enter data" in words(said)
    assert answer("potassium") is None


def test_an_account_without_a_role_is_told_so(site):  # noqa: F811
    said = site.client("noone").get(LAB)
    assert said.status_code == 403
    assert "no role in this trial" in words(said)


def test_a_range_follows_the_laboratory_the_sex_and_the_date(site):  # noqa: F811
    page = words(site.client().get(LAB))
    assert "12 to 16" in _row(page, "haemoglobin")
    from hepatica.conduct.commands import EnterItems, Entry

    swap = EnterItems(
        subject=SUBJECT,
        visit="screening",
        form="demographics",
        entries=(Entry(item="sex", value="male"),),
        seen=10**9,
    )
    do(swap)
    assert "12 to 16" not in _row(words(site.client().get(LAB)), "haemoglobin")
    enter("month_1", "laboratory", row=1, laboratory="other")
    assert 'class="strip' not in _row(words(site.client().get(LAB)), "haemoglobin")


def _row(page, item):
    start = page.index(f'id="laboratory-{item}-1-row"')
    return page[start : page.index('class="saved"', start)]
