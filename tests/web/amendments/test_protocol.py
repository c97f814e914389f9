"""The protocol's pages: versions, their difference, the owner's next version, re-consent and deviations."""

import shutil
from datetime import timedelta
from functools import cache

import pytest
from tests.web.conftest import REFERENCE, site_today

from hepatica.conduct.commands import Actor
from hepatica.ledger.review_rows import AssessmentRow
from hepatica.ledger.rows import DeviationRow
from hepatica.store import publishing, read, versions
from hepatica.study.load import load

DAY = timedelta(days=1)
GIVEN = {
    name: f"{site_today() - DAY:%Y-%m-%d} N/1"
    for name in ("ethics_committee", "licensing_authority", "stem_cell_committee", "registry")
}


@cache
def reference():
    return load(REFERENCE)


def amended(**changes):
    study = reference()
    enrolment = study.enrolment.model_copy(update={"planned": 8})
    fields = {n: getattr(study, n) for n in type(study).model_fields}
    return type(study)(**fields | {"version": "9.0", "enrolment": enrolment} | changes)


@pytest.fixture
def kept(signed_in):
    publishing.publish(amended(), keeps=True, approvals=GIVEN)
    return signed_in


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def test_versions_stand_with_hashes_approvals_and_who_is_under_which(kept):
    """VAL-06: every version with its date, its approvals, and what changed."""
    page = text(kept("iris").get("/record/protocol/"))
    newest, oldest = versions.versions()
    for said in (
        "Version 9.0",
        "in force",
        newest.fact.sha256,
        newest.hash,
        "N/1",
        "stay under their version",
    ):
        assert said in page, said
    assert f"?old={oldest.seq}&amp;new={newest.seq}" in page
    assert page.count(f"version {oldest.fact.version}<") == len(read.subjects())
    assert "Record a renewed consent" not in page, "an inspector records nothing"
    difference = text(kept("iris").get(f"/record/protocol/diff/?old={oldest.seq}&new={newest.seq}"))
    assert "The enrolment: participants planned 5 → 8." in difference
    assert "Bears on participants" in difference
    assert kept("iris").get("/record/protocol/diff/?old=3&new=x").status_code == 404


def test_a_renewed_consent_is_recorded_and_refused_with_a_sentence(kept):
    client = kept("asha")
    who = next(row for row in read.subjects() if "consent" in row.anchors and not row.ended).subject
    assert who in text(client.get("/record/protocol/"))
    assert "asked for consent again" in text(client.get("/"))
    assert "Asked for consent again" in text(client.get(f"/participants/{who}/"))
    today = site_today()
    sent = {
        "subject": who,
        "document": "9, Telugu",
        "date.day": str(today.day),
        "date.month": str(today.month),
    }
    late = text(client.post("/record/protocol/renew/", sent | {"date.year": str(today.year + 1)}), 422)
    assert "that is in the future" in late
    assert "9, Telugu" in late, "what was typed stays"
    done = client.post("/record/protocol/renew/", sent | {"date.year": str(today.year)}, follow=True)
    assert f"The renewed consent of {who} is in the record." in text(done)
    row = next(one for one in read.subjects() if one.subject == who)
    assert (row.consented, read.plan_for(row).study.version) == ({"9.0": today.isoformat()}, "9.0")
    assert "may not record a renewed consent" in text(kept("iris").post("/record/protocol/renew/", sent), 422)


def test_a_kept_participants_form_is_that_of_their_version(signed_in):
    study = reference()
    forms = tuple(
        f.model_copy(update={"title": f.title.model_copy(update={"en": "Chemistry"})})
        if f.id == "laboratory"
        else f
        for f in study.forms
    )
    publishing.publish(amended(forms=forms), keeps=True, approvals=GIVEN)
    who = read.subjects()[0].subject
    assert "Chemistry" not in text(signed_in("asha").get(f"/participants/{who}/visits/screening/laboratory/"))
    assert text(signed_in("asha").get("/matrix/"))


