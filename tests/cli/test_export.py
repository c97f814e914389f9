"""export: any dataset at any cut, whole or not at all, and on the access chain."""

import csv
import errno
import sqlite3
from decimal import Decimal
from hashlib import sha256

import pytest
import typer
from tests.cli.conftest import NINE, hepatica
from typer.testing import CliRunner

from hepatica.cli import export


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def nine(trial):
    """The trial with nine published participants, screened and not treated."""
    done = hepatica(
        "import", trial, NINE / "patients.csv", "--map", NINE / "map.yaml", "--store", "--user", "asha"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return trial


def test_a_laboratory_value_is_exported_in_its_unit_at_the_cut_and_its_leaving_is_recorded(nine, tmp_path):
    file, empty = tmp_path / "adlb.csv", tmp_path / "empty.csv"
    done = hepatica("export", nine, "--dataset", "ADLB", "-o", file)
    assert (done.returncode, done.stdout) == (0, f"Wrote {file}.\n"), done.stderr
    rows = read(file)
    assert {row["PARAMCD"] for row in rows} >= {"BILI", "INR", "CREAT", "ALB"}
    assert {row["AVALU"] for row in rows if row["PARAMCD"] == "BILI"} == {"mg/dL"}
    assert all(Decimal(row["AVAL"]) == Decimal(row["LBORRES"]) for row in rows), "the file's units are these"
    assert len({row["USUBJID"] for row in rows}) == 9
    assert not list(tmp_path.glob(".*")), "nothing half-written stays"

    assert hepatica("export", nine, "--dataset", "adlb", "-o", empty, "--cut", "1").returncode == 0
    assert read(empty) == []
    assert empty.read_bytes().count(b"\r\n") == 1
    assert hepatica("verify", nine).returncode == 0

    with sqlite3.connect(nine / "hepatica.db") as base:
        bodies = [b for (b,) in base.execute("SELECT body FROM access_event WHERE kind = 'export.made'")]
    base.close()
    assert len(bodies) == 2
    assert '"what":"dataset ADLB"' in bodies[0]
    assert sha256(file.read_bytes()).hexdigest() in bodies[0]
    assert '"cut":"1"' in bodies[1]


def test_the_variables_of_a_dataset_are_printed_and_the_datasets_named(trial):
    done = hepatica("export", trial, "--dataset", "ADEFF", "--define")
    assert done.returncode == 0, done.stderr
    rows = {row["VARIABLE"]: row for row in csv.DictReader(done.stdout.splitlines())}
    assert rows["CHG"]["MADEFROM"] == "AVAL BASE"
    assert rows["STUDYID"]["ORIGIN"] == "Protocol"


@pytest.fixture
def run():
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    export.register(app)
    return lambda *arguments: CliRunner().invoke(app, ["export", *map(str, arguments)])


def test_the_datasets_are_named(run, tmp_path):
    named = run(tmp_path, "--list").stdout
    assert [line.split()[0] for line in named.splitlines()][:4] == ["ADSL", "ADAE", "ADLB", "ADEFF"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--dataset", "ADXX", "-o", "x.csv"), "There is no dataset 'ADXX'. The datasets are: ADSL, ADAE"),
        (("--dataset", "ADSL"), "Say where ADSL is to be written: -o adsl.csv"),
    ],
)
def test_what_is_not_there_is_a_sentence(run, tmp_path, options, sentence):
    done = run(tmp_path, *options)
    assert done.exit_code == 1
    assert sentence in done.stderr


def test_a_cut_that_is_not_there_is_a_sentence(trial):
    done = hepatica("export", trial, "--dataset", "ADSL", "-o", "x.csv", "--cut", "9999")
    assert done.returncode == 1
    assert "there is no event 9999" in done.stderr


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path, capsys):
    with pytest.raises(typer.Exit):
        export._keep(tmp_path / "no" / "x.csv", b"")
    assert capsys.readouterr().err.endswith("x.csv: not written, no such file or directory.\n")


def test_a_full_disk_leaves_what_stood_there(tmp_path, monkeypatch, capsys):
    import hepatica.jobs.whole_file as room

    file = tmp_path / "adlb.csv"
    file.write_text("before")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(room.os, "fsync", full)
    with pytest.raises(typer.Exit):
        export._keep(file, b"after")
    assert "adlb.csv: not written, no space left on device." in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["adlb.csv"]
    assert file.read_text() == "before"
