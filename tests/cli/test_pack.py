"""safety pack: the board's pack of a cut is the same bytes wherever and however it is printed."""

from io import BytesIO

from pypdf import PdfReader
from tests.cli.conftest import hepatica
from tests.cli.test_report import ELSEWHERE


def test_the_same_cut_prints_the_same_bytes_in_another_zone_language_and_hash_seed(demo, tmp_path):
    printed = []
    for n, environment in enumerate(ELSEWHERE):
        file = tmp_path / f"{n}.pdf"
        done = hepatica("safety", "pack", demo, "-o", file, **environment)
        assert (done.returncode, done.stdout) == (0, f"Wrote {file}.\n"), done.stderr
        printed.append(file.read_bytes())
    assert printed[0] == printed[1]
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(printed[0])).pages)
    assert "Decision form" in text
    assert "could not be printed" not in text


def test_a_cut_that_is_not_there_is_a_sentence(demo, tmp_path):
    done = hepatica("safety", "pack", demo, "-o", tmp_path / "x.pdf", "--cut", "999999")
    assert done.returncode == 1
    assert "there is no event 999999" in done.stderr
    assert not (tmp_path / "x.pdf").exists()
