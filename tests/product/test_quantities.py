from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.product.quantities import (
    Kilograms,
    Millilitres,
    Millions,
    MillionsPerKilogram,
    Percent,
    PerMillilitre,
    QuantityError,
    cells_in,
    concentration,
    convert,
    for_weight,
    per_kg,
    ran_in,
    read,
    read_as,
    rounded,
    share,
    unit_of,
    viable,
)

numbers = st.decimals("0.001", "100000", places=3)


@pytest.mark.parametrize(
    ("value", "unit", "meant"),
    [
        ("48", "10^6", Millions(Decimal(48))),
        ("48", "x10^6 cells", Millions(Decimal(48))),
        ("48", "× 10⁶", Millions(Decimal(48))),
        ("48", "10*6", Millions(Decimal(48))),
        ("48", "1e6", Millions(Decimal(48))),
        ("48", "Million cells", Millions(Decimal(48))),
        ("480", "10^5", Millions(Decimal(48))),
        ("480", "lakh", Millions(Decimal(48))),
        ("4.8", "crores", Millions(Decimal(48))),
        ("0.048", "10^9", Millions(Decimal(48))),
        ("48000000", "cells", Millions(Decimal(48))),
        ("24", "10^5/mL", PerMillilitre(Decimal("2.4"))),
        ("2400", "cells/µL", PerMillilitre(Decimal("2.4"))),
        ("2.4", "10^9/L", PerMillilitre(Decimal("2.4"))),
        ("20", "ml", Millilitres(Decimal(20))),
        ("0.02", "L", Millilitres(Decimal(20))),
        ("20", "cc", Millilitres(Decimal(20))),
        ("61", "kg", Kilograms(Decimal(61))),
        ("2.1", "10^6/kg", MillionsPerKilogram(Decimal("2.1"))),
        ("92", "%", Percent(Decimal(92))),
    ],
)
def test_each_spelling_of_a_unit_is_read(value, unit, meant):
    assert read(value, unit) == meant


@pytest.mark.parametrize("unit", ["", "furlong", "10e6", "106", "mol/L", "10^6/m2", "x", "cells/kg/mL"])
def test_a_unit_nobody_knows_is_refused_with_those_that_are(unit):
    with pytest.raises(QuantityError, match="is not known: write 10\\^6"):
        unit_of(unit)


@pytest.mark.parametrize(
    ("value", "unit", "sentence"),
    [
        ("-3", "10^6", "-3 10^6 cannot be: a number of cells is never negative"),
        ("101", "%", "101 % cannot be: a part of the cells is at most 100 %"),
        ("-1", "mL", "-1 mL cannot be: a volume is never negative"),
        ("many", "10^6", "'many' is not a number"),
        ("NaN", "10^6", "NaN is not a number"),
        ("Infinity", "%", "Infinity is not a number"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(value, unit, sentence):
    with pytest.raises(QuantityError) as found:
        read(value, unit)
    assert str(found.value) == sentence


def test_unlike_quantities_are_neither_added_nor_compared():
    cells, volume = Millions(Decimal(1)), Millilitres(Decimal(1))
    with pytest.raises(TypeError):
        cells + volume
    with pytest.raises(TypeError):
        cells - volume
    with pytest.raises(TypeError):
        assert cells < volume
    assert cells != volume


def test_like_quantities_are_added_compared_and_never_fall_below_nothing():
    one, two = Millions(Decimal(1)), Millions(Decimal(2))
    assert one + one == two
    assert two - one == one
    assert one < two
    with pytest.raises(QuantityError):
        one - two


def test_one_kind_is_asked_and_another_given():
    assert read_as(Millions, "480", "10^5") == Millions(Decimal(48))
    with pytest.raises(QuantityError, match="10\\^6/mL is a concentration, and a number of cells"):
        read_as(Millions, "2", "10^6/mL")


def test_numbers_are_converted_exactly_and_left_alone_in_their_own_unit():
    assert convert("48.0", "10^6", "10^6") == "48.0"
    assert convert("48.0", "", "10^6") == "48.0"
    assert convert("480", "10^5", "10^6") == "48"
    assert convert("0.3", "eu/ml", "EU/mL") == "0.3"
    with pytest.raises(QuantityError, match="it is given in EU/mL, and '%' was given"):
        convert("0.3", "%", "EU/mL")
    with pytest.raises(QuantityError, match="it has no unit, and '%' was given"):
        convert("3", "%", "")
    with pytest.raises(QuantityError, match="mL is a volume, and a number of cells"):
        convert("3", "mL", "10^6")


def test_a_dose_by_hand():
    """146 million in 60 mL, 92 % alive; 20 mL of it for 61 kg: 44.773 million, 0.734 million per kg."""
    each = concentration(Millions(Decimal(146)), Millilitres(Decimal(60)))
    bag = viable(cells_in(each, Millilitres(Decimal(20))), Percent(Decimal(92)))
    assert rounded(bag, 3) == Millions(Decimal("44.773"))
    assert rounded(per_kg(bag, Kilograms(Decimal(61))), 3) == MillionsPerKilogram(Decimal("0.734"))
    assert bag.words(1) == "44.8 10^6"


def test_part_of_a_bag_gives_part_of_its_cells():
    bag, held = Millions(Decimal(48)), Millilitres(Decimal(20))
    assert ran_in(bag, Millilitres(Decimal(15)), held) == Millions(Decimal(36))
    with pytest.raises(QuantityError, match="21 mL cannot have run in: the bag held 20 mL"):
        ran_in(bag, Millilitres(Decimal(21)), held)


def test_a_part_is_at_most_the_whole_and_nothing_is_divided_by_nothing():
    assert share(Millions(Decimal(86)), Millions(Decimal(100))) == Percent(Decimal(86))
    with pytest.raises(QuantityError, match="count again"):
        share(Millions(Decimal(101)), Millions(Decimal(100)))
    for nothing in (
        lambda: share(Millions(Decimal(0)), Millions(Decimal(0))),
        lambda: per_kg(Millions(Decimal(1)), Kilograms(Decimal(0))),
        lambda: concentration(Millions(Decimal(1)), Millilitres(Decimal(0))),
        lambda: ran_in(Millions(Decimal(1)), Millilitres(Decimal(0)), Millilitres(Decimal(0))),
    ):
        with pytest.raises(QuantityError):
            nothing()


@given(numbers, numbers)
def test_a_dose_per_kilogram_and_back_is_the_dose(cells, weight):
    there = per_kg(Millions(cells), Kilograms(weight))
    assert rounded(for_weight(there, Kilograms(weight)), 9) == Millions(cells)


@given(numbers, numbers)
def test_a_concentration_and_back_is_the_count(cells, volume):
    each = concentration(Millions(cells), Millilitres(volume))
    assert rounded(cells_in(each, Millilitres(volume)), 9) == Millions(cells)
