"""The find box understands numbers, visits and forms the way they are said."""

import pytest
from tests.web.conftest import REFERENCE

from hepatica.study.load import load
from hepatica.web.today.search import search

STUDY = load(REFERENCE)
NUMBERS = ("01-001", "01-002", "01-003", "01-013")


def found(asked):
    return [hit.href for hit in search(STUDY, NUMBERS, asked)]


@pytest.mark.parametrize("asked", ["01-003", "3", "003", "  01-003 "])
def test_a_number_is_found_however_it_is_written(asked):
    assert found(asked) == ["/participants/01-003/"]


def test_a_number_that_was_never_given_finds_nothing():
    assert found("01-009") == []
    assert found("9") == []


def test_a_number_with_a_visit_opens_the_visit():
    assert found("3 month 1") == ["/participants/01-003/visits/month_1/"]
    assert found("3 V11") == ["/participants/01-003/visits/month_1/"]


def test_a_number_with_a_visit_and_a_form_opens_the_form():
    assert found("3 month 1 laboratory") == ["/participants/01-003/visits/month_1/laboratory/"]


def test_a_log_is_found_by_its_name():
    assert found("2 adverse events") == ["/participants/01-002/visits/log/ae/"]


def test_a_visit_alone_is_found_for_everybody():
    assert found("month 6") == [f"/participants/{number}/visits/month_6/" for number in NUMBERS]


def test_nothing_and_nonsense_find_nothing():
    assert found("") == []
    assert found("   ") == []
    assert found("<script>") == []


def test_no_more_than_fifty_answers_come_back():
    numbers = [f"01-{n:03d}" for n in range(1, 200)]
    assert len(search(STUDY, numbers, "laboratory")) == 50
