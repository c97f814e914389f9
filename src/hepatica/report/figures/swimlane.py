"""The study on one page: a lane per participant with visits, cells, adverse events at true length, and how it ended.

Above all lanes lie the whole study; below, the days around the infusion are drawn again and wider, because that is
where procedures and their events crowd. Nothing is sorted by outcome.
"""

from decimal import Decimal

from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures import swimlane_key
from hepatica.report.figures.canvas import Frame, Layer, bars, chart, pixels, segments, words
from hepatica.report.figures.course import Window, count_endings, endings_said, fitting
from hepatica.report.figures.day_ticks import day_ticks
from hepatica.report.figures.swimlane_lanes import (
    ALL_NAMED,
    NEAR,
    NONE_NAMED,
    Strip,
    lane_layers,
    strip_of,
)
from hepatica.report.figures.swimlane_table import swimlane_table
from hepatica.report.figures.swimlane_values import Lane
from hepatica.report.stamp import Stamp

WIDTH, LEFT, RIGHT = 640, 112, 636
TICKS, HEADS = 34.0, 26.0
TALLEST = 790.0
"""Pixels that leave room for title, deck and note on one page; a taller picture names fewer events at their bars."""
LARGEST = Decimal("3.2")
"""10⁶ cells per kg at which a half-disc has its largest radius, unless somebody got more."""
LETTERS = (("M", "marrow aspiration"), ("B", "liver biopsy"))


def swimlane(
    *,
    lanes: tuple[Lane, ...],
    windows: tuple[Window, ...],
    goal: str,
    stamp: Stamp,
    note: str = "",
    synthetic: str = "",
    number: str = "",
    title: str = "",
    deck: str = "",
    figure_id: str = "swimlane",
) -> Figure:
    """Draw every participant in order of infusion; `goal` names the visit the study runs to (`month 6`).

    Without `title` the finding is written by `finding`. Raises ValueError when there is nobody to draw or the words of
    a lane find no place.
    """
    if not lanes:
        raise ValueError("nobody has been infused, so there is no lane to draw")
    ordered = tuple(sorted(lanes, key=lambda lane: lane.digit))
    said = title or finding(ordered, goal)
    endings = count_endings(ending for lane in ordered for ending in lane.endings)
    events = sum(len(lane.events) for lane in ordered)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=deck
        or f"Each participant from the first procedure to {goal}, in order of infusion; day 0 is the infusion. "
        f"Below: days {write.study_day(NEAR[0])} to {write.study_day(NEAR[1])}, drawn wider.",
        spec=_spec(ordered, windows),
        note=" ".join(filter(None, (_explained(events), note))),
        twin=swimlane_table(f"{figure_id}-table", ordered),
        alt=f"{said}. {endings}. {events} adverse events, {sum(lane.serious for lane in ordered)} serious.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(lanes: tuple[Lane, ...], goal: str) -> str:
    """Say how many reached the goal, with no serious event where that can be said, and who left native follow-up."""
    reached = [lane for lane in lanes if lane.completed and not lane.terminal]
    calm = [lane for lane in reached if not lane.serious]
    endings = endings_said(lane.terminal for lane in lanes)
    tail = f"; {endings}" if endings else ""
    if len(lanes) == 1:
        done = f"The one participant reached {goal}" if reached else "One participant infused"
        quiet = " with no serious event" if calm else ""
        return fitting(f"{done}{quiet}{tail}", f"{done}{tail}")
    of = f"of {write.small(len(lanes))}"
    few = write.small(len(calm)).capitalize()
    many = write.small(len(reached)).capitalize()
    return fitting(
        f"{few} {of} reached {goal} with no serious event{tail}",
        f"{many} {of} reached {goal}{tail}",
        f"{many} {of} reached {goal}",
    )


def _explained(events: int) -> str:
    drawn = {0: "No adverse event is on record.", 1: "The one event is drawn."}.get(
        events, f"All {events} events are drawn."
    )
    return (
        f"Bars are adverse events at true length (one day is the narrowest), darker for a higher grade; the digit "
        f"repeats it. {drawn} Those of the days around the infusion are named in the lower part. Half-discs: left "
        "CD34⁺, right MSC, area in proportion to viable cells per kg."
    )


