"""The reference page is what the program prints."""

from __future__ import annotations

from pathlib import Path

from hepatica.study.keys import page
from hepatica.study.shape import FILE_OF

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "study-keys.md"


def test_the_reference_page_is_what_the_program_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "hepatica study schema --keys > docs/reference/study-keys.md"
    )


def test_every_key_of_the_top_stands_on_the_page() -> None:
    assert [key for key in FILE_OF if f"| **{key}** |" not in page() and f"| {key} |" not in page()] == []
