"""The register of approvals and decisions about a participant: what is recorded, refused, expired, and what it closes."""

from datetime import date

import pytest
from tests.delegating import delegate
from tests.safety.clock_cases import study
from tests.web import play
from tests.web.safety.test_desk import said

from hepatica.ledger.desk_rows import ApprovalRow, ClearanceRow
from hepatica.store import read
from hepatica.web.safety.present_approvals import register

LETTER = {
    "approval": "insurance",
    "number": "POL-2",
    "from.day": "1",
    "from.month": "Jan",
    "from.year": "2026",
    "to.day": "31",
    "to.month": "Dec",
    "to.year": "2027",
    "reason": "Renewed for a year",
}


def row(**changes):
    named = {"approval": "ethics_committee", "number": "IEC-1", "valid_from": "2026-01-01"}
    return ApprovalRow(subject="", **(named | {"valid_to": "2026-06-30", "by": "asha", "seq": 1} | changes))


def ethics(rows, today):
    """The line of the ethics committee."""
    lines = register(study(), rows, today, {"asha": "Asha Reddy"})
    return next(line for line in lines if line.id == "ethics_committee")


@pytest.mark.parametrize(
    ("rows", "today", "state", "verdict"),
    [
        ([], date(2026, 3, 1), "missing", "not recorded"),
        ([row()], date(2025, 12, 31), "ahead", "not in force yet"),
        ([row()], date(2026, 3, 1), "valid", "in date"),
        ([row()], date(2026, 6, 1), "soon", "ends in 29 days"),
        ([row()], date(2026, 6, 30), "soon", "ends in 0 days"),
        ([row()], date(2026, 7, 1), "expired", "expired 30 Jun 2026"),
        ([row(valid_to="")], date(2099, 7, 1), "valid", "in date"),
    ],
)
def test_an_approval_says_whether_it_stands_and_what_it_closes(rows, today, state, verdict):
    line = ethics(rows, today)
    assert (line.state, line.verdict) == (state, verdict)
    assert bool(line.closes) == (state in {"missing", "ahead", "expired"})


@pytest.mark.engine
def test_an_approval_is_recorded_with_its_letter_and_stands_in_the_register(signed_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    letter = SimpleUploadedFile("policy.pdf", b"%PDF policy")
    page = said(signed_in("asha").post("/safety/approval", LETTER | {"file": letter}, follow=True))
    assert "The approval is in the register." in page
    assert "POL-2 · 1 Jan 2026 to 31 Dec 2027" in page
    assert "policy.pdf" in page
    (kept,) = [one for one in read.of_study(ApprovalRow) if one.approval == "insurance"]
    assert (kept.number, kept.valid_from, kept.valid_to) == ("POL-2", "2026-01-01", "2027-12-31")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": ""}, "write the number by which it can be found"),
        ({"from.day": "31", "from.month": "Feb"}, "February 2026 has 28 days"),
        ({"to.year": "2025"}, "before it begins"),
        ({"reason": ""}, "needs a reason"),
    ],
)
def test_an_approval_that_cannot_be_is_refused_and_what_was_typed_stays(signed_in, change, sentence):
    response = signed_in("asha").post("/safety/approval", LETTER | change)
    assert sentence in said(response, status=422)
    page = response.content.decode()
    assert ("number" in change) or 'value="POL-2"' in page
    assert 'value="Jan"' in page or "from.month" in change


def test_the_monitor_decides_about_a_participant_by_name(signed_in):
    delegate("pavan", "Dr Pavan Iyer", "medical_monitor")
    pavan, first = signed_in("pavan"), read.infused()[0]
    about = {"about": f"sentinel|{first}", "reason": "Read to day 28"}
    undecided = said(pavan.post("/safety/clearance", about), status=422)
    assert "Say what you decide: clear, wait or stop." in undecided
    page = said(pavan.post("/safety/clearance", about | {"decision": "wait"}, follow=True))
    assert f"{first} · Wait SEN-01" in page
    given = {(one.subject, one.clearance): one.decision for one in read.everyones(ClearanceRow)}
    assert given[first, "sentinel"] == "wait"


def test_who_may_not_decide_sees_no_form_and_is_refused_in_a_sentence(signed_in):
    iris = signed_in("iris")
    page = said(iris.get("/safety/approvals/"))
    assert "Record the approval" not in page
    assert "Give the decision" not in page
    about = {"about": "sentinel|01-001", "decision": "clear", "reason": "x"}
    assert play.IRIS.name in said(iris.post("/safety/clearance", about), status=422)
    assert play.IRIS.name in said(iris.post("/safety/approval", LETTER), status=422)
