"""safety pack: what the board is handed, and what is refused."""

from pypdf import PdfReader
from tests.cli.conftest import hepatica


def test_the_pack_ends_with_the_decision_form(demo, tmp_path):
    """That the same cut prints the same bytes is in tests/cli/test_report.py, for the board's kind too."""
    file = tmp_path / "pack.pdf"
    done = hepatica("safety", "pack", demo, "-o", file)
    assert (done.returncode, done.stdout) == (0, f"Wrote {file}.\n"), done.stderr
    text = "\n".join(page.extract_text() for page in PdfReader(file).pages)
    assert "Decision form" in text
    assert "could not be printed" not in text


def test_a_cut_that_is_not_there_is_a_sentence(demo, tmp_path):
    done = hepatica("safety", "pack", demo, "-o", tmp_path / "x.pdf", "--cut", "999999")
    assert done.returncode == 1
    assert "there is no event 999999" in done.stderr
    assert not (tmp_path / "x.pdf").exists()
