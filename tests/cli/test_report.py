"""report: the same cut gives the same bytes, wherever and however it is printed, in every kind."""

import os
import subprocess
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cli.conftest import hepatica

ELSEWHERE = (
    {"TZ": "Asia/Kolkata", "LANG": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77"},
)


EVERY = """
import sys
from hashlib import sha256
from pathlib import Path
from hepatica import trial
trial.open_trial(Path(sys.argv[1]))
from hepatica.jobs import outputs
from hepatica.report.kinds import Kind
for asked in sys.argv[3:]:
    kind, form = asked.split(".")
    data = outputs.report(Kind(kind), form=form)
    Path(sys.argv[2], asked).write_bytes(data)
    print(asked, sha256(data).hexdigest())
"""
FILES = ("participant.html", "board.pdf")
LONG = ("safety-update.pdf", "final.pdf")
"""Longer to print than the others; their tables and pictures are the board's, so their second print is a long run's."""


@pytest.mark.parametrize("files", [FILES, pytest.param(LONG, marks=pytest.mark.torture)], ids="+".join)
def test_the_same_cut_prints_the_same_bytes_of_every_kind_in_another_zone_language_and_hash_seed(
    demo, tmp_path, files
):
    told = []
    for environment in ELSEWHERE:
        command = [sys.executable, "-c", EVERY, demo, tmp_path, *files]
        done = subprocess.run(
            command, env=os.environ | environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout.splitlines())
    assert told[0] == told[1]
    assert len(told[0]) == len(files)
    for name in files:
        data = (tmp_path / name).read_bytes()
        words = data.decode() if name.endswith("html") else text_of(data)
        assert "Synthetic data" in words
        assert ("Data not locked" in words) is not name.startswith("board")
        assert "<script" not in words


def test_a_report_of_a_kind_is_written_and_said_so(demo, tmp_path):
    out = tmp_path / "summary.html"
    done = hepatica("report", demo, "--kind", "participant", "-o", out)
    assert (done.returncode, done.stdout) == (0, f"Wrote {out}.\n"), done.stderr
    assert out.read_bytes().startswith(b"<!doctype html>")


def text_of(data):
    """Return the words of the first pages: what every page bears stands there."""
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages[:3])


def test_a_name_that_is_no_pdf_and_no_html_is_a_sentence(demo, tmp_path):
    done = hepatica("report", demo, "-o", tmp_path / "x.docx")
    assert done.returncode == 1
    assert "a report is written as .pdf or .html" in done.stderr
    assert not (tmp_path / "x.docx").exists()


def test_a_kind_that_is_not_there_is_a_sentence(demo, tmp_path):
    done = hepatica("report", demo, "--kind", "glossy", "-o", tmp_path / "x.pdf")
    assert done.returncode == 1
    assert (
        "There is no kind of report called 'glossy'. The kinds are: final, safety-update, board"
        in done.stderr
    )


def test_a_cut_that_is_not_there_is_a_sentence(demo, tmp_path):
    done = hepatica("report", demo, "-o", tmp_path / "x.pdf", "--cut", "999999")
    assert done.returncode == 1
    assert "there is no event 999999" in done.stderr
    assert not (tmp_path / "x.pdf").exists()


def test_a_place_that_cannot_be_written_is_a_sentence(demo, tmp_path):
    done = hepatica("report", demo, "-o", tmp_path / "no" / "folder" / "x.pdf")
    assert done.returncode == 1
    assert "x.pdf" in done.stderr
