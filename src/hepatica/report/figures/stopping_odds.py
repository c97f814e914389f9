"""The right of the stopping picture: how often the boundary and the pause would act at each true rate, exact."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from hepatica.report import text as write
from hepatica.report.figures.canvas import DASHED, Frame, Layer, curve, points, segments, words, written
from hepatica.report.figures.glyphs import around
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place
from hepatica.report.figures.stopping_values import StoppingRule

STEPS = 50


def odds_frame(rule: StoppingRule, *, left: float, right: float, top: float, bottom: float) -> Frame:
    """Give the frame in which x is the true rate and y the probability, both from 0."""
    most = min(1.0, float(max(rule.rates)) * 1.2)
    return Frame(x_low=0, x_high=most, y_low=0, y_high=1, left=left, right=right, top=top, bottom=bottom)


def odds_ground(canvas: Frame, frame: Frame, rule: StoppingRule) -> Iterable[Layer]:
    """Draw the scale of the probability and name the rates."""
    levels = (0, 25, 50, 75, 100)
    grid = [
        {"x": frame.left, "x2": frame.right, "y": frame.py(v / 100), "y2": frame.py(v / 100)} for v in levels
    ]
    yield segments(canvas, grid, stroke="rule", width=0.6)
    up = [{"x": frame.left - 6, "y": frame.py(v / 100), "text": _level(v)} for v in levels]
    yield words(canvas, up, align="right")
    across = [{"x": frame.px(float(r)), "y": frame.bottom + 12, "text": _percent(r, 0)} for r in rule.rates]
    yield words(canvas, across, align="center")
    middle = {
        "x": (frame.left + frame.right) / 2,
        "y": frame.bottom + 27,
        "text": f"true rate of {rule.event}",
    }
    yield words(canvas, [middle], fill="ink2", size=10, align="center", italic=True)


def odds_curves(frame: Frame, rule: StoppingRule) -> Iterable[Layer]:
    """Draw both curves and their marks at the printed rates; the data are rate and probability."""
    for pause in (True, False):
        data = [{"x": rate, "y": p} for rate, p in _curve(frame, rule, pause=pause)]
        yield curve(frame, data, stroke="ink", width=1.8 if pause else 2.6, dash=DASHED if pause else ())
    for pause, shape in ((True, "square"), (False, "circle")):
        name = "pause" if pause else "stop"
        marks = [
            {"x": float(r), "y": p, "said": f"true rate {_percent(r, 0)}: {name} {_percent(p, 1)}"}
            for r, p in _marks(rule, pause=pause)
        ]
        yield points(frame, marks, fill="ink", shape=shape, size=60)


def odds_labels(frame: Frame, rule: StoppingRule) -> tuple[Placed, ...]:
    """Place the values at the marks and the names of the curves, so that none overlap."""
    marks = [
        (frame.px(float(r)), frame.py(p), p, pause)
        for pause in (True, False)
        for r, p in _marks(rule, pause=pause)
    ]
    wanted = [
        Label(
            text=_percent(p, 0 if pause else 1), x=x, y=y + 6, weight=400 if pause else 600, gap=8, slide=30
        )
        for x, y, p, pause in marks
    ]
    curves = {pause: list(_curve(frame, rule, pause=pause)) for pause in (True, False)}
    for pause, name, at in (
        (True, f"pause on any {rule.short}", 0.38),
        (False, "statistical stop", 0.72),
    ):
        rate, p = curves[pause][int(STEPS * at)]
        wanted.append(
            Label(text=name, x=frame.px(rate), y=frame.py(p), sides=("right",), gap=14, weight=400 if pause else 600, slide=90)
        )  # fmt: skip
    lines = [
        Segment(x1=frame.px(a), y1=frame.py(p), x2=frame.px(b), y2=frame.py(q))
        for line in curves.values()
        for (a, p), (b, q) in pairwise(line)
    ]
    bounds = Box(left=frame.left, top=frame.top - 6, right=frame.right + 24, bottom=frame.bottom)
    return place(wanted, bounds=bounds, marks=[around(x, y, 5) for x, y, *_ in marks], lines=lines)


def odds_words(canvas: Frame, frame: Frame, rule: StoppingRule) -> Iterable[Layer]:
    """Write the placed labels."""
    return written(canvas, odds_labels(frame, rule))


def _curve(frame: Frame, rule: StoppingRule, *, pause: bool) -> Iterable[tuple[float, float]]:
    for n in range(STEPS + 1):
        rate = frame.x_high * n / STEPS
        yield rate, (rule.pause(rate) if pause else rule.stop(rate)).p_stop


def _marks(rule: StoppingRule, *, pause: bool) -> tuple[tuple[Decimal, float], ...]:
    return tuple((r, (rule.pause(r) if pause else rule.stop(r)).p_stop) for r in rule.rates)


def _level(percent: int) -> str:
    return write.percent(Decimal(percent), 0) if percent == 100 else str(percent)


def _percent(share: Decimal | float, decimals: int) -> str:
    return write.percent(share * 100, decimals)
