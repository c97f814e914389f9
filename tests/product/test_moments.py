from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.product.laboratory import ZONE

from hepatica.product.moments import civil_minute, day_of, days, hours, hours_words, in_words


def test_hours_pass_as_the_sites_clock_tells():
    assert hours("2026-03-09T16:06", "2026-03-09T17:42", ZONE) == Decimal("1.6")
    spring = hours("2026-03-29T01:30", "2026-03-29T03:30", "Europe/Berlin")
    assert spring == 1, "an hour of that night never was"
    assert hours("", "2026-03-09T17:42", ZONE) is None
    assert hours("soon", "2026-03-09T17:42", ZONE) is None


def test_days_are_civil():
    assert days("2026-03-05T23:59", "2026-03-06T00:00") == 1
    assert days("2026-03", "2026-03-06") is None
    assert day_of("never") is None


@pytest.mark.parametrize(
    ("length", "words"), [("0.75", "45 min"), ("1.6", "1.6 h"), ("99.94", "99.9 h"), ("840", "35 days")]
)
def test_a_length_of_time_in_words(length, words):
    assert hours_words(Decimal(length)) == words


def test_a_moment_in_words():
    assert in_words("2026-03-05T09:15") == "5 Mar 2026, 09:15"
    assert in_words("2026-03") == "Mar 2026"
    assert in_words("whenever") == "whenever"


def test_an_instant_on_the_sites_clock():
    assert civil_minute(datetime(2026, 3, 14, 20, 0, tzinfo=UTC), ZONE) == "2026-03-15T01:30"
