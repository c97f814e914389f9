import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.multiplicity import adjust

METHODS = {"Bonferroni": "bonferroni", "Holm": "holm", "Hochberg": "simes-hochberg"}


def adjusted(values, method):
    family = adjust({str(i): p for i, p in enumerate(values)}, family="secondary endpoints", method=method)
    return [one.adjusted for one in family.each]


def test_three_p_values_by_hand():
    values = [0.01, 0.04, 0.03]
    assert adjusted(values, "Bonferroni") == pytest.approx([0.03, 0.12, 0.09])
    assert adjusted(values, "Holm") == pytest.approx([0.03, 0.06, 0.06])
    assert adjusted(values, "Hochberg") == pytest.approx([0.03, 0.04, 0.04])


def test_all_three_agree_with_statsmodels():
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(7)
    for size in (1, 2, 5, 8):
        values = [float(p) for p in rng.random(size).round(2)]
        for name, theirs in METHODS.items():
            assert adjusted(values, name) == pytest.approx(list(multipletests(values, method=theirs)[1]))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_hochberg_is_never_above_holm_nor_holm_above_bonferroni(values):
    by = {name: adjusted(values, name) for name in METHODS}
    for p, hochberg, holm, bonferroni in zip(
        values, by["Hochberg"], by["Holm"], by["Bonferroni"], strict=True
    ):
        assert p <= hochberg + 1e-12 <= holm + 2e-12 <= bonferroni + 3e-12


def test_two_tests_at_the_floor_of_five_pairs_are_further_from_significance_together():
    assert adjusted([0.0625, 0.0625], "Holm") == [0.125, 0.125]


def test_the_family_is_part_of_the_answer():
    family = adjust({"MELD": 0.02}, family="secondary endpoints", method="Hochberg")
    assert (family.family, family.method, family.each[0].name) == ("secondary endpoints", "Hochberg", "MELD")
    floored = adjust({"MELD": 0.0625, "CD34": 0.5}, family="f", floors={"MELD": 0.0625})
    assert [(one.adjusted, one.floor) for one in floored.each] == [(0.125, 0.0625), (0.5, 0)]
    with pytest.raises(ValueError, match="name the family"):
        adjust({"MELD": 0.02}, family=" ")
    with pytest.raises(ValueError, match="no p value to adjust"):
        adjust({}, family="f")
    with pytest.raises(ValueError, match=r"1\.2 is not a p value: MELD of the family f"):
        adjust({"MELD": 1.2}, family="f")
