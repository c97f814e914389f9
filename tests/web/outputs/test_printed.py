"""Printed reports: listed for everyone, given by the hash of their bytes, and each one that leaves is written down."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from tests.web import play

from hepatica.jobs import outputs, printed
from hepatica.store import read
from hepatica.store.access import Access


@pytest.fixture(autouse=True)
def _addresses(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"


def given(response):
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def accesses(kind):
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, body FROM access_event WHERE kind = %s ORDER BY seq", [kind.value])
        return [(actor, json.loads(body)) for actor, body in cursor.fetchall()]


def test_the_report_of_a_cut_is_given_at_once_and_is_the_same_bytes(signed_in):
    cut = read.head().seq - 5
    response = signed_in("iris").get("/outputs/report.pdf", {"cut": cut})
    data = given(response)
    assert data == outputs.report_pdf(cut)
    assert response["Content-Type"] == "application/pdf"
    assert f"-report-{cut}.pdf" in response["Content-Disposition"]
    said = {"what": "study report", "cut": str(cut), "sha256": sha256(data).hexdigest()}
    assert accesses(Access.PRINTED) == accesses(Access.EXPORTED) == [("iris", said)]


def test_a_print_is_listed_and_given_again_by_its_hash_to_someone_else_until_its_file_is_gone(
    signed_in, settings, unset
):
    data = given(signed_in("iris").get("/outputs/report.pdf"))
    digest = sha256(data).hexdigest()
    page = signed_in("asha").get("/outputs/").content.decode()
    assert digest in page
    assert play.IRIS.name in page
    assert f'href="/outputs/printed/{digest}.pdf"' in page
    assert given(signed_in("asha").get(f"/outputs/printed/{digest}.pdf")) == data
    assert [actor for actor, _body in accesses(Access.EXPORTED)] == ["iris", "asha"]
    (file,) = (Path(settings.HEPATICA_DIR) / "files").glob("*.pdf")
    file.unlink()
    assert "the file is gone" in signed_in("iris").get("/outputs/").content.decode()
    assert signed_in("iris").get(f"/outputs/printed/{file.stem}.pdf").status_code == 404


def test_the_same_cut_printed_twice_is_one_file_and_one_line(signed_in, unset):
    client = signed_in("iris")
    assert given(client.get("/outputs/report.pdf")) == given(client.get("/outputs/report.pdf"))
    assert len(printed.printed()) == 2
    assert client.get("/outputs/").content.decode().count("SHA-256") == 1


@pytest.mark.parametrize("name", ["0" * 64, "banana", "..%2f..%2fsecret", "%25", "A" * 64])
def test_a_hash_that_was_never_printed_is_not_found(signed_in, name):
    assert signed_in("iris").get(f"/outputs/printed/{name}.pdf").status_code == 404


def test_a_file_put_into_the_folder_by_hand_is_not_given(signed_in, settings):
    folder = Path(settings.HEPATICA_DIR) / "files"
    folder.mkdir()
    (folder / f"{'a' * 64}.pdf").write_bytes(b"%PDF-1.7")
    assert signed_in("iris").get(f"/outputs/printed/{'a' * 64}.pdf").status_code == 404


def test_a_cut_that_does_not_exist_prints_nothing(signed_in):
    assert signed_in("iris").get("/outputs/report.pdf", {"cut": "99999999"}).status_code == 404
    assert accesses(Access.PRINTED) == []


def test_a_person_without_a_role_prints_nothing(signed_in, client):
    assert signed_in("nobody").get("/outputs/report.pdf").status_code == 403
    assert client.get("/outputs/report.pdf").status_code == 302
    assert accesses(Access.PRINTED) == []


@pytest.mark.parametrize("name", ["", "../x", "g" * 64, "A" * 64, "0" * 63])
def test_only_a_hash_names_a_file(ward, name):
    with pytest.raises(ValueError, match="not a SHA-256"):
        printed.path_of(name)


@pytest.mark.engine
def test_a_cut_printed_at_the_head_and_again_when_the_ledger_has_grown_is_the_same_bytes(ward, unset):
    cut = read.head().seq
    first = outputs.report_pdf(cut)
    play.enter("01-001", "month_3", "visit", {"svreas": "a later remark"})
    assert read.head().seq > cut
    outputs._cut.cache_clear()
    outputs._dossier.cache_clear()
    assert outputs.report_pdf(cut) == first
    assert outputs.report_pdf() != first
