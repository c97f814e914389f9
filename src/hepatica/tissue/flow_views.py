"""What a plot of each gate shows: few enough of its events, where its limits lie, and how its axes are marked.

Events are taken evenly through the acquisition, so the same file always gives the same picture; of a population of
up to sixty all are shown. Positions run from 0 to 1; what lies beyond an axis is drawn at its end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from hepatica.tissue.fcs import Channel, Events, FlowFile
from hepatica.tissue.gating import Mask, gated_values, logicle, masks_of
from hepatica.tissue.gatingml import ROOT, Shape, Strategy, gatingml_masks, seen_by
from hepatica.tissue.template import Logicle, Template

MOST_POINTS = 2400
RARE = 60
Place = tuple[float, float]
_POWERS = {0: "0", 10**3: "10³", 10**4: "10⁴", 10**5: "10⁵", 10**6: "10⁶"}


@dataclass(frozen=True, kw_only=True)
class AxisView:
    """An axis: its channel, and labels at places from 0 to 1."""

    title: str
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, kw_only=True)
class GateView:
    """One plot: events of the gate above, inside and outside this gate, and the gate's own lines."""

    name: str
    count: int
    of: int
    x: AxisView
    y: AxisView
    inside: tuple[Place, ...]
    outside: tuple[Place, ...]
    lines: tuple[tuple[Place, Place], ...]


@dataclass(frozen=True, kw_only=True)
class _Axis:
    """A channel's values, how they are placed, and the marks."""

    view: AxisView
    values: Events
    place: Callable[[Events], Events]

    def at(self, value: float) -> float:
        return float(self.place(np.array([value]))[0])


