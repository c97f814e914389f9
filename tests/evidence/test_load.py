"""The published table is read whole, and every fault of a file is said at once, each with its line."""

import csv
import re
from pathlib import Path

import pytest
from tests.evidence.rows import CARE, EVENTS, QUARTILES, SOUND, STUDY, read

from hepatica.evidence.load import (
    VERSION,
    EvidenceError,
    load,
    load_base_rates,
    read_base_rates,
    read_evidence,
    resource,
)

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "evidence.csv"


def test_the_shipped_table_is_sound_and_whole():
    assert (len(load().rows), len(load().studies)) == (451, 29)
    assert len({row.id for row in load().rows}) == 451
    assert len({row.study for row in load().rows}) == 27
    assert len(load_base_rates()) == 26


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="the collected data are not beside this checkout")
def test_every_number_of_the_collected_data_stands_in_the_table_unchanged():
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        collected = list(csv.DictReader(file))
    ours = list(csv.DictReader(resource("table.csv").splitlines()))
    facts = (
        "study_id",
        "arm",
        "outcome",
        "timepoint_months",
        "n_arm",
        "mean",
        "sd",
        "q1",
        "q3",
        "events",
        "statistic",
        "cell_type",
        "route",
    )
    assert [[row[name] for name in facts] for row in ours] == [
        [row[name] for name in facts] for row in collected
    ]


def test_the_readme_names_the_version_that_is_read():
    latest = re.search(r"^\| (\d+\.\d+) \|", resource("README.md"), re.MULTILINE)
    assert latest is not None
    assert latest[1] == VERSION


BAD = [
    ({"sd": "0"}, "an SD of 0 says that people do not differ"),
    ({"sd": "-1"}, "an SD of -1 says that people do not differ"),
    ({"sd": ""}, "a mean needs its SD"),
    (QUARTILES, "a median needs both quartiles (q1 and q3)"),
    (QUARTILES | {"q1": "-1.0"}, "a median needs both quartiles (q1 and q3)"),
    (QUARTILES | {"q1": "0.5", "q3": "-1.0"}, "is not in order (q1, value, q3)"),
    (EVENTS | {"events": "21"}, "21 of 20: more people with the event than people in the arm"),
    (
        EVENTS | {"events": "5", "denominator_printed": "4"},
        "5 of 4: more people with the event than the source counts",
    ),
    (EVENTS | {"events": "5", "n_arm": ""}, "a count of people needs the size of its arm"),
    (EVENTS | {"events": "3", "percent_printed": "60"}, "3 of 20 is 15.0 %, but the source prints 60 %."),
    (EVENTS | {"events": "3", "denominator_printed": "25"}, "The source counts 3/25; its arm has 20"),
    (EVENTS | {"events": ""}, "the count of events is empty"),
    ({"cell_type": "magic"}, "cell type 'magic' is not known"),
    ({"route": "by mouth"}, "route 'by mouth' is not known"),
    ({"source": "shop"}, "source of cells 'shop' is not known"),
    ({"unit": "stone"}, "unit 'stone' is not known"),
    ({"statistic": "gut feeling"}, "kind of number 'gut feeling' is not known"),
    ({"as_printed": "perhaps"}, "as_printed 'perhaps' is not known"),
    ({"source_url": ""}, "a number without its source is not evidence"),
    ({"source_url": "javascript:alert(1)"}, "is not a web address"),
    ({"source_url": "file:///etc/passwd"}, "is not a web address"),
    ({"mean": "NaN"}, "mean 'NaN' is not a number"),
    ({"mean": "15,0"}, "mean '15,0' is not a number"),
    ({"mean": "1e400"}, "mean '1e400' is not a number"),
    ({"mean": "٣"}, "mean '٣' is not a number"),
    ({"mean": "--"}, "mean '--' is not a number"),
    ({"n_arm": "-3"}, "n_arm '-3' is not a whole number"),
    ({"timepoint_months": ""}, "timepoint_months is empty"),
    ({"row": "first"}, "row 'first' is not a name like E452"),
    ({"outcome": ""}, "outcome is empty"),
    ({"p_printed": "significant"}, "p_printed 'significant' is not a p value"),
    ({"percent_printed": "120"}, "a printed percentage of 120 does not lie between 0 and 100"),
    ({"statistic": "individual value", "sd": "", "n_arm": "7"}, "an individual value is one person's"),
]


@pytest.mark.parametrize(("change", "said"), BAD)
def test_a_bad_row_is_one_sentence_with_its_line(change, said):
    problems = read(SOUND | change).problems
    assert len(problems) == 1, problems
    assert problems[0].startswith("table.csv:2: ")
    assert said in problems[0]


def test_every_fault_of_a_file_is_said_at_once_in_order_of_its_lines():
    rows = [
        SOUND | {"sd": "0"},
        SOUND | {"row": "E002", "unit": "stone"},
        SOUND | {"row": "E003", "mean": "x", "source_url": ""},
    ]
    problems = read(*rows).problems
    assert [problem.split(":")[1] for problem in problems] == ["2", "3", "4", "4"]


def test_a_row_and_a_name_stand_once():
    again = read(SOUND, SOUND | {"row": "E002"}).problems
    assert again == ("table.csv:3: cells, MELD at 3 months of ONE stands already on line 2",)
    named = read(SOUND, CARE | {"row": "E001"}).problems
    assert named == ("table.csv:3: E001 is already the name of line 2",)


def test_people_of_one_arm_are_told_apart_by_their_notes():
    person = SOUND | {"statistic": "individual value", "sd": "", "n_arm": "1"}
    two = read(person | {"notes": "patient 1"}, person | {"row": "E002", "notes": "patient 2"})
    assert two.problems == ()
    assert read(person, person | {"row": "E002"}).problems != ()


def test_a_contradiction_needs_the_flag_and_is_then_kept():
    count = SOUND | EVENTS | {"events": "3", "percent_printed": "60"}
    assert "set as_printed to contradicts" in read(count).problems[0]
    kept = read(count | {"as_printed": "contradicts"})
    assert kept.problems == ()
    assert kept.evidence.rows[0].printed == "contradicts"


def test_a_study_that_is_not_described_and_one_described_badly_are_named():
    assert read(SOUND, studies=[]).problems == ("table.csv:2: study 'ONE' is not in studies.csv",)
    bad = read(SOUND, studies=[STUDY | {"masking": "somewhat", "said": ""}]).problems
    assert any("masking 'somewhat' is not known" in each for each in bad)
    assert "studies.csv:2: said is empty" in bad
    alone = read(SOUND, studies=[STUDY, STUDY | {"study_id": "TWO"}]).problems
    assert any(each.startswith("studies.csv:3: cell class '' is not known") for each in alone)


def test_a_file_without_its_columns_and_one_cut_short_are_sentences():
    assert (
        read_evidence("row,study_id\n", resource("studies.csv")).problems[0]
        == "table.csv:1: the column 'first_author' is missing"
    )
    cut = resource("table.csv") + 'E999,"unfinished'
    assert any(
        "cannot be read as CSV" in each for each in read_evidence(cut, resource("studies.csv")).problems
    )


def test_base_rates_are_proportions_with_a_source():
    header = resource("base_rates.csv").splitlines()[0]
    _rates, problems = read_base_rates(f"{header}\nB01,aspiration,pain,10,12,,,,adults,,nowhere\n")
    assert len(problems) == 2
    assert any("12 events in 10 is not a proportion" in each for each in problems)


def test_an_error_carries_every_sentence():
    error = EvidenceError(["a", "b"])
    assert error.problems == ("a", "b")
    assert str(error) == "a\nb"
