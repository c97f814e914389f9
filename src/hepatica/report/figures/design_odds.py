"""How often a design's pause and boundary would act at each true rate: exact curves, their values written at the marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from hepatica.report import text as write
from hepatica.report.figures.canvas import DASHED, Frame, Layer, curve, points, segments, words, written
from hepatica.report.figures.design_rules import COUNTS, Drawn, chance
from hepatica.report.figures.glyphs import around
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place_what_fits

MOST = 0.6
"""The highest true rate that is drawn."""
SIZE = 10.5


def odds_groups(canvas: Frame, frame: Frame, rules: tuple[Drawn, ...]) -> tuple[list[Layer], ...]:
    """Draw scale, curves and labels, a group of layers each; in the frame x is the true rate and y the chance, from 0."""
    labels = written(canvas, odds_labels(frame, rules))
    return list(_ground(canvas, frame, rules)), list(_curves(frame, rules)), list(labels)


def _curves(frame: Frame, rules: tuple[Drawn, ...]) -> Iterable[Layer]:
    for one in rules:
        line = [{"x": rate, "y": p} for rate, p in one.line]
        yield curve(
            frame, line, stroke="ink", width=1.8 if one.pauses else 2.6, dash=DASHED if one.pauses else ()
        )
    for one in rules:
        marks = [
            {"x": rate, "y": p, "said": f"true rate {_percent(rate)}: {one.name} {chance(p, 1)}"}
            for rate, p in one.marks
        ]
        yield points(frame, marks, fill="ink", shape="square" if one.pauses else "circle", size=60)


def odds_labels(frame: Frame, rules: tuple[Drawn, ...]) -> tuple[Placed, ...]:
    """Place the values, then the curves' names, where they find room, so that none overlap; the table holds every value."""
    lines = [
        Segment(x1=frame.px(a), y1=frame.py(p), x2=frame.px(b), y2=frame.py(q))
        for one in rules
        for (a, p), (b, q) in pairwise(one.line)
    ]
    marks = [around(frame.px(rate), frame.py(p), 5) for one in rules for rate, p in one.marks]
    bounds = Box(left=frame.left + 2, top=frame.top - 8, right=frame.right + 22, bottom=frame.bottom - 1)
    names = [_name(frame, one) for one in rules if one.line]
    return place_what_fits((), (*_values(frame, rules), *names), bounds=bounds, marks=marks, lines=lines)


def _values(frame: Frame, rules: tuple[Drawn, ...]) -> Iterator[Label]:
    """Yield the value at each mark; where two marks lie on each other and read the same, once."""
    seen: set[tuple[float, str]] = set()
    for one in rules:
        for rate, p in one.marks:
            said = chance(p, 0 if one.pauses else 1)
            if (rate, chance(p)) in seen:
                continue
            seen.add((rate, chance(p)))
            x, y = frame.px(rate), frame.py(p)
            yield Label(
                text=said,
                x=x,
                y=y + 6,
                size=SIZE,
                weight=400 if one.pauses else 600,
                gap=8,
                slide=20,
                rise=34,
            )


def _name(frame: Frame, one: Drawn) -> Label:
    """Return the name of a curve, to the right of where it is half-way to its highest."""
    height = max(p for _, p in one.line) * (0.72 if one.pauses else 0.6)
    rate, p = next((rate, p) for rate, p in one.line if p >= height)
    return Label(
        text=one.name, x=frame.px(rate), y=frame.py(p), size=SIZE, sides=("right", "left"), gap=12,
        weight=400 if one.pauses else 600, slide=120,
    )  # fmt: skip


def _ground(canvas: Frame, frame: Frame, rules: tuple[Drawn, ...]) -> Iterable[Layer]:
    levels = (0, 25, 50, 75, 100)
    grid = [{"x": frame.left, "x2": frame.right, "y": (y := frame.py(v / 100)), "y2": y} for v in levels]
    yield segments(canvas, grid, stroke="rule", width=0.6)
    up = [
        {"x": frame.left - 6, "y": frame.py(v / 100), "text": write.percent(v, 0) if v == 100 else str(v)}
        for v in levels
    ]
    yield words(canvas, up, align="right")
    rates = sorted({rate for one in rules for rate, _ in one.marks})
    across = [{"x": frame.px(rate), "y": frame.bottom + 12, "text": _percent(rate)} for rate in rates]
    yield words(canvas, across, align="center")
    counted = dict.fromkeys(COUNTS[one.rule.counts] for one in rules)
    middle = (frame.left + frame.right) / 2
    below = {"x": middle, "y": frame.bottom + 27, "text": f"true rate of {' and of '.join(counted)}"}
    yield words(canvas, [below], fill="ink2", size=10, align="center", italic=True)


def _percent(share: float) -> str:
    return write.percent(100 * share, 0)
