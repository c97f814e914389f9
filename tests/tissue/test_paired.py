"""A pair gives its ratio with an interval, the sinusoids beside it, and a missing biopsy stays missing."""

from decimal import Decimal

import pytest

from hepatica.stats.agreement import NotEstimable
from hepatica.stats.field_ratio import AreaChange
from hepatica.stats.paired_rates import Events, compute_rate_ratio
from hepatica.tissue.counts import Count
from hepatica.tissue.paired import BiopsyValue, ReaderCount, compute_paired_change
from hepatica.tissue.reading_rule import ReadingRule, Verdict

RULE = ReadingRule(cells_ratio=Decimal("1.2"), sinusoid_ratio=Decimal("1.2"))


def value(*counts, method="ihc_single", sinusoids="6.0", fields=()):
    readings = tuple(
        ReaderCount(reader=f"reader {n}", number=n, count=Count(positive=x, counted=size))
        for n, (x, size) in enumerate(counts, 1)
    )
    area = None if sinusoids is None else Decimal(sinusoids)
    return BiopsyValue(method=method, readings=readings, sinusoids=area, fields=fields)


def test_the_change_is_the_log_ratio_of_the_two_biopsies():
    found = compute_paired_change(value((3, 4120)), value((9, 3870)), rule=RULE)
    assert found.cells == compute_rate_ratio(Events(x=3, n=4120), Events(x=9, n=3870))
    assert found.verdict is Verdict.RISE_ALONE
    assert found.missing == ""
    assert found.odds.ratio == pytest.approx(found.cells.ratio, rel=0.01)


def test_a_second_reader_of_the_same_cells_does_not_narrow_the_interval():
    one = compute_paired_change(value((30, 4000)), value((60, 4000)), rule=RULE)
    two = compute_paired_change(value((30, 4000), (30, 4000)), value((60, 4000), (60, 4000)), rule=RULE)
    assert two.after.count.positive == 120
    assert (two.cells.lower, two.cells.upper) == pytest.approx((one.cells.lower, one.cells.upper))


def test_a_rise_with_the_sinusoids_is_read_as_theirs():
    found = compute_paired_change(
        value((2, 2890), sinusoids="9.1"), value((8, 3120), sinusoids="13.4"), rule=RULE
    )
    assert found.verdict is Verdict.RISE_WITH_SINUSOIDS
    assert found.sinusoids.ratio == Decimal("13.4") / Decimal("9.1")


def test_a_whole_section_has_no_interval_for_its_sinusoids_and_fields_have_one():
    whole = compute_paired_change(value((2, 900)), value((8, 900)), rule=RULE)
    assert whole.sinusoids.interval == NotEstimable(why="no interval: one field")
    fields = ((6.0, 100.0), (9.0, 110.0), (4.0, 90.0))
    parted = compute_paired_change(value((2, 900), fields=fields), value((8, 900), fields=fields), rule=RULE)
    assert isinstance(parted.sinusoids.interval, AreaChange)


def test_sinusoids_that_were_not_read_or_not_there_give_a_sentence():
    unread = compute_paired_change(value((2, 900)), value((8, 900), sinusoids=None), rule=RULE)
    assert unread.sinusoids.ratio.why == "sinusoids not read at both biopsies"
    assert unread.verdict is Verdict.RISE_UNREAD
    none = compute_paired_change(value((2, 900), sinusoids="0"), value((8, 900)), rule=RULE)
    assert "no ratio" in none.sinusoids.ratio.why


def test_a_missing_biopsy_stays_missing_with_its_reason():
    found = compute_paired_change(value((6, 4480)), None, rule=RULE, missing="second biopsy declined")
    assert (found.missing, found.verdict) == ("second biopsy declined", Verdict.NO_PAIR)
    assert found.cells is found.exact is found.sinusoids is None
    with pytest.raises(ValueError, match="no reason is given"):
        compute_paired_change(value((6, 4480)), None, rule=RULE)


def test_two_methods_are_not_compared():
    found = compute_paired_change(value((6, 4480)), value((9, 4480), method="flow"), rule=RULE)
    assert found.cells is None
    assert found.verdict is Verdict.OTHER_METHOD


def test_no_cell_at_all_gives_a_sentence_and_a_study_without_a_rule_no_verdict():
    found = compute_paired_change(value((0, 4480)), value((0, 4000)), rule=None)
    assert isinstance(found.cells, NotEstimable)
    assert isinstance(found.exact, NotEstimable)
    assert found.verdict is None
