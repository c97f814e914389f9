"""The one door to the typesetter: a document in, the bytes of a PDF out.

Produced as PDF/A-2a and PDF/UA-1 by typst, with only the faces this package carries or the engine embeds, and
with the moment of the data cut as its only time: the same document gives the same bytes everywhere.
"""

import base64
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
PPI = 300
"""Of a picture that is set as pixels because its letters cannot be set as drawing."""
_CARRIED = {
    "Noto Sans Telugu": re.compile(r"[\u0c00-\u0c7f]+(?:[\u200c\u200d ,.;:()-]+[\u0c00-\u0c7f]+)*"),
    "Noto Sans Devanagari": re.compile(r"[\u0900-\u097f]+(?:[\u200c\u200d ,.;:()-]+[\u0900-\u097f]+)*"),
}
"""Faces of this package for letters that take their shape from their neighbours."""
_WORDS = re.compile(r">([^<]+)<")
_PIXELS = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: ("Libertinus Serif", "Noto Sans Telugu", "Noto Sans Devanagari"))
#image(bytes(sys.inputs.svg), format: "svg")"""
_SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)" height="([\d.]+)"')
_UNSHOWN = re.compile(r'(?:the text|codepoint) `"((?:[^"\\]|\\.)+)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_INVISIBLE = {"Cc", "Cs", "Co", "Cn"}
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class TypesetError(RuntimeError):
    """The page itself (never one of its blocks) could not be set; the message is the engine's."""


def pdf(document: Document) -> bytes:
    """Set a document as PDF.

    A character no face can show is printed as its code, `‹U+4E2D›`; a picture with words of a script that PDF/A takes in
    no drawing (Telugu) is set as pixels; a block that cannot be set is replaced by a sentence that says so. Raises
    TypesetError only when the empty page itself cannot be set, or a design's sheet, which is set whole or not at all.
    """
    if document.sheet:
        return form(document_data(document, vega.svg), document.stamp.at, "design.typ")
    data = _shown(document_data(document, vega.svg))
    for _ in range(ROUNDS):
        try:
            return _compile(data, document.stamp.at)
        except _UnshownError as error:
            data = _writable(data, error.characters)
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
            _UnshownError(error.message, characters)
            if characters
            else TypesetError(error.message.removeprefix("assertion failed: "))
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
        if (pixels := _as_pixels(block)) != block:
            return _settable(pixels, data, document)
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


def _writable(data: Data, characters: set[str]) -> Data:
    """Write out what no face shows; letters we carry stay words, and a picture that holds them becomes pixels."""
    carried = {c for c in characters if any(run.fullmatch(c) for run in _CARRIED.values())}
    found = _replaced(data, characters - carried)
    pictures = [_as_pixels(block) for block in found["blocks"]]
    if not carried or pictures == found["blocks"]:
        return _replaced(found, carried)  # type: ignore[no-any-return]
    return {**found, "blocks": pictures}


def _as_pixels(block: Data) -> Data:
    """Give a block its picture as pixels of the same size if its drawing holds letters of the faces we carry."""
    drawing = str(block.get("svg", ""))
    size = _SIZE.search(drawing)
    if not size or not any(run.search(drawing) for run in _CARRIED.values()):
        return block
    compiler = typst.Compiler(
        _PIXELS,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"svg": _WORDS.sub(_faced, drawing)},
    )
    png = compiler.compile(format="png", ppi=PPI)
    if not isinstance(png, bytes):
        return block
    extent = f'width="{size[1]}" height="{size[2]}"'
    picture = f'<image {extent} href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'
    return {**block, "svg": f'<svg xmlns="http://www.w3.org/2000/svg" {extent}>{picture}</svg>'}


def _faced(words: re.Match[str]) -> str:
    """Name the face of each run of letters: within one line of a drawing the engine looks for no other by itself."""
    text = words[0]
    for face, run in _CARRIED.items():
        text = run.sub(lambda found, face=face: f'<tspan font-family="{face}">{found[0]}</tspan>', text)  # type: ignore[misc]
    return text


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
