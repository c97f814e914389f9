"""Copies of the built-in designs that a test may spoil."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

Spoil = Callable[..., Path]


def built_in(name: str) -> str:
    """Return the text of a built-in design."""
    return files("hepatica.designs").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """Write a built-in design with texts replaced, each once: spoil('factorial', 'sides: 2', 'sides: 3')."""

    def write(name: str, *pairs: str) -> Path:
        text = built_in(name)
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in text, f"{old!r} is not in {name}"
            text = text.replace(old, new, 1)
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
