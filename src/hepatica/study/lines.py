"""YAML 1.2 with its line numbers: a tree of plain values, each of which knows its file and line.

Scalars keep the characters that were typed (``1.10`` stays ``"1.10"``); only ``true``, ``false`` and ``null`` are
read as what they say. So no number passes through binary floating point, and no word becomes a truth value unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

try:
    from _ruamel_yaml import CParser
except ImportError:  # no wheel for this machine: slower, and the same
    CParser = None

Path = tuple[str | int, ...]
"""Keys and list positions from the top: ``("visits", 3, "window", "first")``."""

_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip
_NORWAY = frozenset({"yes", "no", "on", "off"})
_CANNOT_START = re.compile(r"found character '(.+)' that cannot start any token")
_SAID = {
    "mapping values are not allowed here": "a colon stands where no key can: mend the indentation, or quote the text",
    "could not find expected ':'": "the line has no colon after its key",
    "found unexpected end of stream": "a quotation mark or bracket that opens here is never closed",
}
"""The parser's commonest complaints, for people who do not read grammars."""
_TAB = re.compile(r" *\t")
_DEEPEST = 60
"""Levels that a file nests at most; a study needs ten, and a page of brackets would exhaust the machine's stack."""


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Problem:
    """One thing wrong with a study: where it stands, and a sentence for the person who can mend it."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a study's content, before its place is known in file and line.

    ``about`` names what the sentence rests on: fields of the study whose files it looked into, and ids of things it
    judged or missed. When one of them could not be read, the finding may be no more than a consequence, and is not
    told.
    """

    path: Path
    sentence: str
    about: tuple[str, ...] = ()


@dataclass(slots=True)
class Node:
    """A value of the tree: a mapping of nodes, a list of nodes, text, true, false or nothing.

    ``line`` is the line of the key for a value under a key, else the line where the value begins.
    """

    value: Any
    file: str
    line: int
    mended: bool = False
    """Changed or put in by ``repair``: what is found here may be our own doing."""

    def plain(self) -> Any:
        """Return the value without its lines: dicts, lists, str, bool and None."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, list) else self.value

    def child(self, step: str | int) -> Node | None:
        """Return the node one step below, or None when there is none."""
        if isinstance(self.value, dict) and isinstance(step, str):
            found: Node | None = self.value.get(step)
            return found
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            element: Node = self.value[step]
            return element
        return None

    def nearest(self, path: Path) -> tuple[Node, Path]:
        """Return the deepest node on the way along ``path``, and the way to it."""
        node = self
        for depth, step in enumerate(path):
            below = node.child(step)
            if below is None:
                return node, path[:depth]
            node = below
        return node, path

    def walk(self) -> Iterator[Node]:
        """Yield this node and every node below it."""
        yield self
        below = self.value.values() if isinstance(self.value, dict) else self.value
        for node in below if isinstance(self.value, dict | list) else ():
            yield from node.walk()


@dataclass(frozen=True, slots=True)
class Page:
    """One file as it was read: its tree (None when it is not YAML at all) and what is wrong with it."""

    root: Node | None
    problems: tuple[Problem, ...]


def read(file: str, content: bytes) -> Page:
    """Read one YAML file, and report every problem of its writing at once; ``file`` is the name for the problems.

    Decoding comes first: what is not UTF-8, or is indented with tabs, is not parsed.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        sentence = f"byte 0x{content[error.start]:02X} is not UTF-8: save the file in that encoding"
        return Page(None, (Problem(file=file, line=line, sentence=sentence),))
    return _parse(file, text)


@lru_cache(maxsize=512)
def _parse(file: str, text: str) -> Page:
    tabs = [n for n, line in enumerate(text.split("\n"), start=1) if _TAB.match(line)]
    if tabs:
        said = "the line is indented with a tab: use spaces"
        return Page(None, tuple(Problem(file=file, line=n, sentence=said) for n in tabs))
    composer = _Composer(file)
    try:
        quick = _quickly(file, text)
        if quick is not None:
            return quick
        root = composer.document(YAML(typ="safe", pure=True).parse(text))
    except _TooDeepError as error:
        said = f"the brackets or lists here nest deeper than {_DEEPEST} levels"
        return Page(None, (Problem(file=file, line=error.line, sentence=said),))
    except YAMLError as error:
        return Page(None, (*composer.problems, _syntax(file, text, error)))
    return Page(root, tuple(composer.problems))


def _quickly(file: str, text: str) -> Page | None:
    """Read with the parser in C, 14 times as fast; None without it, or where the slow one is to say what is wrong."""
    if CParser is None:
        return None
    composer, parser = _Composer(file), CParser(text)
    try:
        root = composer.document(iter(parser.get_event, None))
    except (YAMLError, StopIteration):
        return None
    return Page(root, tuple(composer.problems))


def _syntax(file: str, text: str, error: YAMLError) -> Problem:
    """Say where and why the parser gave up."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    # Of a character that YAML forbids only the position is known.
    before = text[: getattr(error, "position", 0)].count("\n") if mark is None else mark.line
    if match := _CANNOT_START.fullmatch(said):
        said = f"a value cannot begin with {match[1]}: put it in quotes"
    if said.startswith("expected <block end>"):
        said = "the indentation does not fit the lines above"
    return Problem(file=file, line=before + 1, sentence=f"this is not YAML: {_SAID.get(said, said)}")


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


@dataclass(slots=True)
class _Composer:
    """Turns parser events into nodes, and goes on after what it can report."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    depth: int = 0

    def problem(self, event: Event, sentence: str) -> None:
        self.problems.append(Problem(file=self.file, line=_line(event), sentence=sentence))

    def document(self, events: Iterator[Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.problem(event, "a second document begins here: a file holds one")
            elif isinstance(event, NodeEvent):
                node = self.node(event, events)
                root = root or node
            elif isinstance(event, StreamEndEvent):
                break
        return root

    def node(self, event: Event, events: Iterator[Event]) -> Node:
        self.refuse_cleverness(event)
        if self.depth == _DEEPEST:
            raise _TooDeepError(_line(event))
        self.depth += 1
        value: Any
        if isinstance(event, MappingStartEvent):
            value = self.mapping(events)
        elif isinstance(event, SequenceStartEvent):
            value = []
            while not isinstance(below := next(events), SequenceEndEvent):
                value.append(self.node(below, events))
        else:
            value = self.scalar(event)
        self.depth -= 1
        return Node(value, self.file, _line(event))

    def mapping(self, events: Iterator[Event]) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = event.value if isinstance(event, ScalarEvent) else None
            if key is None:
                self.problem(event, "a key must be a word")
                self.node(event, events)
            value = self.node(next(events), events)
            value.line = _line(event)
            if key is None:
                continue
            if key in entries:
                first = entries[key].line
                self.problem(event, f"key '{key}' stands here a second time (first in line {first})")
                continue
            entries[key] = value
        return entries

    def scalar(self, event: Event) -> str | bool | None:
        if not isinstance(event, ScalarEvent):
            return None
        text: str = event.value
        if event.style:  # quoted, or a block of text
            return text
        if text.lower() in _NORWAY:
            self.problem(
                event, f'write "{text}" in quotes, or true or false: a bare {text} is read as either'
            )
        return _WORDS.get(text, text)

    def refuse_cleverness(self, event: Event) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, AliasEvent):
            self.problem(event, f"aliases are not used here: write out what '*{anchor}' stands for")
        elif anchor:
            self.problem(event, f"anchors are not used here: remove '&{anchor}'")
        if tag:
            self.problem(event, f"tags are not used here: remove '{tag}'")


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1
