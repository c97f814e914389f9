"""One lane of the swimlane: its line, its marks, and the bars of its events in as many rows as keep their words apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import DOTTED, Frame, Layer, bars, points, rings, segments, words, written
from hepatica.report.figures.labels import Box, Label, Placed, lanes, place_what_fits, text_width
from hepatica.report.figures.swimlane_key import LEFT_HALF, RIGHT_HALF
from hepatica.report.figures.swimlane_values import Infusion, Lane, LaneEvent

NEAR = (-5, 7)
"""Days of the part that is drawn wider."""
SIZE, STEP = 10.0, 13.0
BAR = 5.0
MOST = 12.0
"""Radius of the largest half-disc."""
UNKNOWN = 60.0
ALL_NAMED, NONE_NAMED = 0, 6
"""From which grade on an event is named at its bar."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """An event laid out: where its bar and its words stand."""

    event: LaneEvent
    x: float
    x2: float
    text: str
    at: float
    align: str
    row: int
    flag: float | None
    """Where the pennant of a serious event stands."""


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A lane laid out between `top` and `bottom`."""

    lane: Lane
    frame: Frame
    top: float
    line: float
    bottom: float
    bars: tuple[Bar, ...]
    zoomed: bool
    most: float
    labels: tuple[Placed, ...] = field(default=())


def near(event: LaneEvent) -> bool:
    """Tell whether an event lies wholly in the days that are drawn wider: there it is named."""
    return event.first >= NEAR[0] and event.last is not None and event.last <= NEAR[1]


def strip_of(
    lane: Lane, frame: Frame, top: float, *, zoomed: bool = False, least: int = ALL_NAMED, most: float
) -> Strip:
    """Lay out one lane from `top` on; `zoomed` shows only what touches the days around the infusion.

    Events below grade `least` show their digit alone. `most` is the highest dose of the picture.
    """
    line = top + (13 if zoomed else 29)
    events = [
        e for e in lane.events if not zoomed or (e.first <= NEAR[1] and (e.last is None or e.last >= NEAR[0]))
    ]
    ordered = sorted(events, key=lambda e: (e.first, e.last or 9999))
    laid = event_rows(lane, ordered, frame, zoomed=zoomed, least=least)
    rows = max((bar.row for bar in laid), default=-1) + 1
    bottom = line + (9 if zoomed else 13) + STEP * max(rows, 0 if zoomed else 1) + (2 if zoomed else 4)
    strip = Strip(
        lane=lane, frame=frame, top=top, line=line, bottom=bottom, bars=laid, zoomed=zoomed, most=most
    )
    return strip if zoomed else Strip(**{**strip.__dict__, "labels": _above(strip)})


def event_rows(
    lane: Lane, events: list[LaneEvent], frame: Frame, *, zoomed: bool, least: int
) -> tuple[Bar, ...]:
    """Give each event its bar and its words, in rows in which neither touches another's."""
    laid = []
    for event in events:
        last = event.last if event.last is not None else max(lane.followed, event.first)
        x, x2 = frame.px(max(event.first, frame.x_low)), frame.px(min(last + 1, frame.x_high))
        bad = (event.grade or 1) >= least or (event.serious and least < NONE_NAMED)
        text = _said(event, zoomed=zoomed, named=bad and (zoomed or not near(event)))
        lead = 13.0 if event.serious else 5.0
        wide = text_width(text, SIZE) + 2
        flip = x2 + lead + wide > frame.right and x - lead - wide >= frame.left
        inside = not flip and x2 + lead + wide > frame.right
        start = x - lead - wide if flip else x2 + lead if not inside else x + lead
        low, high = (start - 2, x2) if flip else (x, max(start + wide, x2))
        laid.append((event, x, x2, text, start, flip, lead, (low, high + 6)))
    rows = lanes(span for *_, span in laid)
    return tuple(
        Bar(
            event=event, x=x, x2=x2, text=text, row=row,
            at=x - lead if flip else start, align="right" if flip else "left",
            flag=(x - 5 if flip else start - 5.5) if event.serious else None,
        )
        for (event, x, x2, text, start, flip, lead, _), row in zip(laid, rows, strict=True)
    )  # fmt: skip


def _said(event: LaneEvent, *, zoomed: bool, named: bool) -> str:
    if not named:
        return event.words.split(" ", maxsplit=1)[0] + (" R" if event.related else "")
    later = zoomed and (event.last is None or event.last > NEAR[1])
    until = "goes on" if event.last is None else f"to day {write.number(event.last)}"
    return f"{event.words}, {until}" if later else event.words


