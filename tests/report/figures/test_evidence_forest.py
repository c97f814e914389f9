"""The forest: a diamond only where two studies stand, what is left out hollow and named, intervals as computed."""

import pytest
from tests.evidence.rows import SOUND, read
from tests.report import samples
from tests.report.figures import evidence_pictures as pictures
from tests.report.figures.reading import drawn, overlapping, texts

from hepatica.evidence.effects import BY
from hepatica.evidence.load import load
from hepatica.evidence.synthesis import synthesise
from hepatica.report.figures.evidence_forest import DIAMOND, effect_words, evidence_forest
from hepatica.stats.random_effects import Pooled


def diamonds(figure):
    return drawn(figure.spec, "point", "ink", shape=DIAMOND)


def squares(figure, role):
    return drawn(figure.spec, "point", role, shape="square")


def test_nothing_is_pooled_by_cells_and_the_title_says_so():
    figure = pictures.forest()
    assert figure.title == "MELD at 3 months: no group has two studies that stand, so none is pooled"
    assert diamonds(figure) == []
    assert "One study (Brennan 2025) is not pooled: its own result stands." in texts(figure.spec)


def test_every_contrast_has_a_square_at_its_effect_and_what_is_left_out_is_hollow():
    found = synthesise(load(), "MELD")
    figure = pictures.forest()
    stand = [c.effect for group in found.groups for c in group.contrasts]
    out = [c.effect for c in (*found.failed, *found.approximated)]
    assert sorted(d["x"] for d in squares(figure, "ink")) == sorted(stand)
    assert sorted(d["x"] for d in squares(figure, "ink2")) == sorted(out)
    assert texts(figure.spec).count("fails source") == 1
    assert texts(figure.spec).count("guessed") == 2


def test_a_group_of_two_studies_has_its_diamond_and_its_prediction_only_from_three():
    figure = pictures.forest(by="masking")
    (group,) = synthesise(load(), "MELD", by="masking").groups
    assert isinstance(group.pooled, Pooled)
    assert len(diamonds(figure)) == 1
    assert "Two studies do not say where a third would lie" in str(figure.twin)
    three = pictures.forest(by="masking", approximate=True)
    assert "Next study: Its effect may lie from" in str(three.twin)
    assert "Without one study: Zekri 2015" in str(three.twin)


def test_masking_and_sizes_are_in_every_line():
    written = texts(pictures.forest().spec)
    assert written.count("open, randomised") == 5
    assert {"30 v 30", "22 v 23", "27 v 24"} <= set(written)


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("measure", ["MELD", "albumin", "mortality"])
def test_no_words_overlap_however_it_is_grouped(measure, by):
    found = synthesise(load(), measure, by=by, approximate=True, include_failed=True)
    figure = evidence_forest(synthesis=found, stamp=samples.STAMP)
    assert overlapping(figure.spec) == []
    assert len(figure.title) <= 80


def test_counts_are_shown_as_odds_ratios():
    figure = evidence_forest(synthesis=synthesise(load(), "mortality", by="time"), stamp=samples.STAMP)
    assert effect_words(-0.6931471805599453, -2.0, 0.0, counts=True) == "0.50 (0.14 to 1.00)"
    assert "odds ratio (across)" in figure.deck
    assert "odds ratio" in [column.title for column in figure.twin.columns]


def test_nothing_to_compare_is_a_sentence():
    with pytest.raises(ValueError, match="no source compares MELD with a control at 3 months"):
        evidence_forest(synthesis=synthesise(read(SOUND).evidence, "MELD"), stamp=samples.STAMP)
