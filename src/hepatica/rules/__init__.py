"""Rules made by others (agencies, statutes), kept as dated, sourced data that can be replaced without touching code."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def text(name: str) -> str:
    """Read one rules file of this package; raises ValueError for a name that is none of its JSON or YAML files."""
    resource = files(__name__).joinpath(name)
    if not name.endswith((".json", ".yaml")) or not resource.is_file():
        raise ValueError(f"no rules file is called '{name}'")
    return resource.read_text(encoding="utf-8")


@cache
def load(name: str) -> Mapping[str, Any]:
    """Read one rules file as data, once. Numbers that decide are written as text, so that none becomes binary."""
    if name.endswith(".json"):
        read = json.loads(text(name))
    else:
        from ruamel.yaml import YAML

        read = YAML(typ="safe", pure=True).load(text(name))
    assert isinstance(read, dict)
    return read
