"""The reference page of every key that a study may hold, made from the models so that it cannot drift."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from hepatica.study.form import Form
from hepatica.study.rules import Analysis
from hepatica.study.schedule import Schedule
from hepatica.study.shape import FILES, bare
from hepatica.study.study import Study
from hepatica.study.text import Sourced, Translated

_HEAD = """# Every key of a study

Made from the program itself by `hepatica study schema --keys`. How the files are written stands in [The study folder](study-folder.md). A key in
**bold** must be there. *Text* is a string or `{en, hi, te}`. A part marked *with source* also carries `source` (seed, registry, literature or proposal)
and, unless that is seed, `reference`.
"""
_NAMES = {
    "str": "string",
    "int": "whole number",
    "Decimal": "number",
    "bool": "true or false",
    "date": "date",
    "Any": "value",
    "Translated": "text",
}


def page() -> str:
    """Return the whole page as Markdown: one table per kind of part, in the order of the files."""
    return _HEAD + tables(Study, Schedule, Form, Analysis, files=FILES)


def tables(*roots: type[BaseModel], files: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> str:
    """Return one table for each kind of part that the roots hold; ``files`` says in which file a list stands."""
    told: list[type[BaseModel]] = []
    for root in roots:
        _collect(root, told)
    return "".join(_table(model, files) for model in told if model is not Translated)


def _collect(model: type[BaseModel], told: list[type[BaseModel]]) -> None:
    if model in told or (model in {Schedule, Form, Analysis} and not told):
        return
    told.append(model)
    for field in model.model_fields.values():
        for below in _models(field.annotation):
            _collect(below, told)


def _models(annotation: Any) -> list[type[BaseModel]]:
    kind = bare(annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for part in get_args(kind) if part is not Ellipsis for model in _models(part)]


def _table(model: type[BaseModel], files: Mapping[str, tuple[str, ...]]) -> str:
    sourced = " (with source)" if issubclass(model, Sourced) else ""
    about = re.sub(
        r"``(.+?)``", r"`\1`", (model.__doc__ or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")
    )
    rows = [
        f"| {f'**{name}**' if field.is_required() else name} | {_kind(field.annotation)} | {_meaning(name, field, files)} |"
        for name, field in model.model_fields.items()
        if not (sourced and name in {"source", "reference"})
    ]
    return "\n".join(
        (
            f"\n## {model.__name__}\n",
            f"{about}{sourced}\n",
            "| Key | Holds | Meaning |",
            "| --- | --- | --- |",
            *rows,
            "",
        )
    )


def _kind(annotation: Any) -> str:
    choices = [a for a in get_args(annotation) if a is not NoneType] if _is_union(annotation) else []
    if len(choices) > 1:
        return " or ".join(map(_kind, choices))
    kind = bare(annotation)
    if get_origin(kind) is tuple:
        return f"list of {_kind(get_args(kind)[0])}"
    if get_origin(kind) is dict:
        return f"keys, each with {_kind(get_args(kind)[1])}"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{member.value}`" for member in kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Translated:
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return _NAMES.get(getattr(kind, "__name__", ""), "value")


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in {Union, UnionType}


def _meaning(name: str, field: Any, files: Mapping[str, tuple[str, ...]]) -> str:
    said = re.sub(r"``(.+?)``", r"`\1`", (field.description or "").replace("\n", " ").replace("|", "\\|"))
    file = next((f for f, keys in files.items() if name in keys and f != "study.yaml"), None)
    said = said or (f"In `{file}`." if file and get_origin(bare(field.annotation)) is tuple else "")
    default = field.default
    if default in (None, "", (), PydanticUndefined) or default == {} or default is False:
        return said
    shown = ", ".join(map(str, default)) if isinstance(default, tuple) else default
    return f"{said} Otherwise {shown.value if isinstance(shown, Enum) else shown}.".strip()
