"""Papers of a case: a draft says so; an issued version prints the same for ever, whatever is edited after it."""

import io
import json

import pytest
from pypdf import PdfReader
from tests.web.play import ASHA, MEENA

from hepatica.conduct.commands import EnterItems, Entry
from hepatica.conduct.desk_commands import IssueReport
from hepatica.jobs.case_forms import (
    OTHERWISE,
    NoSuchForm,
    estimate_pdf,
    form_pdf,
    issued_form,
    printed_form,
    written_form,
)
from hepatica.report.forms.compensation import Proposal
from hepatica.report.forms.filled import Filled, changed
from hepatica.report.forms.print import DRAFT
from hepatica.safety.compensation import death
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import Recorded, record

JUDGED = {
    f"aerel_{name}": "unlikely"
    for name in ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy", "conmed", "disease")
}
SAID = {
    "aeterm": "Ankle swelling",
    "aeongo": "yes",
    "aetoxgr": "3",
    "aeser": "yes",
    "aeshosp": "yes",
    "aeout": "recovering",
    "aenarr": "Seen at the ward round.",
    **JUDGED,
}


def tell(who, by=MEENA, reason="", **values):
    entries = tuple(Entry(item=item, row=1, value=value, reason=reason) for item, value in values.items())
    row = read.form_row(who, "log", "ae")
    seen = row.last_seq if row else 0
    command = EnterItems(subject=who, visit="log", form="ae", entries=entries, seen=seen)
    done = record(command, actor=by)
    assert isinstance(done, Recorded), done


@pytest.fixture
def case(ward):
    """A serious event of the first who was infused, told to the end."""
    who = read.infused()[0]
    day = next(row.infused for row in read.subjects() if row.subject == who)
    tell(who, aestdtc=day, **SAID)
    return who


def issue(who, purpose="initial", report="table5"):
    done = record(IssueReport(subject=who, row=1, report=report, purpose=purpose), actor=MEENA)
    assert isinstance(done, Recorded), done


def test_a_draft_is_marked_and_needs_no_issue(case):
    written = written_form(case, 1, "table5")
    assert not written.paper.final
    assert [form.report for form in written.forms] == ["table5", "checklist"]
    assert written.narrative
    pages = PdfReader(io.BytesIO(form_pdf(case, 1, "table5"))).pages
    assert all(DRAFT in page.extract_text() for page in pages)


def test_an_issued_version_prints_the_same_bytes_after_every_edit(case):
    issue(case)
    first = form_pdf(case, 1, "table5", 1)
    tell(case, reason="seen again", aeout="recovered", aeterm="Swelling of both ankles")
    assert form_pdf(case, 1, "table5", 1) == first
    written = written_form(case, 1, "table5", 1)
    assert written.faithful
    assert written.paper.final
    assert "Dr Meena Rao" in written.paper.status
    assert "Ankle swelling" in {line.value for line in written.forms[0].lines}


def test_a_paper_whose_seal_does_not_hold_says_so(case, monkeypatch):
    issue(case)
    assert OTHERWISE not in written_form(case, 1, "table5", 1).paper.status
    monkeypatch.setattr(Filled, "sha256", "0" * 64)
    written = written_form(case, 1, "table5", 1)
    assert OTHERWISE in written.paper.status
    assert not written.faithful


def test_the_same_bytes_come_in_two_zones(case, settings):
    issue(case, report="cioms")
    here = form_pdf(case, 1, "cioms", 1)
    settings.TIME_ZONE = "America/New_York"
    assert form_pdf(case, 1, "cioms", 1) == here


def test_a_follow_up_marks_what_is_new_and_a_stale_version_can_be_told(case):
    issue(case)
    tell(case, reason="seen again", aeout="recovered")
    now = written_form(case, 1, "table5").forms[0]
    assert [line.label for line in changed(issued_form(case, 1, "table5", 1), now)] == [
        "Recovery and sequelae"
    ]
    issue(case, "follow_up")
    written = written_form(case, 1, "table5", 2)
    assert [line.label for line in written.forms[0].lines if line.new] == ["Recovery and sequelae"]
    assert written.faithful
    assert "Follow-up report, version 2" in written.paper.status


def test_each_print_is_on_the_access_chain(case):
    made = printed_form(case, 1, "adr", None, actor=ASHA.user)
    (event,) = read.accesses(Access.PRINTED, limit=1)
    said = json.loads(event.body)
    assert (event.actor, said["what"]) == ("asha", f"adr/{case}/1/draft")
    assert made.startswith(b"%PDF")


def test_an_estimate_of_compensation_prints_for_the_case(case):
    made = estimate_pdf(case, 1, death(50, 1), Proposal(by="Dr Meena Rao", reason="high risk"))
    assert "12,32,484.65" in PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_what_is_not_there_is_a_sentence(case):
    with pytest.raises(NoSuchForm, match="No version 3"):
        form_pdf(case, 1, "table5", 3)
    with pytest.raises(NoSuchForm, match="no adverse event in row 9"):
        form_pdf(case, 9, "table5")
    with pytest.raises(NoSuchForm, match="no form called 'poem'"):
        form_pdf(case, 1, "poem")
