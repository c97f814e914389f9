"""Two versions walked side by side: each difference with the parts it lies in, from the study down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from hepatica.study.rules import LabRange
from hepatica.study.schedule import Visit, Window
from hepatica.study.text import Translated

What = Literal["changed", "added", "removed", "moved"]
NAMES = ("id", "code", "event", "rule", "level", "kind", "place")
"""Fields by which the entries of a list are told apart, the first they have."""
TIMING = "timing"
"""Not a field: the day, window and anchor of a visit, told together."""
_TIMED = frozenset({"day", "window", "margin", "anchor"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """One difference: where it lies, and what stands there before and after."""

    owners: tuple[BaseModel, ...]
    """The parts it lies in as the new version has them, the whole first."""
    path: tuple[str, ...]
    what: What
    before: Any
    after: Any

    @property
    def owner(self) -> BaseModel:
        """The smallest part it lies in."""
        return self.owners[-1]

    @property
    def field(self) -> str:
        """The field of the owner, or of the list in it, that differs."""
        names = type(self.owner).model_fields
        return next((step for step in reversed(self.path) if step in names or step == TIMING), self.path[-1])


def edits(old: BaseModel, new: BaseModel) -> Iterator[Edit]:
    """Yield every difference, in the order of the model's fields; none where the two are the same."""
    yield from _models(old, new, (), ())


def _models(
    old: BaseModel, new: BaseModel, owners: tuple[BaseModel, ...], path: tuple[str, ...]
) -> Iterator[Edit]:
    owners, done = (*owners, new), frozenset[str]()
    if isinstance(old, Visit) and isinstance(new, Visit):
        before, after = ({n: getattr(visit, n) for n in sorted(_TIMED)} for visit in (old, new))
        if before != after:
            done = _TIMED
            yield Edit(owners=owners, path=(*path, TIMING), what="changed", before=old, after=new)
    for name in type(new).model_fields:
        if name not in done:
            yield from _values(getattr(old, name), getattr(new, name), owners, (*path, name))


def _values(old: Any, new: Any, owners: tuple[BaseModel, ...], path: tuple[str, ...]) -> Iterator[Edit]:
    if old == new and type(old) is type(new):
        return
    if type(old) is type(new):
        match new:
            case Window():
                pass
            case Translated():
                yield from _models(old, new, owners, path)
                return
            case BaseModel():
                yield from _models(old, new, owners, path)
                return
            case tuple() if any(isinstance(one, BaseModel) for one in (*old, *new)):
                yield from _lists(old, new, owners, path)
                return
            case Mapping():
                yield from _mappings(old, new, owners, path)
                return
    yield Edit(owners=owners, path=path, what="changed", before=old, after=new)


def _lists(
    old: tuple[Any, ...], new: tuple[Any, ...], owners: tuple[BaseModel, ...], path: tuple[str, ...]
) -> Iterator[Edit]:
    names = named(old), named(new)
    if len(set(names[0])) < len(old) or len(set(names[1])) < len(new):
        names = tuple(map(str, range(1, len(old) + 1))), tuple(map(str, range(1, len(new) + 1)))
    were, are = dict(zip(names[0], old, strict=True)), dict(zip(names[1], new, strict=True))
    for name, one in were.items():
        if name not in are:
            yield Edit(owners=owners, path=(*path, name), what="removed", before=one, after=None)
    for name, one in are.items():
        if name not in were:
            yield Edit(owners=owners, path=(*path, name), what="added", before=None, after=one)
        else:
            yield from _values(were[name], one, owners, (*path, name))
    kept = [n for n in names[0] if n in are], [n for n in names[1] if n in were]
    if kept[0] != kept[1]:
        yield Edit(owners=owners, path=path, what="moved", before=tuple(kept[0]), after=tuple(kept[1]))


def _mappings(
    old: Mapping[str, Any], new: Mapping[str, Any], owners: tuple[BaseModel, ...], path: tuple[str, ...]
) -> Iterator[Edit]:
    for name in sorted({*old, *new}, key=str):
        here = (*path, str(name))
        if name not in new:
            yield Edit(owners=owners, path=here, what="removed", before=old[name], after=None)
        elif name not in old:
            yield Edit(owners=owners, path=here, what="added", before=None, after=new[name])
        elif old[name] != new[name]:
            yield Edit(owners=owners, path=here, what="changed", before=old[name], after=new[name])


def named(entries: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the name of each entry of a list: what tells it apart, or its place where nothing does."""
    return tuple(_name(one) or str(number) for number, one in enumerate(entries, start=1))


def _name(one: Any) -> str:
    if not isinstance(one, BaseModel):
        return ""
    if isinstance(one, LabRange):
        parts = (one.test, one.unit, one.sex, one.age_from, one.valid_from)
        return " ".join(str(part) for part in parts if part is not None)
    fields = type(one).model_fields
    field = next((name for name in NAMES if name in fields), "")
    return str(getattr(one, field)) if field else ""
