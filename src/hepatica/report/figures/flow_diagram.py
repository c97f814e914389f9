"""The flow of participants: a box per step with its count, beside it who did not go on and why, below it who is analysed.

After the CONSORT diagram, for one arm. Counts are people; nobody leaves without a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import Frame, Layer, bars, chart, pixels, points, segments, words
from hepatica.report.figures.course import fitting
from hepatica.report.figures.labels import wrapped
from hepatica.report.stamp import Stamp
from hepatica.report.table import Column, Group, Number, Row, Table, Text

WIDTH, LEFT, RIGHT, ASIDE = 640, 0, 300, 348
PAD, LINE, GAP, SIZE = 8.0, 13.0, 20.0, 10.0


@dataclass(frozen=True, kw_only=True)
class FlowStep:
    """A step of the study: how many reached it, a detail below, and who went no further, each with a reason."""

    title: str
    n: int
    detail: str = ""
    left: tuple[tuple[str, int], ...] = ()
    """(reason, people) of those who did not go on to the next step, zero never included."""
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse more leaving than came."""
        if sum(count for _, count in self.left) > self.n:
            raise ValueError(f"{self.title}: more left than the {self.n} who came")


@dataclass(frozen=True, kw_only=True)
class FlowSet:
    """A set of participants that is analysed, and what puts one in it."""

    title: str
    n: int
    rule: str
    why: str = ""


def flow_diagram(
    *,
    steps: tuple[FlowStep, ...],
    sets: tuple[FlowSet, ...],
    stamp: Stamp,
    note: str = "",
    synthetic: str = "",
    number: str = "",
    title: str = "",
    figure_id: str = "flow",
) -> Figure:
    """Draw the steps downwards and the analysed sets in a row below; raises ValueError without a step."""
    if not steps:
        raise ValueError("a flow of participants needs at least one step")
    said = title or finding(steps)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck="Counts are participants. Right: who did not go on to the next step, and why. Foot: who is analysed.",
        spec=_spec(steps, sets),
        note=note,
        twin=_twin(f"{figure_id}-table", steps, sets),
        alt=f"{said}. " + "; ".join(f"{step.title} {step.n}" for step in steps) + ".",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(steps: tuple[FlowStep, ...]) -> str:
    """Say how many of those at the first step stand at the others."""
    first, last = steps[0], steps[-1]
    if not first.n:
        return "Nobody has been screened"
    said = f"Of {write.small(first.n)} {first.title.lower()}, "
    middle = [
        f"{write.small(s.n)} {s.title.lower()}" for s in steps[1:-1] if s.title in ("Enrolled", "Infused")
    ]
    end = f"{write.small(last.n)} {last.title.lower()}"
    return fitting(said + ", ".join([*middle, end]), said + end)


def _spec(steps: tuple[FlowStep, ...], sets: tuple[FlowSet, ...]) -> dict[str, object]:
    tops, y = [], 1.0
    for step in steps:
        tops.append(y)
        y += _height(step) + GAP
    foot = y + 8
    tall = max((_set_height(one, len(sets)) for one in sets), default=0.0)
    height = foot + tall + 4
    canvas = pixels(WIDTH, height)
    layers = list(_arrows(canvas, steps, tops))
    for step, top in zip(steps, tops, strict=True):
        layers += _step(canvas, step, top)
    layers += _sets(canvas, sets, foot, tall)
    return chart(WIDTH, height, [layers])


def _height(step: FlowStep) -> float:
    """Give the height of a step: its own words, or those of who left, whichever are more."""
    return max(_own(step), _aside(step))


def _own(step: FlowStep) -> float:
    return 2 * PAD + LINE * (1 + len(_detail(step)))


def _aside(step: FlowStep) -> float:
    return 2 * PAD + LINE * len(_left(step)) if step.left else 0.0


def _detail(step: FlowStep) -> list[str]:
    return wrapped(step.detail, RIGHT - LEFT - 2 * PAD, size=SIZE) if step.detail else []


def _left(step: FlowStep) -> list[str]:
    lines: list[str] = []
    for reason, count in step.left:
        lines += wrapped(f"{write.number(count)}  {reason}", WIDTH - ASIDE - 2 * PAD, size=SIZE)
    return lines


