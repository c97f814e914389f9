"""The canonical text of a design: UTF-8 JSON, sorted keys, no floating-point numbers; what is hashed and quoted."""

from __future__ import annotations

from hepatica.design.document import Design
from hepatica.study.write import canonical, digest


def dump(design: Design) -> str:
    """Return the canonical JSON text: equal designs give equal text, and ``load.parse`` gives the design back.

    Decimals are strings as they were written; keys without a value are left out.
    """
    return canonical(design)


def sha256(design: Design) -> str:
    """Return the hexadecimal SHA-256 of the canonical text: what a sheet, a decision or a study names a design by."""
    return digest(design)
