from decimal import Decimal
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conduct.cells import MSC, limit
from tests.product.laboratory import LINE, ME, ZONE, material, state

from hepatica.product.growth import doubling_time, doublings, passages
from hepatica.product.quantities import Millions

counts = st.decimals("0.001", "10000", places=3)


def grown(*rows, product=MSC, line=LINE):
    return passages(product, state(*rows, line=line), ME, ZONE)


def test_doublings_are_the_binary_logarithm_of_the_growth():
    _first, second = grown()
    assert (second.number, second.doublings, second.total) == (2, Decimal(3), Decimal(3))


def test_what_is_seeded_first_is_the_collection_so_doublings_are_counted_from_the_first_harvest_on():
    first, _second = grown()
    assert (first.number, first.doublings, first.total) == (1, None, Decimal(0))


def test_a_passage_ends_when_the_next_begins():
    first, second = grown()
    assert (first.seeded_at, first.harvested_at) == ("2026-02-02T11:46", "2026-02-14T11:46")
    assert (first.hours, first.doubling_hours) == (288, None)
    assert second.harvested_at == "2026-03-05T09:15"
    assert second.doubling_hours == second.hours / 3


@given(counts, counts)
def test_doublings_equal_the_platforms_logarithm(seeded, harvested):
    found = doublings(Millions(seeded), Millions(harvested))
    assert float(found) == pytest.approx(log2(float(harvested) / float(seeded)), abs=1e-9)


@given(counts, counts, counts)
def test_doublings_of_two_passages_add_up(one, two, three):
    total = doublings(Millions(one), Millions(two)) + doublings(Millions(two), Millions(three))
    assert round(total, 20) == round(doublings(Millions(one), Millions(three)), 20)


def test_cells_that_did_not_multiply_have_no_doubling_time():
    assert doublings(Millions(Decimal(10)), Millions(Decimal(0))) is None
    assert doublings(Millions(Decimal(10)), Millions(Decimal(5))) == -1
    assert doubling_time(Decimal(100), Decimal(-1)) is None
    assert doubling_time(Decimal(100), Decimal(2)) == 50


def test_a_count_that_is_missing_leaves_what_follows_unknown():
    line = tuple(
        material("MSC-01-001-P1", "passage", "BM-01-001", at="2026-02-02T11:46", seeded="10 10^6")
        if row.material == "MSC-01-001-P1"
        else row
        for row in LINE
    )
    first, second = grown(line=line)
    assert (first.doublings, first.total) == (None, None)
    assert (second.doublings, second.total) == (Decimal(3), None)


def test_a_passage_that_grows_has_no_end_yet():
    found = grown(line=LINE[:2])
    assert (found[0].harvested_at, found[0].hours, found[0].doubling_hours) == ("", None, None)


def test_a_passage_beyond_a_limit_says_which():
    strict = (
        limit("passage", "Passages", "at_most", "1"),
        limit("viability", "Viability", "at_least", "88", "%"),
        limit("doublings", "Doublings", "at_most", "2"),
    )
    first, second = grown(product=MSC.model_copy(update={"release": strict}))
    assert [one.id for one in first.beyond] == ["viability"]
    assert [one.id for one in second.beyond] == ["passage", "doublings"]
