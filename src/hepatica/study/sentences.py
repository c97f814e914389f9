"""What pydantic finds wrong, as sentences for the person who writes the study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from hepatica.study.lines import Node, Path
from hepatica.study.shape import FILE_OF, at, bare, keys_at, words_at
from hepatica.study.study import Study

_CHOICE = re.compile(r"\^\((?P<choices>[\w|]+)\)\$")
_SHOWN = 40


def nearest(word: str, known: tuple[str, ...]) -> str:
    """Return '; did you mean ...?' for a word close to a known one, else nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


def unknown_key(key: str, known: tuple[str, ...], files: Mapping[str, str] = FILE_OF) -> str:
    """Say that a key does not exist, and what does; ``files`` names the file a key belongs in."""
    hint = nearest(key, known) or "; keys here are " + ", ".join(known)
    if key in files and key not in known:
        hint = f"; it belongs in {files[key]}"
    return f"unknown key '{key}'{hint}"


def sentence(error: Mapping[str, Any], path: Path, root: type[BaseModel] = Study) -> str:
    """Translate one pydantic error at ``path`` of a ``root`` (its location without pydantic's own steps)."""
    kind, context = error["type"], error.get("ctx") or {}
    name = next(
        (str(step) for step in reversed(path) if isinstance(step, str)), f"the {root.__name__.lower()}"
    )
    match kind:
        case "extra_forbidden":
            return unknown_key(str(path[-1]), keys_at(path[:-1], root), FILE_OF if root is Study else {})
        case "missing":
            return f"key '{path[-1]}' is missing"
        case "value_error":
            return str(context.get("error", error["msg"]))
        case "too_short" | "string_too_short":
            return f"'{name}' must not be empty"
    return f"'{name}' must be {_wanted(kind, context, path, root)}, not {_shown(error['input'])}" + (
        _meant(error["input"], _choices(kind, context))
    )


def _wanted(kind: str, context: Mapping[str, Any], path: Path, root: type[BaseModel]) -> str:
    if kind in {"greater_than_equal", "greater_than", "less_than_equal", "less_than"}:
        return f"{kind.replace('_', ' ')} {next(iter(context.values()))}".replace(
            "greater than equal", "at least"
        )
    choices = _choices(kind, context)
    return f"one of {', '.join(choices)}" if choices else words_at(path, root)


def _choices(kind: str, context: Mapping[str, Any]) -> tuple[str, ...]:
    if kind in {"enum", "literal_error"}:
        return tuple(re.findall(r"'([^']+)'", str(context.get("expected", ""))))
    if kind == "string_pattern_mismatch" and (match := _CHOICE.fullmatch(str(context.get("pattern")))):
        return tuple(match["choices"].split("|"))
    return ()


def _meant(value: Any, choices: tuple[str, ...]) -> str:
    return nearest(value, choices) if isinstance(value, str) else ""


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"{str(value).lower()} (if the word is meant, put it in quotes)"
    if isinstance(value, dict):
        return "keys"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return f"'{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}'"


def misplaced_truths(
    root: Node, path: Path = (), model: type[BaseModel] = Study
) -> Iterator[tuple[Path, str]]:
    """Yield where a bare true or false stands though a number is asked for: pydantic would take it for 1 or 0."""
    if isinstance(root.value, bool) and bare(at(path, model)) in {int, Decimal}:
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        yield path, f"'{name}' must be {words_at(path, model)}, not {_shown(root.value)}"
    steps: Iterable[tuple[str | int, Node]] = ()
    if isinstance(root.value, dict):
        steps = root.value.items()
    elif isinstance(root.value, list):
        steps = enumerate(root.value)
    for step, below in steps:
        yield from misplaced_truths(below, (*path, step), model)
