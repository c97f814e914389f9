import pytest
from tests.conduct.desk import CELL_LAB, COORDINATOR, INVESTIGATOR, SECOND, begun, kinds, person, sentences

from hepatica.conduct.commands import (
    AcceptFinding,
    Actor,
    AnswerQuery,
    CloseQuery,
    ExplainFinding,
    OpenQuery,
    RemoveRow,
    ReopenQuery,
    ReturnFinding,
)
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import FindingRow, GrantRow

MONITOR = person("vikram", "monitor")
MANAGER = person("kavya", "data_manager")
SECOND_MONITOR = person("ila", "monitor")
WHO = {"subject": "01-001"}
WEIGHT = {"subject": "01-001", "visit": "screening", "form": "consent", "item": "weight"}
SHEET = "The chart reads 70."


def entered():
    desk = begun().consented()
    desk.enter("consent", weight="72", height="170", by=COORDINATOR)
    desk.enter("laboratory", row=1, lbdtc="2026-01-05T08:00", bilirubin="2.1", by=COORDINATOR)
    return desk


def asked(desk=None, **more):
    """A query of the monitor at the weight, and its number."""
    desk = desk or entered()
    assert kinds(desk.do(OpenQuery(**(WEIGHT | {"text": SHEET} | more)), MONITOR)) == ["query.opened"]
    return desk, desk.seq


def thread(desk, number):
    row = desk.row(QueryRow, key=str(number))
    return row.state, [(line.what, line.by, line.text) for line in row.lines]


def test_a_query_is_opened_answered_and_closed_and_each_step_is_an_event():
    """REC-05, AUD-05: open, answered and closed are different, and who said what stays."""
    desk, number = asked()
    assert thread(desk, number) == ("open", [("opened", "vikram", SHEET)])
    assert kinds(desk.do(AnswerQuery(**WHO, query=number, text=" It was 72. "), COORDINATOR)) == [
        "query.answered"
    ]
    assert desk.row(QueryRow, key=str(number)).state == "answered"
    assert kinds(desk.do(ReopenQuery(**WHO, query=number, text="Please see page 2."), MONITOR)) == [
        "query.reopened"
    ]
    assert desk.row(QueryRow, key=str(number)).state == "open"
    desk.do(AnswerQuery(**WHO, query=number, text="Page 2 is of 2025."), INVESTIGATOR)
    assert kinds(desk.do(CloseQuery(**WHO, query=number), MONITOR)) == ["query.closed"]
    state, lines = thread(desk, number)
    assert state == "closed"
    assert [what for what, _by, _text in lines] == ["opened", "answered", "reopened", "answered", "closed"]
    assert lines[1] == ("answered", "asha", "It was 72.")
    assert desk.refold().get(QueryRow, "01-001", str(number)) == desk.row(QueryRow, key=str(number))


def test_the_same_words_sent_twice_are_one_query_and_one_answer():
    """Two tabs, or a listing that is run twice."""
    desk, number = asked()
    assert desk.do(OpenQuery(**WEIGHT, text=f" {SHEET} "), MONITOR) == ()
    assert desk.do(OpenQuery(**WEIGHT, text=SHEET), MANAGER) == ()
    answer = AnswerQuery(**WHO, query=number, text="It was 72.")
    desk.do(answer, COORDINATOR)
    assert desk.do(answer, COORDINATOR) == ()
    assert kinds(desk.do(AnswerQuery(**WHO, query=number, text="And weighed twice."), COORDINATOR))
    close = CloseQuery(**WHO, query=number)
    desk.do(close, MONITOR)
    assert desk.do(close, MONITOR) == ()
    assert kinds(desk.do(OpenQuery(**WEIGHT, text=SHEET), MONITOR)) == ["query.opened"], (
        "asked anew once closed"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"item": "wieght"}, "Consent and eligibility has no item 'wieght'."),
        ({"row": 2}, "Weight: it is asked once, so there is no row 2."),
        ({"form": "laboratory", "item": "bilirubin", "row": 7}, "Bilirubin: there is no row 7."),
        ({"form": "sae"}, "There is no form 'sae' at visit 'screening'."),
        ({"visit": "week99"}, "Small has no visit 'week99'."),
        ({"subject": "02-009"}, "There is no participant '02-009'."),
        ({"text": "  "}, "A query needs a reason."),
        (
            {"role": "owner"},
            "Nobody answers as 'owner': a coordinator, an investigator, a cell-lab technologist or a pathologist may.",
        ),
        (
            {"item": "", "mends": True},
            "A query about Consent and eligibility as a whole is closed by a person, not by a change.",
        ),
        ({"item": "", "row": 3}, "A query about Consent and eligibility as a whole names no row."),
    ],
)
def test_a_query_at_no_place_of_the_record_is_refused_in_words(changes, sentence):
    desk = entered()
    said = sentences(desk.do(OpenQuery(**(WEIGHT | {"text": SHEET} | changes)), MONITOR))
    assert [one.replace(str(desk.plan.study.short_title), "Small") for one in said] == [sentence]


