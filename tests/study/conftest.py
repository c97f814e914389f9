"""A copy of the example study that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent / "example"

Spoil = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "study"))


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """Replace texts in a file of the copy: spoil('checks.yaml', 'at: diabp', 'at: diabq')."""

    def replace(file: str, *pairs: str) -> Path:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in text, f"{old!r} is not in {file}"
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        return folder

    return replace
