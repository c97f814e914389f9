"""Any kind of report from the page, and whole datasets for those who may take them away; each one is written down."""

from hashlib import sha256

import pytest
from django.core.management import call_command
from tests.delegating import delegate
from tests.web.outputs.test_printed import accesses, given

from hepatica.jobs.datasets import dataset_csv
from hepatica.store import read
from hepatica.store.access import Access


@pytest.fixture(autouse=True)
def _addresses(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("html", b"<!doctype html>")])
def test_a_kind_is_ordered_printed_and_given(signed_in, form, begins):
    client, cut = signed_in("asha"), read.head().seq
    address = client.post("/outputs/print/", {"kind": "participant", "form": form})["Location"]
    call_command("db_worker", batch=True, interval=0, verbosity=0)
    response = client.get(f"{address}report.pdf")
    data = given(response)
    assert data.startswith(begins)
    assert f"-participant-{cut}.{form}" in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment" if form == "html" else "inline")
    what = "summary for participants" + (", HTML" if form == "html" else "")
    said = {"what": what, "cut": str(cut), "sha256": sha256(data).hexdigest()}
    assert accesses(Access.PRINTED) == accesses(Access.EXPORTED) == [("asha", said)]
    assert given(client.get(f"/outputs/printed/{said['sha256']}.pdf")) == data
    assert "Summary for participants at event" in client.get("/outputs/").content.decode()


@pytest.mark.parametrize("asked", [{"kind": "glossy"}, {"form": "docx"}])
def test_a_kind_or_a_form_that_is_not_there_is_not_found(signed_in, asked):
    assert signed_in("asha").post("/outputs/print/", asked).status_code == 404


def test_cells_of_a_table_lead_to_their_reason_at_the_same_cut(signed_in):
    page = signed_in("asha").get("/outputs/tables/scores/").content.decode()
    assert f"&amp;cut={read.head().seq}" in page
    assert 'href="/why/?of=SCORE%3A' in page


def test_datasets_are_for_those_who_may_take_data_away(signed_in):
    assert "Datasets" not in signed_in("asha").get("/outputs/").content.decode()
    assert signed_in("asha").get("/outputs/datasets/ADSL.csv").status_code == 403
    assert accesses(Access.EXPORTED) == []


def test_a_statistician_takes_a_dataset_and_that_is_written_down(signed_in):
    client = signed_in("asha")
    delegate("asha", "Asha R.", "statistician")
    page = client.get("/outputs/").content.decode()
    assert 'href="datasets/ADLB.csv"' in page
    response = client.get("/outputs/datasets/ADSL.csv")
    assert response.content == dataset_csv("ADSL")
    assert response["Content-Type"].startswith("text/csv")
    said = {
        "what": "dataset ADSL",
        "cut": str(read.head().seq),
        "sha256": sha256(response.content).hexdigest(),
        "rows": str(response.content.count(b"\r\n") - 1),
    }
    assert accesses(Access.EXPORTED) == [("asha", said)]
    assert client.get("/outputs/datasets/ADXX.csv").status_code == 404
    assert b"USUBJID" in client.get("/outputs/datasets/ADSL.csv", {"define": "1"}).content


def test_a_masked_reader_takes_nothing(signed_in):
    delegate("nobody", "N. Obody", "reader")
    assert signed_in("nobody").get("/outputs/datasets/ADSL.csv").status_code == 403
