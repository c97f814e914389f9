"""Codes on labels and wristbands: a kind, a name, and a check character that a torn or mistyped code fails.

A symbol says ``HP.M.MSC-01-004-A.K``: Hepatica, material (M) or person (P), the name, the check character. The same
name and character stand in print below it, so that it can be typed: ``MSC-01-004-A K``. The check character is that of
ISO/IEC 7064, MOD 37-2, over the letters and digits of kind and name: it finds every single wrong character and every
two that changed places.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

PERSON: Final = "P"
MATERIAL: Final = "M"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_SYMBOL = re.compile(r"HP\.([PM])\.([A-Z0-9-]{1,60})\.([0-9A-Z*])")
_TYPED = re.compile(r"([A-Z0-9-]{1,60})[ .]([0-9A-Z*])")


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code that was read; ``problem`` says in a sentence why it cannot be used."""

    kind: str = ""
    """P, M, or '' when it could not be read."""
    name: str = ""
    problem: str = ""
    typed: bool = False
    """Whether it was typed from the print, not scanned."""


def check_character(kind: str, name: str) -> str:
    """Return the check character (ISO/IEC 7064, MOD 37-2) of a name of a kind."""
    total = 0
    for character in f"{kind}{name}":
        if character != "-":
            total = (total + _ALPHABET.index(character)) * 2 % 37
    return _ALPHABET[(38 - total) % 37]


def symbol(kind: str, name: str) -> str:
    """Return the text of the Data Matrix symbol. ValueError when the name has other than A-Z, 0-9 and hyphens."""
    if not re.fullmatch(r"[A-Z0-9-]{1,60}", name):
        raise ValueError(f"{name!r} cannot stand on a label: capital letters, digits and hyphens only")
    return f"HP.{kind}.{name}.{check_character(kind, name)}"


def read(scanned: str) -> Code:
    """Return what a scanned or typed code stands for; never raises."""
    text = scanned.strip().upper()
    if found := _SYMBOL.fullmatch(text):
        kind, name, check = found.groups()
        return Code(kind=kind, name=name) if check_character(kind, name) == check else Code(problem=_TORN)
    if found := _TYPED.fullmatch(text):
        name, check = found.groups()
        kinds = [kind for kind in (MATERIAL, PERSON) if check_character(kind, name) == check]
        return Code(kind=kinds[0], name=name, typed=True) if kinds else Code(problem=_MISTYPED)
    return Code(problem=_TORN if text.startswith("HP") else _FOREIGN if text else "Nothing was scanned.")


_MISTYPED = "The check character does not fit: a letter or digit was mistyped. Type it again from the print."
_FOREIGN = "This is no code of this trial: scan the wristband or the bag's own label."
_TORN = "The code cannot be read whole: the label is torn, wet or folded. Scan again, or type the line printed under it."