def _above(strip: Strip) -> tuple[Placed, ...]:
    """Place the words above a lane's line: doses, endings, missed visits, then the letters of procedures."""
    lane, frame = strip.lane, strip.frame
    y = strip.line - 12
    wanted = [
        Label(text=_doses(one), x=frame.px(one.day) + 6, y=y, size=SIZE, weight=600, sides=("right",), gap=2, slide=60)
        for one in lane.infusions
    ]  # fmt: skip
    wanted += [
        Label(text=_ending(lane, n), x=frame.px(one.day), y=y, size=SIZE, sides=("left", "right"), gap=-10, slide=240)
        for n, one in enumerate(lane.endings)
    ]  # fmt: skip
    wished = [
        Label(text=mark.letter, x=frame.px(mark.day), y=y + 6, size=SIZE, sides=("above",), gap=0, slide=20, fill="ink2")
        for mark in lane.marks
    ]  # fmt: skip
    if not lane.terminal:
        done = lane.completed or f"in follow-up, day {write.number(lane.last)}"
        wished.append(
            Label(text=done, x=frame.px(lane.last), y=y, size=SIZE, sides=("right", "left"), gap=-8, slide=120, fill="ink2")
        )  # fmt: skip
    wished += [
        Label(text=f"{visit.name} missed", x=frame.px(visit.day), y=y + 6, size=SIZE, sides=("above",), gap=0, slide=60, fill="ink2")
        for visit in lane.visits
        if not visit.done
    ]  # fmt: skip
    bounds = Box(left=frame.left - 14, top=strip.top + 1, right=640, bottom=strip.line - 4)
    discs = [_disc_box(frame, one, strip.line) for one in lane.infusions]
    return place_what_fits(wanted, wished, bounds=bounds, marks=discs)


def _disc_box(frame: Frame, one: Infusion, line: float) -> Box:
    x, r = frame.px(one.day), MOST
    return Box(left=x - r, right=x + 5, top=line - r, bottom=line + r)


def _doses(one: Infusion) -> str:
    parts = ("?" if dose is None else write.number(dose, 1) for dose in (one.cd34, one.msc))
    return " + ".join(parts)


def _ending(lane: Lane, n: int) -> str:
    one = lane.endings[n]
    liver = " · then no native-liver value" if one.kind == "transplant" and n == 0 else ""
    return f"{one.words}{liver}"


def lane_layers(canvas: Frame, strip: Strip) -> Iterable[Layer]:
    """Draw a lane: line, events, visits, cells, endings and words."""
    yield from _who(canvas, strip)
    yield from _lines(canvas, strip)
    for bar in strip.bars:
        yield from _bar(canvas, strip, bar)
    yield from _visits(canvas, strip)
    for one in strip.lane.infusions:
        if strip.frame.x_low <= one.day <= strip.frame.x_high:
            yield from _cells(canvas, strip, one)
    for ending in strip.lane.endings:
        if strip.frame.x_low <= ending.day <= strip.frame.x_high:
            said = f"{strip.lane.digit} · {ending.words}"
            yield from glyphs.ending(canvas, ending.kind, _x(strip, ending.day), strip.line, said)
    yield from written(canvas, strip.labels)


def _x(strip: Strip, day: float) -> float:
    """Give the pixel of a day: its middle where days are wide enough to have one."""
    return strip.frame.px(day + (0.5 if strip.zoomed else 0))


def _who(canvas: Frame, strip: Strip) -> Iterable[Layer]:
    lane, hue = strip.lane, palette.hue(strip.lane.digit)
    digit = {"x": 8, "y": strip.line, "text": str(lane.digit)}
    yield words(canvas, [digit], fill=hue, size=12 if strip.zoomed else 17, weight=600, align="center")
    if not strip.zoomed:
        yield words(canvas, [{"x": 22, "y": strip.line - 7, "text": lane.who}], size=SIZE)
        infused = {"x": 22, "y": strip.line + 6, "text": f"inf. {lane.infused}"}
        yield words(canvas, [infused], size=SIZE, fill="ink2")


