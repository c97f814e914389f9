"""The timeline: every study once, by year, with its own result in words, masked ones counted."""

import pytest
from tests.evidence.rows import read
from tests.report import samples
from tests.report.figures import evidence_pictures as pictures
from tests.report.figures.reading import drawn, texts

from hepatica.evidence.load import load
from hepatica.report.figures.evidence_timeline import evidence_timeline, told

LINES = told(load())


def test_every_study_has_one_mark_and_its_name():
    marks = drawn(pictures.timeline().spec, "point")
    assert len(marks) == len(load().studies) == 29
    assert {study.label for study in load().studies} <= set(texts(pictures.timeline().spec))


def test_studies_come_by_year_those_without_one_last_and_animals_at_the_end():
    human = [one.year or 9999 for one in LINES if one.study.species == "human"]
    assert human == sorted(human)
    assert LINES[-1].study.species == "rat"


def test_people_are_counted_once_over_two_reports_of_one_study():
    people = {one.study.label: one.people for one in LINES}
    assert people["Sharma 2020"] == 45
    assert people["Spahr 2013"] == 58
    assert people["REALISTIC 2018"] == 81
    assert people["Yu 2017"] == 9
    assert people["Lemoli 2005"] is None


def test_the_title_counts_masked_studies_and_results_against_a_control():
    assert (
        pictures.timeline().title
        == "Three of 28 studies in people had a placebo or masking; five beat a control"
    )


def test_a_result_is_a_word_and_a_shape_and_negative_ones_are_as_large():
    marks = drawn(pictures.timeline().spec, "point")
    written = texts(pictures.timeline().spec)
    assert written.count("no difference") == sum(s.direction == "none" for s in load().studies) == 5
    assert all("said" in mark for mark in marks)


def test_an_empty_table_has_no_timeline():
    with pytest.raises(ValueError, match="the published table is empty"):
        evidence_timeline(evidence=read(studies=()).evidence, stamp=samples.STAMP)
