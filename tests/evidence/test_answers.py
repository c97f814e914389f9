"""The answers are written from rows: as printed, with what contradicts itself, and with what speaks against."""

import re

import pytest
from tests.evidence.rows import SOUND, read

from hepatica.evidence.answers import answers
from hepatica.evidence.load import load
from hepatica.evidence.said import say

FOUND = {answer.id: answer for answer in answers(load())}


def line(answer, label):
    return next(each for each in FOUND[answer].lines if each.label.startswith(label))


def test_every_question_has_an_answer_and_what_speaks_against_stands_beside_them():
    assert list(FOUND) == ["cd34", "msc", "both", "gcsf", "care", "controls-improved", "negative", "animals"]
    assert all(answer.lines and answer.lead and answer.limit for answer in FOUND.values())


def test_sharma_stands_as_printed_with_what_contradicts_it():
    sharma = line("cd34", "Sharma 2020")
    assert sharma.said == (
        "Mean MELD 15.75 (SD 5.13) at 3 months, 15.5 (SD 5.3) at 12 months, 17.2 (SD 5.5) at 24 months, "
        "18.4 (SD 6.1) at 36 months; no baseline printed."
    )
    assert "hepatic artery" in sharma.setting
    assert "by willingness, open" in sharma.setting
    assert sharma.failed_rows == ("E007", "E009", "E011", "E013")
    assert line("care", "Sharma 2020").said.startswith(
        "Mean MELD 19.94 (SD 6.68) at 3 months, 19.8 (SD 6.4) at 12"
    )


def test_realistics_three_arms_end_alike_as_printed():
    assert "−0.5 (quartiles −1.3 to 1.0) at 3 months" in line("cd34", "REALISTIC").said
    assert "−0.5 (quartiles −1.7 to 0.5) at 3 months" in line("gcsf", "REALISTIC").said
    assert "−0.5 (quartiles −1.5 to 1.1) at 3 months" in line("care", "REALISTIC").said


def test_controls_that_improved_are_listed():
    labels = {each.label.split(",")[0] for each in FOUND["controls-improved"].lines}
    assert labels == {"Zekri 2015", "REALISTIC 2018", "Spahr 2013", "Kedarisetty 2015"}
    assert "18 of 30" in line("controls-improved", "Spahr").said
    assert "printed as 53 %" in line("controls-improved", "Spahr").said


def test_negative_trials_and_the_animal_result_are_as_large_as_the_rest():
    negative = {each.label for each in FOUND["negative"].lines}
    assert {
        "REALISTIC 2018",
        "Spahr 2013",
        "Brennan 2025",
        "Mohamadnejad 2013",
        "Venkitaraman 2022",
    } <= negative
    (rat,) = FOUND["animals"].lines
    assert "both together did less" in rat.said
    assert type(FOUND["animals"]) is type(FOUND["cd34"])


def test_no_answer_says_safe_effective_or_proven():
    said = " ".join(
        f"{a.lead} {a.limit} {' '.join(each.said for each in a.lines)}" for a in FOUND.values()
    ).lower()
    assert not re.search(r"\b(safe|effective|proven|works)\b", said)


def test_every_line_names_rows_that_exist_or_is_words_only():
    names = {row.id for row in load().rows}
    for answer in FOUND.values():
        for each in answer.lines:
            assert set(each.rows) <= names
            assert each.url.startswith("http")


def test_a_table_without_a_class_says_so():
    found = {
        answer.id: answer for answer in answers(read(SOUND | {"outcome": "albumin", "unit": "g/dL"}).evidence)
    }
    assert found["msc"].lead.startswith("One source, and none of them prints a MELD.")
    assert found["cd34"].lead.startswith("No sources")


def test_an_arm_that_says_nothing_of_meld_has_no_sentence():
    with pytest.raises(ValueError, match="no row of this arm is about MELD"):
        say(read(SOUND | {"outcome": "UKELD"}).evidence.rows)
