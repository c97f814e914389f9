from decimal import Decimal

from tests.conduct.cells import MANUFACTURE, MSC
from tests.product.laboratory import LINE, ZONE, bag_row, material, measured, move

from hepatica.product.custody import (
    account,
    accounts,
    excursions,
    gaps,
    late_entries,
    moves_of,
    remaining,
    same_name,
    where,
)
from hepatica.product.lineage import Lineage, steps_of

LOT, BAG = "MSC-01-001", "MSC-01-001-A"


def bag(*moves, place=""):
    return material(
        BAG,
        "bag",
        LOT,
        at="2026-03-05T10:00",
        seq=5,
        moves=moves,
        place=place,
        cells="48 10^6",
        volume="20 mL",
    )


def accounted(*moves, **ran):
    line = Lineage(steps_of(MSC), tuple(bag(*moves) if row.material == BAG else row for row in LINE))
    return account(line, {BAG: bag_row(**ran)} if ran else {}, BAG)


def test_a_material_is_where_its_last_hand_over_says():
    assert where(bag(place="Clean room")).place == "Clean room"
    now = where(
        bag(move("stored"), move("retrieved", at="2026-03-09T16:00", place="Ward", received="R. Das"))
    )
    assert (now.place, now.holder, now.since, now.gone) == ("Ward", "R. Das", "2026-03-09T16:00", False)


def test_what_is_written_down_late_stands_where_it_belongs():
    late = move("stored", at="2026-03-05T11:00", seq=90)
    assert where(bag(move("bedside", at="2026-03-09T16:00", place="Ward", seq=60), late)).place == "Ward"


def test_whoever_hands_on_had_it():
    chain = (
        move("sent", given="P. Naidu", received="M. Khan"),
        move("received", at="2026-03-05T13:00", given="m. khan", received="R. Das"),
    )
    assert gaps(bag(*chain)) == ()
    broken = move("received", at="2026-03-05T13:00", given="A. Stranger", received="R. Das")
    (gap,) = gaps(bag(chain[0], broken))
    assert gap.sentence == (
        "MSC-01-001-A was handed on by A. Stranger on 5 Mar 2026, 13:00; M. Khan had it last."
    )


def test_what_is_stored_may_be_taken_out_by_anybody_named():
    out = move("retrieved", at="2026-03-09T16:00", given="L. Roy", received="R. Das")
    assert gaps(bag(move("stored"), out)) == ()


def test_names_are_one_however_they_are_spaced():
    assert same_name(" P.  NAIDU", "S. Bano", "P. Naidu")
    assert not same_name("P. Naidu", "S. Bano")


def test_temperatures_are_held_against_the_place_they_belong_to():
    into = move("stored", place="Refrigerator", temperature="5")
    out = move(
        "retrieved", at="2026-03-06T09:00", place="Ward", lowest="1.9", highest="8.0", temperature="22"
    )
    (found,) = excursions(MANUFACTURE, bag(into, out))
    assert (found.celsius, found.place) == (Decimal("1.9"), "Refrigerator")
    assert found.sentence == "MSC-01-001-A was at 1.9 °C in Refrigerator (2 to 8 °C), 6 Mar 2026, 09:00."


def test_a_bag_that_was_kept_is_stored():
    kept = accounted(move("stored"))
    assert (kept.made, kept.stored, kept.missing, kept.unit, kept.sentence) == (20, 20, 0, "mL", "")


def test_a_bag_that_ran_in_whole_is_accounted_for():
    assert accounted(volume="20").missing == 0


def test_what_did_not_run_in_and_was_not_thrown_away_is_missing():
    short = accounted(volume="15")
    assert (short.given, short.missing) == (15, 5)
    assert short.sentence == ("5 mL of MSC-01-001-A are not accounted for: neither given nor disposed of.")
    rest = move("disposed", at="2026-03-09T18:00", amount=measured(**{BAG: "5 mL"}))
    assert accounted(rest, volume="15").missing == 0
    part = move("disposed", at="2026-03-09T18:00", amount=measured(**{BAG: "2 mL"}))
    assert accounted(part, volume="15").missing == 3


def test_more_than_was_in_it_is_said_too():
    much = move("disposed", amount=measured(**{BAG: "8 mL"}))
    assert accounted(much, volume="15").sentence == "3 mL more left MSC-01-001-A than were in it."


def test_nothing_is_missing_of_a_bag_that_runs():
    assert accounted(ended="").missing == 0


def test_a_lot_is_accounted_for_in_bags_samples_and_what_is_stored():
    line = Lineage(steps_of(MSC), LINE)
    found = {one.material: one for one in accounts(line, {BAG: bag_row()}, LOT)}
    assert list(found) == [LOT, BAG, "MSC-01-001-B", "MSC-01-001-R1"]
    lot = found[LOT]
    assert lot.unit == "10^6"
    assert round(lot.onward + lot.stored, 3) == 146
    assert found["MSC-01-001-R1"].stored == 1
    assert account(Lineage(steps_of(MSC), (material("X", "lot"),)), {}, "X") is None


def test_what_remains_of_a_bag_is_less_what_ran_in():
    left = remaining(Lineage(steps_of(MSC), LINE), {BAG: bag_row(volume="15")}, BAG)
    assert (left.volume, left.cells) == (5, 12)


def test_entries_made_more_than_an_hour_later_are_late():
    row = bag(move("stored", at="2026-03-05T12:00", seq=9))
    recorded = {5: "2026-03-05T04:40:00.000000Z", 9: "2026-03-05T09:30:00.000000Z"}
    (late,) = late_entries(moves_of(row), recorded, ZONE)
    assert (late.what, late.at, late.minutes) == ("MSC-01-001-A stored", "2026-03-05T12:00", 180)
