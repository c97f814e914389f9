"""Contrasts and their synthesis: a study counts once, one study is not pooled, what is left out is named."""

from math import log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evidence.rows import EVENTS, QUARTILES, SOUND, read, trial

from hepatica.evidence.dose import dose_class, dose_words
from hepatica.evidence.effects import BY, contrasts, measures
from hepatica.evidence.load import load
from hepatica.evidence.synthesis import synthesise
from hepatica.stats.random_effects import NotPooled, Pooled


def table(*studies, **more):
    rows = [
        row
        for n, (treated, care) in enumerate(studies)
        for row in trial(f"S{n}", 1 + 2 * n, treated, care, **more)
    ]
    read_ = read(*rows)
    assert read_.problems == ()
    return read_.evidence


def test_a_difference_of_final_means_has_its_textbook_standard_error():
    (one,) = contrasts(table(((15.0, 4.0, 20), (17.0, 5.0, 25))), "MELD")
    assert one.effect == pytest.approx(-2.0)
    assert one.error == pytest.approx(sqrt(16 / 20 + 25 / 25))
    assert one.basis == "final values"
    assert one.rows == ("E001", "E002")


def test_counts_give_a_log_odds_ratio_and_half_is_added_only_where_a_cell_is_empty():
    def evidence(a, b):
        rows = trial("ONE", 1, ("", "", 20), ("", "", 20))
        rows = [row | EVENTS | {"events": str(x)} for row, x in zip(rows, (a, b), strict=True)]
        return read(*rows).evidence

    (plain,) = contrasts(evidence(4, 8), "mortality")
    assert plain.effect == pytest.approx(log(4 * 12 / (16 * 8)))
    assert plain.error == pytest.approx(sqrt(1 / 4 + 1 / 16 + 1 / 8 + 1 / 12))
    (none,) = contrasts(evidence(0, 8), "mortality")
    assert none.basis == "counts, with half added to each"
    assert none.effect == pytest.approx(log(0.5 * 12.5 / (20.5 * 8.5)))
    assert contrasts(evidence(0, 0), "mortality") == ()


def test_quartiles_become_means_only_when_asked_and_say_so():
    rows = trial("ONE", 1, ("", "", 20), ("", "", 20))
    rows = [row | QUARTILES | {"q1": "-2.0", "q3": "1.0"} for row in rows]
    evidence = read(*rows).evidence
    assert contrasts(evidence, "MELD") == ()
    (one,) = contrasts(evidence, "MELD", approximate=True)
    assert one.approximate
    assert one.basis == "approximated from quartiles"


def test_a_printed_difference_keeps_its_own_interval():
    (one,) = [c for c in contrasts(load(), "MELD") if c.study.label == "Brennan 2025"]
    assert one.effect == -0.87
    assert one.bounds == pytest.approx((-0.87 - 1.79 / 2, -0.87 + 1.79 / 2))


def test_realistic_is_known_by_quartiles_and_sharma_fails_so_neither_is_pooled_by_default():
    found = synthesise(load(), "MELD")
    assert {c.study.label for c in found.failed} == {"Sharma 2020"}
    assert {c.study.label for c in found.approximated} == {"REALISTIC 2018"}
    assert all(isinstance(group.pooled, NotPooled) for group in found.groups)


def test_both_doors_open_bring_them_in():
    found = synthesise(load(), "MELD", approximate=True, include_failed=True)
    cd34 = next(group for group in found.groups if group.title.startswith("CD34⁺ or"))
    assert cd34.labels == ("Sharma 2020", "REALISTIC 2018")
    assert isinstance(cd34.pooled, Pooled)
    assert (found.failed, found.approximated) == ((), ())


def test_one_study_is_not_pooled_whatever_its_arms():
    both = next(group for group in synthesise(load(), "MELD").groups if group.title.startswith("CD34⁺ and"))
    assert len(both.contrasts) == 2
    assert isinstance(both.pooled, NotPooled)
    assert (
        both.pooled.why
        == "One study (Zekri 2015, 2 arms against one control) is not pooled: its own result stands."
    )


