"""report: the same cut gives the same bytes, wherever and however it is printed."""

from io import BytesIO

from pypdf import PdfReader
from tests.cli.conftest import hepatica

ELSEWHERE = (
    {"TZ": "Asia/Kolkata", "LANG": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77"},
)


def test_the_same_cut_prints_the_same_bytes_in_another_zone_language_and_hash_seed(demo, tmp_path):
    printed = []
    for n, environment in enumerate(ELSEWHERE):
        file = tmp_path / f"{n}.pdf"
        done = hepatica("report", demo, "-o", file, **environment)
        assert (done.returncode, done.stdout) == (0, f"Wrote {file}.\n"), done.stderr
        printed.append(file.read_bytes())
    assert printed[0] == printed[1]
    assert "Synthetic data" in PdfReader(BytesIO(printed[0])).pages[0].extract_text()


def test_a_cut_that_is_not_there_is_a_sentence(demo, tmp_path):
    done = hepatica("report", demo, "-o", tmp_path / "x.pdf", "--cut", "999999")
    assert done.returncode == 1
    assert "there is no event 999999" in done.stderr
    assert not (tmp_path / "x.pdf").exists()


def test_a_place_that_cannot_be_written_is_a_sentence(demo, tmp_path):
    done = hepatica("report", demo, "-o", tmp_path / "no" / "folder" / "x.pdf")
    assert done.returncode == 1
    assert "x.pdf" in done.stderr
