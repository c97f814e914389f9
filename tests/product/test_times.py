from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.conduct.cells import MSC
from tests.product.laboratory import LINE, ME, ZONE, bag_row, material, move, state

from hepatica.product.moments import civil_minute, day_of, days, hours, hours_words, in_words
from hepatica.product.times import timings

BAG = "MSC-01-001-A"
NOW = "2026-03-10T10:00"
THAWED = move("thawed", at="2026-03-09T16:06")


def line(*moves):
    return tuple(
        material(BAG, "bag", "MSC-01-001", at="2026-03-05T10:00", moves=moves) if row.material == BAG else row
        for row in LINE
    )


def timed(*rows, moves=(THAWED,)):
    return {
        (one.limit.id, one.until): one for one in timings(MSC, state(*rows, line=line(*moves)), ME, NOW, ZONE)
    }


def test_marrow_to_the_first_seeding():
    found = timed()["seeding", "MSC-01-001-P1"]
    assert (round(found.took, 2), round(found.margin, 2), found.exceeded) == (
        Decimal("2.1"),
        Decimal("3.9"),
        False,
    )
    assert found.sentence == "Marrow to seeding, BM-01-001: 2.1 h of 6.0 h."


def test_thaw_to_infusion_within_its_limit():
    found = timed(bag_row())["thaw", BAG]
    assert (found.took, found.margin, found.running) == (Decimal("1.6"), Decimal("2.4"), False)


def test_a_minute_too_long_is_exceeded():
    late = timed(bag_row(started="2026-03-09T20:07", ended="2026-03-09T20:20"))["thaw", BAG]
    assert late.exceeded
    assert late.sentence.endswith("longer than allowed.")
    just = timed(bag_row(started="2026-03-09T20:06", ended="2026-03-09T20:20"))["thaw", BAG]
    assert not just.exceeded


def test_a_stretch_without_its_end_runs():
    found = timed()["thaw", ""]
    assert found.running
    assert found.exceeded
    assert found.sentence == "Thaw to infusion, MSC-01-001-A: 17.9 h so far of 4.0 h, longer than allowed."


def test_what_was_disposed_of_no_longer_runs():
    gone = move("disposed", at="2026-03-09T17:00")
    assert ("thaw", "") not in timed(moves=(THAWED, gone))


def test_a_bag_that_was_never_thawed_has_no_such_stretch():
    assert not [key for key in timed(moves=()) if key[0] == "thaw"]


def test_vein_to_vein_is_one_stretch_for_each_bag_that_ran():
    both = timed(bag_row(), bag_row("MSC-01-001-B", started="2026-03-09T18:00"))
    assert {until for limit, until in both if limit == "vein"} == {BAG, "MSC-01-001-B"}
    assert both["vein", BAG].took == Decimal(35 * 24 * 60 + 8 * 60 + 2) / 60
    assert both["vein", BAG].margin is None
    assert timed()["vein", ""].running


# -- Civil moments ----------------------------------------------------------------------------------------------------


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