def template_views(
    file: FlowFile, template: Template, *, most_points: int = MOST_POINTS
) -> tuple[GateView, ...]:
    """Give one plot for each gate of a template: its channel against side scatter, the limit as a line."""
    values = gated_values(file, template)
    masks = masks_of(file, values, template)
    scaled = template.scale if isinstance(template.scale, Logicle) else None
    above = (np.ones(len(file.events), dtype=bool), *masks)
    views = []
    for n, gate in enumerate(template.gates):
        column = file.column(gate.channel)
        x, y = (_axis(file.channels[c], values[:, c], scaled) for c in (column, _across(file, column)))
        at = x.at(float(gate.limit))
        lines = (((at, 0.0), (at, 1.0)),)
        views.append(_view(gate.said, x, y, above[n], masks[n], lines, most_points // len(template.gates)))
    return tuple(views)


def gatingml_views(
    file: FlowFile, strategy: Strategy, *, most_points: int = MOST_POINTS
) -> tuple[GateView, ...]:
    """Give one plot for each rectangle and polygon, on the scales its gate is drawn on; Boolean gates have none."""
    masks = gatingml_masks(file, strategy)
    masks[ROOT] = np.ones(len(file.events), dtype=bool)
    shapes = [gate for gate in strategy.gates if isinstance(gate, Shape)]
    views = []
    for gate in shapes:
        drawn = gate.dimensions[:2]
        edges = [[d.low, d.high] for d in drawn] if not gate.corners else np.array(gate.corners).T.tolist()
        axes = [
            _plain_axis(d.channel, seen_by(file, gate, d), [e for e in edge if e is not None])
            for d, edge in zip(drawn, edges, strict=True)
        ]
        if len(axes) == 1:
            column = _across(file, file.column(drawn[0].channel))
            axes.append(_axis(file.channels[column], file.events[:, column], None))
        x, y = axes
        lines = _polygon(gate.corners, x, y) if gate.corners else _rectangle(edges, x, y)
        views.append(
            _view(gate.name, x, y, masks[gate.parent], masks[gate.name], lines, most_points // len(shapes))
        )
    return tuple(views)


def _view(
    name: str, x: _Axis, y: _Axis, above: Mask, mask: Mask, lines: tuple[tuple[Place, Place], ...], most: int
) -> GateView:
    kept, left = np.flatnonzero(mask), np.flatnonzero(above & ~mask)
    share = round(most * len(kept) / max(len(kept) + len(left), 1))
    of_kept = min(len(kept), max(share, min(RARE, most // 2)))
    return GateView(
        name=name,
        count=len(kept),
        of=len(kept) + len(left),
        x=x.view,
        y=y.view,
        inside=_places(x, y, _evenly(kept, of_kept)),
        outside=_places(x, y, _evenly(left, most - of_kept)),
        lines=lines,
    )


def _evenly(rows: np.ndarray, most: int) -> np.ndarray:
    """Take at most so many of the rows, evenly spaced in the order of acquisition."""
    return rows if len(rows) <= most else rows[np.linspace(0, len(rows) - 1, most).astype(int)]


def _places(x: _Axis, y: _Axis, rows: np.ndarray) -> tuple[Place, ...]:
    both = np.column_stack([axis.place(axis.values[rows]) for axis in (x, y)])
    return tuple((float(a), float(b)) for a, b in both.round(3))


def _across(file: FlowFile, column: int) -> int:
    """Choose what a channel is drawn against: side scatter, else another scatter, else any other channel."""
    others = [n for n in range(len(file.channels)) if n != column] or [column]
    kinds = [(c.kind != "scatter", not c.name.upper().startswith("SS")) for c in file.channels]
    return min(others, key=lambda n: (kinds[n], n))


def _axis(channel: Channel, values: Events, scaled: Logicle | None) -> _Axis:
    """Place scatter linearly and fluorescence on a logicle scale, whether its values are there already or not."""
    full = 10**channel.decades if channel.decades else channel.top / channel.gain
    if channel.kind != "fluorescence":
        return _linear(channel.said, values, min(0.0, float(values.min())), full)
    scale = scaled or Logicle(t=Decimal(repr(full)))
    marks = [mark for mark in _POWERS if mark <= scale.t]
    places = logicle(np.array(marks, dtype=np.float64), scale)
    ticks = tuple((round(float(p), 3), _POWERS[m]) for p, m in zip(places, marks, strict=True) if 0 <= p <= 1)
    spread = [ticks[0], *(b for a, b in pairwise(ticks) if b[0] - a[0] > 0.1)] if ticks else []
    view = AxisView(title=channel.said, ticks=tuple(spread))
    if scaled:
        return _Axis(view=view, values=values, place=lambda v: np.clip(v, 0, 1))
    bound = float(scale.t)
    return _Axis(
        view=view, values=values, place=lambda v: np.clip(logicle(np.clip(v, -bound, bound), scale), 0, 1)
    )


def _plain_axis(title: str, values: Events, edges: Sequence[float]) -> _Axis:
    """Place values between their thousandths, far enough to hold the gate's own edges."""
    finite = values[np.isfinite(values)]
    ends = [*(np.quantile(finite, (0.001, 0.999)).tolist() if finite.size else ()), *edges]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    margin = 0.04 * (high - low)
    return _linear(title, values, low - margin, high + margin)


def _linear(title: str, values: Events, low: float, high: float) -> _Axis:
    high = high if high > low else low + 1
    step = 10.0 ** np.floor(np.log10(high - low))
    step = next(s for s in (step / 5, step / 2, step, 2 * step, 5 * step) if (high - low) / s <= 4)
    marks = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    ticks = tuple((round(float((m - low) / (high - low)), 3), _short(float(m))) for m in marks)
    return _Axis(
        view=AxisView(title=title, ticks=ticks),
        values=values,
        place=lambda v: np.clip((v - low) / (high - low), 0, 1),
    )


def _short(mark: float) -> str:
    mark += 0.0  # what was rounded to minus zero is zero
    text = f"{mark / 1000:g}k" if abs(mark) >= 10_000 else f"{mark:g}"
    return text.replace("-", "−")


def _rectangle(
    edges: Sequence[Sequence[float | None]], x: _Axis, y: _Axis
) -> tuple[tuple[Place, Place], ...]:
    """Draw the limits there are: an open side has no line."""
    ends = [
        [axis.at(e) if e is not None else float(n) for n, e in enumerate(pair)]
        for axis, pair in zip((x, y), [*edges, [None, None]], strict=False)
    ]
    (left, right), (foot, top) = ends
    upright = [
        ((at, foot), (at, top)) for at, e in zip((left, right), edges[0], strict=True) if e is not None
    ]
    level = [
        ((left, at), (right, at))
        for at, e in zip((foot, top), edges[1] if len(edges) > 1 else (None, None), strict=True)
        if e is not None
    ]
    return (*upright, *level)


def _polygon(corners: Sequence[Place], x: _Axis, y: _Axis) -> tuple[tuple[Place, Place], ...]:
    at = [(x.at(a), y.at(b)) for a, b in corners]
    return tuple(pairwise([*at, at[0]]))
