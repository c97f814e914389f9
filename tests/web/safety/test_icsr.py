"""The message of a case on its own page: what keeps it back is said, the signature makes the file, the file is given."""

import json
import re

import pytest
from tests.jobs.test_case_forms import case, issue, tell  # noqa: F401
from tests.web.conftest import PASSWORD

from hepatica.exchange.e2b.read import only
from hepatica.jobs.icsr import versions
from hepatica.store import read
from hepatica.store.access import Access

SIGN = {"receiver": "VIGIFLOW", "password": PASSWORD}


@pytest.fixture
def page(case):  # noqa: F811
    """The address of the message of a coded case of which the first report was signed."""
    tell(case, aellt="90000011", aelltv="28.0")
    issue(case)
    return f"/safety/case/{case}/1/icsr"


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def signed(who):
    return versions(read.subject_state(who), who, 1)


def test_the_case_leads_to_it_and_it_says_what_comes_first(signed_in, case):  # noqa: F811
    assert f"/safety/case/{case}/1/icsr" in text(signed_in("meena").get(f"/safety/case/{case}/1/"))
    shown = text(signed_in("meena").get(f"/safety/case/{case}/1/icsr"))
    assert "Sign the first report first." in shown
    assert 'id="password"' not in shown


def test_what_the_schema_was_not_asked_is_said_before_anything_is_signed(signed_in, page):
    shown = text(signed_in("meena").get(page))
    assert "Nothing keeps it back." in shown
    assert "Not checked against the schema" in shown


@pytest.mark.engine
def test_the_signature_makes_the_file_and_the_download_is_written_down(signed_in, case, page):  # noqa: F811
    client = signed_in("meena")
    assert client.post(page, SIGN)["Location"] == page
    assert "Version 1" in text(client.get(page))
    given = client.get(f"{page}/1")
    assert given["Content-Type"] == "application/xml"
    report = only(given.content)
    named = re.escape(report.report.id)
    assert re.fullmatch(
        rf'attachment; filename="{named}-v1-initial-\d+-[0-9a-f]{{12}}\.xml"', given["Content-Disposition"]
    )
    assert report.header.receiver == "VIGIFLOW"
    (event,) = read.accesses(Access.EXPORTED, limit=1)
    assert (event.actor, json.loads(event.body)["what"]) == ("meena", "icsr")
    assert json.loads(event.body)["sha256"] == signed(case)[0].sha256


def test_a_wrong_password_signs_nothing_and_what_was_typed_stays(signed_in, case, page):  # noqa: F811
    shown = text(signed_in("meena").post(page, SIGN | {"password": "wrong"}), 422)
    assert "password" in shown
    assert 'value="VIGIFLOW"' in shown
    assert signed(case) == ()


def test_who_may_not_sign_is_refused(signed_in, case, page):  # noqa: F811
    assert "signs a message" in text(signed_in("asha").get(page))
    assert "may not" in text(signed_in("asha").post(page, SIGN), 422)
    assert signed(case) == ()


def test_a_problem_that_stops_is_listed_and_keeps_it_back(signed_in, case, page):  # noqa: F811
    tell(case, aellt="900", reason="mistyped")
    shown = text(signed_in("meena").get(page))
    assert "Keeps it back" in shown
    assert "Keeps it back" in text(signed_in("meena").post(page, SIGN), 422)
    assert signed(case) == ()


def test_a_version_that_was_never_signed_is_404(signed_in, page):
    assert signed_in("meena").get(f"{page}/1").status_code == 404
