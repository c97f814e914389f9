"""An approval opens its gates from its first day to its last, and nothing else opens them."""

from datetime import date

import pytest
from tests.conduct.desk import CELL_LAB, kinds, sentences
from tests.conduct.watched import FIRST, infused, on, watched

from hepatica.conduct.commands import AuthoriseAct
from hepatica.conduct.desk_commands import RecordApproval
from hepatica.ledger.desk_rows import ApprovalRow

INFUSE = AuthoriseAct(subject=FIRST, gate="infusion")
ETHICS = RecordApproval(approval="ethics", number="EC/1", valid_from="2026-01-01", valid_to="2026-12-31")
WHO = "a coordinator, an investigator or a medical monitor records it"


def test_a_gate_names_each_approval_that_is_missing_and_who_records_it():
    """VAL-08."""
    assert sentences(watched(approved=False).do(INFUSE)) == [
        f"Ethics committee: no approval is recorded: {WHO}.",
        f"Registry: no approval is recorded: {WHO}.",
    ]


def test_an_act_whose_gate_no_approval_names_is_not_stopped_by_one():
    desk = watched(approved=False)
    desk.do(ETHICS)
    assert kinds(desk.do(AuthoriseAct(subject=FIRST, gate="gcsf"))) == ["act.authorised"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 12, 31), "EC/1 is valid only from 1 Jan 2026"),
        (date(2027, 1, 1), "EC/1 expired on 31 Dec 2026"),
    ],
)
def test_an_approval_that_is_not_in_date_at_the_site_closes_the_gate(day, words):
    """VAL-08."""
    desk = on(watched(), day, hour=0)
    found = [s for s in sentences(desk.do(INFUSE)) if "Ethics" in s]
    assert found == [f"Ethics committee: {words}: {WHO}."]


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 1, 1), 0), (date(2026, 12, 31), 23)])
def test_an_approval_holds_from_the_first_hour_of_its_first_day_to_the_last_of_its_last(day, hour):
    assert kinds(on(watched(), day, hour).do(INFUSE)) == ["act.authorised"]


def test_the_same_approval_again_changes_nothing_and_another_needs_a_reason():
    desk = watched()
    renewed = ETHICS.model_copy(update={"valid_to": "2027-12-31"})
    assert desk.do(ETHICS) == ()
    assert sentences(desk.do(renewed)) == ["Replacing what is recorded of Ethics committee needs a reason."]
    assert kinds(desk.do(renewed.model_copy(update={"reason": "renewed"}))) == ["approval.recorded"]
    assert desk.row(ApprovalRow, "", "ethics").valid_to == "2027-12-31"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"approval": "pope"}, "The protocol asks for no approval 'pope'; it asks for ethics and registry."),
        ({"number": " "}, "Ethics committee: write the number by which it can be found."),
        ({"valid_from": "2026-02-30"}, "February 2026 has 28 days."),
        ({"valid_from": "2026-02"}, "Ethics committee: its dates must be known to the day."),
        ({"valid_to": ""}, "Ethics committee: say until when it is valid."),
        ({"valid_to": "2025-12-31"}, "it cannot end on 31 Dec 2025, before it begins on 1 Jan 2026."),
    ],
)
def test_what_cannot_be_an_approval_is_said(change, words):
    (said,) = sentences(watched(approved=False).do(ETHICS.model_copy(update=change)))
    assert said.endswith(words)


def test_who_works_in_the_laboratory_records_no_approval():
    assert watched(approved=False).do(ETHICS, CELL_LAB).refusals[0].code == "not_allowed"


def test_the_fact_of_an_infusion_is_stored_whatever_was_approved():
    desk = infused(watched(approved=False), FIRST, "2026-03-10")
    assert desk.deviations(FIRST)["gate_closed"].critical
