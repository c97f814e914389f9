"""Lint: each thing that does not fit is told, once, at its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hepatica.study.load import check

Spoil = Callable[..., Path]
FAULTS: list[tuple[str, str, str, str]] = [
    # file, what stands there, what a mistake makes of it, the sentence
    ("study.yaml", "- cells\n", "- cell\n", "study.yaml:26: there is no intervention 'cell'; did you mean 'cells'?"),
    ("study.yaml", "kind: primary", "kind: main", "study.yaml:30: 'main' is not one of primary, secondary, other"),
    ("study.yaml", "frame: 1 month", 'frame: ""', "study.yaml:33: the outcome 'reactions' has no frame"),
    ("study.yaml", "kind: inclusion", "kind: in", "study.yaml:37: 'in' is not one of inclusion, exclusion"),
    ("study.yaml", "{started} of", "{begun} of", "study.yaml:45: nothing fills in {begun}; known are planned, started"),
    ("study.yaml", "{started} of", "{started of", "study.yaml:45: a curly brace is opened or closed alone; write {{ or }} for the sign itself"),
    ("study.yaml", "- infusion\n", "- infusio\n", "study.yaml:47: there is no procedure 'infusio'; did you mean 'infusion'?"),
    ("study.yaml", "Asia/Kolkata", "Asia/Hyderabad", "study.yaml:54: 'Asia/Hyderabad' is not a time zone such as Asia/Kolkata"),
    ("study.yaml", '"{site}-{n:03d}"', '"{site}"', "study.yaml:55: 'numbering' needs {n}, else all participants have one number"),
    ("study.yaml", 'value: "28"', "value: soon", "study.yaml:59: the parameter 'end_day' is the day of a visit and must be a whole number"),
    ("study.yaml", "id: age", "id: Age", "study.yaml:36: 'Age' is not an id: a small letter, then small letters, digits and single underscores"),
    ("study.yaml", "    reference: Example protocol 4.1\n", "", "study.yaml:39: source 'proposal' needs a 'reference': where can this be read?"),
    ("schedule.yaml", "      item: prstdtc\n    source", "      item: volume\n    source", "schedule.yaml:11: 'infusion.volume' is a number, and a date is needed here"),
    ("schedule.yaml", "analysis_anchor: infusion", "analysis_anchor: gcsf", "schedule.yaml:14: there is no anchor 'gcsf'"),
    ("schedule.yaml", "epoch: before", "epoch: befor", "schedule.yaml:19: there is no epoch 'befor'; did you mean 'before'?"),
    ("schedule.yaml", "first: -14", "first: -6", "schedule.yaml:22: the window -6 to -1 does not contain the visit's day -7"),
    ("schedule.yaml", "day: end_day", "day: end_days", "schedule.yaml:47: there is no parameter 'end_days'; did you mean 'end_day'?"),
    ("schedule.yaml", "    margin: 5  ", "    # margin 5 ", "schedule.yaml:47: the visit 'end' needs a 'window' or a 'margin'"),
    ("schedule.yaml", "    optional: true\n", "", "schedule.yaml:54: the visit 'unscheduled' needs a 'day', or 'optional: true'"),
    ("schedule.yaml", "      - vital_signs\n      - lab", "      - ae\n      - lab", "schedule.yaml:26: 'ae' is a log: name it under 'logs', not at a visit"),
    ("schedule.yaml", "      - infusion\n", "      - visit\n      - infusion\n", "schedule.yaml:40: every visit has the form 'visit' of itself: do not list it"),
    ("schedule.yaml", "forms:\n      - infusion\n", "forms: []\n", "forms/infusion.yaml:1: no visit asks the form 'infusion' and it is not among the logs"),
    ("schedule.yaml", "category: infusion_reaction", "category: reaction", "schedule.yaml:73: there is no category 'reaction'; did you mean 'infusion_reaction'?"),
    ("codelists.yaml", "code: not_done", "code: done", "codelists.yaml:6: the code 'done' stands twice in this list"),
    ("codelists.yaml", "code: central", "code: c/1", "codelists.yaml:18: 'c/1' is not a code: letters, digits and _ . + - only, at most 40"),
    ("forms/ae.yaml", "codelist: no_yes", "codelist: yes_no", "forms/ae.yaml:29: there is no code list 'yes_no'"),
    ("forms/ae.yaml", "id: aeendtc", "id: aestdtc", "forms/ae.yaml:22: the id 'aestdtc' stands twice in this list"),
    ("forms/ae.yaml", "        type: text\n", "        type: text\n        partial: true\n", "forms/ae.yaml:16: only a date or a time can be partly unknown"),
    ("forms/infusion.yaml", "        unit: mL\n", "", "forms/infusion.yaml:17: the number 'volume' has no unit; if it is a ratio or a score, say 'dimensionless: true'"),
    ("forms/infusion.yaml", "unit: mL\n", 'unit: "1"\n', "forms/infusion.yaml:18: a ratio or a score has no unit: say 'dimensionless: true' instead"),
    ("forms/infusion.yaml", "low: 0\n          high: 500", "low: 600\n          high: 500", "forms/infusion.yaml:21: 'low' 600 lies above 'high' 500"),
    ("forms/infusion.yaml", "id: vas", "id: volume", "forms/infusion.yaml:30: the item 'volume' stands twice in this form"),
    ("forms/laboratory.yaml", "unit: mg/dL  ", "unit: umol/L ", "forms/laboratory.yaml:28: the first of 'units' is the one shown, 'umol/L'"),
    ("forms/visit.yaml", "id: svreas", "id: why", "forms/visit.yaml:1: the form 'visit' asks no item 'svreas'"),
    ("checks.yaml", "systolic {sysbp}", "systolic {sysb}", "checks.yaml:6: nothing fills in {sysb}; did you mean 'sysbp'?"),
    ("safety.yaml", "group: pain", "group: paim", "safety.yaml:14: there is no group 'paim'; did you mean 'pain'?"),
    ("safety.yaml", "at: vas", "at: volume", "safety.yaml:15: the group 'pain' asks no item 'volume'"),
    ("safety.yaml", "threshold: pain_limit", "threshold: pain", "safety.yaml:17: there is no parameter 'pain'"),
    ("safety.yaml", "fires: [2]", "fires: [3]", "safety.yaml:23: there is no row 3: the example has 2, counted from 1"),
    ("safety.yaml", "happened: infusion.prstdtc", "happened: prstdtc", "safety.yaml:33: 'prstdtc' is not an item: write form.item"),
    ("laboratories.yaml", "test: bilirubin", "test: bilirubine", "laboratories.yaml:5: no item has the analyte 'bilirubine'; did you mean 'bilirubin'?"),
    ("laboratories.yaml", "low: 0.3", "low: 1.3", "laboratories.yaml:7: 'low' 1.3 is not below 'high' 1.2"),
    ("product.yaml", 'limit: "70"', "limit: good", "product.yaml:9: 'good' is not a number, and 'at_least' compares numbers"),
    ("analysis.yaml", "first: 15", "first: 14", "analysis.yaml:22: the window 'end' begins on day 14, and 'day_0' ends on day 14"),
    ("analysis.yaml", "first: 15", "first: 16", "analysis.yaml:22: days 15 to 15 lie in no window, between 'day_0' and 'end'"),
    ("analysis.yaml", "target: 28", "target: 60", "analysis.yaml:21: the window 15 to 59 does not contain its target 60"),
    ("analysis.yaml", "visit: end", "visit: ende", "analysis.yaml:24: there is no visit 'ende'; did you mean 'end'?"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "sentence"), FAULTS, ids=[f[3][:60] for f in FAULTS])
def test_each_mistake_is_told_at_its_line(
    spoil: Spoil, file: str, right: str, wrong: str, sentence: str
) -> None:
    assert sentence in [str(problem) for problem in check(spoil(file, right, wrong))]


def test_an_unused_code_list_is_told(folder: Path) -> None:
    path = folder / "codelists.yaml"
    path.write_text(path.read_text() + "  - id: colours\n    codes: []\n")
    assert [str(problem) for problem in check(folder)] == [
        "codelists.yaml:20: no item uses the code list 'colours'",
        "codelists.yaml:21: the code list 'colours' has no codes",
    ]


def test_two_ranges_for_the_same_people_and_days_are_told(folder: Path) -> None:
    path = folder / "laboratories.yaml"
    again = "\n".join(path.read_text().split("\n")[4:])
    path.write_text(path.read_text() + again)
    assert [problem.sentence for problem in check(folder)] == [
        "another range of 'bilirubin' (number 1) holds for the same people on the same days"
    ]
