"""Designs to be asked: the built-in ones, and changed copies of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from hepatica.design.document import Design
from hepatica.design.load import examine


@cache
def built_in(name: str) -> Design:
    """Return a built-in design that has passed its check."""
    text = files("hepatica.designs").joinpath(f"{name}.yaml").read_bytes()
    found = examine(f"{name}.yaml", text)
    assert found.problems == ()
    assert found.design is not None
    return found.design


def with_endpoint(design: Design, **changes: object) -> Design:
    """Return a design whose sized endpoint is changed."""
    ends = tuple(
        one.model_copy(update=changes) if one.id == design.sample_size.endpoint else one
        for one in design.endpoints
    )
    return design.model_copy(update={"endpoints": ends})


def with_size(design: Design, **changes: object) -> Design:
    """Return a design whose numbers are changed."""
    return design.model_copy(update={"sample_size": design.sample_size.model_copy(update=changes)})


def two_arm(**changes: object) -> Design:
    """Return both beside standard care, sized for a difference; ``changes`` are of its endpoint."""
    whole = built_in("factorial")
    arms = tuple(arm for arm in whole.arms if arm.id in {"standard_care", "both"})
    alone = whole.model_copy(update={"id": "two_arm", "kind": "two_arm", "arms": arms})
    return with_endpoint(alone, **{"question": "difference", **changes})
