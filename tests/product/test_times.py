from decimal import Decimal

from tests.conduct.cells import MSC
from tests.product.laboratory import LINE, ME, ZONE, bag_row, material, move, state

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
