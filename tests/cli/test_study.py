"""``hepatica study``: what is printed, and how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from hepatica.cli.study import register

EXAMPLE = Path(__file__).parents[1] / "study" / "example"


def run(*arguments: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, ["study", *arguments])


def test_a_sound_study_says_what_was_looked_at() -> None:
    result = run("check", str(EXAMPLE))
    assert (result.exit_code, result.output) == (
        0,
        "no problems: 5 forms, 16 items, 4 visits, 1 check, 1 signal, 5 examples run\n",
    )


def test_every_problem_is_printed_and_the_command_fails(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "study"))
    for file, old, new in [
        ("checks.yaml", "at: diabp", "at: pulse"),
        ("study.yaml", "planned: 2", "planned: two"),
    ]:
        (folder / file).write_text((folder / file).read_text().replace(old, new))
    result = run("check", str(folder))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "checks.yaml:4: the form 'vital_signs' asks no item 'pulse'",
        "study.yaml:42: 'planned' must be a whole number, not 'two'",
    ]
    assert result.stderr == "2 problems\n"


def test_a_built_in_study_is_found_by_its_name_and_is_sound() -> None:
    result = run("check", "nct04243681")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("no problems: ")


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_study_that_is_nowhere_is_a_sentence(command: str) -> None:
    result = run(command, "nct00000000")
    assert result.exit_code == 1
    assert "no folder nct00000000" in result.stderr
    assert "nct04243681" in result.stderr


def test_the_protocol_is_shown_with_its_schedule() -> None:
    result = run("show", str(EXAMPLE))
    assert result.exit_code == 0
    for said in ("EX-1, version 1.0", "Schedule of activities", "−14 to −1", "Vital signs", "●"):
        assert said in result.output


def test_cell_products_and_tissue_are_shown_and_a_protocol_without_them_says_so() -> None:
    shown = run("show", "nct04243681").output
    for title in ("Cell products", "Release", "When it goes otherwise", "Liver CD34"):
        assert f"\n{title} " in shown
    assert "…" not in shown, "something was cut"
    assert "This protocol describes no manufacturing." not in shown
    assert "This protocol describes no manufacturing." in run("show", str(EXAMPLE)).output


def test_a_form_is_shown_with_its_items_and_an_unknown_one_names_those_that_exist() -> None:
    assert "Volume infused" in run("show", str(EXAMPLE), "--form", "infusion").output
    result = run("show", str(EXAMPLE), "--form", "infusions")
    assert result.exit_code == 1
    assert result.stderr == (
        "The study has no form 'infusions'. Its forms: visit, vital_signs, infusion, ae, laboratory.\n"
    )


def test_schemas_are_written_one_per_file(tmp_path: Path) -> None:
    result = run("schema", "-o", str(tmp_path / "schemas"))
    assert result.exit_code == 0
    written = sorted((tmp_path / "schemas").iterdir())
    assert [str(path) for path in written] == sorted(result.output.split())
    assert json.loads((tmp_path / "schemas" / "form.schema.json").read_text())["$ref"] == "#/$defs/Form"
