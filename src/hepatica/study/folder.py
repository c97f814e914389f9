"""A study as the files of its folder: what ``load`` reads back as the same study."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from hepatica.study.shape import FILES, FORMS, OPTIONAL, WHOLE
from hepatica.study.study import Study

_BARE = re.compile(r"[^\W\d_][\w .,;/()+–−-]*[\w.)+]|[^\W\d_]|-?\d+(\.\d+)?")
"""Text that needs no quotes: it begins with a letter and holds none of YAML's signs, or it is a number."""
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_WIDE = 110
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""What YAML refuses, or would take for the end of a line."""


def pages(study: Study) -> dict[str, str]:
    """Return the text of each file of a study's folder, by the file's name.

    Values that are a default are left out, and so are optional files that would say nothing.
    """
    data = study.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    made = {}
    for file, keys in FILES.items():
        held = {key: data[key] for key in keys if key in data}
        if held or file not in OPTIONAL:
            made[file] = page(held or {key: [] for key in keys})
    for file, key in WHOLE.items():
        if data.get(key) or file not in OPTIONAL:
            made[file] = page(data.get(key, {}))
    for form in data.get(FORMS, []):
        made[f"{FORMS}/{form['id']}.yaml"] = page(form)
    return made


def page(data: dict[str, Any]) -> str:
    """Return plain data as YAML that the reader of studies accepts: no anchors, no tags, no bare yes or no."""
    return "\n".join(_mapping(data, 0)) + "\n"


def _mapping(data: dict[str, Any], indent: int) -> Iterator[str]:
    for key, value in data.items():
        yield from _under(f"{' ' * indent}{_scalar(str(key))}:", value, indent)


def _under(head: str, value: Any, indent: int) -> Iterator[str]:
    """Yield a value under its key: beside it where it is a scalar, below it where it holds others."""
    match value:
        case {"en": str() as text} if len(value) == 1:  # a study text in English alone
            yield from _under(head, text, indent)
        case dict() if value:
            yield head
            yield from _mapping(value, indent + 2)
        case list() if value:
            yield head
            yield from _list(value, indent + 2)
        case str() if len(value) > _WIDE - indent and _folds(value):
            yield f"{head} >-"
            width = _WIDE - indent
            yield from (
                " " * (indent + 2) + line
                for line in textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)
            )
        case _:
            yield f"{head} {_scalar(value)}"


def _list(entries: list[Any], indent: int) -> Iterator[str]:
    dash = f"{' ' * indent}- "
    for entry in entries:
        if isinstance(entry, dict) and entry.keys() == {"en"}:
            yield dash + _scalar(entry["en"])
        elif isinstance(entry, dict) and entry:
            lines = _mapping(entry, indent + 2)
            yield dash + next(lines).lstrip()
            yield from lines
        else:
            yield dash + _scalar(entry)


def _folds(text: str) -> bool:
    """Return whether a text comes back from a folded block as it was: one line, single spaces, nothing at its ends."""
    return " ".join(text.split()) == text and text.isprintable()


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)  # JSON is YAML; only empty or nested lists come here
    text = str(value)
    bare = _BARE.fullmatch(text) and text.lower() not in _WORDS and ": " not in text
    quoted = json.dumps(text, ensure_ascii=False)
    return text if bare else _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