def test_the_owners_page_shows_what_the_folder_would_change_and_publishes_nothing(signed_in, settings):
    client, before = signed_in("iris"), read.head()
    folder = settings.HEPATICA_DIR / "study"
    shutil.copytree(REFERENCE, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    assert "is the version in force" in text(client.get("/record/protocol/next/"))
    path = folder / "study.yaml"
    path.write_text(
        path.read_text().replace("planned: 5", "planned: 8").replace('version: "1.4"', 'version: "2.0"')
    )
    page = text(client.get("/record/protocol/next/"))
    for said in (
        "participants planned 5 → 8",
        "Ethics committee",
        "hepatica publish",
        "--keep",
        "consent again",
    ):
        assert said in page, said
    path.write_text(path.read_text() + "colour: blue\n")
    assert "cannot be published as it stands" in text(client.get("/record/protocol/next/"))
    assert read.head() == before


def test_deviations_of_rules_and_of_the_log_stand_together_and_are_judged(signed_in):
    from hepatica.conduct.commands import EnterItems, Entry
    from hepatica.store.record import record

    asha = Actor(user="asha", name="Asha Reddy", roles=frozenset({"coordinator"}))
    after = ("week_1", "month_1", "month_3", "month_6")
    who, visit = next(
        (row.subject, v) for row in read.subjects() for v in after if row.infused and v not in row.visits
    )
    entry = EnterItems(
        subject=who,
        visit=visit,
        form="visit",
        entries=(Entry(item="svstat", value="not_done"),),
        seen=read.head().seq,
    )
    assert "deviation.recorded" in [e.kind for e in record(entry, actor=asha).events]
    key = f"{who}|missed_visit/{visit}/visit/svstat/0"
    page = text(signed_in("asha").get("/record/protocol/deviations/"))
    assert "was marked as not done." in page
    assert "?assess=" not in page, "a coordinator does not judge"
    client = signed_in("meena")
    form = text(client.get("/record/protocol/deviations/", {"assess": key, "rule": "missed_visit"}))
    assert "The protocol proposes: important." in form
    judged = {"key": key, "grade": "minor", "cause": "a flood", "action": "called the same day"}
    assert "its cause" in text(
        client.post("/record/protocol/deviations/assess/", judged | {"cause": ""}), 422
    )
    assert "Say how grave it is" in text(
        client.post("/record/protocol/deviations/assess/", judged | {"grade": ""}), 422
    )
    assert "Cause: a flood" in text(client.post("/record/protocol/deviations/assess/", judged, follow=True))
    assert [row.grade for row in read.everyones(AssessmentRow)] == ["minor"]
    assert "No deviation of this kind" in text(
        client.get("/record/protocol/deviations/", {"rule": "missed_visit", "show": "waiting"})
    )


def test_what_seems_missed_is_proposed_and_confirmed_by_a_person(signed_in):
    import re

    client = signed_in("asha")
    page = text(client.get("/record/protocol/deviations/"))
    found = re.search(
        r'name="subject" value="([^"]+)"><input type="hidden" name="rule" value="([^"]+)">'
        r'<input type="hidden" name="visit" value="([^"]+)"><input type="hidden" name="form" value="([^"]*)">',
        page,
    )
    assert found, "somebody of the ward missed something"
    sent = dict(zip(("subject", "rule", "visit", "form"), found.groups(), strict=True))
    before = len(read.everyones(DeviationRow))
    assert "recorded as a deviation" in text(
        client.post("/record/protocol/deviations/confirm/", sent, follow=True)
    )
    assert len(read.everyones(DeviationRow)) == before + 1
    nothing = text(client.post("/record/protocol/deviations/confirm/", sent | {"visit": "moon"}), 422)
    assert "Nothing of that name was missed" in nothing
    assert client.post("/record/protocol/deviations/confirm/", sent | {"rule": "moon"}).status_code == 422


def test_without_a_role_nothing_opens(ward, signed_in):
    for place in ("", "next/", "deviations/"):
        assert signed_in("nobody").get(f"/record/protocol/{place}").status_code == 403