def _step(canvas: Frame, step: FlowStep, top: float) -> Iterable[Layer]:
    tall, middle = _own(step), top + _height(step) / 2
    box = {"x": LEFT + 0.5, "x2": RIGHT, "y": middle - tall / 2, "y2": middle + tall / 2}
    yield bars(canvas, [box | {"said": f"{step.title} {step.n}"}], fill="ground", stroke="ink", radius=3)
    y = middle - tall / 2 + PAD + LINE / 2
    yield words(canvas, [{"x": LEFT + PAD, "y": y, "text": step.title}], size=11, weight=600)
    count = {"x": RIGHT - PAD, "y": y, "text": write.number(step.n)}
    yield words(canvas, [count], size=13, weight=600, align="right")
    detail = [{"x": LEFT + PAD, "y": y + LINE * (n + 1), "text": t} for n, t in enumerate(_detail(step))]
    yield words(canvas, detail, size=SIZE, fill="ink2")
    lines = _left(step)
    if lines:
        high = _aside(step)
        aside = {"x": ASIDE, "x2": WIDTH - 0.5, "y": middle - high / 2, "y2": middle + high / 2}
        yield bars(canvas, [aside], fill="band", radius=3)
        start = middle - high / 2 + PAD + LINE / 2
        data = [{"x": ASIDE + PAD, "y": start + LINE * n, "text": line} for n, line in enumerate(lines)]
        yield words(canvas, data, size=SIZE)


def _arrows(canvas: Frame, steps: tuple[FlowStep, ...], tops: list[float]) -> Iterable[Layer]:
    """Draw what leads from step to step, and aside to who left."""
    x, down, tips = (LEFT + RIGHT) / 2, [], []
    edges = []
    for step, top in zip(steps, tops, strict=True):
        middle, own = top + _height(step) / 2, _own(step)
        edges.append((middle - own / 2, middle + own / 2))
    for (_, end), (start, _) in pairwise(edges):
        down.append({"x": x, "x2": x, "y": end, "y2": start - 3})
        tips.append({"x": x, "y": start - 3.5})
    yield segments(canvas, down, stroke="ink2", width=1)
    yield points(canvas, tips, fill="ink2", shape="triangle-down", size=34, stroke="ink2")
    aside, heads = [], []
    for step, (start, end) in zip(steps, edges, strict=True):
        if step.left:
            y = (start + end) / 2
            aside.append({"x": RIGHT, "x2": ASIDE - 4, "y": y, "y2": y})
            heads.append({"x": ASIDE - 4.5, "y": y})
    yield segments(canvas, aside, stroke="ink2", width=1)
    yield points(canvas, heads, fill="ink2", shape="triangle-right", size=34, stroke="ink2")


def _set_width(count: int) -> float:
    return (WIDTH - 10.0 * (count - 1)) / max(count, 1)


def _set_lines(one: FlowSet, count: int) -> tuple[list[str], list[str]]:
    room = _set_width(count) - 2 * PAD
    return wrapped(one.title, room - 18, size=11, weight=600), wrapped(one.rule, room, size=SIZE)


def _set_height(one: FlowSet, count: int) -> float:
    title, rule = _set_lines(one, count)
    return 2 * PAD + LINE * (len(title) + len(rule)) + 4


def _sets(canvas: Frame, sets: tuple[FlowSet, ...], top: float, tall: float) -> Iterable[Layer]:
    """Draw the analysed sets in a row under their heading."""
    wide = _set_width(len(sets))
    if not sets:
        return
    yield words(canvas, [{"x": 0, "y": top - 12, "text": "Analysed"}], size=11, fill="ink2", italic=True)
    for n, one in enumerate(sets):
        left = n * (wide + 10)
        box = {"x": left + 0.5, "x2": left + wide - 0.5, "y": top, "y2": top + tall}
        yield bars(canvas, [box | {"said": f"{one.title} {one.n}"}], fill="ground", stroke="ink", radius=3)
        title, rule = _set_lines(one, len(sets))
        y = top + PAD + LINE / 2
        head = [{"x": left + PAD, "y": y + LINE * k, "text": t} for k, t in enumerate(title)]
        yield words(canvas, head, size=11, weight=600)
        count = {"x": left + wide - PAD, "y": y, "text": write.number(one.n)}
        yield words(canvas, [count], size=13, weight=600, align="right")
        start = y + LINE * len(title) + 2
        data = [{"x": left + PAD, "y": start + LINE * k, "text": t} for k, t in enumerate(rule)]
        yield words(canvas, data, size=SIZE, fill="ink2")


def _twin(table_id: str, steps: tuple[FlowStep, ...], sets: tuple[FlowSet, ...]) -> Table:
    rows = []
    for step in steps:
        rows.append(_row(step.title, step.n, step.detail, step.why))
        rows += [_row(f"did not go on: {reason}", count, "", "", indent=True) for reason, count in step.left]
    analysed = tuple(_row(one.title, one.n, one.rule, one.why) for one in sets)
    groups = (Group(rows=tuple(rows)), *((Group(title="Analysed", rows=analysed),) if analysed else ()))
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title="", width=3),
            Column(title="participants", align="right"),
            Column(title="", width=3),
        ),
        groups=groups,
        listing=True,
    )


def _row(title: str, n: int, detail: str, why: str, *, indent: bool = False) -> Row:
    return Row(
        cells=(Text(text=title), Number(value=n, why=why), Text(text=detail)), indent=indent, muted=indent
    )
