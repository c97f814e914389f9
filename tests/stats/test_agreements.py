"""The page of agreements says what the program does: row by row where the reference files lie beside the checkout."""

import re

import pytest
from tests.stats.agreements import ALONE, HEAD, ORACLES, ROOT, deviation, leaves, page, row

from hepatica.cli.stats import Reading

PAGE = (ROOT / "docs" / "validation" / "statistics.md").read_text(encoding="utf-8").splitlines()
TABLE = {line.split("`")[1]: line for line in PAGE if line.startswith("| `")}
SAMPLES = ROOT / "tests" / "stats" / "oracles" / "samples"
# Thousands of simulated trials each: `scripts/torture` runs them, beside the dosing tests' own smaller ones.
SIMULATED = {"BOIN_oc_R.json", "BOIN_comb_oc_R.json"}
EACH = [pytest.param(name, marks=pytest.mark.torture if name in SIMULATED else ()) for name in TABLE]
beside = pytest.mark.skipif(not ORACLES.is_dir(), reason="the shared oracles are not beside this checkout")


def cells(line):
    """A row without its deviation, whose last digits are the machine's."""
    parts = [part.strip() for part in line.strip("|").split(" | ")]
    return parts[:6] + parts[7:]


@beside
@pytest.mark.parametrize("name", EACH)
def test_a_file_agrees_as_the_page_says(name):
    reading = Reading(folder=ORACLES)
    lines = reading.file(name)
    assert [line for line in lines if line["agrees"] == "no"] == []
    assert reading.problems == []
    assert cells(row(name, reading.shapes[name].method, lines)) == cells(TABLE[name])


@beside
def test_the_page_leaves_no_file_out():
    told = {found for line in PAGE for found in re.findall(r"`([\w.]+\.(?:json|csv))`", line)}
    assert {p.name for p in ORACLES.iterdir() if p.suffix in {".json", ".csv"}} - told == set()
    assert set(ALONE) <= told


def test_the_sum_below_the_table_is_that_of_its_rows():
    counts = [[int(cell) for cell in cells(line)[1:6]] for line in TABLE.values()]
    numbers, _, agree, differ, left = map(sum, zip(*counts, strict=True))
    assert numbers == agree + differ + left
    sentence = f"{len(TABLE)} files: {agree} numbers agree, {differ} differ, {left} are not compared."
    assert sentence in PAGE
    assert differ == 0


def test_a_page_is_made_of_any_folder():
    lines = list(page(SAMPLES))
    assert HEAD in lines
    assert sum(line.startswith("| `") for line in lines) == len(list(SAMPLES.iterdir()))
    assert any(
        line.startswith("- `paired.json`, 3: wilcox.exact prints the level asked for") for line in lines
    )


def test_deviations_are_taken_number_by_number():
    line = {"expected": "[1, 2.5]", "got": "[1.0, 2.25]"}
    assert deviation(line) == 0.25
    assert leaves("stop") == []
    assert leaves("[true, NaN, 2]") == [2]
