"""mDISH beside eDISH: ALT and bilirubin of every draw, against the own baseline and against the limit of normal.

In cirrhosis bilirubin starts above twice the limit, so the usual picture accuses people before any cell is given;
divided by the own baseline, only what changed can cross a line.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from hepatica.report import text as write
from hepatica.report.figure import TITLE_LIMIT, Figure
from hepatica.report.figures.canvas import Frame, chart, pixels
from hepatica.report.figures.course import count_endings
from hepatica.report.figures.mdish_panel import LIMIT, OWN, panel_groups
from hepatica.report.figures.mdish_table import mdish_table
from hepatica.report.figures.mdish_values import (
    DishCourse,
    DishLines,
    Measured,
    Trail,
    against_baseline,
    against_limit,
)
from hepatica.report.stamp import Stamp

WIDTH, HEIGHT, TOP, BOTTOM = 640, 372, 32, 348
LEFT, PANEL, GAP = 36, 275, 54
CORNER = 0.38
"""Share of an axis that at least lies beyond the line."""


def mdish(
    *,
    courses: tuple[DishCourse, ...],
    lines: DishLines,
    stamp: Stamp,
    note: str = "",
    synthetic: str = "",
    number: str = "",
    title: str = "",
    deck: str = "",
    figure_id: str = "mdish",
) -> Figure:
    """Draw both panels with every participant, in order of infusion.

    Without `title` and `note` they are written from the values by `finding` and `explain`. Raises ValueError when
    nobody has a draw after baseline, or two participants have different units.
    """
    ordered = tuple(sorted(courses, key=lambda course: course.digit))
    if not any(course.native for course in ordered):
        raise ValueError(
            "nobody has ALT and bilirubin from one draw after the baseline, so there is nothing to draw"
        )
    if len({(d.alt.unit, d.bilirubin.unit) for c in ordered for d in c.draws}) > 1:
        raise ValueError("ALT and bilirubin of all participants must be in one unit each")
    said = title or finding(ordered, lines)
    endings = count_endings(course.terminal for course in ordered)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=deck
        or "ALT (across) and total bilirubin (up), log scales, one trail per participant; large mark = highest ALT. "
        f"{endings[0].upper()}{endings[1:]}.",
        spec=_spec(ordered, lines),
        note=note or explain(ordered, lines),
        twin=mdish_table(f"{figure_id}-table", ordered),
        alt=f"{said}. {endings}.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(courses: Sequence[DishCourse], lines: DishLines) -> str:
    """Say in one line who came up to both lines against the own baseline, in one draw or in different ones."""
    who = [t.course.digit for t in own_trails(courses) if all(t.reached(lines))]
    if not who:
        return "Against their own baseline, nobody crossed both lines"
    said = f"Against their own baseline, {_people(who)} crossed both lines"
    few = f"Against their own baseline, {write.small(len(who))} crossed both lines"
    return said if len(said) <= TITLE_LIMIT else few


def explain(courses: Sequence[DishCourse], lines: DishLines) -> str:
    """Write the note: who starts above the line, who stands in which corner, the worst values, the limits with units."""
    limit, own = limit_trails(courses), own_trails(courses)
    accused = [t.course.digit for t in limit if all(t.reached(lines))]
    crossed = [t.course.digit for t in own if all(t.reached(lines))]
    both = (
        f"The usual picture (right) brings {_people(accused)} up to both lines; "
        f"divided by the own baseline (left) it is {_people(crossed)}."
    )
    if not accused and not crossed:
        both = "Nobody came up to both lines, neither against the limit (right) nor against the own baseline (left)."
    limits = f"ULN: {_limits(courses)}."
    cannot = "It cannot show why a value rose, nor what happened between draws."
    parts = (_starts(limit, lines), both, *_worst(own, lines), _absent(courses), limits, cannot)
    return " ".join(part for part in parts if part)


def own_trails(courses: Sequence[DishCourse]) -> tuple[Trail, ...]:
    """Give the trails against the own baseline."""
    return tuple(trail for course in courses if (trail := against_baseline(course)) is not None)


def limit_trails(courses: Sequence[DishCourse]) -> tuple[Trail, ...]:
    """Give the trails against the limit of normal."""
    return tuple(trail for course in courses if (trail := against_limit(course)) is not None)


def frames(courses: Sequence[DishCourse], lines: DishLines) -> tuple[Frame, Frame]:
    """Give the frames of both panels: the same multiples, so that one eye reads both."""
    marks = [m for trail in (*own_trails(courses), *limit_trails(courses)) for m in trail.marks]
    across = _span([m.alt for m in marks], lines.alt)
    up = _span([m.bilirubin for m in marks], lines.bilirubin)

    def frame(left: float) -> Frame:
        return Frame(
            x_low=across[0],
            x_high=across[1],
            left=left,
            right=left + PANEL,
            y_low=up[0],
            y_high=up[1],
            top=TOP,
            bottom=BOTTOM,
            ratios=True,
        )

    return frame(LEFT), frame(LEFT + PANEL + GAP)


def _span(values: Iterable[Decimal], line: Decimal) -> tuple[float, float]:
    """Give the ends of an axis: all values and one, with room for marks and words, and for the corner's own name."""
    every = [float(v) for v in values]
    low = min(*every, 0.9) / 1.15
    corner = (float(line) / low**CORNER) ** (1 / (1 - CORNER))
    return low, max(*every, corner / 1.35) * 1.35


