"""MELD and Child-Pugh of every participant: unrounded lines, rounded labels, nothing carried forward.

A point is drawn only where the score exists. A segment that crosses a missing visit, or runs to a death, transplant
or withdrawal, is dotted; after a transplant no native-liver value is drawn.
"""

from collections.abc import Iterable
from itertools import pairwise

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures import child_pugh_strip as strip
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import (
    DASHED,
    DOTTED,
    Datum,
    Frame,
    Layer,
    bars,
    chart,
    pixels,
    points,
    rings,
    segments,
    words,
    written,
)
from hepatica.report.figures.course import Window, count_endings, endings_said, fitting
from hepatica.report.figures.day_ticks import day_ticks
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place
from hepatica.report.figures.meld_table import meld_table
from hepatica.report.figures.meld_values import MeldCourse, MeldPoint, Threshold
from hepatica.report.stamp import Stamp

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 640, 46, 478, 14, 312


def meld_lines(
    *,
    courses: tuple[MeldCourse, ...],
    windows: tuple[Window, ...],
    thresholds: tuple[Threshold, ...],
    stamp: Stamp,
    note: str,
    synthetic: str = "",
    number: str = "",
    title: str = "",
    deck: str = "",
    figure_id: str = "meld-lines",
) -> Figure:
    """Draw MELD and Child-Pugh of every participant, in order of infusion.

    Without `title` the finding is written by `finding`. Raises ValueError when there is nobody to draw or the labels
    find no place.
    """
    if not courses:
        raise ValueError("nobody has been infused, so there is no course to draw")
    ordered = tuple(sorted(courses, key=lambda course: course.digit))
    said = title or finding(ordered)
    endings = count_endings(course.terminal for course in ordered)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=deck
        or "MELD (unrounded lines, rounded labels) and Child-Pugh by day from infusion. "
        f"Dotted: across a missing value. {endings[0].upper()}{endings[1:]}.",
        spec=_spec(ordered, windows, thresholds),
        note=note,
        twin=meld_table(f"{figure_id}-table", ordered),
        alt=f"{said}. {endings}.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(courses: tuple[MeldCourse, ...]) -> str:
    """Say in one line what the rounded scores did from baseline to the last visit, and who left native follow-up."""
    moves = {"fell": 0, "held": 0, "rose": 0}
    for course in courses:
        if course.has_baseline and not course.terminal and len(course.scored) > 1:
            first, last = course.scored[0].score or 0, course.scored[-1].score or 0
            moves["fell" if last < first else "rose" if last > first else "held"] += 1
    parts = [f"{verb} in {write.small(count)}" for verb, count in moves.items() if count]
    without = sum(not course.has_baseline for course in courses)
    still = "MELD without a change to read" if without == len(courses) > 0 else "MELD at baseline"
    line = f"MELD {', '.join(parts)}" if parts else still
    lack = [f"{write.small(without)} without a baseline"] if without else []
    endings = endings_said(course.terminal for course in courses)
    said = [line, *lack, *([endings] if endings else [])]
    return fitting("; ".join(said), line)


def _spec(
    courses: tuple[MeldCourse, ...], windows: tuple[Window, ...], thresholds: tuple[Threshold, ...]
) -> dict[str, object]:
    frame = frame_of(courses, windows, thresholds)
    rows = strip.layout(
        [(c.digit, [(p.day, p.child_pugh) for p in c.native], c.terminal) for c in courses],
        frame,
        top=BOTTOM + 34,
    )
    foot = rows.bottom
    height = foot + 34
    canvas = pixels(WIDTH, height)
    bands = [{"x": frame.px(w.low), "x2": frame.px(w.high), "y": TOP, "y2": BOTTOM} for w in windows]
    bands += [band | {"y": BOTTOM + 28, "y2": foot} for band in bands]
    ground = [bars(canvas, bands, fill="band"), *_grid(canvas, frame, thresholds)]
    curves = [layer for course in courses for layer in _curve(frame, course)]
    over = [layer for course in courses for layer in _gaps(canvas, frame, course)]
    heads = [
        {"x": 0, "y": 6, "text": "MELD"},
        {"x": 0, "y": BOTTOM + 20, "text": "Child-Pugh class and points"},
    ]
    over += [words(canvas, heads, fill="ink2"), *written(canvas, placed_labels(frame, courses, thresholds))]
    over += [*strip.layers(canvas, rows), *day_ticks(canvas, frame, windows, foot, axis_at=RIGHT + 14)]
    return chart(WIDTH, height, [ground, curves, over])


