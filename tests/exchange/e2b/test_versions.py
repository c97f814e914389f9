"""Later versions of a report."""

from dataclasses import replace

import pytest
from tests.exchange.e2b.cast import CASE

from hepatica.exchange.e2b.read import only
from hepatica.exchange.e2b.values import Stamp
from hepatica.exchange.e2b.versions import check_successor, withdrawn
from hepatica.exchange.e2b.write import write

LATER = Stamp("20260320090000+0530")


def follow_up(**changed):
    report = {"created": LATER, "latest": Stamp("20260320")} | changed
    header = replace(CASE.header, batch="IN-ILBS-HEP01-7-2", sent=LATER, created=LATER)
    return replace(CASE, header=header, report=replace(CASE.report, **report))


def told(new, old=CASE):
    return [(one.element, one.stops) for one in check_successor(old, new)]


def test_a_follow_up_with_later_news_follows():
    assert told(follow_up()) == []


@pytest.mark.parametrize(
    ("element", "changed"),
    [
        ("C.1.1", {"id": "IN-ILBS-HEP01-8"}),
        ("C.1.8.1", {"worldwide": "IN-ILBS-HEP01-8"}),
        ("C.1.4", {"first_received": Stamp("20260314")}),
        ("C.1.2", {"created": CASE.report.created}),
        ("C.1.5", {"latest": Stamp("20260314")}),
    ],
)
def test_what_may_not_change_between_versions_is_said(element, changed):
    assert told(follow_up(**changed)) == [(element, True)]


def test_a_batch_number_is_not_used_twice():
    new = follow_up()
    assert told(replace(new, header=replace(new.header, batch=CASE.header.batch))) == [("N.1.2", True)]


def test_news_of_the_same_day_is_asked_about_and_kept_back_only_when_the_minute_is_the_same():
    assert told(follow_up(latest=CASE.report.latest)) == [("C.1.5", False)]


@pytest.mark.parametrize(("purpose", "code"), [("nullification", "1"), ("amendment", "2")])
def test_a_withdrawal_repeats_the_case_with_its_reason(purpose, code):
    new = withdrawn(CASE, purpose, reason=" Entered twice ", created=LATER, batch="IN-ILBS-HEP01-7-2")
    back = only(write(new)).report
    assert (back.withdrawal, back.withdrawal_reason, back.id) == (code, "Entered twice", CASE.report.id)
    assert replace(new, header=CASE.header, report=CASE.report) == CASE
    assert told(new) == []


def test_a_withdrawal_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="needs its reason"):
        withdrawn(CASE, "nullification", reason=" ", created=LATER, batch="x")


def test_nothing_follows_a_nullification():
    old = withdrawn(CASE, "nullification", reason="Entered twice", created=CASE.report.created, batch="a")
    assert ("C.1.11.1", True) in told(follow_up(), old)