def _spec(lanes: tuple[Lane, ...], windows: tuple[Window, ...]) -> dict[str, object]:
    frame = _frame(lanes, windows)
    for least in range(ALL_NAMED, NONE_NAMED + 1):
        strips, close = laid_out(lanes, frame, least)
        if close[-1].bottom <= TALLEST:
            break
    foot = strips[-1].bottom
    height = close[-1].bottom + 8
    canvas = pixels(WIDTH, height)
    ground = [*_ground(canvas, frame, strips, windows, foot), *_ground_near(canvas, close, foot + TICKS)]
    ground += swimlane_key.key(canvas, [e for lane in lanes for e in lane.endings], LETTERS)
    drawn = [layer for strip in (*strips, *close) for layer in lane_layers(canvas, strip)]
    return chart(WIDTH, height, [ground, drawn])


def laid_out(lanes: tuple[Lane, ...], frame: Frame, least: int) -> tuple[list[Strip], list[Strip]]:
    """Lay out the lanes of the whole study, and below them those of the days around the infusion."""
    doses = [d for lane in lanes for i in lane.infusions for d in (i.cd34, i.msc) if d is not None]
    most = float(max([*doses, LARGEST]))
    strips, close = [], []
    y = swimlane_key.HEIGHT + 4
    for lane in lanes:
        strips.append(strip_of(lane, frame, y, least=least, most=most))
        y = strips[-1].bottom
    zoom = Frame(
        x_low=NEAR[0] - 0.5, x_high=NEAR[1] + 1.5, left=LEFT, right=RIGHT, y_low=0, y_high=1, top=0, bottom=1
    )
    y += TICKS + HEADS
    for lane in lanes:
        close.append(strip_of(lane, zoom, y, zoomed=True, least=least, most=most))
        y = close[-1].bottom
    return strips, close


def _frame(lanes: tuple[Lane, ...], windows: tuple[Window, ...]) -> Frame:
    days = [lane.first for lane in lanes] + [lane.followed for lane in lanes]
    days += [e.last or e.first for lane in lanes for e in lane.events]
    days += [d for w in windows for d in (w.low, w.high)]
    days += [e.day for lane in lanes for e in lane.endings]
    return Frame(
        x_low=min(days) - 3, x_high=max(days) + 3, left=LEFT, right=RIGHT, y_low=0, y_high=1, top=0, bottom=1
    )  # fmt: skip


def _ground(
    canvas: Frame, frame: Frame, strips: list[Strip], windows: tuple[Window, ...], foot: float
) -> list[Layer]:
    top = strips[0].top
    bands = [{"x": frame.px(w.low), "x2": frame.px(w.high + 1), "y": top, "y2": foot} for w in windows]
    rules = [{"x": 0, "x2": WIDTH, "y": s.top, "y2": s.top} for s in strips[1:]]
    zero = [{"x": frame.px(0), "x2": frame.px(0), "y": top, "y2": foot + 3}]
    ticks = (*windows, Window(name="infusion", day=0, low=0, high=0))
    marrow = min((m.day for s in strips for m in s.lane.marks if m.letter == "M"), default=None)
    if marrow is not None:
        ticks = (*ticks, Window(name="marrow", day=marrow, low=marrow, high=marrow))
    return [
        bars(canvas, bands, fill="band"),
        segments(canvas, rules, stroke="rule", width=0.6),
        segments(canvas, zero, stroke="rule", width=0.9),
        *day_ticks(canvas, frame, sorted(ticks, key=lambda w: (w.name != "infusion", w.day)), foot),
    ]


def _ground_near(canvas: Frame, strips: list[Strip], top: float) -> list[Layer]:
    """Draw the days of the wider part as columns, each named at the head."""
    foot, zoom = strips[-1].bottom, strips[0].frame
    low, high = NEAR
    rules = [{"x": 0, "x2": WIDTH, "y": s.top, "y2": s.top} for s in strips]
    days = [{"x": zoom.px(d), "x2": zoom.px(d), "y": top + HEADS, "y2": foot} for d in range(low, high + 2)]
    shade = {"x": zoom.px(0), "x2": zoom.px(1), "y": top + HEADS, "y2": foot}
    heads = [{"x": zoom.px(d + 0.5), "y": top + 16, "text": write.study_day(d)} for d in range(low, high + 1)]
    return [
        bars(canvas, [shade], fill="band"),
        segments(canvas, days, stroke="alert", width=0.6),
        segments(canvas, rules, stroke="rule", width=0.6),
        words(canvas, [{"x": 0, "y": top + 16, "text": "Around the infusion"}], size=10.5, weight=600),
        words(canvas, heads, size=10, align="center", fill="ink2"),
    ]