def frame_of(
    courses: tuple[MeldCourse, ...], windows: tuple[Window, ...], thresholds: tuple[Threshold, ...]
) -> Frame:
    """Give the frame in which x is the day from infusion and y the unrounded MELD."""
    days = [p.day for c in courses for p in c.points] + [d for w in windows for d in (w.low, w.high)] + [0]
    days += [c.terminal.day for c in courses if c.terminal]
    values = [float(p.raw) for c in courses for p in c.scored if p.raw is not None]
    values += [float(t.value) for t in thresholds] or [6.0]
    return Frame(
        x_low=min(days) - 6,
        x_high=max(days) + 2,
        left=LEFT,
        right=RIGHT,
        y_low=min(values) - 1.5,
        y_high=max(values) + 2,
        top=TOP,
        bottom=BOTTOM,
    )


def _grid(canvas: Frame, frame: Frame, thresholds: tuple[Threshold, ...]) -> Iterable[Layer]:
    named = [
        {"x": LEFT, "x2": WIDTH - 4, "y": frame.py(float(t.value)), "y2": frame.py(float(t.value))}
        for t in thresholds
    ]
    fives = [v for v in range(0, 60, 5) if frame.y_low <= v <= frame.y_high]
    light = [
        {"x": LEFT, "x2": RIGHT, "y": frame.py(v), "y2": frame.py(v)}
        for v in fives
        if all(t.value != v for t in thresholds)
    ]
    yield segments(canvas, light, stroke="rule", width=0.6)
    yield segments(canvas, named, stroke="ink2", width=0.8, dash=DASHED)
    yield words(canvas, [{"x": LEFT - 24, "y": frame.py(v), "text": str(v)} for v in fives], align="right")


def _curve(frame: Frame, course: MeldCourse) -> Iterable[Layer]:
    """Draw segments and points in the participant's hue; the data are the unrounded values."""
    hue = palette.hue(course.digit)
    gaps = [p.day for p in course.native if p.raw is None]
    solid: list[Datum] = []
    dotted: list[Datum] = []
    for a, b in pairwise(course.scored):
        span = {"x": a.day, "y": _plot(a), "x2": b.day, "y2": _plot(b)}
        (dotted if any(a.day <= day <= b.day for day in gaps) else solid).append(span)
    if course.terminal and course.scored:
        last = course.scored[-1]
        dotted.append({"x": last.day, "y": _plot(last), "x2": course.terminal.day, "y2": _plot(last)})
    yield segments(frame, solid, stroke=hue, width=2.2, cap="round")
    yield segments(frame, dotted, stroke=hue, width=1.8, dash=DOTTED, cap="round")
    data = [
        {"x": p.day, "y": _plot(p), "said": _said(course, p), "href": p.href, "score": p.score}
        for p in course.scored
    ]
    yield points(frame, data, fill=hue, shape=palette.shape(course.digit), size=70)


def _gaps(canvas: Frame, frame: Frame, course: MeldCourse) -> Iterable[Layer]:
    """Draw the rings of missed visits on the dotted line, or on the floor where no line passes, and the ending."""
    data = [{"x": x, "y": y, "said": _said(course, p)} for p, x, y in _missed(frame, course)]
    yield rings(canvas, data)
    later = [p.day for p in course.points if course.terminal and p.day > course.terminal.day]
    if course.terminal and course.scored:
        x, y = frame.px(course.terminal.day), frame.py(_plot(course.scored[-1]))
        if later and course.terminal.kind != "death":
            follow = {"x": x, "x2": frame.px(max(later)), "y": y, "y2": y}
            yield segments(canvas, [follow], stroke="ink2", width=1.2, dash=DOTTED)
        yield from glyphs.ending(
            canvas, course.terminal.kind, x, y, f"{course.digit} · {course.terminal.words}"
        )


def _missed(frame: Frame, course: MeldCourse) -> Iterable[tuple[MeldPoint, float, float]]:
    for p in course.native:
        if p.raw is not None:
            continue
        before = [q for q in course.scored if q.day <= p.day]
        after = [q for q in course.scored if q.day > p.day]
        y = frame.bottom - 8 - 9 * ((course.digit - 1) % 5)
        if before and after:
            a, b = before[-1], after[0]
            y = frame.py(_plot(a) + (_plot(b) - _plot(a)) * (p.day - a.day) / (b.day - a.day))
        yield p, frame.px(p.day), y


