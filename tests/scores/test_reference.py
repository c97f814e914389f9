from pathlib import Path

from hepatica.cli.score import scores
from hepatica.scores.reference import reference_page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "scores.md"


def test_the_reference_page_is_what_the_program_prints():
    assert PAGE.read_text(encoding="utf-8") == reference_page(scores())
