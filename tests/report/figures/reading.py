"""Reads a specification back: its layers, the data of each, and what a role was drawn with."""

from collections.abc import Iterator
from typing import Any


def layers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in spec["layer"]:
        yield from group["layer"]


def drawn(spec: dict[str, Any], kind: str, role: str = "", **mark: Any) -> list[dict[str, Any]]:
    """Give the data of every layer of one mark type whose fill or stroke is the palette's `role`."""
    found = []
    for layer in layers(spec):
        made = layer["mark"]
        roles = {made[part]["expr"] for part in ("fill", "stroke") if isinstance(made.get(part), dict)}
        if (
            made["type"] == kind
            and (not role or role in roles)
            and all(made.get(k) == v for k, v in mark.items())
        ):
            found += layer["data"]["values"]
    return found


def texts(spec: dict[str, Any]) -> list[str]:
    return [datum["text"] for datum in drawn(spec, "text")]


def smallest_text(spec: dict[str, Any]) -> float:
    return min(layer["mark"]["fontSize"] for layer in layers(spec) if layer["mark"]["type"] == "text")


def printed_points(spec: dict[str, Any]) -> float:
    """Give the smallest text in points when the chart is printed 164 mm wide."""
    return smallest_text(spec) * (164 / 25.4 * 72) / spec["width"]
