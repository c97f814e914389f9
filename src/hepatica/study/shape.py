"""What may stand where in a study, or in another document of the house: the models read as a map of keys."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from hepatica.study.lines import Path
from hepatica.study.study import Study
from hepatica.study.text import Translated

FILES: dict[str, tuple[str, ...]] = {
    "study.yaml": (
        "id", "version", "protocol", "title", "short_title", "sponsor", "record", "design", "conditions",
        "interventions", "arms", "outcomes", "eligibility", "enrolment", "sites", "numbering", "parameters",
    ),
    "codelists.yaml": ("codelists",),
    "checks.yaml": ("checks",),
    "safety.yaml": ("categories", "signals", "gates"),
    "product.yaml": ("products",),
    "laboratories.yaml": ("laboratories",),
    "clocks.yaml": ("clocks",),
    "stopping.yaml": ("stopping",),
}  # fmt: skip
"""Files whose keys are fields of the study."""
WHOLE = {
    "schedule.yaml": "schedule",
    "analysis.yaml": "analysis",
    "oversight.yaml": "oversight",
    "manufacture.yaml": "manufacture",
    "tissue.yaml": "tissue",
    "monitoring.yaml": "monitoring",
}
"""Files that are one field of the study."""
OPTIONAL = frozenset(
    {"clocks.yaml", "stopping.yaml", "oversight.yaml", "manufacture.yaml", "tissue.yaml", "monitoring.yaml"}
)
"""Files a study may do without."""
FORMS = "forms"
STAND_IN = "unread"
"""Text in the place of text that could not be read: a valid id, so that expressions beside it still compile."""
FILE_OF = {key: file for file, keys in FILES.items() for key in keys} | {v: k for k, v in WHOLE.items()}


def bare(annotation: Any) -> Any:
    """Return the type without Annotated and None; of several alternatives the first."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in {Union, UnionType}:
            annotation = next(a for a in get_args(annotation) if a is not NoneType)
        else:
            return annotation


def step(annotation: Any, key: str | int) -> Any:
    """Return the type one step below; ``Any`` where the models do not say."""
    kind = bare(annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        found = kind.model_fields.get(str(key))
        return bare(found.annotation) if found else Any
    if get_origin(kind) in {tuple, dict}:
        return bare(get_args(kind)[0 if get_origin(kind) is tuple else 1])
    return Any


@lru_cache(maxsize=4096)
def at(path: Path, root: type[BaseModel] = Study) -> Any:
    """Return the type that ``root``, the study where nothing else is named, expects at ``path``."""
    kind: Any = root
    for key in path:
        kind = step(kind, key)
    return kind


def keys_at(path: Path, root: type[BaseModel] = Study) -> tuple[str, ...]:
    """Return the keys that may stand at ``path``; none where any may."""
    kind = at(path, root)
    return tuple(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else ()


def required_at(path: Path, root: type[BaseModel] = Study) -> bool:
    """Return whether the value at ``path`` must be there."""
    parent, key = at(path[:-1], root), path[-1]
    if not (isinstance(parent, type) and issubclass(parent, BaseModel)):
        return False
    field = parent.model_fields.get(str(key))
    return field is not None and field.is_required()


def words_at(path: Path, root: type[BaseModel] = Study) -> str:
    """Return what is expected at ``path``, as the end of 'this must be ...'."""
    kind = at(path, root)
    origin = get_origin(kind)
    if origin is tuple:
        return "a list, each entry on a line that begins with '- '"
    if kind is Translated or kind is str:
        return "text"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "one of " + ", ".join(str(member.value) for member in kind)
    if keys := keys_at(path, root):
        return "keys, such as '" + "', '".join(keys[:3]) + "'"
    names = {
        "int": "a whole number",
        "Decimal": "a number",
        "bool": "true or false",
        "date": "a date, 2019-01-31",
    }
    return names.get(getattr(kind, "__name__", ""), "keys" if origin is dict else "a value")


def blank(annotation: Any) -> Any:
    """Return a stand-in that lets the rest of a damaged study be looked at; it is never part of a study."""
    kind = bare(annotation)
    if get_origin(kind) in {tuple, dict}:
        return [] if get_origin(kind) is tuple else {}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    if kind is Translated:
        return STAND_IN
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {n: blank(f.annotation) for n, f in kind.model_fields.items() if f.is_required()}
    return {"int": "0", "Decimal": "0", "bool": False, "date": "2000-01-01"}.get(
        getattr(kind, "__name__", ""), STAND_IN
    )
