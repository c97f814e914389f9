"""Counts keep numerator and denominator, and say what they are good for."""

from decimal import Decimal
from fractions import Fraction

import pytest

from hepatica.stats.intervals import clopper_pearson, poisson_exact, wilson
from hepatica.study.tissue import Flags, Method
from hepatica.tissue import counts
from hepatica.tissue.counts import SINGLE_STAIN, Count, Precision, flag_events, label_of, pool

FLAGS = Flags(imprecise=20, quantifiable=100, source="literature", reference="Cytometry 34:128")


def test_a_count_gives_its_percentage_its_rate_and_its_density():
    count = Count(positive=9, counted=3870, area_mm2=Decimal("12.5"))
    assert count.percent.quantize(Decimal("0.0001")) == Decimal("0.2326")
    assert count.per_1000 == 10 * count.percent
    assert count.per_mm2 == Decimal("0.72")
    assert count.share == Fraction(1, 430)


def test_its_intervals_are_those_of_the_reference_functions():
    count = Count(positive=9, counted=3870, area_mm2=Decimal("12.5"))
    for ours, theirs in (
        (count.wilson(), wilson(9, 3870)),
        (count.exact(), clopper_pearson(9, 3870)),
        (count.density(), poisson_exact(9, 12.5)),
    ):
        assert (ours.lower, ours.upper, ours.method) == (
            pytest.approx(theirs.lower),
            pytest.approx(theirs.upper),
            theirs.method,
        )


def test_no_positive_cell_still_has_an_upper_bound():
    count = Count(positive=0, counted=2640, area_mm2=Decimal(10))
    assert count.exact().lower == count.wilson().lower == count.density().lower == 0
    # exact two-sided 95 % upper bound of a count of none: 3.69
    assert count.density().upper == pytest.approx(0.369, abs=5e-4)
    assert count.exact().upper == pytest.approx(3.69 / 2640, rel=2e-3)


def test_readings_of_one_specimen_add_up_without_making_the_sample_larger():
    reading = Count(positive=12, counted=5000, area_mm2=Decimal(11))
    both = pool([reading, reading])
    assert (both.positive, both.counted, both.area_mm2, both.readings) == (24, 10000, Decimal(22), 2)
    assert both.share == reading.share
    assert both.events == 12
    assert both.wilson().upper == pytest.approx(reading.wilson().upper)
    assert both.density().upper == pytest.approx(reading.density().upper)


def test_an_area_that_one_reader_did_not_record_gives_no_density():
    both = pool([Count(positive=1, counted=10, area_mm2=Decimal(3)), Count(positive=2, counted=10)])
    assert both.area_mm2 is None
    assert both.per_mm2 is None
    assert both.density() is None
    with pytest.raises(ValueError, match="no reading to add up"):
        pool([])


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (0, "not quantifiable"),
        (19, "not quantifiable"),
        (Fraction(39, 2), "not quantifiable"),
        (20, "imprecise"),
        (99, "imprecise"),
        (100, "quantifiable"),
    ],
)
def test_target_events_are_flagged_by_the_studys_limits(events, said):
    assert flag_events(events, FLAGS) is Precision(said)


def test_two_readers_of_twelve_cells_do_not_make_twenty_four_events():
    both = pool([Count(positive=12, counted=5000)] * 2)
    assert flag_events(both.events, FLAGS) is Precision.NOT_QUANTIFIABLE


def test_a_method_the_study_does_not_describe_is_called_what_claims_least():
    duplex = Method(
        id="ihc_duplex",
        title="Double stain",
        numerator="CD34+ERG- cells",
        denominator="nuclei",
        label="CD34+ERG−",
        source="proposal",
    )
    assert label_of(duplex) == "CD34+ERG−"
    assert label_of(None) == SINGLE_STAIN == "CD34+ (endothelial + haematopoietic)"


@pytest.mark.parametrize(
    "wrong",
    [
        {"positive": -1, "counted": 10},
        {"positive": 11, "counted": 10},
        {"positive": 0, "counted": 0},
        {"positive": 1, "counted": 10, "area_mm2": Decimal(0)},
        {"positive": 1, "counted": 10, "area_mm2": Decimal("NaN")},
        {"positive": 1, "counted": 10, "readings": 0},
    ],
)
def test_a_count_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"cannot|not a count"):
        Count(**wrong)


def test_the_module_speaks_of_engraftment_only_to_deny_it():
    assert "No count here is engraftment" in counts.__doc__
    words = [SINGLE_STAIN, *Precision]
    assert not any("engraft" in word.lower() for word in words)
