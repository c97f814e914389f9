"""A small sample of each shape, so that the agreements hold without the shared files; and shapes never seen before."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from scipy.stats import binom

from hepatica.stats.oracles import compare, recognise

SAMPLES = Path(__file__).parent / "samples"
# numbers that agree, and those that are not compared
KEPT = {
    "binomial_intervals.csv": (154, 0),
    "count_tests.json": (8, 0),
    "critical_values.csv": (16, 0),
    "factorial.json": (15, 0),
    "paired.json": (41, 3),
    "published_intervals.json": (4, 0),
    "published_tables.json": (5, 5),
    "rate_ratios.csv": (16, 0),
    "rates.csv": (20, 0),
    "rule_of_three.csv": (4, 0),
    "signed_ranks.csv": (69, 0),
}


def read(name):
    text = (SAMPLES / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith("json") else list(csv.DictReader(text.splitlines()))


def compared(content):
    return list(compare(content, lambda _: None))


def said(content):
    return Counter(case.agrees for case in compared(content))


@pytest.mark.parametrize("name", KEPT)
def test_every_number_of_a_sample_agrees(name):
    counts = said(read(name))
    assert counts[False] == 0
    assert (counts[True], counts[None]) == KEPT[name]


def test_every_sample_is_kept():
    assert {p.name for p in SAMPLES.iterdir()} == set(KEPT)


@pytest.mark.parametrize("name", [name for name in KEPT if name.endswith("csv")])
def test_a_wrong_number_in_a_table_is_seen(name):
    rows = read(name)
    last = list(rows[0])[-1]
    rows[0][last] = str(float(rows[0][last]) + 1)
    assert said(rows)[False] == 1


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("count_tests.json", lambda told: told["poisson_two"].update(rr=2.0)),
        ("factorial.json", lambda told: told["interaction"].update(p=0.05)),
        ("paired.json", lambda told: told["cases"][0].update(wilcox_exact_p=0.03125)),
        ("published_intervals.json", lambda told: told["cases"][1].update(wilson=[0, 0.1511])),
    ],
)
def test_a_wrong_number_in_an_object_is_seen(name, spoil):
    told = read(name)
    spoil(told)
    assert said(told)[False] == 1


def test_a_published_entry_that_contradicts_the_exact_distribution_is_no_disagreement_of_ours():
    found = {case.case: case for case in compared(read("published_tables.json"))}
    wrong = found["tables[0].two_tailed_05.16"]
    assert (wrong.expected, wrong.got, wrong.agrees) == (30, 29, None)
    assert "p at V = 30 is 0.0507, above 0.05" in wrong.why
    assert found["tables[0].two_tailed_05.5"].got == "none"
    assert found["tables[0].agrees_with_exact"].got == "n=16: 29, not 30"
    assert found["tables[2].disagrees"].got is None


def test_a_published_entry_that_is_too_careful_is_said_to_be():
    (case,) = compared({"tables": [{"one_tailed_05": {"5": None}}]})
    assert (case.expected, case.got, case.agrees) == ("none", 0, None)
    assert case.why == "the published entry is wrong: the exact distribution attains the level"


def test_the_interval_that_is_mislabelled_is_printed_with_what_it_attains():
    found = {case.case: case for case in compared(read("paired.json"))}
    achieved = found["cases[0].HL_conf_achieved"]
    assert (achieved.expected, achieved.got, achieved.agrees) == (0.95, 0.9375, None)


def test_a_table_with_other_columns_and_levels_is_still_known():
    rows = [
        {
            "x": "3",
            "n": "40",
            "conf": "0.99",
            "wilson_lo": "0.017",
            "wilson_hi": "0.256",
            "midp_lo": "0.009",
            "midp_hi": "0.243",
        }
    ]
    assert recognise(rows).name == "binomial intervals, one row each"
    low, high, least, most = (case.got for case in compared(rows))
    assert (low, high) == pytest.approx((0.0192, 0.2518), abs=5e-5)
    assert binom.sf(3, 40, least) + binom.pmf(3, 40, least) / 2 == pytest.approx(0.005)
    assert binom.cdf(2, 40, most) + binom.pmf(3, 40, most) / 2 == pytest.approx(0.005)


def test_a_one_sided_example_is_compared_by_its_tail():
    told = {"one": {"x": 9, "n": 10, "p0": 0.5, "alternative": "greater", "p": 11 / 1024, "ci95": [0.6, 1]}}
    (case,) = compared(told)
    assert (case.case, case.agrees) == ("one.p", True)


def test_treatments_of_any_name_are_a_factorial_trial():
    told = read("factorial.json")
    text = (
        json.dumps(told)
        .replace('"sk"', '"cells_cd34"')
        .replace('"no_sk"', '"no_cells"')
        .replace('"asp"', '"msc"')
    )
    counts = said(json.loads(text))
    assert (counts[False], counts[True]) == (0, 13)  # aspirin is no name of msc: two margins stay uncompared
    assert counts[None] == 2


def test_an_arm_without_an_event_leaves_the_reason_in_place_of_numbers():
    told = read("factorial.json")
    told["cells"][0]["d"] = 0
    reasons = {case.why for case in compared(told) if case.case.startswith("interaction")}
    assert reasons == {"an arm with 0 events of 4300 has no finite log odds"}


def test_two_groups_without_an_event_have_no_ratio_and_say_why():
    (case, *_) = compared([{"ev1": "0", "pt1": "2", "ev0": "0", "pt0": "3", "rate_ratio": "NaN", "p": "1"}])
    assert (case.got, case.agrees) == (None, None)
    assert case.why == "no event in either group says nothing about the ratio of their rates"


@pytest.mark.parametrize(
    "content", [{}, [], {"cases": 3}, {"tables": 1, "cells": [1, 2]}, [{"a": "1"}], {"x": {"p": 1}}]
)
def test_what_is_no_reference_file_is_not_taken_for_one(content):
    assert recognise(content) is None
    assert compared(content) == []
