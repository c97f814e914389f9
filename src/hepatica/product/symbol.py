"""The Data Matrix symbol of a code as a drawing: the one door to the library that makes symbols.

ISO/IEC 16022, ECC 200, square. A quiet zone of two modules is part of the drawing (the standard asks for one), so that
whatever is printed beside a symbol cannot spoil it. The same text gives the same drawing, byte for byte.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec
import zxingcpp

QUIET = 2
"""Empty modules on every side."""
LONGEST = 80
_PRINTABLE = re.compile(r"[ -~]+")


class SymbolError(ValueError):
    """A text that no symbol of a label can hold; the message is a sentence."""


class Symbol(msgspec.Struct, frozen=True, kw_only=True):
    """A symbol: its text, the dark modules row by row from the top, without the quiet zone."""

    text: str
    modules: tuple[tuple[bool, ...], ...]

    @property
    def side(self) -> int:
        """Modules along one side, quiet zones included."""
        return len(self.modules) + 2 * QUIET

    def svg(self) -> str:
        """Return the symbol as SVG text, one unit to a module: black on white in any theme, because scanners read it."""
        side = self.side
        path = "".join(_runs(self.modules))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
            f'shape-rendering="crispEdges"><title>Data Matrix code of {self.text}</title>'
            f'<path fill="#FFFFFF" d="M0 0h{side}v{side}H0z"/><path fill="#000000" d="{path}"/></svg>'
        )


@lru_cache(maxsize=256)
def data_matrix(text: str) -> Symbol:
    """Return the symbol of a code; SymbolError with a sentence for what a label cannot bear."""
    if not _PRINTABLE.fullmatch(text):
        raise SymbolError(f"{text!r} cannot be a code: it needs one or more plain letters, digits or signs.")
    if len(text) > LONGEST:
        raise SymbolError(f"A code of {len(text)} characters is too long for a label: at most {LONGEST}.")
    if set(text) & set('<>&"'):
        raise SymbolError(f"{text!r} cannot be a code: it has a sign that labels do not bear.")
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    picture: Any = made.to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(picture).tolist()
    return Symbol(text=text, modules=tuple(tuple(pixel == 0 for pixel in row) for row in rows))


def _runs(modules: tuple[tuple[bool, ...], ...]) -> list[str]:
    """Give the dark modules as strokes of a path, neighbours in a row joined."""
    found = []
    for y, row in enumerate(modules, QUIET):
        start = None
        for x, dark in enumerate((*row, False), QUIET):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                found.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return found
