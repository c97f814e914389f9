"""Validation that goes on after the first fault: what is damaged is reported, then mended or left out.

A study with one misspelt key cannot become a ``Study``, yet its other mistakes should be told at the same time. So the
tree is mended in a copy: unknown keys go, wrong values give way to their default or to a stand-in, hopeless entries
leave their list. Every mended place is marked, because what a lint finds there may be our own doing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from hepatica.study.lines import Node, Path
from hepatica.study.sentences import sentence
from hepatica.study.shape import at, blank, required_at

Model = TypeVar("Model", bound=BaseModel)
_ROUNDS = 8
_NAMES = frozenset({"id", "code"})
_DID_YOU_MEAN = "did you mean "


@dataclass(frozen=True, slots=True)
class ShapeError:
    """A place and what is wrong there."""

    path: Path
    sentence: str


@dataclass(slots=True)
class Repaired(Generic[Model]):
    """The outcome: all errors of the original, and the mended study (or other ``model``) with its tree."""

    root: Node
    model: type[Model]
    errors: list[ShapeError] = field(default_factory=list)
    study: Model | None = None
    doubtful: set[str] = field(default_factory=set)


def repair(root: Node, model: type[Model]) -> Repaired[Model]:
    """Validate a tree against its model and mend a copy of it where it is damaged; the given tree is not changed."""
    outcome = Repaired(root, model)
    for attempt in range(_ROUNDS):
        try:
            outcome.study = model.model_validate(outcome.root.plain())
        except ValidationError as error:
            found = [(_own_path(outcome.root, e["loc"], model), e) for e in error.errors(include_url=False)]
        else:
            break
        if attempt == 0:
            told = {(path, e["type"]): ShapeError(path, sentence(e, path, model)) for path, e in found}
            meant = _meant(told.values())
            outcome.errors = list(
                {e.path: e for e in told.values() if not _misspelt(e, told, meant)}.values()
            )
            outcome.root = deepcopy(root)
        # From the back, so that removing an entry of a list leaves the places of the others as they are.
        for path in sorted({(path, e["type"]) for path, e in found}, key=_order, reverse=True):
            _mend(outcome, *path)
    return outcome


def _meant(errors: Iterable[ShapeError]) -> frozenset[tuple[Path, str]]:
    """Return where an unknown key stands that was meant for another, with the end of its sentence, which names that."""
    return frozenset(
        (e.path[:-1], e.sentence.rpartition(_DID_YOU_MEAN)[2]) for e in errors if _DID_YOU_MEAN in e.sentence
    )


def _misspelt(
    error: ShapeError, told: Mapping[tuple[Path, str], ShapeError], meant: frozenset[tuple[Path, str]]
) -> bool:
    """Return whether a missing key stands beside an unknown one that was meant for it: one mistake, told once."""
    return (error.path, "missing") in told and (error.path[:-1], f"'{error.path[-1]}'?") in meant


def _order(fault: tuple[Path, str]) -> tuple[tuple[int, int, str], ...]:
    return tuple((1, step, "") if isinstance(step, int) else (0, 0, step) for step in fault[0])


def _own_path(root: Node, location: tuple[str | int, ...], model: type[BaseModel]) -> Path:
    """Return the location without the steps that only pydantic knows (the alternatives of a union)."""
    _, reached = root.nearest(location)
    rest = location[len(reached) :]
    known = at(reached, model)
    return (*reached, rest[0]) if rest and rest[0] in getattr(known, "model_fields", {}) else reached


def _mend(outcome: Repaired[Model], path: Path, kind: str) -> None:
    if not path:
        return
    holder, reached = outcome.root.nearest(path[:-1])
    if reached != path[:-1]:
        return  # gone already, with a part that held it
    _doubt(outcome, holder)
    key = path[-1]
    holder.mended |= isinstance(key, str)
    if isinstance(holder.value, list) and isinstance(key, int):
        if key < len(holder.value):
            _doubt_all(outcome, holder.value.pop(key))
    elif isinstance(holder.value, dict) and isinstance(key, str):
        if key in holder.value:
            _doubt_all(outcome, holder.value.pop(key))
        if kind != "extra_forbidden" and required_at(path, outcome.model):
            holder.value[key] = _tree(blank(at(path, outcome.model)), holder)


def _tree(value: object, holder: Node) -> Node:
    if isinstance(value, dict):
        return Node({k: _tree(v, holder) for k, v in value.items()}, holder.file, holder.line, mended=True)
    return Node(value, holder.file, holder.line, mended=True)


def _doubt(outcome: Repaired[Model], node: Node) -> None:
    """Remember the name of what was mended: a reference to it proves nothing."""
    if isinstance(node.value, dict):
        names = (node.value[key].value for key in _NAMES & node.value.keys())
        outcome.doubtful.update(name for name in names if isinstance(name, str))


def _doubt_all(outcome: Repaired[Model], node: Node) -> None:
    """Remember every word of what was taken out: any of them may have been the name of something."""
    outcome.doubtful.update(part.value for part in node.walk() if isinstance(part.value, str))
