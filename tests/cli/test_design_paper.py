"""``hepatica design sheet | appendix``: paper from a file, and a sentence where there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from click.testing import Result
from tests.report.design.played import told
from typer.testing import CliRunner

from hepatica.cli.design import paper

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    app = typer.Typer(pretty_exceptions_enable=False)
    paper.register(app)
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


def test_a_sheet_is_written_and_names_its_file(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    result = run("sheet", "single_arm", "--study", "nct04243681", "-o", out)
    assert (result.exit_code, result.stdout) == (0, f"Wrote {out}.\n")
    assert out.read_bytes().startswith(b"%PDF")


def test_a_trial_folder_names_the_study_in_force(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path | None, str]] = []
    monkeypatch.setattr(paper, "followed", lambda trial, before: asked.append((trial, before)))
    (tmp_path / "hepatica.toml").touch()
    for named in (str(tmp_path), "nct04243681"):
        paper._study(named)
    assert asked == [(tmp_path, str(tmp_path)), (None, "nct04243681")]


def test_an_appendix_holds_the_worlds_that_were_played(run: Run, tmp_path: Path) -> None:
    out, played = tmp_path / "appendix.pdf", tmp_path / "told.json"
    played.write_text(json.dumps(told("two_arm")), encoding="utf-8")
    result = run("appendix", "two_arm", "--played", played, "-o", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert out.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    result = run("sheet", "single_arm", "-o", tmp_path / "nowhere" / "sheet.pdf")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "sheet.pdf: not written, no such file or directory." in result.stderr
    assert run("sheet", "nowhere.yaml", "-o", tmp_path / "sheet.pdf").exit_code == 2
    assert not (tmp_path / "sheet.pdf").exists()


def _broken(**parts: object) -> str:
    return json.dumps(told("single_arm") | parts)


WORLD = {
    "code": "W0",
    "sentence": "Nothing.",
    "label": ["Simulated."],
    "trials": 3,
    "numbers": {"stopped": {"value": 0, "error": 0}},
}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read as the JSON"),
        ("[" * 100_000, "cannot be read as the JSON"),
        ("[]", "is not what `hepatica design play` prints"),
        (_broken(worlds={}), "is not what"),
        (_broken(worlds={"one": WORLD | {"trials": 0}}), "is not what"),
        (_broken(worlds={"one": WORLD | {"label": []}}), "is not what"),
        (_broken(worlds={"one": WORLD | {"sentence": 4}}), "is not what"),
        (
            _broken(worlds={"one": WORLD | {"numbers": {"stopped": {"value": float("nan"), "error": 0}}}}),
            "is not what",
        ),
        (_broken(design="factorial"), "played with the design “factorial”, not with “single_arm”"),
    ],
)
def test_a_file_that_is_no_play_is_refused_in_a_sentence(
    content: str, said: str, run: Run, tmp_path: Path
) -> None:
    played, out = tmp_path / "told.json", tmp_path / "appendix.pdf"
    played.write_text(content, encoding="utf-8")
    result = run("appendix", "single_arm", "--played", played, "-o", out)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not out.exists()
