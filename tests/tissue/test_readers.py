"""Agreement between readers is told from one reader's repetition."""

import pytest

from hepatica.stats.agreement import Icc, Kappa, NotEstimable
from hepatica.study.tissue import Flags
from hepatica.tissue.counts import Count
from hepatica.tissue.paired import BiopsyValue, ReaderCount
from hepatica.tissue.readers import Readers, compute_reader_agreement

FLAGS = Flags(imprecise=20, quantifiable=100, source="literature", reference="Cytometry 34:128")


def read(*said):
    return BiopsyValue(
        method="ihc_single",
        readings=tuple(
            ReaderCount(reader=who, number=n, count=Count(positive=x, counted=4000))
            for n, (who, x) in enumerate(said, 1)
        ),
    )


def test_the_same_two_readers_are_compared_column_by_column_whoever_read_first():
    biopsies = [
        read(("A", 10), ("B", 12)),
        read(("B", 40), ("A", 36)),
        read(("A", 110), ("B", 125)),
        read(("A", 9), ("B", 9)),
        read(("A", 18), ("B", 21)),
    ]
    found = compute_reader_agreement(biopsies, FLAGS)
    assert (found.biopsies, found.readers) == (5, Readers.SAME_TWO)
    assert isinstance(found.rate, Icc)
    assert found.rate.form == "ICC(A,1)"
    assert found.rate.value > 0.95
    assert found.bias.mean > 1
    assert isinstance(found.precision, Kappa)
    assert 0.5 < found.precision.value < 1


@pytest.mark.parametrize(
    ("biopsies", "who"),
    [
        ([read(("A", 10), ("A", 12)), read(("A", 20), ("A", 25))], Readers.ONE_TWICE),
        ([read(("A", 10), ("B", 12)), read(("A", 20), ("C", 25))], Readers.CHANGING),
        ([read(("", 10), ("", 12)), read(("", 20), ("", 25))], Readers.UNNAMED),
    ],
)
def test_readers_without_an_order_have_the_one_way_coefficient(biopsies, who):
    found = compute_reader_agreement(biopsies, FLAGS)
    assert found.readers is who
    assert found.rate.form == "ICC(1,1)"


def test_biopsies_read_once_show_no_agreement():
    found = compute_reader_agreement([read(("A", 10)), read(("B", 12))], FLAGS)
    assert found.biopsies == 0
    assert all(isinstance(x, NotEstimable) for x in (found.rate, found.bias, found.precision))


def test_a_study_without_event_limits_has_no_flags_to_agree_on():
    found = compute_reader_agreement([read(("A", 10), ("B", 12))] * 2, None)
    assert found.precision.why == "the study states no event limits"
