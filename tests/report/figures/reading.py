"""Reads a specification back: its layers, the data of each, and what a role was drawn with."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from hepatica.report.figures.labels import Box, text_width

SERIF = 0.86
"""What the report's serif needs of the width that is allowed for any face."""


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


def at(layer: dict[str, Any], channel: str, value: float) -> float:
    """Give the pixel of a value by the scale of its layer."""
    scale = layer["encoding"][channel]["scale"]
    (low, high), (start, end) = scale["domain"], scale["range"]
    return start + (value - low) / (high - low) * (end - start)


def text_boxes(spec: dict[str, Any]) -> list[tuple[str, Box]]:
    """Give each written text with the box it fills, by widths as a serif face has them."""
    found = []
    for layer in layers(spec):
        mark = layer["mark"]
        if mark["type"] != "text":
            continue
        for datum in layer["data"]["values"]:
            width = SERIF * text_width(datum["text"], mark["fontSize"], mark["fontWeight"])
            x, y = at(layer, "x", datum["x"]), at(layer, "y", datum["y"])
            left = {"left": x, "right": x - width, "center": x - width / 2}[mark["align"]]
            half = 0.4 * mark["fontSize"]
            found.append((datum["text"], Box(left=left, right=left + width, top=y - half, bottom=y + half)))
    return found


def overlapping(spec: dict[str, Any]) -> list[tuple[str, str]]:
    """Name every two texts of a chart that run into each other."""
    return [(a, b) for (a, one), (b, other) in combinations(text_boxes(spec), 2) if one.overlaps(other)]


def clipped(spec: dict[str, Any]) -> list[str]:
    """Name every text that leaves the chart."""
    page = Box(left=-1, top=-1, right=spec["width"] + 1, bottom=spec["height"] + 1)
    return [text for text, box in text_boxes(spec) if not box.within(page)]