def test_a_form_as_a_whole_can_be_asked_about():
    desk, number = asked(item="", text="Where is page 3?")
    assert desk.row(QueryRow, key=str(number)).item == ""


def test_an_entry_role_can_neither_ask_nor_close_and_only_who_asked_or_a_data_manager_closes():
    desk, number = asked()
    [said] = sentences(desk.do(OpenQuery(**WEIGHT, text="?"), COORDINATOR))
    assert said.startswith("Asha, as a coordinator, may not open a query")
    desk.do(AnswerQuery(**WHO, query=number, text="It was 72."), COORDINATOR)
    [said] = sentences(desk.do(CloseQuery(**WHO, query=number), COORDINATOR))
    assert said.startswith("Asha, as a coordinator, may not close a query")
    assert sentences(desk.do(CloseQuery(**WHO, query=number), SECOND_MONITOR)) == [
        f"Query {number} was asked by vikram: whoever asked, or a data manager, closes it."
    ]
    assert kinds(desk.do(CloseQuery(**WHO, query=number), MANAGER)) == ["query.closed"]


def test_a_query_put_to_a_role_waits_for_it_and_an_investigator_may_always_answer():
    desk, number = asked(role="cell_lab")
    answer = AnswerQuery(**WHO, query=number, text="It was 72.")
    assert sentences(desk.do(answer, COORDINATOR)) == [
        f"Query {number} waits for an investigator or a cell-lab technologist."
    ]
    assert kinds(desk.do(answer, CELL_LAB)) == ["query.answered"]
    assert kinds(desk.do(AnswerQuery(**WHO, query=number, text="I agree."), INVESTIGATOR)) == [
        "query.answered"
    ]


def test_nothing_is_added_to_a_closed_query_and_an_unanswered_one_closes_only_with_a_reason():
    desk, number = asked()
    assert sentences(desk.do(CloseQuery(**WHO, query=number), MONITOR)) == [
        "Closing a query that nobody answered needs a reason."
    ]
    desk.do(CloseQuery(**WHO, query=number, text="Asked in error."), MONITOR)
    assert sentences(desk.do(AnswerQuery(**WHO, query=number, text="72"), COORDINATOR)) == [
        f"Query {number} was closed by vikram: nothing was added to it."
    ]
    assert kinds(desk.do(ReopenQuery(**WHO, query=number, text="After all."), MONITOR)) == ["query.reopened"]
    assert sentences(desk.do(ReopenQuery(**WHO, query=number, text="Now?"), MONITOR)) == [
        f"Query {number} is open: it waits for its answer."
    ]
    assert sentences(desk.do(AnswerQuery(**WHO, query=99, text="72"), COORDINATOR)) == [
        "Participant 01-001 has no query 99."
    ]


def test_a_query_that_mends_closes_itself_in_the_transaction_that_changes_its_answer_and_no_other_does():
    desk, mends = asked(mends=True)
    desk, stays = asked(desk, text="Weighed with shoes?")
    desk.enter("consent", height="171", reason="misread", by=COORDINATOR)
    assert desk.row(QueryRow, key=str(mends)).state == "open"
    decision = desk.enter("consent", weight="70", reason="misread", by=COORDINATOR)
    assert kinds(decision) == ["item.changed", "query.closed"]
    assert thread(desk, mends)[1][-1] == ("mended", "asha", "")
    assert desk.row(QueryRow, key=str(stays)).state == "open", "a change marks nothing by itself"
    assert sentences(desk.do(AnswerQuery(**WHO, query=mends, text="70"), COORDINATOR)) == [
        f"Query {mends} was closed by itself, when the answer was changed: nothing was added to it."
    ]


def test_a_query_at_a_calculated_answer_is_mended_by_what_it_is_calculated_from():
    desk, number = asked(item="bmi", mends=True, text="Too high?")
    assert "query.closed" in kinds(desk.enter("consent", weight="70", reason="misread", by=COORDINATOR))
    assert desk.row(QueryRow, key=str(number)).state == "closed"