def placed_labels(
    frame: Frame, courses: tuple[MeldCourse, ...], thresholds: tuple[Threshold, ...]
) -> tuple[Placed, ...]:
    """Place end labels, endings, thresholds, baselines and remarks, in this order, so that none overlap."""
    scored = [course for course in courses if course.scored]
    wanted = [_end_label(frame, course) for course in scored]
    wanted += [
        Label(
            text=t.name,
            x=WIDTH - 4,
            y=frame.py(float(t.value)) - 7,
            size=10,
            sides=("left",),
            gap=0,
            fill="ink2",
            slide=200,
        )
        for t in thresholds
    ]
    marks = [glyphs.around(frame.px(p.day), frame.py(_plot(p)), 4.5) for c in scored for p in c.scored]
    marks += [
        glyphs.around(frame.px(c.terminal.day), frame.py(_plot(c.scored[-1]))) for c in scored if c.terminal
    ]
    for course in scored:
        hue, first = palette.hue(course.digit), course.scored[0]
        if len(course.scored) > 1 or course.terminal:
            wanted.append(
                Label(
                    text=str(first.score),
                    x=frame.px(first.day),
                    y=frame.py(_plot(first)),
                    fill=hue,
                    sides=("left", "below", "above"),
                    slide=12,
                )
            )
        wanted += [
            Label(text=p.remark, x=frame.px(p.day), y=frame.py(_plot(p)), size=10, fill=hue)
            for p in course.scored
            if p.remark
        ]
        for _, x, y in _missed(frame, course):
            marks.append(glyphs.around(x, y, 5))
            wanted.append(
                Label(text="missed", x=x, y=y, size=10, fill="ink2", sides=("above", "below", "right"))
            )
    rules = [
        Segment(x1=LEFT, x2=WIDTH, y1=frame.py(float(t.value)), y2=frame.py(float(t.value)))
        for t in thresholds
    ]
    drawn = [
        Segment(x1=frame.px(a.day), y1=frame.py(_plot(a)), x2=frame.px(b.day), y2=frame.py(_plot(b)))
        for c in scored
        for a, b in pairwise(c.scored)
    ]
    return place(
        wanted,
        bounds=Box(left=24, top=13, right=WIDTH, bottom=BOTTOM + 4),
        marks=marks,
        lines=[*drawn, *rules, *_followed(frame, scored)],
    )


def _followed(frame: Frame, courses: list[MeldCourse]) -> Iterable[Segment]:
    """Give the dotted line from the last value to the ending, and on where follow-up went on."""
    for course in courses:
        if course.terminal:
            y = frame.py(_plot(course.scored[-1]))
            last = max([course.terminal.day, *(p.day for p in course.points)])
            yield Segment(x1=frame.px(course.scored[-1].day), x2=frame.px(last), y1=y, y2=y)


def _end_label(frame: Frame, course: MeldCourse) -> Label:
    first, last = course.scored[0], course.scored[-1]
    x, y = frame.px(last.day), frame.py(_plot(last))
    if course.terminal:
        text = f"{course.digit} · {course.terminal.words}; last MELD {last.score}"
        return Label(
            text=text, x=frame.px(course.terminal.day) + 4, y=y, fill=palette.hue(course.digit), gap=9
        )
    text = (
        f"{course.digit} · {first.score} {write.ARROW} {last.score}"
        if first is not last and course.has_baseline
        else f"{course.digit} · {last.score}"
    )
    return Label(text=text, x=x, y=y, size=11.5, weight=600, fill=palette.hue(course.digit), gap=9)


def _plot(point: MeldPoint) -> float:
    return float(point.raw if point.raw is not None else "nan")


def _said(course: MeldCourse, point: MeldPoint) -> str:
    what = point.missing if point.raw is None else f"MELD {write.number(point.raw, 1)} (score {point.score})"
    parts = (
        f"{course.digit} · {course.code}",
        point.visit,
        point.date,
        f"day {write.study_day(point.day)}",
        what,
    )
    return ", ".join(part for part in parts if part)
