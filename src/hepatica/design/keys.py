"""The reference page of every key that a design may hold, made from the models so that it cannot drift."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from hepatica.design.document import Design
from hepatica.design.proceeding import MAY, NEEDS
from hepatica.design.words import RULES
from hepatica.study.keys import tables
from hepatica.study.shape import bare

_HEAD = """# Every key of a design

Made from the program itself by `hepatica design keys`. How a design is used stands in
[Design the next trial](../how-to/design-the-next-trial.md). A key in **bold** must be there. *Text* is a string or `{en, hi, te}`. A part
marked *with source* also carries `source` (seed, registry, literature or proposal) and, unless that is seed, `reference`.

## What each rule reads

A rule of a family needs some parameters and may have others; any other is refused, because it would say nothing.

| Family | Needs | May have |
| --- | --- | --- |
"""
_CHOICES = """
## Words to choose from

| Part | Key | One of |
| --- | --- | --- |
"""


def page() -> str:
    """Return the whole page as Markdown: what each family reads, the words to choose from, a table for each part."""
    rules = (
        f"| {RULES[one]} (`{one}`) | {_keys(NEEDS[one])} | {_keys(MAY.get(one, ()))} |\n" for one in NEEDS
    )
    words = (f"| {model} | `{key}` | {_keys(choices)} |\n" for model, key, choices in choices_of(Design))
    return _HEAD + "".join(rules) + _CHOICES + "".join(dict.fromkeys(words)) + tables(Design)


def choices_of(model: type[BaseModel]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield part, key and words for each key of a model, or of what it holds, that is one of a few words."""
    for key, field in model.model_fields.items():
        for kind in _kinds(field.annotation):
            if get_origin(kind) is Literal:
                yield model.__name__, key, tuple(map(str, get_args(kind)))
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from choices_of(kind)


def _kinds(annotation: Any) -> tuple[Any, ...]:
    kind = bare(annotation)
    return tuple(map(bare, get_args(kind)[:1])) if get_origin(kind) is tuple else (kind,)


def _keys(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
