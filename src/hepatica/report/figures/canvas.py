"""Layers of a Vega-Lite specification on frames whose scales are fixed, so nothing is left to chance or to fonts.

A frame says which values lie at which pixels; every layer repeats its scales, without axes, and the chart has no
automatic size. Colours are names of the palette (parameters), given their values by `vega.themed`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from hepatica.report.figures.labels import Placed
from hepatica.report.vega import SCHEMA, themed

Layer = dict[str, Any]
Datum = Mapping[str, Any]
DOTTED = (1.5, 3.5)
DASHED = (5, 3)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A rectangle of pixels and the values at its edges (`low` at the left or the foot).

    With `ratios` both axes are logarithmic: half lies as far below one as double lies above.
    """

    x_low: float
    x_high: float
    left: float
    right: float
    y_low: float
    y_high: float
    top: float
    bottom: float
    ratios: bool = False

    def px(self, x: float) -> float:
        """Give the horizontal pixel of a value."""
        return self.left + self._share(x, self.x_low, self.x_high) * (self.right - self.left)

    def py(self, y: float) -> float:
        """Give the vertical pixel of a value."""
        return self.bottom - self._share(y, self.y_low, self.y_high) * (self.bottom - self.top)

    @property
    def x(self) -> dict[str, Any]:
        """Give the encoding of the horizontal position."""
        return _channel("x", (self.x_low, self.x_high), (self.left, self.right), ratios=self.ratios)

    @property
    def y(self) -> dict[str, Any]:
        """Give the encoding of the vertical position."""
        return _channel("y", (self.y_low, self.y_high), (self.bottom, self.top), ratios=self.ratios)

    def _share(self, value: float, low: float, high: float) -> float:
        if self.ratios:
            return log(value / low) / log(high / low)
        return (value - low) / (high - low)


def pixels(width: float, height: float) -> Frame:
    """Give the frame in which a value is its pixel, y counted downwards."""
    return Frame(x_low=0, x_high=width, left=0, right=width, y_low=height, y_high=0, top=0, bottom=height)


def chart(width: float, height: float, groups: Iterable[Sequence[Layer]]) -> dict[str, Any]:
    """Make a specification of groups of layers, each group on a frame of its own."""
    spec = {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "padding": 0,
        "autosize": {"type": "none"},
        "background": None,
        "config": {"view": {"stroke": None}},
        "layer": [{"layer": list(group)} for group in groups if group],
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }
    return themed(spec, "paper")


def points(
    frame: Frame,
    data: Iterable[Datum],
    *,
    fill: str,
    shape: str = "circle",
    size: float = 60,
    stroke: str = "ground",
) -> Layer:
    """Draw filled marks; fields `when` and `said` show on hover, `href` links to the value."""
    mark = {"type": "point", "shape": shape, "size": size, "opacity": 1, "strokeWidth": 1.2}
    return _layer(frame, data, mark | {"fill": colour(fill), "stroke": colour(stroke)})


def rings(frame: Frame, data: Iterable[Datum], *, size: float = 80) -> Layer:
    """Draw the mark of what is missing: an empty ring, grey and dashed."""
    mark = {"type": "point", "shape": "circle", "size": size, "opacity": 1, "strokeWidth": 1.3}
    return _layer(
        frame, data, mark | {"fill": colour("ground"), "stroke": colour("ink2"), "strokeDash": [2, 1.6]}
    )


def segments(
    frame: Frame,
    data: Iterable[Datum],
    *,
    stroke: str,
    width: float = 2,
    dash: Sequence[float] = (),
    cap: str = "butt",
) -> Layer:
    """Draw straight lines from (x, y) to (x2, y2)."""
    mark: dict[str, Any] = {"type": "rule", "stroke": colour(stroke), "strokeWidth": width, "strokeCap": cap}
    return _layer(frame, data, mark | {"strokeDash": list(dash)}, ends=True)


def curve(
    frame: Frame, data: Iterable[Datum], *, stroke: str, width: float = 2, dash: Sequence[float] = ()
) -> Layer:
    """Draw one line through (x, y) in order of x, its dashes unbroken by its points."""
    mark = {"type": "line", "stroke": colour(stroke), "strokeWidth": width, "strokeDash": list(dash)}
    return _layer(frame, data, mark)


def bars(
    frame: Frame,
    data: Iterable[Datum],
    *,
    fill: str | None,
    stroke: str | None = None,
    radius: float = 0,
    dash: Sequence[float] = (),
) -> Layer:
    """Draw rectangles from (x, y) to (x2, y2)."""
    mark: dict[str, Any] = {"type": "rect", "cornerRadius": radius, "strokeDash": list(dash), "opacity": 1}
    mark["fill"] = colour(fill) if fill else None
    mark |= {"stroke": colour(stroke), "strokeWidth": 0.8} if stroke else {}
    return _layer(frame, data, mark, ends=True)


def words(
    frame: Frame,
    data: Iterable[Datum],
    *,
    fill: str = "ink",
    size: float = 10.5,
    align: str = "left",
    weight: int = 400,
    italic: bool = False,
) -> Layer:
    """Write the field `text` at (x, y), its middle at y."""
    mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": size, "fontWeight": weight}
    mark |= {"fill": colour(fill), "fontStyle": "italic" if italic else "normal"}
    layer = _layer(frame, data, mark)
    layer["encoding"]["text"] = {"field": "text"}
    return layer


def written(frame: Frame, labels: Iterable[Placed]) -> Iterable[Layer]:
    """Write placed labels, one layer for each look they share (on a pixel frame)."""
    looks: dict[tuple[str, float, int, str], list[Datum]] = {}
    for placed in labels:
        label = placed.label
        look = (label.fill, label.size, label.weight, placed.align)
        looks.setdefault(look, []).append({"x": placed.x, "y": placed.middle, "text": label.text})
    for (fill, size, weight, align), data in looks.items():
        yield words(frame, data, fill=fill, size=size, weight=weight, align=align)


def colour(role: str) -> dict[str, str]:
    """Refer to a colour of the palette by its name."""
    return {"expr": role}


def _channel(
    field: str, domain: tuple[float, float], span: tuple[float, float], *, ratios: bool = False
) -> dict[str, Any]:
    scale: dict[str, Any] = {"domain": list(domain), "range": list(span), "nice": False}
    scale |= {"type": "log"} if ratios else {"zero": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def _layer(frame: Frame, data: Iterable[Datum], mark: dict[str, Any], *, ends: bool = False) -> Layer:
    values = [dict(datum) for datum in data]
    fields = {name for datum in values for name in datum}
    encoding: dict[str, Any] = {"x": frame.x, "y": frame.y}
    if ends:
        encoding |= {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    if "said" in fields:
        encoding["description"] = {"field": "said"}
        encoding["tooltip"] = {"field": "said"}
    if "href" in fields:
        encoding["href"] = {"field": "href"}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}
