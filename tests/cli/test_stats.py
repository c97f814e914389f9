import csv
import io
import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from hepatica.cli import stats

SAMPLES = Path(__file__).parents[1] / "stats" / "oracles" / "samples"
COLUMNS = ["file", "case", "expected", "got", "tolerance", "agrees", "note"]


@pytest.fixture
def run():
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    stats.register(app)
    return lambda *arguments: CliRunner().invoke(app, ["stats", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    for name in ("rates.csv", "paired.json"):
        shutil.copy(SAMPLES / name, tmp_path / name)
    return tmp_path


def test_every_number_of_a_folder_is_printed_as_csv(run, folder):
    (folder / "README.md").write_text("not a reference file", encoding="utf-8")
    result = run("oracle", folder)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert list(rows[0]) == COLUMNS
    assert {row["file"] for row in rows} == {"rates.csv", "paired.json"}
    assert rows[0] == {
        "file": "paired.json",
        "case": "depression.V",
        "expected": "40",
        "got": "40.0",
        "tolerance": "1e-09",
        "agrees": "yes",
        "note": "",
    }
    assert {row["agrees"] for row in rows} == {"yes", ""}
    assert all(row["note"] for row in rows if not row["agrees"])
    assert result.stderr == "2 files, 64 rows: 61 agree, 0 do not, 3 not compared\n"


def test_the_csv_goes_where_it_is_asked_to(run, folder, tmp_path):
    out = tmp_path / "out" / "answers.csv"
    assert run("oracle", folder, "-o", out).exit_code == 1  # there is no such folder to write into
    out.parent.mkdir()
    result = run("oracle", folder, "-o", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)


def test_files_are_known_by_what_is_in_them(run, folder):
    (folder / "rates.csv").rename(folder / "anything at all.csv")
    assert (
        "anything at all.csv,events=0 person_time=2.5 conf=0.9 rate,0.0,0.0,1e-09,yes,"
        in run("oracle", folder).stdout
    )


def test_a_number_that_disagrees_ends_with_1(run, folder):
    text = (folder / "rates.csv").read_text(encoding="utf-8")
    (folder / "rates.csv").write_text(text.replace("1.475551781646", "1.475551791646"), encoding="utf-8")
    result = run("oracle", folder)
    assert result.exit_code == 1
    assert "1 do not" in result.stderr
    assert result.stdout.count(",no,") == 1


def test_a_file_of_no_known_shape_has_one_row_that_says_so(run, folder):
    (folder / "other.json").write_text('{"a": 1}', encoding="utf-8")
    (folder / "list.json").write_text("[1, 2]", encoding="utf-8")
    result = run("oracle", folder)
    assert result.exit_code == 0
    assert f"other.json,,,,,,{stats.NO_SHAPE}" in result.stdout
    assert f"list.json,,,,,,{stats.NO_SHAPE}" in result.stdout


def test_a_table_that_another_file_reads_is_no_file_of_its_own(tmp_path):
    (tmp_path / "data.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    reading = stats.Reading(folder=tmp_path)
    assert reading._table("data.csv") == [{"a": "1", "b": "2"}]
    assert reading._table("absent.csv") is None
    assert reading._table("../data.csv") is None
    assert reading.lines() == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("broken.json", b'{"cases": [', "broken.json: not JSON: "),
        ("latin.csv", b"x,n\n\xe9,1\n", "latin.csv: not UTF-8 text"),
        ("half.csv", b'x,n,wilson_lo,wilson_hi\n"1,5', "half.csv: not CSV: "),
        (
            "gap.csv",
            b"x,n,wilson_lo,wilson_hi\nfive,5,0,1\n",
            "gap.csv: from its first number on: ValueError",
        ),
        (
            "six.csv",
            b"x,n,wilson_lo,wilson_hi\n0,5,0,0.43448\n6,5,0,1\n",
            "six.csv: after x=0 n=5 conf=0.95 wilson_hi",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_still_compared(
    run, folder, name, content, sentence
):
    (folder / name).write_bytes(content)
    result = run("oracle", folder)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "paired.json,depression.V,40" in result.stdout


def test_a_folder_that_is_not_there_fails_with_a_sentence(run, tmp_path):
    assert run("oracle", tmp_path / "absent").stderr.endswith("absent: no such folder\n")
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("oracle", tmp_path / "file")
    assert result.exit_code == 1
    assert result.stderr.endswith("file: not a folder\n")


def test_numbers_keep_their_digits_and_lists_are_json():
    import numpy as np

    shown = [
        stats._show(one)
        for one in (0.1, (1, np.float64(2.5)), {"a": np.int64(1)}, "stop", None, float("nan"))
    ]
    assert shown == ["0.1", "[1, 2.5]", '{"a": 1}', "stop", "null", "NaN"]
    assert json.loads(shown[1]) == [1, 2.5]


def test_no_event_in_five_is_printed_with_every_method(run):
    result = run("interval", 0, 5)
    assert result.stdout.splitlines()[0] == "0 of 5 participants (0.0%)"
    assert "  Clopper-Pearson             0.0000 to 0.5218  (0.95)" in result.stdout
    assert "  Clopper-Pearson, one-sided  0.0000 to 0.4507  (0.95)" in result.stdout
    assert "5 participants miss an event of rate 27.5% altogether one time in five." in result.stdout


def test_a_rate_is_printed_over_its_exposure(run):
    assert "Poisson exact               0.0000 to 1.4756" in run("interval", 0, "--exposure", 2.5).stdout


def test_five_changes_are_printed_with_what_they_cannot_show(run):
    lines = run("paired", -3, -1.5, -2, -4, 5).stdout.splitlines()
    assert lines[0] == "5 changes: -3, -1.5, -2, -4, 5"
    assert lines[1].endswith(
        "p = 0.625; smallest attainable with these 5: 0.0625, so 0.05 is out of reach whatever the data."
    )
    assert lines[4].endswith("attained level 0.9375, less than the 0.95 asked: no wider interval exists.")
    assert "leans on normally distributed differences" in lines[5]
    assert [line.split(",")[1] for line in lines[6:8]] == [" weak prior N(0", " sceptical prior N(0"]
    assert lines[8].strip() == stats.NO_CONTROL


def test_changes_that_are_all_alike_have_tests_and_no_spread(run):
    out = run("paired", -2, -2, -2).stdout
    assert "Not given: every difference is the same: without a spread there is no t." in out
    assert out.count("3 of 3 differences are equal") == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["interval", 6, 5], "6 of 5 is not a proportion"),
        (["interval", 1], "give either N, the number of participants, or --exposure, the person-time"),
        (["interval", 1, 5, "--exposure", 2], "give either N"),
        (["interval", 1, "--exposure", 0], "an exposure cannot be 0"),
        (["interval", 1, 5, "--level", 95], "a confidence level of 95.0 does not lie between 0 and 1"),
        (["paired", -1], "there is one pair, and at least 2 are needed"),
        (["paired", 0, 0], "every difference is 0: nobody changed"),
    ],
)
def test_what_cannot_be_answered_fails_with_a_sentence(run, arguments, sentence):
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith(sentence)
