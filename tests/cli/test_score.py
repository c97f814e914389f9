import csv
import json

import pytest
import typer
from typer.testing import CliRunner

from hepatica.cli import score

VECTORS = "vector_id,score,inputs,note\n"


@pytest.fixture
def run():
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    score.register(app)
    return lambda *arguments: CliRunner().invoke(app, ["score", *map(str, arguments)])


def test_a_score_is_printed_with_its_terms(run):
    result = run("MELD_UNOS_2002", "bilirubin_mg_dl=2.9", "creatinine_mg_dl=0.94", "inr=1.58", "dialysis=no")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "MELD  16"
    assert lines[1].split() == ["INR", "11.20", "×", "ln", "1.58", "5.12"]
    assert "was 0.94, counted as 1.00" in lines[3]
    assert lines[5].split() == ["Sum", "15.58"]


def test_a_score_is_printed_as_json_with_exact_numbers(run):
    result = run("CONV_BILIRUBIN_UMOL_TO_MG", "bilirubin_umol_l=51.3", "--json")
    assert json.loads(result.stdout)["value"] == "3"


def test_without_a_name_the_scores_are_listed(run):
    assert "MELD_NA_OPTN_2016" in run().stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["MELD_UNOS"], "no score is called 'MELD_UNOS'"),
        (["MELD_XI", "bilirubin_mg_dl"], "'bilirubin_mg_dl' is not KEY=VALUE"),
        (["MELD_XI", "bilirubin_mg_dl=banana"], "bilirubin_mg_dl: 'banana' is not a number"),
        (["MELD_XI", "bilirubin_mg_dl=1", "bilirubin_mg_dl=2"], "bilirubin_mg_dl is given twice"),
        (["MELD_XI", "bilirubin_mg_dl=1"], "MELD-XI: not computable: creatinine missing"),
        (["--batch", "absent.csv", "-o", "out.csv"], "absent.csv: no such file or directory"),
        (["--batch", "absent.csv"], "say where the answers go: -o OUT.csv"),
    ],
)
def test_what_cannot_be_answered_fails_with_a_sentence(run, arguments, sentence):
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.output.startswith(sentence)


def test_a_table_is_answered_row_by_row(run, tmp_path):
    table, answers = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text(
        VECTORS
        + 'V1,WILSON_CI95,"{""n"": 50, ""x"": 0}",é\nV2,NOPE,{},\nV3,FLOW_GATE_COUNT,"{""file"": ""a.fcs""}",\n',
        encoding="utf-8",
    )
    result = run("--batch", table, "-o", answers)
    assert result.stdout == "3 rows: 1 computed, 2 with an error\n"
    rows = list(csv.DictReader(answers.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["vector_id", "score", "inputs", "note", "value", "error"]
    assert json.loads(rows[0]["value"]) == pytest.approx([0, 0.0713475991])
    assert rows[0]["note"] == "é"
    assert [row["vector_id"] for row in rows] == ["V1", "V2", "V3"]
    assert rows[2]["error"].startswith("file 'a.fcs' is neither")


def test_a_named_file_is_found_in_the_folder_given(run, tmp_path):
    table, answers, folder = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "cells"
    folder.mkdir()
    (folder / "a.fcs").write_bytes(b"FCS")
    table.write_text(
        VECTORS
        + 'V3,FLOW_GATE_COUNT,"{""file"": ""a.fcs"", ""compensation"": null, ""gates"": [[""A"", ""<="", 1]]}",\n',
        encoding="utf-8",
    )
    run("--batch", table, "-o", answers, "--files", folder)
    assert "this is not an FCS file" in answers.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (VECTORS.encode() + b"V1,MELD_XI,{},\xe9\n", "in.csv:2: not UTF-8 text; save the table as UTF-8"),
        (b"score,answer\n", "in.csv has no column inputs"),
        (b"", "in.csv has no column score and no column inputs"),
        (b"score,inputs\nMELD_XI,{},3\n", "in.csv:2: more cells than the header has columns"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_and_nothing_is_written(run, tmp_path, content, sentence):
    table, answers = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_bytes(content)
    result = run("--batch", table, "-o", answers)
    assert (result.exit_code, result.output) == (1, sentence + "\n")
    assert not answers.exists()


def test_a_table_that_cannot_be_written_leaves_nothing_behind(run, tmp_path):
    table = tmp_path / "in.csv"
    table.write_text("score,inputs\n", encoding="utf-8")
    result = run("--batch", table, "-o", tmp_path / "absent" / "out.csv")
    assert result.exit_code == 1
    assert "not written, no such file or directory" in result.output
    assert list(tmp_path.iterdir()) == [table]


@pytest.mark.parametrize(
    ("name", "lower", "upper"),
    [
        ("JEFFREYS_CI95", 0, 0.3794),
        ("WILSON_CI90", 0, 0.3511),
        ("CLOPPER_PEARSON_UPPER95", 0, 0.4507),
        ("LIKELIHOOD_RATIO_CI95", 0, 0.3190),
        ("CLOPPER_PEARSON_CI97.5", 0, 0.5837),
    ],
)
def test_an_interval_is_found_by_the_method_and_level_that_its_name_says(run, name, lower, upper):
    value = json.loads(run(name, "x=0", "n=5", "--json").stdout)["value"]
    assert [float(end) for end in value] == pytest.approx([lower, upper], abs=5e-5)


@pytest.mark.parametrize("name", ["WILSON_UPPER95", "WILSON_CI", "JEFFREYS_CI00", "POISSON_CI95"])
def test_a_name_that_says_no_interval_is_no_score(run, name):
    result = run(name, "x=0", "n=5")
    assert result.output.startswith(f"no score is called '{name}'")
