"""The left of the stopping picture: the boundary as stairs, the pause below it, one disc per participant evaluable."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from hepatica.report import palette
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import DASHED, Datum, Frame, Layer, bars, points, segments, words
from hepatica.report.figures.labels import Box, Segment, text_width, wrapped
from hepatica.report.figures.stopping_values import Evaluable, StoppingRule, standing

DISC = 330.0
PAUSE = 0.5
"""The pause lies between no event and one."""


def standing_frame(rule: StoppingRule, *, left: float, right: float, top: float, bottom: float) -> Frame:
    """Give the frame in which x is participants evaluable and y those with the event."""
    n = rule.planned
    return Frame(
        x_low=0, x_high=n + 0.5, y_low=-0.5, y_high=n + 0.5, left=left, right=right, top=top, bottom=bottom
    )


def standing_layers(
    canvas: Frame, frame: Frame, rule: StoppingRule, path: tuple[Evaluable, ...]
) -> Iterable[Layer]:
    """Draw where the trial stands against the boundary and the pause."""
    yield bars(canvas, [_cell(frame, k, y) for k, y in stops(rule)], fill="alert")
    yield points(
        canvas, [_at(frame, k, y) for k, y in _room(rule, path)], fill="rule", size=30, stroke="rule"
    )
    crosses = [_at(frame, k, y) | {"text": "×"} for k, y in stops(rule)]
    yield words(canvas, crosses, fill="ink2", size=11, align="center")
    pause = {"x": frame.left, "x2": frame.right, "y": frame.py(PAUSE), "y2": frame.py(PAUSE)}
    yield segments(canvas, [pause], stroke="ink2", width=1.2, dash=DASHED)
    yield segments(canvas, [_line(s) for s in stairs(frame, rule)], stroke="ink", width=2.6, cap="square")
    yield segments(canvas, [_line(s) for s in _steps(frame, path)], stroke="ink", width=2)
    yield from _discs(canvas, frame, path)
    scale = [{"x": frame.left - 10, "y": frame.py(y), "text": str(y)} for y in range(rule.planned + 1)]
    below = [{"x": frame.px(k), "y": frame.bottom + 12, "text": str(k)} for k in range(1, rule.planned + 1)]
    yield words(canvas, scale, align="right")
    yield words(canvas, below, align="center")
    middle = {"x": (frame.left + frame.right) / 2, "y": frame.bottom + 27, "text": "participants evaluable"}
    yield words(canvas, [middle], fill="ink2", size=10, align="center", italic=True)
    yield words(canvas, standing_words(frame, rule), weight=600)
    said = {"x": frame.left, "y": frame.bottom + 46, "text": now(rule, path)}
    yield words(canvas, [said], weight=600)
    below_line = {"x": frame.right, "y": frame.bottom + 46, "text": "dashed: pause at any event"}
    yield words(canvas, [below_line], fill="ink2", size=10, align="right")


def stops(rule: StoppingRule) -> tuple[tuple[int, int], ...]:
    """List the places (evaluable, with event) at which the boundary stops."""
    return tuple((k, y) for k, limit in enumerate(rule.limits, 1) for y in range(limit, k + 1))


def stairs(frame: Frame, rule: StoppingRule) -> tuple[Segment, ...]:
    """Give the lower edge of where the boundary stops, with a riser wherever it rises."""
    can = [(k, limit) for k, limit in enumerate(rule.limits, 1) if limit <= k]
    treads = [
        Segment(x1=frame.px(k - 0.5), x2=frame.px(k + 0.5), y1=frame.py(y - 0.5), y2=frame.py(y - 0.5))
        for k, y in can
    ]
    risers = [
        Segment(x1=frame.px(k + 0.5), x2=frame.px(k + 0.5), y1=frame.py(y - 0.5), y2=frame.py(z - 0.5))
        for (k, y), (after, z) in pairwise(can)
        if after == k + 1 and y != z
    ]
    return (*treads, *risers)


def standing_words(frame: Frame, rule: StoppingRule) -> tuple[Datum, ...]:
    """Write the boundary above its stairs, where nothing is ever drawn; no words where they have no room.

    The deck and the alternative text say the boundary too, so nothing is lost.
    """
    lines = wrapped(
        f"stop: {rule.words}", frame.px(rule.planned - 0.5) - frame.left - 8, size=10.5, weight=600
    )
    rows = [(line, frame.top + 10 + 14 * n) for n, line in enumerate(lines)]
    boxes = [
        Box(left=frame.left, right=frame.left + text_width(line, 10.5, 600), top=y - 7, bottom=y + 7)
        for line, y in rows
    ]
    taken = [_box(frame, k, k) for k in range(1, rule.planned + 1)]
    if any(box.overlaps(cell) for box in boxes for cell in taken):
        return ()
    return tuple({"x": frame.left + 2, "y": y, "text": line} for line, y in rows)


def now(rule: StoppingRule, path: tuple[Evaluable, ...]) -> str:
    """Say where the trial stands: `now 1 of 5; the limit is 3`."""
    if not path:
        return "nobody is evaluable yet"
    k, x = len(path), standing(path)[-1]
    limit = rule.limits[k - 1]
    return f"now {x} of {k}; " + (f"the limit is {limit}" if limit <= k else "it cannot stop yet")


def _room(rule: StoppingRule, path: tuple[Evaluable, ...]) -> Iterator[tuple[int, int]]:
    """Yield the places above the path at which the boundary would still not have stopped."""
    for k, count in enumerate(standing(path), 1):
        yield from ((k, y) for y in range(count + 1, min(rule.limits[k - 1], k + 1)))


def _steps(frame: Frame, path: tuple[Evaluable, ...]) -> tuple[Segment, ...]:
    places = [(0, 0), *enumerate(standing(path), 1)]
    return tuple(
        Segment(x1=frame.px(k), y1=frame.py(y), x2=frame.px(after), y2=frame.py(z))
        for (k, y), (after, z) in pairwise(places)
    )


def _discs(canvas: Frame, frame: Frame, path: tuple[Evaluable, ...]) -> Iterable[Layer]:
    for k, (one, count) in enumerate(zip(path, standing(path), strict=True), 1):
        what = one.said or ("with the event" if one.event else "without the event")
        datum: Datum = _at(frame, k, count) | {"said": f"{one.digit} · {one.code}, {what}", "href": one.href}
        yield points(canvas, [datum], fill=palette.hue(one.digit), size=DISC)
        digit = _at(frame, k, count) | {"text": str(one.digit)}
        yield words(canvas, [digit], fill="ground", size=11, weight=600, align="center")
        if one.event:
            flag = {"x": frame.px(k) + 9, "y": frame.py(count) - 17}
            yield points(canvas, [flag], fill="ink", shape=glyphs.PENNANT, size=60, stroke="ink")


def _cell(frame: Frame, k: int, y: int) -> dict[str, float]:
    box = _box(frame, k, y)
    return {"x": box.left, "x2": box.right, "y": box.top, "y2": box.bottom}


def _box(frame: Frame, k: int, y: int) -> Box:
    return Box(
        left=frame.px(k - 0.5), right=frame.px(k + 0.5), top=frame.py(y + 0.5), bottom=frame.py(y - 0.5)
    )


def _at(frame: Frame, k: int, y: int) -> dict[str, object]:
    return {"x": frame.px(k), "y": frame.py(y)}


def _line(segment: Segment) -> dict[str, float]:
    return {"x": segment.x1, "y": segment.y1, "x2": segment.x2, "y2": segment.y2}
