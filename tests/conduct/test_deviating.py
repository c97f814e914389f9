"""What was missed, eligibility overridden, and how a deviation is judged."""

from datetime import date

import pytest
from tests.conduct.amended import Amended
from tests.conduct.desk import COORDINATOR, INVESTIGATOR, begun, kinds, person, sentences

from hepatica.conduct.commands import AssessDeviation, ConfirmMissed
from hepatica.conduct.deviating import flagged
from hepatica.conduct.missed import missed
from hepatica.ledger.rows import FormRow, SubjectRow

WEEK = ConfirmMissed(subject="01-001", rule="missed_visit", visit="week_1")


def infused(desk=None):
    desk = desk or begun()
    desk.enrolled()
    desk.enter("treatment", infusion_date="2026-02-05")
    return desk


def found(desk, today=date(2026, 3, 15)):
    forms = [row.key for row in desk.state.of(FormRow, "01-001")]
    return [(m.rule, m.visit, m.form) for m in missed(desk.plan.study, desk.row(SubjectRow), forms, today)]


def test_a_visit_whose_window_passed_is_proposed_and_recorded_when_a_person_confirms_it():
    desk = infused()
    assert found(desk, date(2026, 2, 14)) == [("missed_visit", "screening", "")]
    assert ("missed_visit", "week_1", "") in found(desk)
    assert kinds(desk.do(WEEK, COORDINATOR)) == ["deviation.recorded"]
    assert desk.deviations()["missed_visit"].sentence == (
        "Week 1 did not take place: its window (10 Feb 2026 to 14 Feb 2026) has passed."
    )
    assert desk.do(WEEK, COORDINATOR) == ()
    assert kinds(desk.enter("visit", visit="week_1", svstdtc="2026-02-12"))[-1] == "deviation.withdrawn"
    assert "missed_visit" not in desk.deviations()


def test_a_visit_marked_as_not_done_is_a_deviation_at_once():
    desk = infused()
    desk.enter("visit", visit="week_1", svstat="not_done")
    assert desk.deviations()["missed_visit"].sentence == "Week 1 was marked as not done."
    desk.enter("visit", visit="unscheduled", svstat="not_done")
    assert [d.visit for d in desk.deviations().values() if d.rule == "missed_visit"] == ["week_1"]


def test_nothing_is_missed_after_a_course_has_ended():
    desk = infused()
    desk.enter("disposition", visit="log", end="withdrawal", end_date="2026-02-09")
    assert ("missed_visit", "week_1", "") not in found(desk)
    desk.enter("visit", visit="week_1", svstat="not_done")
    assert "missed_visit" not in desk.deviations()


def test_a_mandatory_form_of_a_visit_that_is_over_is_proposed_until_it_has_an_answer():
    desk = infused()
    desk.enter("visit", visit="week_1", svstdtc="2026-02-12")
    assert ("missed_form", "week_1", "laboratory") in found(desk)
    form = ConfirmMissed(subject="01-001", rule="missed_form", visit="week_1", form="laboratory")
    assert kinds(desk.do(form)) == ["deviation.recorded"]
    done = desk.enter("laboratory", visit="week_1", pain="1")
    assert "deviation.withdrawn" in kinds(done)
    assert "Nothing of that name was missed" in sentences(desk.do(form))[0]


def test_nobody_confirms_what_was_not_missed():
    assert sentences(begun().enrolled().do(WEEK)) == [
        "Nothing of that name was missed: it may have been entered meanwhile."
    ]


def test_someone_enrolled_whose_criterion_is_answered_as_not_met_is_flagged_until_it_is_mended():
    desk = begun().enrolled()
    done = desk.enter("consent", adult="n")
    assert "deviation.recorded" in kinds(done)
    override = desk.deviations()["eligibility_override"]
    assert override.critical
    assert override.sentence == (
        "01-001 is enrolled, and this is answered as not met: Adult (Inclusion: the person is an adult)."
    )
    desk.enter("consent", adult="y")
    assert "eligibility_override" not in desk.deviations()
    desk.consented("01-002")
    desk.enter("consent", subject="01-002", adult="n")
    assert desk.deviations("01-002") == {}, "nobody who is only screened overrides anything"


# -- Judging --------------------------------------------------------------------------------------------------------


def judged(**more):
    return AssessDeviation(
        **{
            "subject": "01-001",
            "deviation": "out_of_window/week_1/visit/svstdtc/0",
            "grade": "minor",
            "cause": "a holiday",
            "action": "none needed",
        }
        | more
    )


def late(desk=None):
    desk = infused(desk)
    desk.enter("visit", visit="week_1", svstdtc="2026-02-20")
    return desk


def only(desk):
    return next(
        one for one in flagged(desk.plan.study, desk.state, "01-001") if one.row.rule == "out_of_window"
    )


def test_a_deviation_is_judged_with_its_grade_cause_and_action_once():
    desk = late()
    assert only(desk).waits
    assert kinds(desk.do(judged(reported="2026-03-01"))) == ["deviation.assessed"]
    assert (only(desk).waits, only(desk).assessment.reported) == (False, "2026-03-01")
    assert desk.do(judged(reported="2026-03-01")) == ()
    desk.enter("visit", visit="week_1", svstdtc="2026-02-21", reason="typing error")
    assert (only(desk).waits, only(desk).stale) == (True, True), "it was said anew, so it is judged again"


def test_the_protocol_proposes_the_grade_of_its_rules_and_what_is_critical_is_important():
    desk = late(Amended())
    grades = {one.row.rule: one.proposed for one in flagged(desk.plan.study, desk.state, "01-001")}
    assert grades == {"out_of_window": "important", "gate_closed": "important"}
    assert {one.proposed for one in flagged(begun().plan.study, late().state, "01-001")} == {
        "minor",
        "important",
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"cause": " "}, "its cause"),
        ({"action": ""}, "what is done"),
        ({"reported": "2027-01-01"}, "is to come"),
        ({"reported": "2026-03"}, "must be known"),
        ({"deviation": "stagger////0"}, "no such deviation"),
    ],
)
def test_a_judgement_that_lacks_something_is_refused(more, said):
    assert said in sentences(late().do(judged(**more)))[0]


def test_a_coordinator_confirms_and_does_not_judge():
    assert "may not judge a deviation" in sentences(late().do(judged(), COORDINATOR))[0]
    assert isinstance(late().do(judged(), INVESTIGATOR), tuple)
    assert isinstance(late().do(judged(), person("mm", "medical_monitor")), tuple)
