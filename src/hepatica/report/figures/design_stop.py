"""A design's stopping rule before anybody is treated: where the boundary lies, and how often it and the pause would act.

With few participants a boundary is a second net; the pause for a review is the first, so neither is drawn without the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from hepatica.design.answers.values import Answers
from hepatica.design.words import RULES
from hepatica.report import text as write
from hepatica.report.design.stamped import stamped
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import DASHED, Frame, Layer, bars, chart, pixels, segments, words, written
from hepatica.report.figures.design_odds import MOST, odds_groups
from hepatica.report.figures.design_rules import COUNTS, Drawn, boundary_words, chance, drawn_rules, runs_of
from hepatica.report.figures.labels import Box, Label, Segment, place_what_fits
from hepatica.report.stamp import DesignStamp
from hepatica.report.table import Column, Group, Missing, Number, Row, Table, Text

WIDTH, HEIGHT, TOP, BOTTOM = 640, 352, 34.0, 298.0
LEFT, MIDDLE = (34.0, 292.0), (366.0, 606.0)
NARROW, LOW = 318, 270
FEW = 8
"""Stretches of a boundary up to which each is named; of more, the first, one between and the last."""
SPOKEN = 0.30
"""The true rate of which the title speaks."""
CANNOT = (
    "It cannot show that a treatment harms nobody: a boundary that is not reached has not been tested, and the true rate is "
    "known to no one."
)


def stop_figure(answers: Answers, *, stamp: DesignStamp | None = None) -> Figure | None:
    """Draw the boundary with its pause, and the odds of both; None for a design without a rule that counts."""
    rules = drawn_rules(answers, MOST)
    if not rules:
        return None
    canvas = pixels(WIDTH, HEIGHT)
    right = _odds_frame(MIDDLE, BOTTOM)
    left = [*_heads(canvas), *_boundary(canvas, rules)]
    spec = chart(WIDTH, HEIGHT, [left, *odds_groups(canvas, right, rules)])
    return _figure(answers, rules, spec, stamp, name="design-stop")


def odds_figure(answers: Answers, *, stamp: DesignStamp | None = None) -> Figure | None:
    """Draw the odds alone, for half the width of a page; None for a design without a rule that counts."""
    rules = drawn_rules(answers, MOST)
    if not rules:
        return None
    canvas = pixels(NARROW, LOW)
    frame = Frame(
        x_low=0, x_high=MOST, y_low=0, y_high=1, left=38, right=NARROW - 22.0, top=10, bottom=LOW - 38.0
    )
    spec = chart(NARROW, LOW, odds_groups(canvas, frame, rules))
    return _figure(answers, rules, spec, stamp, name="design-odds")


def _figure(
    answers: Answers,
    rules: tuple[Drawn, ...],
    spec: dict[str, object],
    stamp: DesignStamp | None,
    *,
    name: str,
) -> Figure:
    said = finding(rules)
    described = "; ".join(f"{_called(one)}: {boundary_words(one.rule)}" for one in rules)
    odds = " ".join(_odds(one) for one in rules)
    return Figure(
        id=name,
        title=said,
        deck=f"{rules[-1].rule.participants} participants watched. {described}.",
        spec=spec,
        note=f"{odds} {CANNOT}",
        twin=_twin(f"{name}-table", rules),
        alt=f"{said}. {described}. {odds}",
        stamp=stamp or stamped(answers.design),
    )


def finding(rules: tuple[Drawn, ...]) -> str:
    """Say in one line how often each layer acts where three of ten are harmed."""
    parts = [
        f"{'a pause' if one.pauses else 'the boundary'} in {chance(one.rule.at(SPOKEN).acts)}"
        for one in rules[::-1]
    ]
    return f"Where {write.percent(100 * SPOKEN, 0)} are harmed: {', '.join(parts)} of trials"


def _called(one: Drawn) -> str:
    what = "Pause for a review" if one.pauses else f"Stop ({RULES[one.rule.family]})"
    return f"{what}, {COUNTS[one.rule.counts]}"


def _odds(one: Drawn) -> str:
    chances = ", ".join(chance(p, 1) for _, p in one.marks)
    rates = ", ".join(write.number(100 * rate, 0) for rate, _ in one.marks)
    treated = [odds.treated for odds in one.rule.odds]
    counted = [write.number(n, 1) for n in treated if n is not None]
    watched = (
        f"; treated by then {', '.join(counted)}" if len(counted) == len(treated) and not one.pauses else ""
    )
    return f"{'Pause' if one.pauses else 'Boundary'} at {rates} {write.SPACE}%: {chances}{watched}.".replace(
        f" {write.SPACE}", write.SPACE
    )


def _odds_frame(span: tuple[float, float], bottom: float) -> Frame:
    return Frame(x_low=0, x_high=MOST, y_low=0, y_high=1, left=span[0], right=span[1], top=TOP, bottom=bottom)


def _heads(canvas: Frame) -> Iterable[Layer]:
    heads = [
        {"x": LEFT[0] - 20, "y": 12, "text": "Where it would stop · with the event (up)"},
        {"x": MIDDLE[0] - 30, "y": 12, "text": "How often it would act · chance (up)"},
    ]
    yield words(canvas, heads, weight=600)


def _boundary(canvas: Frame, rules: tuple[Drawn, ...]) -> Iterable[Layer]:
    """Draw the boundary as stairs over the participants watched, what stops shaded above it, the pause dashed below."""
    n = rules[-1].rule.participants
    runs = next((runs_of(one.rule) for one in rules if not one.pauses and one.line), ())
    highest = max((events for events, _, _ in runs), default=2)
    frame = Frame(
        x_low=0.5, x_high=n + 0.5, y_low=-0.5, y_high=max(1.25 * highest, highest + 0.5), left=LEFT[0], right=LEFT[1], top=TOP, bottom=BOTTOM
    )  # fmt: skip
    shade = [
        {
            "x": max(frame.left, frame.px(low - 0.5) - 1),
            "x2": frame.px(high + 0.5),
            "y": frame.top,
            "y2": frame.py(events - 0.5),
        }
        for events, low, high in runs
    ]
    yield bars(canvas, shade, fill="alert")
    stairs = _stairs(frame, runs)
    yield segments(canvas, [_line(s) for s in stairs], stroke="ink", width=2.6, cap="square")
    needs = [min(x for x in one.rule.boundary if x is not None) for one in rules if one.pauses]
    pauses = [
        {"x": frame.left, "x2": frame.right, "y": (y := frame.py(need - 0.5)), "y2": y} for need in needs
    ]
    yield segments(canvas, pauses, stroke="ink2", width=1.2, dash=DASHED)
    yield words(
        canvas,
        [{"x": frame.left - 8, "y": frame.py(y), "text": str(y)} for y in _ticks(0, int(frame.y_high))],
        align="right",
    )
    yield words(
        canvas,
        [{"x": frame.px(k), "y": frame.bottom + 12, "text": str(k)} for k in _ticks(1, n)],
        align="center",
    )
    below = {
        "x": (frame.left + frame.right) / 2,
        "y": frame.bottom + 27,
        "text": "participants whose outcome is known",
    }
    yield words(canvas, [below], fill="ink2", size=10, align="center", italic=True)
    wanted = [
        Label(text=f"{events} of {low}\N{EN DASH}{high}" if low < high else f"{events} of {low}", x=frame.px((low + high) / 2), y=frame.py(events - 0.5), sides=("above",), gap=4, slide=10, rise=40)
        for events, low, high in (runs if len(runs) <= FEW else (runs[0], runs[len(runs) // 2], runs[-1]))
    ]  # fmt: skip
    if needs:
        wanted.append(Label(text="dashed: pause", x=frame.right, y=frame.py(needs[0] - 0.5), size=10, sides=("below", "above"), gap=4, slide=80, rise=8, fill="ink2"))  # fmt: skip
    lines = [*stairs, *(Segment(x1=p["x"], y1=p["y"], x2=p["x2"], y2=p["y2"]) for p in pauses)]
    bounds = Box(left=frame.left, top=frame.top, right=frame.right, bottom=frame.bottom)
    yield from written(canvas, place_what_fits((), wanted[::-1], bounds=bounds, lines=lines))


def _stairs(frame: Frame, runs: tuple[tuple[int, int, int], ...]) -> list[Segment]:
    treads = [
        Segment(x1=frame.px(low - 0.5), x2=frame.px(high + 0.5), y1=(y := frame.py(events - 0.5)), y2=y)
        for events, low, high in runs
    ]
    risers = [
        Segment(x1=(x := frame.px(end + 0.5)), x2=x, y1=frame.py(before - 0.5), y2=frame.py(after - 0.5))
        for (before, _, end), (after, start, _) in pairwise(runs)
        if start == end + 1
    ]
    return [*treads, *risers]


def _line(segment: Segment) -> dict[str, float]:
    return {"x": segment.x1, "y": segment.y1, "x2": segment.x2, "y2": segment.y2}


def _ticks(low: int, high: int) -> tuple[int, ...]:
    """Return whole numbers of a scale: each of a few, else about six round ones."""
    if high - low < 16:
        return tuple(range(low, high + 1))
    step = next(s for s in (5, 10, 20, 25, 50, 100, 200) if high / s <= 8 or s == 200)
    return tuple(k for k in range(0, high + 1, step) if k >= low)


def _twin(name: str, rules: tuple[Drawn, ...]) -> Table:
    columns = (
        Column(title="True rate", unit="%", width=1),
        Column(title="Chance it acts", unit="%", align="right", decimals=1),
        Column(title="Treated by then", align="right", decimals=2),
        Column(title="With the event", align="right", decimals=2),
    )
    groups = tuple(
        Group(
            title=f"{_called(one)}: {boundary_words(one.rule)}",
            rows=tuple(
                Row(
                    cells=(
                        Number(value=100 * odds.rate),
                        Number(value=100 * odds.acts)
                        if chance(odds.acts, 1)[0] not in "<>"
                        else Text(text=chance(odds.acts, 1).removesuffix(f"{write.SPACE}%")),
                        Missing(reason="by accrual") if odds.treated is None else Number(value=odds.treated),
                        Number(value=odds.events),
                    )
                )
                for odds in one.rule.odds
            ),
        )
        for one in rules
    )
    return Table(
        id=name,
        title="",
        columns=columns,
        groups=groups,
        note="Exact, by adding up every course the trial can take.",
    )
