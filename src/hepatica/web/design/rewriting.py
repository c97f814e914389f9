"""A few numbers of a design file changed in its own text: comments, order and quotation marks stay as they were."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from hepatica.study.lines import Path

WIDTH = 4096
"""Characters of a line before it is broken: long references stay on theirs."""


def rewritten(text: str, values: Mapping[Path, str]) -> str:
    """Return the text with a scalar, or a list of scalars, put in at each place; an empty value takes its key away.

    Several numbers in one box have commas between them and become a list where a list stood. Raises ValueError, a
    sentence, for a text that is no YAML of keys, and for a place that is not in it.
    """
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        root = yaml.load(text)
    except YAMLError as error:
        raise ValueError("The whole file cannot be read: mend it first, then change its numbers.") from error
    if not isinstance(root, dict):
        raise ValueError("The whole file holds no keys: mend it first, then change its numbers.")  # noqa: TRY004
    for path, value in values.items():
        _put(root, path, value.strip())
    written = StringIO()
    yaml.dump(root, written)
    return written.getvalue()


def _put(root: Any, path: Path, value: str) -> None:
    part = root
    try:
        for step in path[:-1]:
            part = part[step]
        was = part.get(path[-1]) if isinstance(part, dict) else part[path[-1]]
    except (KeyError, IndexError, TypeError) as error:
        place = ".".join(map(str, path))
        raise ValueError(f"The file has no place {place} any more: open the page again.") from error
    if not value and isinstance(part, dict):
        part.pop(path[-1], None)
    elif isinstance(was, list):
        part[path[-1]] = _list(value)
    else:
        part[path[-1]] = _scalar(value)


def _list(value: str) -> CommentedSeq:
    found = CommentedSeq([_scalar(one.strip()) for one in value.split(",") if one.strip()])
    found.fa.set_flow_style()
    return found


def _scalar(value: str) -> int | str:
    """Return a plain whole number as one, anything else as text in quotation marks: no decimal becomes a float."""
    plain = value.isascii() and value.isdigit() and len(value) < 19 and str(int(value)) == value
    return int(value) if plain else DoubleQuotedScalarString(value)
