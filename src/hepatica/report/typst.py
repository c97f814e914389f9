"""The one door to the typesetter: a document in, the bytes of a PDF out.

Produced as PDF/A-2a and PDF/UA-1 by typst, with only the faces this package carries or the engine embeds, and
with the moment of the data cut as its only time: the same document gives the same bytes everywhere.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from hepatica.report import vega
from hepatica.report.document import Document
from hepatica.report.payload import Data, broken, document_data

STANDARDS: list[Any] = ["a-2a", "ua-1"]
ROUNDS = 3
_UNSHOWN = re.compile(r'(?:the text|codepoint) `"((?:[^"\\]|\\.)+)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_INVISIBLE = {"Cc", "Cs", "Co", "Cn"}
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class TypesetError(RuntimeError):
    """The page itself (never one of its blocks) could not be set; the message is the engine's."""


def pdf(document: Document) -> bytes:
    """Set a document as PDF.

    A character no face can show is printed as its code, `‹U+4E2D›`; a block that cannot be set is replaced by a
    sentence that says so. Raises TypesetError only when the empty page itself cannot be set.
    """
    data = _shown(document_data(document, vega.svg))
    for _ in range(ROUNDS):
        try:
            return _compile(data, document.stamp.at)
        except _UnshownError as error:
            data = _replaced(data, error.characters)
        except TypesetError:
            break
    data["blocks"] = [_settable(block, data, document) for block in data["blocks"]]
    return _compile(data, document.stamp.at)


def form(data: Data, at: datetime, template: str = "form.typ") -> bytes:
    """Set a filled form as PDF, with ``at`` as its only time; a character no face can show is printed as its code.

    ``template`` is the page's own. Raises TypesetError when the page cannot be set: a form is never printed without one
    of its fields.
    """
    data = _shown(data)
    for _ in range(ROUNDS):
        try:
            return _compile(data, at, template)
        except _UnshownError as error:
            data = _replaced(data, error.characters)
    return _compile(data, at, template)


class _UnshownError(TypesetError):
    """Some characters have no glyph in any of our faces."""

    def __init__(self, message: str, characters: set[str]) -> None:
        super().__init__(message)
        self.characters = characters


def _compile(data: Data, at: datetime, template: str = "report.typ") -> bytes:
    compiler = typst.Compiler(
        _template(template),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(data)},
    )
    try:
        made, warnings = compiler.compile_with_warnings(
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=at.replace(microsecond=0),  # a PDF date has whole seconds
        )
    except typst.TypstError as error:
        characters = set(_named(str(error.diagnostic)))
        raise (
            _UnshownError(error.message, characters) if characters else TypesetError(error.message)
        ) from error
    if warnings:
        raise TypesetError("; ".join(warning.message for warning in warnings))
    if not isinstance(made, bytes):
        raise TypesetError("the typesetter returned no file")
    return made


def _settable(block: Data, data: Data, document: Document) -> Data:
    """Give the block if it can be set alone, else what can be said in its place."""
    try:
        _compile({**data, "blocks": [{**block, "structure": 1}]}, document.stamp.at)
    except TypesetError as error:
        if block.get("svg"):
            reason = f"The picture could not be set: {error}. The table below holds its values."
            return _settable({**block, "svg": "", "broken": reason}, data, document)
        return broken(str(block.get("title") or block["type"]), str(error))
    return block


@cache
def _template(name: str) -> bytes:
    return (files("hepatica.report") / "templates" / name).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    folder = Path(str(files("hepatica.report") / "fonts"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _named(diagnostic: str) -> Iterable[str]:
    """Find the characters an error message says it cannot show; letters of plain text are never among them."""
    for quoted in _UNSHOWN.findall(diagnostic):
        plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), quoted)
        yield from (character for character in plain if not " " <= character <= "~")


def _shown(value: Any) -> Any:
    """Write out what has no shape of its own (controls, lone surrogates, overrides of direction)."""
    return _mapped(value, lambda c: (unicodedata.category(c) in _INVISIBLE and c != "\n") or c in _DIRECTIONS)


def _replaced(value: Any, characters: set[str]) -> Any:
    return _mapped(value, lambda c: c in characters)


def _mapped(value: Any, hidden: Any) -> Any:
    match value:
        case str():
            return "".join(f"‹U+{ord(c):04X}›" if hidden(c) else c for c in value)
        case dict():
            return {key: _mapped(item, hidden) for key, item in value.items()}
        case list() | tuple():
            return [_mapped(item, hidden) for item in value]
        case _:
            return value
