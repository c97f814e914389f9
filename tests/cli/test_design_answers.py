"""The commands that answer for a design: JSON that is complete, tables for reading, a sentence where nothing can be said."""

import json
import re
import shlex
from pathlib import Path

import pytest
import typer
from tests.design.conftest import Spoil, built_in, spoil
from typer.testing import CliRunner

from hepatica.cli.design import answers

__all__ = ["Spoil", "spoil"]
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "designs" / "answers.md"
SHOWN = re.findall(r"^\$ hepatica design (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)


@pytest.fixture
def run():
    room = typer.Typer(pretty_exceptions_enable=False)
    answers.register(room)
    return lambda *arguments: CliRunner().invoke(room, list(map(str, arguments)), env={"COLUMNS": "160"})


@pytest.fixture
def told(run):
    def read(*arguments):
        result = run(*arguments)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return read


def test_a_factorial_tells_its_questions_apart_by_their_price(told):
    found = told("answers", "factorial")
    assert [one["per_arm"] for one in found["questions"][:3]] == [32, 79, 126]
    assert found["design"]["id"] == "factorial"
    assert len(found["design"]["sha256"]) == 64
    assert found["stopping"][2]["odds"][2]["acts"] > 0.999
    assert found["tornado"]["bars"][0]["source"]
    assert found["cannot_show"]
    assert found["limits"]


def test_five_participants_are_told_in_the_reference_s_numbers(told, spoil):
    path = spoil("single_arm", "  count: 14", "  count: 5", "  per_arm: 14", "  per_arm: 5")
    found = told("answers", path)
    odds = found["stopping"][2]["odds"]
    assert [one["acts"] for one in odds] == pytest.approx([0.008, 0.068, 0.256, 0.594], abs=5e-4)
    learned = {one["name"]: one["number"] for one in found["learned"]}
    assert (learned["none seen"], learned["a death of the disease"]) == ("52.2 %", "63.6 %")
    assert found["questions"] == []


def test_numbers_per_arm_stand_side_by_side(told):
    found = told("compare", "factorial", "--per-arm", "20,30")
    assert [(one["label"], one["per_arm"]) for one in found["points"]] == [
        ("factorial_20", 20),
        ("factorial_30", 30),
    ]
    assert found["comparable"]


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        (["answers", "single_arm"], ("14 given cells at most, 34.8 months", "50.3 %", "┃", "It cannot show")),
        (["compare", "single_arm", "dose_finding"], ("What none can show", "better than each alone")),
        (["compare", "factorial", "single_arm"], ("Power is not comparable", "not asked", "What some cannot show")),
    ],
)  # fmt: skip
def test_a_table_is_for_reading(run, arguments, seen):
    result = run(*arguments, "--table")
    assert result.exit_code == 0, result.stderr
    assert [text for text in seen if text not in result.stdout] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["answers", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
        (["compare", "factorial", "factorial"], "'factorial' is named twice"),
        (["compare", "factorial", "--per-arm", "40,x"], "--per-arm: “40,x” are not numbers"),
        (["compare", "factorial", "--per-arm", "4.5"], "--per-arm: “4.5” are not whole numbers"),
        (["compare", "factorial", "--per-arm", "0"], "participants per arm are numbers above 0"),
        (["compare", "dose_finding", "--per-arm", "20"], "20 participants are no whole cohorts of 3"),
        (["compare", "single_arm", "--per-arm", "2000"], "2,000 participants are more than the 1,000"),
    ],
)
def test_what_cannot_be_is_one_sentence(run, arguments, sentence):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(sentence)
    assert result.stdout == ""


def test_a_design_with_problems_is_not_answered(run, spoil):
    result = run("answers", spoil("single_arm", "  per_arm: 14", "  per_arm: 0"))
    assert result.exit_code == 1
    assert "an arm holds at least one participant" in result.stdout


@pytest.mark.parametrize("command", SHOWN)
def test_a_command_that_is_shown_runs_and_prints_what_the_page_says(run, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "designs").mkdir()
    (tmp_path / "designs" / "five.yaml").write_text(
        built_in("single_arm").replace("per_arm: 14", "per_arm: 5"), "utf-8"
    )
    result = run(*shlex.split(command))
    assert result.exit_code == 0, result.stderr
    page = PAGE.read_text("utf-8")
    for said in PRINTED[command]:
        assert said in page
        assert said in result.stdout


PRINTED = {
    "answers factorial --table": ("80.4 %", "79", "126", "4.0 ×", "208"),
    "answers designs/five.yaml --table": ("52.2 %", "63.6 %", "25.6 %", "83.2 %"),
    "compare factorial --per-arm 40,60,79,100 --table": ("44.9 %", "90.0 %", "70.5 %", "35.3", "77.3"),
    "compare factorial single_arm dose_finding --table": ("Power is not comparable",),
}


def test_the_page_shows_these_commands():
    assert set(SHOWN) == set(PRINTED)
