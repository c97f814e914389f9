"""The tracks of a patient profile: each is a height and a function that draws it at a given top."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figures import profile_marks as marks
from hepatica.report.figures.axis import DayAxis
from hepatica.report.figures.canvas import Frame, Layer, bars, points, rings, segments, words
from hepatica.report.figures.labels import Box, lanes, text_width
from hepatica.report.figures.profile_marks import BAR, GUTTER
from hepatica.report.figures.profile_values import Moment, Profile, Span, Track

LANE = 21.0


@dataclass(frozen=True, kw_only=True)
class Part:
    """A track: how tall it is, how it is drawn, and what of it lies behind the line of day 0."""

    height: float
    draw: Callable[[Frame, float], list[Layer]]
    back: Callable[[Frame, float], list[Layer]] | None = None


def visits(person: Profile, axis: DayAxis) -> Part:
    """Draw the row of visits: windows as bands, done filled, missed slashed, planned dashed."""

    def draw(canvas: Frame, top: float) -> list[Layer]:
        y = top + 15
        windows = [
            {"x": axis.position(v.low), "x2": axis.position(v.high), "y": y - 6, "y2": y + 6}
            for v in person.visits
            if v.low is not None and v.high is not None and v.low < v.high
        ]
        shown: dict[str, list[dict[str, object]]] = {"done": [], "missed": [], "planned": []}
        for v in person.visits:
            said = ", ".join(
                part for part in (v.name, v.date, f"day {write.study_day(v.day)}", v.state) if part
            )
            shown[v.state].append({"x": axis.position(v.day), "y": y, "said": said, "href": v.href})
        done = f"{len(shown['done'])} of {len(person.visits)}"
        return [
            *marks.named(canvas, "Visits", "", y),
            bars(canvas, windows, fill="range", stroke="rangeline", radius=6),
            points(
                canvas,
                shown["done"],
                fill=palette.hue(person.digit),
                shape=palette.shape(person.digit),
                size=42,
            ),
            marks.slashed(canvas, shown["missed"]),
            rings(canvas, shown["planned"], size=60),
            words(canvas, [{"x": axis.right + GUTTER, "y": y, "text": done}], size=12, fill="ink2"),
        ]

    return Part(height=30, draw=draw)


def line(person: Profile, track: Track, axis: DayAxis, *, height: float, labelled: bool = False) -> Part:
    """Draw a measured quantity: range behind, line broken at missed visits, last value and change at the right."""

    def scale(top: float) -> Frame:
        return marks.scaled(track, axis, top + 12, top + height - 14)

    def back(canvas: Frame, top: float) -> list[Layer]:
        return list(marks.ranged(canvas, axis, track, scale(top)))

    def draw(canvas: Frame, top: float) -> list[Layer]:
        layers = marks.named(canvas, track.name, track.unit, top + 16)
        layers += marks.curve(canvas, axis, person.digit, track, scale(top), top + height - 7)
        layers += marks.last_value(canvas, axis, track, top + height / 2)
        if labelled:
            bounds = Box(left=axis.left, top=top, right=axis.right, bottom=top + height)
            layers += marks.peaks(canvas, axis, track, scale(top), bounds)
        return layers

    return Part(height=height, draw=draw, back=back)


def child_pugh(person: Profile, track: Track, axis: DayAxis) -> Part:
    """Draw Child-Pugh points between the lines of its classes, A to 6, B to 9, C above."""
    height = 84.0

    def draw(canvas: Frame, top: float) -> list[Layer]:
        scale = Frame(
            x_low=axis.left, x_high=axis.right, left=axis.left, right=axis.right,
            y_low=4.5, y_high=15.5, top=top + 8, bottom=top + height - 12,
        )  # fmt: skip
        limits = [{"x": axis.left, "x2": axis.right, "y": scale.py(v), "y2": scale.py(v)} for v in (6.5, 9.5)]
        letters = [
            {"x": axis.left - 8, "y": scale.py(v), "text": c}
            for v, c in ((5.4, "A"), (8.0, "B"), (12.0, "C"))
        ]
        layers = [
            *marks.named(canvas, track.name, track.unit, top + 16),
            segments(canvas, limits, stroke="rule", width=0.7),
            words(canvas, letters, size=12, align="right", weight=620),
        ]
        layers += marks.curve(canvas, axis, person.digit, track, scale, top + height - 6)
        layers += marks.last_value(canvas, axis, track, top + height / 2, letter=True)
        bounds = Box(left=axis.left, top=top, right=axis.right, bottom=top + height)
        layers += marks.peaks(canvas, axis, track, scale, bounds)
        return layers

    return Part(height=height, draw=draw)


def strip(name: str, states: Sequence[Span], axis: DayAxis, today: int) -> Part:
    """Draw a state that always holds: none as a thin line, worse as darker bars."""

    def draw(canvas: Frame, top: float) -> list[Layer]:
        y = top + 14
        layers = marks.named(canvas, name, "", y)
        texts: dict[str, list[dict[str, object]]] = {}
        free = axis.left
        for state in sorted(states, key=lambda s: s.first):
            x, x2 = axis.position(state.first), axis.position(today if state.last is None else state.last)
            datum = {
                "x": x,
                "x2": max(x2, x + 3),
                "y": y - BAR / 2,
                "y2": y + BAR / 2,
                "said": marks.said(state),
            }
            if state.grade:
                layers.append(bars(canvas, [datum], fill=palette.grade_fill(state.grade), radius=2))
            else:
                layers.append(segments(canvas, [datum | {"y": y + 6, "y2": y + 6}], stroke="rule", width=2))
            wide = text_width(state.text, 12)
            if x2 - max(x, free) >= wide + 6:
                fill = f"on{palette.grade_fill(state.grade)}" if state.grade else "ink2"
                texts.setdefault(fill, []).append(
                    {"x": max(x, free) + 4, "y": y - (0 if state.grade else 4), "text": state.text}
                )
                free = max(x, free) + wide + 6
        return layers + [words(canvas, data, fill=fill, size=12) for fill, data in texts.items()]

    return Part(height=28, draw=draw)


def spans(
    name: str,
    hint: str,
    items: Sequence[Span],
    axis: DayAxis,
    today: int,
    *,
    tally: tuple[str, str] | None = None,
    framed: bool = False,
) -> Part:
    """Draw bars with their words, in as many lanes as keep them apart; graded bars carry their digit."""
    ordered = sorted(items, key=lambda s: s.first)
    rows = max(lanes(marks.extent(item, axis, today) for item in ordered), default=0) + 1

    def draw(canvas: Frame, top: float) -> list[Layer]:
        layers = marks.named(canvas, name, hint, top + 16)
        places = lanes(marks.extent(item, axis, today) for item in ordered)
        for item, lane in zip(ordered, places, strict=True):
            layers += marks.bar(canvas, axis, item, today, top + 15 + lane * LANE, framed=framed)
        if not items:
            layers.append(
                words(
                    canvas,
                    [{"x": axis.left + 4, "y": top + 16, "text": "none recorded"}],
                    size=12,
                    fill="ink2",
                )
            )
        if tally:
            texts = [
                {"x": axis.right + GUTTER, "y": top + 15 + 16 * n, "text": line}
                for n, line in enumerate(tally)
            ]
            layers.append(words(canvas, texts, size=12, fill="ink2"))
        return layers

    return Part(height=max(14 + rows * LANE, 44 if hint or tally else 32), draw=draw)


def moments(name: str, items: Sequence[Moment], axis: DayAxis, digit: int) -> Part:
    """Draw what was done on a day: a black diamond, or for cells an arrow in the participant's hue."""
    ordered = sorted(items, key=lambda m: m.day)
    rows = max(lanes(marks.reach(item, axis) for item in ordered), default=0) + 1

    def draw(canvas: Frame, top: float) -> list[Layer]:
        layers = marks.named(canvas, name, "", top + 15)
        for item, lane in zip(ordered, lanes(marks.reach(item, axis) for item in ordered), strict=True):
            x, y = axis.position(item.day), top + 15 + lane * 19
            datum = {
                "x": x,
                "y": y,
                "said": f"{item.text}, day {write.study_day(item.day)}",
                "href": item.href,
            }
            fill, shape = (palette.hue(digit), "triangle-down") if item.infusion else ("ink", "diamond")
            layers.append(points(canvas, [datum], fill=fill, shape=shape, size=80))
            left, _ = marks.reach(item, axis)
            flip = left < x - 8
            text = {"x": x - 9 if flip else x + 9, "y": y, "text": item.text}
            layers.append(words(canvas, [text], size=12, align="right" if flip else "left"))
        return layers

    return Part(height=14 + rows * 19, draw=draw)
