"""The how-to's endpoint, one entry in one file, has its dataset rows, its tables, its methods and its limit."""

import re
import shutil
from pathlib import Path

import pytest
from tests.datasets.estimands.cast import CUT, five
from tests.datasets.record import FOLDER, state
from tests.report.samples import STAMP

from hepatica.conduct.lint import load
from hepatica.datasets.adam.adeff import derive_adeff
from hepatica.datasets.adam.inputs import Inputs
from hepatica.report.study.catalogue import tables
from hepatica.report.study.cut import read_cut
from hepatica.study.load import check

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "add-an-endpoint.md"
LACKING = "'albi' names no strategy for death: nobody who has one may vanish"


@pytest.fixture(scope="module")
def entry():
    """The entry as it stands in the how-to."""
    return re.search(r"```yaml\n(.+?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(FOLDER, tmp_path / "study"))


def add(folder, entry):
    """Append the entry: ``estimands`` ends the file."""
    with (folder / "analysis.yaml").open("a", encoding="utf-8") as file:
        file.write(entry)
    return folder


def test_one_entry_gives_dataset_rows_tables_and_a_limit(folder, entry):
    add(folder, entry)
    study, rows = load(folder), state(*five(dead=(2,)))
    adeff = derive_adeff(Inputs(study=study, state=rows, cut=CUT))
    found = adeff.find(USUBJID=next(adeff.records())["USUBJID"], PARAMCD="ALBI", AVISIT="Month 3")
    assert found is not None
    change = adeff.value(found, "CHG")
    cut = read_cut(study, rows, STAMP)
    made = {name: make(cut) for name, make in tables(cut).items() if name.startswith("estimand-albi")}
    assert list(made) == ["estimand-albi-asked", "estimand-albi"]
    first = made["estimand-albi"].rows[0]
    assert first.cells[3].value == pytest.approx(change)
    assert [g.title for g in made["estimand-albi"].groups] == ["Each participant", "Together"]
    assert made["estimand-albi"].footnotes[0].startswith("Cannot show: A change of the liver")


def test_what_the_how_to_says_of_a_forgotten_death_is_what_is_said(folder, entry):
    spoilt = "".join(line for line in entry.splitlines(keepends=True) if "event: death" not in line)
    add(folder, spoilt)
    assert [p for p in check(folder) if p.file == "analysis.yaml" and p.sentence == LACKING]
    assert LACKING in HOW_TO.read_text(encoding="utf-8")
