"""What invented trials of a design came to in two worlds, in the shape that a play tells it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from hepatica.design.answers import Answers, answers
from hepatica.design.document import Design
from hepatica.design.label import Label
from hepatica.design.load import examine

NAMES = tuple(
    sorted(
        one.name.removesuffix(".yaml")
        for one in files("hepatica.designs").iterdir()
        if one.name.endswith(".yaml")
    )
)
"""Every design that the program brings along."""


@cache
def design(name: str) -> Design:
    """Return a design that the program brings along."""
    found = examine(f"{name}.yaml", files("hepatica.designs").joinpath(f"{name}.yaml").read_bytes())
    assert found.design is not None
    return found.design


@cache
def answered(name: str) -> Answers:
    """Return its answers, once for all tests."""
    return answers(design(name))


def changed(name: str, *changes: tuple[str, str]) -> Design:
    """Return a design that the program brings along with parts of its text written otherwise."""
    text = files("hepatica.designs").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    found = examine(f"{name}.yaml", text.encode())
    assert found.design is not None, found.problems
    return found.design


def told(name: str = "factorial") -> dict[str, Any]:
    """Return numbers as a play of 40 trials tells them."""
    shares = {
        "yes: both beat each alone": (0.0, 0.25),
        "yes: both beats standard_care": (0.05, 0.7),
        "survivors: both beat each alone": (0.025, 1.0),
        "chosen cells: both": (0.25, 0.9),
        "chosen cells: none": (0.75, 0.1),
        "harmed: standard_care": (0.0, 0.0),
        "harmed: both": (0.08, 0.36),
        "paused": (1.0, 1.0),
        "stopped": (0.0, 0.5),
        "months": (61.6, 60.2),
        "given cells": (252.0, 249.5),
    }
    worlds = {
        "no-effect": ("W0", "Nothing that is done changes anything.", "none"),
        "synergy": ("W3", "Together they do more than the sum.", "both"),
    }
    return {
        "design": name,
        "participants": 336,
        "months": 61.9,
        "weight_kg": 60.0,
        "worlds": {
            world: {
                "code": code,
                "sentence": sentence,
                "label": list(Label(world=world, seed=7, parameters="6351bac0f39d").lines),
                "trials": 40,
                "right": {"cells": right},
                "numbers": {
                    key: {"value": pair[n], "error": (pair[n] * max(0.0, 1 - pair[n]) / 40) ** 0.5}
                    for key, pair in shares.items()
                },
            }
            for n, (world, (code, sentence, right)) in enumerate(worlds.items())
        },
        "assumes": ["everybody weighs 60 kg"],
        "cannot_show": [
            "Which world is ours: they are chosen, not inferred, and no chance is given to any of them."
        ],
    }
