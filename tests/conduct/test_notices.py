import pytest
from tests.conduct.bedside import SUNITA, Bedside
from tests.conduct.desk import kinds, sentences

from hepatica.conduct.case import Case
from hepatica.conduct.notices import prepared
from hepatica.conduct.product_commands import SendNotice


@pytest.fixture
def owed():
    """A lot that was released while results were pending: its letters wait."""
    return Bedside().enrolled().msc_lot().tests("msc").decided("msc")


def sent(desk, **more):
    said = {"subject": "01-001", "lot": "MSC-01-001", "notice": "conditional", "to": "Sponsor"}
    return desk.do(SendNotice(**{"at": desk.minute, **said, **more}), SUNITA)


def test_a_letter_is_due_by_its_hours_from_now(owed):
    case = Case(owed.plan, owed.state, owed.now, SUNITA)
    drafts = prepared(case, "01-001", on="rejected", lot="L", cause="lot.released/L", result="growth")
    assert {draft.fact.to for draft in drafts} == {"Treating physician", "Sponsor"}
    assert {draft.fact.due for draft in drafts} == {owed.pass_time(hours=24).minute}


def test_the_same_cause_owes_one_letter(owed):
    waiting = owed.letters()["conditional", "Sponsor"]
    case = Case(owed.plan, owed.state, owed.now, SUNITA)
    again = {"on": "conditional", "lot": "MSC-01-001", "cause": waiting.cause, "result": waiting.result}
    assert prepared(case, "01-001", **again) == ()


def test_another_cause_keeps_the_moment_of_the_letter_that_waits(owed):
    due = owed.letters()["conditional", "Sponsor"].due
    owed.pass_time(hours=5)
    case = Case(owed.plan, owed.state, owed.now, SUNITA)
    (first, _) = prepared(case, "01-001", on="conditional", lot="MSC-01-001", cause="x", result="more.")
    assert first.fact.due == due
    assert first.fact.result.endswith("more.")


def test_nobody_is_written_to_where_the_protocol_names_nobody(owed):
    case = Case(owed.plan, owed.state, owed.now, SUNITA)
    assert prepared(case, "01-001", on="nothing", lot="L", cause="x") == ()


def test_a_letter_goes_out_once(owed):
    assert kinds(sent(owed)) == ["notice.sent"]
    assert owed.letters()["conditional", "Sponsor"].sent == owed.minute
    assert "already" in sentences(sent(owed))[0]


def test_a_late_letter_says_why(owed):
    owed.pass_time(hours=25)
    assert sentences(sent(owed))[0].startswith("A letter sent after")
    sent(owed, reason="the office was shut")
    assert owed.letters()["conditional", "Sponsor"].reason == "the office was shut"


def test_a_letter_that_nobody_owes_is_not_sent(owed):
    assert sentences(sent(owed, to="The press")) == ["No letter to The press about MSC-01-001 is owed."]
    assert "future" in sentences(sent(owed, at="2027-01-01T10:00"))[0]
