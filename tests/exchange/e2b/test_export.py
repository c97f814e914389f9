"""The whole way from a case to the file that is sent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.exchange.e2b.desk import CASE, MADE, NOW, SENDING

from hepatica.exchange.e2b.export import export
from hepatica.exchange.e2b.read import only
from hepatica.exchange.e2b.xsd import NOT_CHECKED

LATER = MADE + timedelta(days=2)


def sent(study, case=CASE, previous=None, **sending):
    return export((case,), study, replace(SENDING, **sending), now=NOW + timedelta(days=3), previous=previous)


def test_a_whole_case_is_exported_and_says_that_no_schema_was_asked(study):
    first = sent(study)
    assert first.name == "IN-AIG-NCT04243681-7-v1-initial.xml"
    assert only(first.message) == first.report
    assert (first.problems, first.schema) == ((), (NOT_CHECKED,))


def test_a_problem_keeps_the_message_back_and_a_question_does_not(study):
    kept = sent(study, narrative="")
    assert kept.message is None
    assert [one.rule for one in kept.problems] == ["19"]
    asked = sent(study, replace(CASE, causality=()))
    assert asked.message is not None
    assert {one.rule for one in asked.problems} == {"15"}


def test_a_follow_up_is_held_against_the_version_before(study):
    first = sent(study).message
    later = sent(study, previous=first, version=2, created=LATER, purpose="follow_up")
    assert later.problems == ()
    again = sent(study, previous=first, version=1, created=LATER, purpose="follow_up")
    assert [(one.rule, one.element) for one in again.problems] == [("version", "N.1.2")]
    assert again.message is None


def test_a_nullification_repeats_what_was_sent_whatever_the_record_says_now(study):
    first = sent(study)
    taken = sent(
        study,
        replace(CASE, coded="", criteria=frozenset()),
        previous=first.message,
        version=2,
        created=LATER,
        purpose="nullification",
        reason="Opened for the wrong participant",
    )
    assert taken.problems == ()
    back = only(taken.message)
    assert (back.report.withdrawal, back.reactions) == ("1", first.report.reactions)
    assert taken.name.endswith("-v2-nullification.xml")


def test_a_nullification_without_a_reason_is_refused(study):
    with pytest.raises(ValueError, match="needs its reason"):
        sent(study, previous=sent(study).message, version=2, created=LATER, purpose="nullification")