def test_arms_that_share_a_control_share_its_people_and_count_as_one_study():
    rows = trial("ONE", 1, (15.0, 4.0, 20), (17.0, 4.0, 20))
    rows.append(rows[0] | {"row": "E003", "arm": "more cells"})
    rows += trial("TWO", 4, (15.0, 4.0, 20), (16.0, 4.0, 20))
    (group,) = synthesise(read(*rows).evidence, "MELD").groups
    assert isinstance(group.pooled, Pooled)
    assert group.pooled.k == 2
    shared = sqrt(16 / 20 + 2 * 16 / 20)
    assert [c.error for c in group.contrasts] == pytest.approx([shared, shared, sqrt(16 / 20 * 2)])


def test_different_units_are_not_pooled():
    rows = trial("ONE", 1, (15.0, 4.0, 20), (17.0, 4.0, 20))
    rows += trial("TWO", 3, (15.0, 4.0, 20), (16.0, 4.0, 20), unit="score")
    (group,) = synthesise(read(*rows).evidence, "MELD").groups
    assert isinstance(group.pooled, NotPooled)
    assert group.pooled.why == "Values in points and score are not pooled: units are not converted here."


def test_each_span_of_months_takes_the_time_nearest_to_the_one_meant():
    rows = [
        row | {"row": f"E{n:03d}"}
        for n, row in enumerate(
            (
                r
                for m in (2, 3, 4)
                for r in trial("ONE", 1, (15.0 - m, 4.0, 20), (17.0, 4.0, 20), timepoint_months=str(m))
            ),
            1,
        )
    ]
    (one,) = contrasts(read(*rows).evidence, "MELD")
    assert int(one.months) == 3


@pytest.mark.parametrize("by", BY)
def test_every_grouping_holds_every_contrast_once(by):
    found = synthesise(load(), "MELD", by=by, approximate=True, include_failed=True)
    held = [c.rows for group in found.groups for c in group.contrasts]
    assert len(held) == len(set(held))
    span = "" if by == "time" else "3 months"
    assert sorted(held) == sorted(
        c.rows for c in contrasts(load(), "MELD", time=span, approximate=True, include_failed=True)
    )


def test_a_grouping_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="not grouped by 'luck'"):
        synthesise(load(), "MELD", by="luck")


def test_what_can_be_contrasted_is_listed():
    assert {"MELD", "albumin", "bilirubin", "mortality"} <= set(measures(load()))


def test_leaving_one_out_gives_the_rest():
    evidence = table(
        ((15.0, 4.0, 20), (17.0, 4.0, 20)),
        ((14.0, 4.0, 20), (17.0, 4.0, 20)),
        ((16.0, 4.0, 20), (17.0, 4.0, 20)),
    )
    (group,) = synthesise(evidence, "MELD").groups
    assert [each.study for each in group.without] == ["S0 2020", "S1 2020", "S2 2020"]
    means = [each.pooled.mean for each in group.without]
    assert means == pytest.approx([-2.0, -1.5, -2.5])


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 6), st.integers(-30, 30), st.integers(5, 60), st.integers(4, 80))
def test_equal_studies_have_no_spread_between_them(k, tenths, sd, n):
    treated, care = (15 + tenths / 10, sd / 10, n), (15.0, sd / 10, n)
    (group,) = synthesise(table(*[(treated, care)] * k), "MELD").groups
    assert isinstance(group.pooled, Pooled)
    assert group.pooled.heterogeneity.tau == 0
    assert group.pooled.mean == pytest.approx(tenths / 10, abs=1e-9)
    assert group.pooled.weights == pytest.approx([1 / k] * k)


def test_doses_are_classed_by_their_first_number_and_written_readably():
    rows = {row.id: row for row in load().rows}
    assert dose_words(rows["E248"]) == "2 × 10⁵ CD133+ cells/kg per infusion"
    assert dose_class(rows["E248"]) == "below 10⁶ cells per kg"
    assert dose_class(rows["E007"]) == "number not stated"
    assert dose_class(rows["E008"]) == "no cells"
    assert dose_class(rows["E436"]) == "10⁶ cells per kg or more"
    assert dose_class(rows["E119"]) == "below 10⁸ cells"
    assert dose_class(rows["E247"]).endswith("no cells")
    assert dose_words(rows["E007"]) == ""
    assert (
        dose_class(read(SOUND | {"dose_value": "2e8", "dose_unit": "cells"}).evidence.rows[0])
        == "10⁸ cells or more"
    )