def _spec(courses: Sequence[DishCourse], lines: DishLines) -> dict[str, object]:
    canvas = pixels(WIDTH, HEIGHT)
    left, right = frames(courses, lines)
    return chart(
        WIDTH,
        HEIGHT,
        [
            *panel_groups(canvas, left, OWN, own_trails(courses), lines),
            *panel_groups(canvas, right, LIMIT, limit_trails(courses), lines),
        ],
    )


def _starts(limit: Sequence[Trail], lines: DishLines) -> str:
    """Say how many stood at the line of bilirubin before treatment."""
    based = [t.start for t in limit if t.start]
    high = [start for start in based if start.bilirubin >= lines.bilirubin]
    if not based:
        return ""
    return (
        f"Before any cell was given {write.proportion(len(high), len(based))} had bilirubin at or above "
        f"{lines.bilirubin:f} × the upper limit of normal (ULN)."
    )


def _worst(own: Sequence[Trail], lines: DishLines) -> Iterable[str]:
    """Describe the highest ALT against the own baseline, when it is high enough to be named."""
    peaks = [(t, peak) for t in own if (peak := t.peak) is not None and peak.alt >= lines.named_from]
    if not peaks:
        return
    trail, mark = max(peaks, key=lambda pair: pair[1].alt)
    draw, of_limit = mark.draw, mark.draw.alt.of_limit
    usual = f", {write.number(of_limit, 1)} × ULN" if of_limit is not None else ""
    yield (
        f"Participant {trail.course.digit}: ALT {draw.alt.written(0)} ({write.number(mark.alt, 1)} × own{usual}), "
        f"bilirubin {draw.bilirubin.written(1)} ({write.number(mark.bilirubin, 1)} × own) "
        f"on day {write.number(draw.day)}."
    )


def _absent(courses: Sequence[DishCourse]) -> str:
    who = [course.digit for course in courses if course.baseline is None]
    return f"Without a baseline, and so not on the left: {_people(who)}." if who else ""


def _limits(courses: Sequence[DishCourse]) -> str:
    every = [d for c in courses for d in (*((c.baseline,) if c.baseline else ()), *c.native)]
    alt = _values([d.alt for d in every], 0)
    return f"ALT {alt}, bilirubin {_values([d.bilirubin for d in every], 1)}"


def _values(measured: Sequence[Measured], decimals: int) -> str:
    limits = sorted({one.uln for one in measured if one.uln is not None})
    if not limits:
        return "not known"
    return f"{' or '.join(write.number(one, decimals) for one in limits)} {measured[0].unit}"


def _people(digits: Sequence[int]) -> str:
    if not digits:
        return "nobody"
    names = [str(digit) for digit in digits]
    if len(names) == 1:
        return f"participant {names[0]}"
    return f"participants {', '.join(names[:-1])} and {names[-1]}"
