"""The patient profile: stacked tracks of one person on one axis of days, for the screen.

Day 0 runs through everything. Lines are dotted across a missed visit, whose mark lies on the floor of the panel; no
value is invented. Days near the infusion may be drawn wider, and the picture says so.
"""

from collections.abc import Iterable

from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures import profile_tracks as tracks
from hepatica.report.figures.axis import DayAxis
from hepatica.report.figures.canvas import DASHED, Frame, Layer, bars, chart, pixels, segments, words
from hepatica.report.figures.profile_table import profile_table
from hepatica.report.figures.profile_values import Profile, Span
from hepatica.report.stamp import Stamp

WIDTH, LEFT, RIGHT, HEAD = 1080, 136, 968, 44
HEIGHTS, PAPER_HEIGHTS = (132.0, 58.0), (94.0, 45.0)
"""Pixels of MELD and of each laboratory value; on paper the whole profile fits one page."""
PAPER = (780, 112, 680)
"""Width and axis on paper: narrower, so that the same words stay above seven points across one column."""


def profile(
    *,
    person: Profile,
    stamp: Stamp,
    plain: bool = False,
    paper: bool = False,
    synthetic: str = "",
    number: str = "",
    title: str = "",
    figure_id: str = "profile",
) -> Figure:
    """Draw one participant's whole course; `plain` gives every day the same width, `paper` fits one column of a page.

    Raises ValueError when the days run backwards or a label finds no place.
    """
    width, left, right = PAPER if paper else (WIDTH, LEFT, RIGHT)
    axis = DayAxis(
        first=min(person.first_day, -1),
        last=max(person.last_day, 1),
        left=left,
        right=right,
        factor=1 if plain else 6,
    )
    said = title or f"Profile of {person.code}"
    serious = sum(event.serious for event in person.events)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck="Days from infusion; green: reference range; darker: higher grade, the digit repeats it.",
        spec=_spec(person, axis, width, heights=PAPER_HEIGHTS if paper else HEIGHTS),
        note="A missed visit has a slashed ring and no value; the line across it is dotted. Nothing is carried forward.",
        twin=profile_table(person, f"{figure_id}-table"),
        alt=f"{said}: {len(person.events)} adverse events, {serious} serious.",
        stamp=stamp,
        synthetic=synthetic,
    )


def _spec(person: Profile, axis: DayAxis, width: int, *, heights: tuple[float, float]) -> dict[str, object]:
    stack = list(_stack(person, axis, *heights))
    height = HEAD + sum(part.height for part in stack) + 24
    canvas = pixels(width, height)
    back, front = [_shade(canvas, axis, person, height)], []
    top = float(HEAD)
    for part in stack:
        front.append(segments(canvas, [{"x": 0, "x2": width, "y": top, "y2": top}], stroke="rule", width=0.6))
        back += part.back(canvas, top) if part.back else []
        front += part.draw(canvas, top)
        top += part.height
    back += [*_moments(canvas, axis, person, height), *_days(canvas, axis)]
    return chart(width, height, [back, front])


def _stack(person: Profile, axis: DayAxis, meld: float, lab: float) -> Iterable[tracks.Part]:
    yield tracks.visits(person, axis)
    if person.meld:
        yield tracks.line(person, person.meld, axis, height=meld, labelled=True)
    if person.child_pugh:
        yield tracks.child_pugh(person, person.child_pugh, axis)
    for track in person.labs:
        yield tracks.line(person, track, axis, height=lab)
    for name, spans in (("Ascites", person.ascites), ("Encephalopathy", person.encephalopathy)):
        if spans:
            yield tracks.strip(name, spans, axis, person.today)
    yield tracks.spans(
        "Adverse events", "grade at the bar", person.events, axis, person.today, tally=_tally(person.events)
    )
    yield tracks.spans("Drugs", "height is dose", person.drugs, axis, person.today)
    yield tracks.moments("Procedures", person.procedures, axis, person.digit)
    if person.products:
        yield tracks.spans("Cell products", "", person.products, axis, person.today, framed=True)
    if person.infusions:
        yield tracks.moments("Infusion", person.infusions, axis, person.digit)


def _tally(events: tuple[Span, ...]) -> tuple[str, str]:
    return f"{len(events)} events", f"{sum(event.serious for event in events)} serious"


def _shade(canvas: Frame, axis: DayAxis, person: Profile, height: float) -> Layer:
    """Shade the wider days and what lies ahead."""
    foot = height - 24
    shade = []
    if axis.stretched:
        shade.append(
            {"x": axis.position(axis.near_low), "x2": axis.position(axis.near_high), "y": HEAD, "y2": foot}
        )
    if person.today < axis.last:
        shade.append({"x": axis.position(person.today), "x2": axis.right, "y": HEAD, "y2": foot})
    return bars(canvas, shade, fill="band")


def _moments(canvas: Frame, axis: DayAxis, person: Profile, height: float) -> Iterable[Layer]:
    """Draw day 0 and today through every track."""
    foot, zero, today = height - 24, axis.position(0), axis.position(person.today)
    yield segments(canvas, [{"x": zero, "x2": zero, "y": HEAD - 4, "y2": foot}], stroke="ink", width=1.2)
    if axis.first < person.today <= axis.last:
        yield segments(
            canvas, [{"x": today, "x2": today, "y": HEAD, "y2": foot}], stroke="ink2", width=1, dash=DASHED
        )
        label = {"x": today, "y": height - 10, "text": f"{person.now} {write.study_day(person.today)}"}
        yield words(canvas, [label], fill="ink2", size=12, align="center")


def _days(canvas: Frame, axis: DayAxis) -> Iterable[Layer]:
    days = [{"x": axis.position(d), "y": 32, "text": write.study_day(d)} for d in axis.ticks()]
    yield words(canvas, [{"x": 0, "y": 32, "text": "Day"}], size=13, weight=620)
    yield words(canvas, days, size=12, fill="ink2", align="center")
    if axis.stretched:
        low, high = axis.position(axis.near_low), axis.position(axis.near_high)
        text = f"Days {write.study_day(axis.near_low)} to {write.study_day(axis.near_high)}, drawn six times wider"
        yield bars(canvas, [{"x": low, "x2": high, "y": 2, "y2": 20}], fill="band", radius=3)
        yield words(
            canvas, [{"x": (low + high) / 2, "y": 11, "text": text}], size=12, fill="ink2", align="center"
        )
