"""import dictionary: the site's own release comes in whole or not at all. The files are made up for the test."""

import stat

import pytest
from tests.cli.conftest import hepatica

PT = "90000001$Vessel trouble$$90000100$$$$$$$$\n"
LLT = "90000011$Vessel trouble$90000001$$$$$$$Y$$\n90000012$Vessel trouble of the liver$90000001$$$$$$$Y$$\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "llt.asc").write_text(LLT, encoding="utf-8")
    (tmp_path / "pt.asc").write_text(PT, encoding="utf-8")
    return ["--llt", tmp_path / "llt.asc", "--pt", tmp_path / "pt.asc"]


def take_in(trial, *more):
    return hepatica("import", "dictionary", trial, *more)


def test_a_release_of_meddra_comes_into_the_folder_for_its_owner_alone(trial, files):
    done = take_in(trial, "meddra", *files, "--release", "28.0")
    assert (done.returncode, done.stdout) == (
        0,
        "2 terms of meddra 28.0 are in dictionaries/meddra.txt.\n",
    ), done.stderr
    kept = trial / "dictionaries" / "meddra.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "Vessel trouble of the liver" in kept.read_text(encoding="utf-8")
    assert hepatica("verify", trial).returncode == 0


def test_a_file_that_is_none_says_where_and_leaves_nothing(trial, files, tmp_path):
    (tmp_path / "llt.asc").write_text(LLT + "nine$x$90000001$$$$$$$Y$$\n", encoding="utf-8")
    done = take_in(trial, "meddra", *files, "--release", "28.0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "llt.asc: line 3 begins with 'nine', which is no code of eight digits.\n"
    assert not (trial / "dictionaries").exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["meddra", "--release", "28.0"], "MedDRA needs --llt llt.asc and --pt pt.asc of the same release."),
        (["whodrug", "--release", "2026"], "WHODrug needs its text file"),
    ],
)
def test_what_is_missing_is_named(trial, more, sentence):
    done = take_in(trial, *more)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)


def test_a_whodrug_file_of_another_layout_is_a_sentence(trial, tmp_path):
    (tmp_path / "MP.txt").write_text("no drug at all\n", encoding="utf-8")
    done = take_in(trial, "whodrug", tmp_path / "MP.txt", "--layout", "c3", "--release", "2026")
    assert done.returncode == 1
    assert "line 1 does not stand in the layout c3" in done.stderr
    assert not (trial / "dictionaries").exists()
