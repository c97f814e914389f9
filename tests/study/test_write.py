"""The canonical text: the same study gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

from hepatica.study.load import load
from hepatica.study.write import dump, sha256


def test_the_canonical_text_has_sorted_keys_and_no_floats(folder: Path) -> None:
    text = dump(load(folder))
    data = json.loads(text, parse_float=lambda number: (_ for _ in ()).throw(AssertionError(number)))
    assert text == json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def test_comments_and_layout_do_not_change_the_hash_but_a_word_does(folder: Path) -> None:
    before = sha256(load(folder))
    path = folder / "checks.yaml"
    path.write_text("# reviewed\n\n" + path.read_text())
    assert sha256(load(folder)) == before
    path.write_text(path.read_text().replace("is not below", "is not under"))
    assert sha256(load(folder)) != before


def test_an_unanswered_item_of_an_example_stays_in_the_text(folder: Path) -> None:
    example = json.loads(dump(load(folder)))["signals"][0]["examples"][1]
    assert example["rows"] == [{"vas": None}]
