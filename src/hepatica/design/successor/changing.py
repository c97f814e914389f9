"""How a step changes a study: a new value with some fields replaced, and what it leaves to people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel

from hepatica.design.document import Design
from hepatica.design.written import sha256
from hepatica.study.study import Study
from hepatica.study.text import Source, Translated

Step = Callable[[Study, Design], tuple[Study, tuple[str, ...]]]
"""Takes the study as the steps before left it; returns it changed, with sentences for ``to_do``."""
Part = TypeVar("Part", bound=BaseModel)


def changed(study: Study, **fields: Any) -> Study:
    """Return a study with fields replaced, and without what was looked up in the old one."""
    return Study(**{name: getattr(study, name) for name in Study.model_fields} | fields)


def put(entries: Iterable[Part], *more: Part) -> tuple[Part, ...]:
    """Return a list with further entries; one of the same id takes the place of the old one."""
    given: dict[str, Part] = {one.id: one for one in more}  # type: ignore[attr-defined]
    kept = [given.pop(one.id, one) for one in entries]  # type: ignore[attr-defined]
    return (*kept, *given.values())


def text(english: str) -> Translated:
    """Return a study text in English, which other languages follow when somebody has translated it."""
    return Translated(en=english)


def proposed(design: Design, why: str = "") -> dict[str, Any]:
    """Return the provenance of what a design gave: a proposal, by the design's id, version and hash."""
    by = f"design {design.id} {design.version}, sha256 {sha256(design)[:12]}"
    return {"source": Source.PROPOSAL, "reference": f"{by}: {why}" if why else by}
