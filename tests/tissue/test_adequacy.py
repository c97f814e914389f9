"""A specimen names every limit it fails and every value that was not recorded."""

from decimal import Decimal

import pytest

from hepatica.study.tissue import Adequacy
from hepatica.tissue.adequacy import Specimen, judge_specimen

LIMITS = Adequacy(
    length_mm=Decimal(20),
    portal_tracts=11,
    area_mm2=Decimal(10),
    nuclei=2000,
    source="literature",
    reference="test",
)
GOOD = {"length_mm": Decimal("20.0"), "portal_tracts": 11, "area_mm2": Decimal("10.0"), "nuclei": 2000}


def test_a_specimen_exactly_at_every_limit_is_adequate():
    found = judge_specimen(Specimen(**GOOD), LIMITS)
    assert found.adequate
    assert found.words == "adequate"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("length_mm", Decimal("19.9"), "length 19.9 mm, below 20 mm"),
        ("portal_tracts", 10, "portal tracts 10, below 11"),
        ("area_mm2", Decimal("9.99"), "evaluable area 9.99 mm², below 10 mm²"),
        ("nuclei", 1999, "nuclei 1999, below 2000"),
    ],
)
def test_what_is_just_below_its_limit_is_named_with_both(name, value, words):
    found = judge_specimen(Specimen(**GOOD | {name: value}), LIMITS)
    assert not found.adequate
    assert (found.failing, found.missing) == ((words,), ())


def test_what_was_not_recorded_is_missing_and_never_adequate():
    found = judge_specimen(Specimen(length_mm=Decimal(12)), LIMITS)
    assert not found.adequate
    assert found.missing == ("portal tracts", "evaluable area", "nuclei")
    assert found.words == (
        "length 12 mm, below 20 mm; portal tracts not recorded; evaluable area not recorded; nuclei not recorded"
    )
