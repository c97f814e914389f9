"""``hepatica design new | check | show | diff | study``: a new statistician's first quarter of an hour."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from click.testing import Result
from tests.cli.conftest import STUDY, hepatica
from typer.testing import CliRunner

from hepatica.cli.design import document
from hepatica.design.load import load, parse
from hepatica.study.load import load as load_study
from hepatica.study.write import sha256

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    app = typer.Typer(pretty_exceptions_enable=False)
    document.register(app)
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def written(run: Run, tmp_path: Path) -> Path:
    assert run("new", tmp_path, "next_trial").exit_code == 0
    return tmp_path / "designs" / "next_trial.yaml"


def test_a_new_design_has_its_name_and_no_problem(run: Run, written: Path) -> None:
    result = run("check", written)
    assert (result.exit_code, result.stdout) == (
        0,
        "no problems: 4 arms, 5 endpoints, 3 rules, 336 participants\n",
    )
    assert load(written).id == "next_trial"


def test_a_design_that_is_there_is_not_overwritten(run: Run, written: Path) -> None:
    written.write_text("mine", encoding="utf-8")
    result = run("new", written.parents[1], "next_trial")
    assert result.exit_code == 2
    assert "is there already and is not overwritten" in result.stderr
    assert written.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("Next trial", (), "'Next trial' is not an id"),
        ("../other", (), "'../other' is not an id"),
        (
            "next",
            ("--from", "basket"),
            f"There is no built-in design 'basket': {', '.join(document.BUILT_IN)}",
        ),
    ],
)
def test_a_design_that_cannot_be_begun_is_refused_in_a_sentence(
    name: str, more: tuple[str, ...], said: str, run: Run, tmp_path: Path
) -> None:
    result = run("new", tmp_path, name, *more)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not (tmp_path / "designs").exists()


def test_a_folder_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    result = run("new", tmp_path / "nowhere", "next_trial")
    assert (result.exit_code, result.stderr.startswith("There is no folder ")) == (2, True)


def test_every_problem_is_printed_with_its_line(run: Run, written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    written.write_text(
        text.replace("sides: 2", "sides: 3").replace("what: controls", "what: safety"), encoding="utf-8"
    )
    result = run("check", written)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert all(line.startswith("next_trial.yaml:") for line in result.stdout.splitlines())
    assert result.stderr == "2 problems\n"


def test_a_file_that_is_not_there_names_the_built_in_designs(run: Run) -> None:
    result = run("show", "nowhere.yaml")
    assert result.exit_code == 2
    assert (
        result.stderr == f"nowhere.yaml: there is no such file. Built in: {', '.join(document.BUILT_IN)}.\n"
    )


def test_a_design_is_shown_in_plain_words_with_what_it_cannot_show(run: Run) -> None:
    shown = run("show", "dose_finding").stdout
    assert "Decision       BOIN: target 0.3" in shown
    assert "planned is not infused" in shown
    assert shown.rstrip().endswith("Which route or repetition is better: there is one of each.")


def test_the_canonical_text_is_printed_and_read_back(run: Run, written: Path) -> None:
    assert parse(run("show", written, "--json").stdout.strip()) == load(written)


def test_differences_are_told_under_their_headings(run: Run, written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    written.write_text(
        text.replace("per_arm: 79", "per_arm: 126").replace("next_trial", "factorial"), encoding="utf-8"
    )
    told = run("diff", "factorial", written)
    assert told.stdout == "Sample size\n  The sample size: participants for each arm 79 → 126.\n"
    assert json.loads(run("diff", "factorial", written, "--json").stdout)[0]["path"] == "sample_size.per_arm"
    assert run("diff", "factorial", "factorial").stdout == "Nothing differs.\n"


def test_the_next_study_is_written_and_what_it_leaves_to_people_is_told(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "next"
    result = run("study", "dose_finding", "-o", out)
    assert result.exit_code == 0, result.stderr
    assert load_study(out).enrolment.planned == 12
    assert "files that pass hepatica study check" in result.stdout
    assert "  Register the study and write its protocol number" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["next"]
    again = run("study", "dose_finding", "-o", out)
    assert again.exit_code == 2
    assert "is there already and is not overwritten" in again.stderr


def test_a_study_cannot_be_written_where_there_is_no_folder(run: Run, tmp_path: Path) -> None:
    result = run("study", "dose_finding", "-o", tmp_path / "no" / "next")
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


def test_in_a_trial_folder_a_design_names_the_study_it_follows(trial: Path, tmp_path: Path) -> None:
    assert hepatica("design", "new", trial, "repeat", "--from", "single_arm").returncode == 0
    design = load(trial / "designs" / "repeat.yaml")
    assert design.follows is not None
    assert design.follows.sha256 == sha256(load_study(STUDY))
    done = hepatica(
        "design", "study", trial / "designs" / "repeat.yaml", "--trial", trial, "-o", tmp_path / "next"
    )
    assert done.returncode == 0, done.stderr
    assert load_study(tmp_path / "next").enrolment.planned == 14