def test_a_row_that_is_struck_out_closes_its_queries_also_at_what_was_never_answered():
    desk, first = asked(form="laboratory", item="bilirubin", row=1, mends=True)
    desk, second = asked(desk, form="laboratory", item="sodium", row=1, text="Missing?")
    strike = RemoveRow(
        **WHO, visit="screening", form="laboratory", group="draw", row=1, reason="another person's"
    )
    decision = desk.do(strike, COORDINATOR)
    assert kinds(decision).count("query.closed") == 2
    assert {desk.row(QueryRow, key=str(n)).state for n in (first, second)} == {"closed"}
    assert sentences(desk.do(ReopenQuery(**WHO, query=second, text="Still."), MONITOR)) == [
        f"Query {second} stood at a row that was struck out."
    ]
    ask = OpenQuery(**WHO, visit="screening", form="laboratory", item="sodium", row=1, text="And?")
    assert sentences(desk.do(ask, MONITOR)) == ["Sodium: row 1 was struck out."]


# -- Findings -------------------------------------------------------------------------------------------------------

FOUND = {"subject": "01-001", "visit": "screening", "form": "consent", "check": "plausible.weight"}


def explained():
    desk = entered()
    desk.enter("consent", weight="190", reason="misread", by=COORDINATOR)
    desk.do(ExplainFinding(**FOUND, reason="Weighed twice."), COORDINATOR)
    return desk


def finding(desk):
    return desk.row(FindingRow, key="plausible.weight/screening/consent/0")


def test_the_explanation_of_a_finding_is_accepted_and_then_stands_until_the_value_changes():
    """REC-05: an override has its reason, and somebody else reads it."""
    desk = explained()
    assert kinds(desk.do(AcceptFinding(**FOUND), MONITOR)) == ["finding.accepted"]
    assert finding(desk).accepted == desk.seq
    assert desk.do(AcceptFinding(**FOUND), MANAGER) == ()
    desk.enter("consent", weight="195", reason="misread", by=COORDINATOR)
    assert (finding(desk).explained, finding(desk).accepted) == ("", 0)


def test_nobody_accepts_their_own_explanation_whatever_roles_they_hold():
    """REC-05, ACC-04: a medical monitor both explains and accepts; four eyes are two people."""
    both = person("iyer", "medical_monitor", "coordinator")
    desk = entered()
    desk.enter("consent", weight="190", reason="misread", by=COORDINATOR)
    desk.do(ExplainFinding(**FOUND, reason="Weighed twice."), both)
    refused = desk.do(AcceptFinding(**FOUND), both)
    assert (refused.refusals[0].code, refused.refusals[0].item) == ("not_allowed", "weight")
    assert sentences(refused) == ["Iyer explained it: somebody else reads the explanation and accepts it."]
    assert kinds(desk.do(AcceptFinding(**FOUND), SECOND)) == ["finding.accepted"]


def test_nobody_closes_a_query_with_their_own_answer():
    """REC-05, ACC-04: also where who asked, or a data manager, fills forms too."""
    both = person("dinesh", "data_manager", "investigator")
    desk, number = asked()
    here = {"subject": "01-001", "query": number}
    assert kinds(desk.do(AnswerQuery(**here, text="As in the source."), both)) == ["query.answered"]
    refused = desk.do(CloseQuery(**here), both)
    assert refused.refusals[0].code == "not_allowed"
    assert "somebody else reads the answer and closes it" in sentences(refused)[0]
    assert kinds(desk.do(CloseQuery(**here), MANAGER)) == ["query.closed"]


def test_an_explanation_that_is_sent_back_makes_the_check_ask_again_and_says_why():
    desk = explained()
    assert sentences(desk.do(ReturnFinding(**FOUND, text=" "), SECOND)) == [
        "Sending an explanation back needs a reason."
    ]
    assert kinds(desk.do(ReturnFinding(**FOUND, text="On which scale?"), SECOND)) == ["finding.returned"]
    assert (finding(desk).explained, finding(desk).returned) == ("", "On which scale?")
    assert sentences(desk.do(AcceptFinding(**FOUND), SECOND)) == [
        "Nobody has explained finding 'plausible.weight' in Consent and eligibility yet."
    ]
    desk.enter("consent", weight="72", reason="misread", by=COORDINATOR)
    assert sentences(desk.do(AcceptFinding(**FOUND), SECOND)) == [
        "There is no finding 'plausible.weight' in Consent and eligibility: it may have been mended meanwhile."
    ]


def test_a_query_on_another_sites_participant_is_refused():
    """ACC-03."""
    grant = GrantRow(subject="", user="vikram", name="Vikram", role="monitor", seq=1, sites=("02",))
    elsewhere = Actor(user="vikram", name="Vikram", roles=frozenset({"monitor"}), delegations=(grant,))
    desk, number = asked()
    [said] = sentences(desk.do(OpenQuery(**WEIGHT, text="?"), elsewhere))
    assert "site" in said
    [said] = sentences(desk.do(CloseQuery(**WHO, query=number, text="Done."), elsewhere))
    assert "site" in said
