"""A study written as the files of its folder is read back as the same study."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.studies.reference import FOLDER

from hepatica.study.folder import page, pages
from hepatica.study.lines import read
from hepatica.study.load import load

EXAMPLE = Path(__file__).parent / "example"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.parametrize("folder", [EXAMPLE, FOLDER], ids=["example", "reference"])
def test_a_study_survives_being_written_as_files(folder: Path, tmp_path: Path) -> None:
    study = load(folder)
    for file, text in pages(study).items():
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert load(tmp_path) == study


def test_files_that_would_say_nothing_are_left_out() -> None:
    written = pages(load(EXAMPLE))
    assert {"study.yaml", "schedule.yaml", "checks.yaml", "forms/ae.yaml"} <= written.keys()
    assert "manufacture.yaml" not in written


@given(
    st.dictionaries(
        TEXTS.filter(bool),
        st.one_of(TEXTS, st.lists(TEXTS), st.booleans(), st.none()),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_written_is_read_back(data: dict[str, object]) -> None:
    found = read("page.yaml", page(data).encode())
    assert found.problems == ()
    assert found.root is not None
    assert found.root.plain() == data


def test_words_that_yaml_would_change_are_quoted() -> None:
    data = {
        "answer": "yes",
        "text": "a: b",
        "number": 1,
        "code": "0x1F",
        "long": "word " * 40 + "end",
        "line": "a\nb",
    }
    text = page(data)
    assert 'answer: "yes"' in text
    assert 'text: "a: b"' in text
    assert "number: 1" in text
    assert "long: >-" in text
    root = read("page.yaml", text.encode()).root
    assert root is not None
    assert root.plain() == data | {"number": "1"}
