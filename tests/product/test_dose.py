from decimal import Decimal

import pytest
from tests.conduct.cells import CD34, MSC
from tests.product.laboratory import LINE, ME, ZONE, bag_row, material, result, state

from hepatica.product.dose import content, doses, given, intervals, planned
from hepatica.product.quantities import Kilograms, Millilitres, Millions, Percent, QuantityError

LOT, BAG = "MSC-01-001", "MSC-01-001-A"
LINE_CD34 = (
    material("LP-01-001", "apheresis"),
    material("CD34-01-001", "cd34_lot", "LP-01-001", cells="129 10^6"),
)
WEIGHT = Kilograms(Decimal(60))


def row(bag=BAG):
    return next(one for one in LINE if one.material == bag)


def first(*rows, weight=None):
    return doses(MSC, state(*rows), ME, weight)[0]


def test_a_bag_holds_what_was_alive_after_thawing_else_in_the_bag_else_in_the_lot():
    lot, thawed = result("viability", "92", unit="%"), result("viability", "75", on=BAG, unit="%")
    assert content(MSC, state(), row()).cells is None
    of_lot = content(MSC, state(lot), row())
    assert (of_lot.cells, of_lot.measured) == (Millions(Decimal("44.16")), "lot")
    own = material(BAG, "bag", LOT, cells="48 10^6", volume="20 mL", viability="80 %")
    assert content(MSC, state(lot, own), own).viability == Percent(Decimal(80))
    after = content(MSC, state(lot, thawed), row())
    assert (after.cells, after.measured) == (Millions(Decimal(36)), "thawed")


def test_living_cells_counted_before_freezing_are_not_those_alive_after_thawing():
    own = material(BAG, "bag", LOT, cells="48 10^6", viable_cells="45 10^6", volume="20 mL")
    assert content(MSC, state(own), own).cells == Millions(Decimal(45))
    thawed = result("viability", "50", on=BAG, unit="%")
    assert content(MSC, state(own, thawed), own).cells == Millions(Decimal(24))


def test_the_cells_given_are_the_bags_by_the_part_of_its_volume():
    holds = content(MSC, state(result("viability", "75", on=BAG, unit="%")), row())
    assert given(holds, Millilitres(Decimal(15))) == Millions(Decimal(27))
    assert given(content(MSC, state(), row()), Millilitres(Decimal(15))) is None
    with pytest.raises(QuantityError, match=r"20\.5 mL cannot have run in: MSC-01-001-A held 20 mL"):
        given(content(MSC, state(), row()), Millilitres(Decimal("20.5")))


def test_a_dose_per_kilogram_is_planned_by_the_weight():
    assert planned(MSC.dose, None) == Millions(Decimal(50))
    assert planned(CD34.dose, WEIGHT) == Millions(Decimal(120))
    assert planned(CD34.dose, None) is None
    assert planned(CD34.dose.model_copy(update={"basis": "all"}), WEIGHT) is None


def test_each_planned_dose_stands_given_or_not():
    one, two = doses(MSC, state(bag_row(cells="44.2")), ME, WEIGHT)
    assert (one.number, one.stands, one.bags) == (1, "within", (BAG,))
    assert one.sentence == (
        "MSC, dose 1: 44.2 million living cells (0.74 million per kg) of 50.0 million planned. "
        "That lies within the protocol's limits."
    )
    assert (two.number, two.stands, two.sentence) == (2, "not_given", "MSC, dose 2: not given.")


def test_a_third_dose_beyond_the_two_planned_is_told_all_the_same():
    assert len(doses(MSC, state(bag_row(dose=3)), ME)) == 3


@pytest.mark.parametrize(
    ("cells", "stands"),
    [("39.999", "below"), ("40", "within"), ("60", "within"), ("60.001", "above"), ("", "unknown")],
)
def test_a_dose_is_held_against_its_limits_in_base_ten(cells, stands):
    assert first(bag_row(cells=cells)).stands == stands


def test_several_bags_are_one_dose():
    two = first(
        bag_row(cells="20"), bag_row("MSC-01-001-B", started="2026-03-09T18:00", cells="24", complete=False)
    )
    assert (two.cells, two.partial) == (Millions(Decimal(44)), ("MSC-01-001-B",))


def test_a_running_bag_is_running():
    assert first(bag_row(ended="")).stands == "running"
    assert first(bag_row(ended="")).running == (BAG,)


def test_without_a_weight_a_dose_per_kilogram_cannot_be_judged():
    bag = bag_row("CD34-01-001", cells="129")
    rows = state(bag, line=(*LINE, *LINE_CD34))
    (unknown,) = doses(CD34, rows, ME)
    assert (unknown.stands, unknown.per_kg) == ("unknown", None)
    (known,) = doses(CD34, rows, ME, WEIGHT)
    assert (known.stands, known.per_kg.value) == ("within", Decimal("2.15"))


def test_a_product_without_a_dose_has_none():
    assert doses(MSC.model_copy(update={"dose": None}), state(bag_row()), ME) == ()


def test_the_interval_between_the_two_products_and_between_doses():
    rows = state(
        bag_row("CD34-01-001", started="2026-03-09T17:10", ended="2026-03-09T17:30"),
        bag_row(),
        bag_row("MSC-01-001-B", started="2026-04-07T10:00", ended="2026-04-07T10:20", dose=2),
        line=(*LINE, *LINE_CD34),
    )
    between, repeat = intervals((MSC, CD34), rows, ME, ZONE)
    assert (between.first, between.then, between.hours) == ("CD34, dose 1", "MSC, dose 1", Decimal("0.2"))
    assert (repeat.first, repeat.then) == ("MSC, dose 1", "MSC, dose 2")
    assert (repeat.days, repeat.planned_days) == (29, 28)
