"""What the demo shows of the record itself: threads, verification, reviews, signatures overtaken, and locks."""

from tests.demo.built import study

from hepatica.datasets.delegations import KINDS, delegations
from hepatica.datasets.verified import changed_since, derive_verification, order_of_screening
from hepatica.demo.cast import LEFT
from hepatica.ledger.review_rows import (
    AssessmentRow,
    LockRow,
    QueryRow,
    RegisterRow,
    ReviewRow,
    StatementRow,
    TrailReviewRow,
)
from hepatica.ledger.rows import DeviationRow, FindingRow, FormRow, SignatureRow, SubjectRow
from hepatica.ledger.seals import judge_signature
from hepatica.store import read


def whole():
    return read.state_at(read.head().seq)


def how(query):
    return query.state if query.state != "closed" else query.lines[-1].what


def test_the_open_demo_has_queries_in_every_state_and_one_was_reopened(demo):
    found = [(q.subject, how(q)) for q in sorted(whole().all(QueryRow), key=lambda q: (q.subject, q.seq))]
    assert found == [
        ("01-001", "closed"),
        ("01-001", "closed"),
        ("01-001", "answered"),
        ("01-002", "mended"),
        ("01-002", "answered"),
        ("01-003", "open"),
        ("01-003", "open"),
        ("01-004", "closed"),
    ]
    assert sum("reopened" in [line.what for line in q.lines] for q in whole().all(QueryRow)) == 1


def test_one_explanation_was_accepted_and_one_sent_back(demo):
    found = {f.check: (bool(f.accepted), bool(f.returned)) for f in whole().all(FindingRow)}
    assert found == {
        "creatinine_rise": (True, False),
        "weight_change": (False, True),
        "sodium_change": (False, False),
    }


def test_the_sentinel_is_verified_as_a_whole_and_one_answer_has_changed_since(demo):
    state = whole()
    order = order_of_screening(tuple(state.all(SubjectRow)))
    planned = derive_verification(study(), state, "01-001", order)
    assert {one.why for one in planned} == {"whole"}
    assert [(one.visit, one.form, one.left) for one in planned if one.left] == [
        ("month_6", "vital_signs", ("0/girth",))
    ]
    row = state.get(FormRow, "01-001", "month_6/vital_signs")
    assert set(changed_since(state, "01-001", row)) == {"0/girth"}
    critical = [one for one in derive_verification(study(), state, "01-002", order) if one.why == "critical"]
    assert sum(len(one.done) for one in critical) > 100


def test_an_answer_changed_after_the_signature_waits_for_the_investigator_again(demo):
    state = whole()
    row = state.get(FormRow, "01-002", "month_3/vital_signs")
    given = [s for s in state.of(SignatureRow, "01-002") if (s.visit, s.form) == ("month_3", "vital_signs")]
    assert [judge_signature(one, row).standing for one in given] == ["changed"]
    assert row.answer("girth").value == "92"


def test_deviations_reviews_the_incident_and_who_left_stand_in_the_record(demo):
    state = whole()
    judged = {row.key for row in state.all(AssessmentRow)}
    assert len(judged) == 1
    assert [d.rule for d in state.all(DeviationRow) if d.key not in judged] == ["missed_visit"]
    assert {row.subject for row in state.all(ReviewRow)} == {"01-001", "01-002", "01-003"}
    (incident,) = state.all(RegisterRow)
    assert (incident.state, set(incident.told)) == ("closed", {"sponsor"})
    assert len(tuple(state.all(TrailReviewRow))) == 1
    assert {"menon", "iyer", "sen"} <= {row.user for row in state.all(StatementRow)}
    log = delegations(e for e in read.events(limit=100_000) if e.kind in KINDS)
    assert [(one.user, bool(one.reason)) for one in log if not one.stands] == [(LEFT.user, True)]


def test_the_closed_demo_is_clean_two_records_are_locked_and_the_study_is_frozen(closed):
    state = whole()
    assert {how(q) for q in state.all(QueryRow)} == {"closed", "mended"}
    assert all(f.accepted for f in state.all(FindingRow))
    order = order_of_screening(tuple(state.all(SubjectRow)))
    left = [one for s in order for one in derive_verification(study(), state, s, order) if one.left]
    assert left == []
    locks = {(row.level, row.subject, row.locked, row.second) for row in state.all(LockRow)}
    assert locks == {
        ("subject", "01-001", True, "menon"),
        ("subject", "01-004", True, "menon"),
        ("study", "", False, ""),
    }
