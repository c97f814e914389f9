"""A design and its data as JSON: read strictly, refused in a sentence that names the place, and a recommendation written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, asdict, fields
from typing import Any, TypeVar, get_type_hints

import msgspec

from hepatica.design.dose.decide import Recommendation
from hepatica.design.dose.participants import Cells, Participant
from hepatica.design.dose.plan import DoseDesign
from hepatica.design.dose.rules import KINDS

T = TypeVar("T")


def read(content: object) -> tuple[DoseDesign, tuple[Participant, ...]]:
    """Return the design and the participants of ``{"design": …, "participants": […]}``.

    Raises ValueError, a sentence, for what is missing, unknown, of the wrong kind or impossible.
    """
    parts = _mapping(content, "the file")
    _names(parts, {"design", "participants"}, {"design", "participants"}, "the file")
    plan = _mapping(parts["design"], "design")
    rule = _mapping(plan.get("rule"), "design.rule")
    kind = rule.get("kind")
    if kind not in KINDS:
        raise ValueError(f"design.rule.kind: {kind!r} is none of {', '.join(KINDS)}")
    made = _made(KINDS[str(kind)], _without(rule, "kind"), "design.rule")
    design = _made(DoseDesign, _without(plan, "rule"), "design", rule=made)
    return design, _participants(parts["participants"])


def read_participants(content: object) -> tuple[Participant, ...]:
    """Return the participants of ``{"participants": […]}``, for a design that is written elsewhere."""
    parts = _mapping(content, "the file")
    _names(parts, {"participants"}, {"participants"}, "the file")
    return _participants(parts["participants"])


def written(recommendation: Recommendation) -> dict[str, Any]:
    """Return the recommendation as JSON values: what is done, why, on what numbers, and what was known."""
    told = asdict(recommendation)
    told["numbers"] = dict(recommendation.numbers)
    return told


def _participants(rows: object) -> tuple[Participant, ...]:
    listed = _list(rows, "participants")
    return tuple(_participant(row, f"participants[{at}]") for at, row in enumerate(listed))


def _participant(row: object, place: str) -> Participant:
    parts = _mapping(row, place)
    given, inside = parts.get("cells"), f"{place}.cells"
    each = [given] if isinstance(given, Mapping) else _list(given, inside)
    cells = tuple(_made(Cells, _mapping(one, inside), inside) for one in each)
    return _made(Participant, _without(parts, "cells"), place, cells=cells)


def _made(kind: Callable[..., T], parts: Mapping[str, Any], place: str, **made: object) -> T:
    """Build a value of the kind: each part strictly of its type, and those already made as they are."""
    known = fields(kind)  # type: ignore[arg-type]
    needed = {one.name for one in known if one.default is MISSING} - set(made)
    _names(parts, {one.name for one in known}, needed, place)
    types = get_type_hints(kind)
    try:
        values = {name: _converted(value, types[name], name) for name, value in parts.items()}
        return kind(**values, **made)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error


def _converted(value: object, kind: object, name: str) -> object:
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name}: {str(error)[:1].lower()}{str(error)[1:]}") from error


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{place}: an object with named parts is needed")  # noqa: TRY004  # a sentence for a person
    return value


def _list(value: object, place: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{place}: a list is needed")  # noqa: TRY004  # a sentence for a person
    return value


def _without(parts: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if key != name}


def _names(parts: Mapping[str, Any], known: set[str], needed: set[str], place: str) -> None:
    if unknown := sorted(set(parts) - known):
        raise ValueError(
            f"{place}: {', '.join(unknown)} is not known here; known are {', '.join(sorted(known))}"
        )
    if missing := sorted(needed - set(parts)):
        raise ValueError(f"{place}: {', '.join(missing)} is missing")