def _lines(canvas: Frame, strip: Strip) -> Iterable[Layer]:
    """Draw follow-up in the participant's hue up to death or transplant, and only dotted grey after a transplant."""
    lane, frame = strip.lane, strip.frame
    end = min(lane.last, lane.terminal.day) if lane.terminal else lane.last
    line = {
        "x": frame.px(max(lane.first, frame.x_low)),
        "x2": frame.px(min(end, frame.x_high)),
        "y": strip.line,
        "y2": strip.line,
    }
    yield segments(canvas, [line], stroke=palette.hue(lane.digit), width=2.2)
    if lane.terminal and lane.terminal.kind == "transplant" and lane.followed > end and not strip.zoomed:
        later = {"x": frame.px(end), "x2": frame.px(lane.followed), "y": strip.line, "y2": strip.line}
        yield segments(canvas, [later], stroke="ink2", width=1.3, dash=DOTTED)


def _bar(canvas: Frame, strip: Strip, bar: Bar) -> Iterable[Layer]:
    y = strip.line + (15 if strip.zoomed else 19) + STEP * bar.row
    event, lane = bar.event, strip.lane
    last = "goes on" if event.last is None else f"to day {write.study_day(event.last)}"
    judged = "related" if event.related else "not related"
    grade = "grade unknown" if event.grade is None else f"grade {event.grade}"
    said = f"{lane.digit} · {event.term}, {grade}, day {write.study_day(event.first)} {last}, judged {judged}"
    datum = {
        "x": bar.x, "x2": bar.x2, "y": y - BAR, "y2": y + BAR, "href": event.href,
        "said": said + (", serious" if event.serious else ""), "first": event.first, "last": event.last, "grade": event.grade,
    }  # fmt: skip
    fill = palette.grade_fill(event.grade) if event.grade else "ground"
    yield bars(canvas, [datum], fill=fill, stroke="ink", dash=() if event.grade else (2, 1.6))
    if bar.flag is not None:
        flag = {"x": bar.flag, "y": y - 1, "said": "serious"}
        yield points(canvas, [flag], fill="ink", shape=glyphs.PENNANT, size=48, stroke="ink")
    digit, _, name = bar.text.partition(" ")
    if bar.align == "right":
        yield words(canvas, [{"x": bar.at, "y": y, "text": bar.text}], size=SIZE, align="right")
        return
    yield words(canvas, [{"x": bar.at, "y": y, "text": digit}], size=SIZE, weight=600)
    yield words(canvas, [{"x": bar.at + 8, "y": y, "text": name}] if name else [], size=SIZE)


def _visits(canvas: Frame, strip: Strip) -> Iterable[Layer]:
    lane, frame = strip.lane, strip.frame
    shown = [v for v in lane.visits if frame.x_low <= v.day <= frame.x_high]
    done: list[dict[str, object]] = []
    missed: list[dict[str, object]] = []
    for visit in shown:
        state = f"done {visit.date}" if visit.done else f"missed{f': {visit.reason}' if visit.reason else ''}"
        said = f"{lane.digit} · {lane.code}, {visit.name}, day {write.study_day(visit.day)}, {state}"
        datum = {
            "x": _x(strip, visit.day),
            "y": strip.line,
            "said": said,
            "href": visit.href,
            "day": visit.day,
        }
        (done if visit.done else missed).append(datum)
    yield rings(canvas, missed, size=70)
    yield points(canvas, done, fill=palette.hue(lane.digit), size=46)


def _cells(canvas: Frame, strip: Strip, one: Infusion) -> Iterable[Layer]:
    """Draw the half-discs; the area is in proportion to the dose, an unknown dose is outlined."""
    hue, x = palette.hue(strip.lane.digit), _x(strip, one.day)
    for dose, name, shape, aside in ((one.cd34, "CD34⁺", LEFT_HALF, -0.5), (one.msc, "MSC", RIGHT_HALF, 0.5)):
        amount = "not known" if dose is None else f"{write.number(dose, 1)} × 10⁶/kg"
        said = f"{strip.lane.digit} · {name} {amount}, day {write.study_day(one.day)}"
        datum = {"x": x + aside, "y": strip.line, "said": said, "dose": None if dose is None else float(dose)}
        size = UNKNOWN if dose is None else disc_size(float(dose), strip.most)
        fill = "ground" if dose is None else hue
        yield points(
            canvas, [datum], fill=fill, shape=shape, size=size, stroke=hue if dose is None else "ground"
        )


def disc_size(dose: float, most: float) -> float:
    """Give the size of a half-disc: in proportion to the dose, the highest of the picture at the largest radius."""
    return (2 * MOST) ** 2 * dose / most
