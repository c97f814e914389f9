"""Gates of a cytometry file as drawn: one small plot each, in order, with its limit, its name and its counts.

Dark dots passed the gate and go to the next plot, pale ones did not. Every count is written over the one before it.
"""

from collections.abc import Iterable
from decimal import Decimal

from hepatica.report import text as write
from hepatica.report.figure import TITLE_LIMIT, Figure
from hepatica.report.figures.canvas import DASHED, Frame, Layer, bars, chart, pixels, points, segments, words
from hepatica.report.figures.labels import text_width
from hepatica.report.stamp import Stamp
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text
from hepatica.tissue.flow_counts import FlowCount
from hepatica.tissue.flow_views import GateView
from hepatica.tissue.gating import GateCount, Gated
from hepatica.tissue.template import plain

WIDTH, PER_ROW, GAP, LEFT = 640, 3, 52, 34
PANEL, HEAD, FOOT = 164, 58, 40
SHOWN = (
    "At most {most} events are drawn, taken evenly through the acquisition; a population of up to 60 in its plot is "
    "drawn whole. The counts are of all events."
)


def flow_plots(
    *,
    views: tuple[GateView, ...],
    gated: Gated,
    count: FlowCount,
    stamp: Stamp,
    synthetic: str = "",
    number: str = "",
    title: str = "",
    deck: str = "",
    figure_id: str = "flow-plots",
) -> Figure:
    """Draw the gates of one file in order; raises ValueError when there is no gate to draw."""
    if not views:
        raise ValueError("no gate of this template can be drawn")
    said = title or finding(count)
    drawn = sum(len(view.inside) + len(view.outside) for view in views)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=deck
        or "Events through the gates in order. Dark = in the gate, pale = left out; count over the gate before.",
        spec=_spec(views),
        note=" ".join((*count.sentences, SHOWN.format(most=write.number(drawn)))),
        twin=_twin(f"{figure_id}-table", gated),
        alt=f"{said}. {len(gated.gates)} gates on {write.number(gated.events)} events.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(count: FlowCount) -> str:
    """Say the two counts and the percentage in one line, and what so few events are."""
    made = count.count
    ratio = f"{write.number(made.positive)} of {write.number(made.counted)}"
    last = f"{write.number(count.percent, 2)} %, {count.precision}"
    long = f"{count.target_name}: {ratio} in {count.denominator_name}, {last}"
    return long if len(long) <= TITLE_LIMIT else f"{ratio} events: {last}"


def _spec(views: tuple[GateView, ...]) -> dict[str, object]:
    rows = -(-len(views) // PER_ROW)
    height = rows * (HEAD + PANEL + FOOT)
    canvas = pixels(WIDTH, height)
    groups = []
    for n, view in enumerate(views):
        left = LEFT + (n % PER_ROW) * (PANEL + GAP)
        top = (n // PER_ROW) * (HEAD + PANEL + FOOT) + HEAD
        frame = Frame(
            x_low=0, x_high=1, left=left, right=left + PANEL, y_low=0, y_high=1, top=top, bottom=top + PANEL
        )
        groups += [list(_cells(frame, view)), list(_words(canvas, frame, view, n + 1))]
    return chart(WIDTH, height, groups)


def _cells(frame: Frame, view: GateView) -> Iterable[Layer]:
    yield bars(frame, [{"x": 0, "x2": 1, "y": 0, "y2": 1}], fill=None, stroke="rule")
    for events, role in ((view.outside, "rule"), (view.inside, "ink")):
        yield points(frame, [{"x": x, "y": y} for x, y in events], fill=role, size=1.5, stroke=role)
    lines = [{"x": x, "y": y, "x2": x2, "y2": y2} for (x, y), (x2, y2) in view.lines]
    yield segments(frame, lines, stroke="ink", width=1.4, dash=DASHED)


def _words(canvas: Frame, frame: Frame, view: GateView, place: int) -> Iterable[Layer]:
    left, top, foot = frame.left - 22, frame.top, frame.bottom
    share = f" · {write.number(Decimal(100 * view.count) / view.of, 1)} %" if view.of else ""
    name = _cut(f"{place} · {view.name}", PANEL + 30)
    counts = f"{write.number(view.count)} of {write.number(view.of)}{share}"
    yield words(canvas, [{"x": left, "y": top - 46, "text": name}], size=11, weight=600)
    yield words(canvas, [{"x": left, "y": top - 31, "text": counts}], size=10.5)
    yield words(
        canvas, [{"x": left, "y": top - 12, "text": _cut(f"↑ {view.y.title}", PANEL)}], size=10, fill="ink2"
    )
    beyond = [{"x": frame.right, "y": foot + 29, "text": _cut(f"{view.x.title} →", PANEL)}]
    yield words(canvas, beyond, size=10, fill="ink2", align="right")
    across = [{"x": frame.px(at), "y": foot + 12, "text": text} for at, text in view.x.ticks]
    yield words(canvas, across, size=10, fill="ink2", align="center")
    upward = [{"x": frame.left - 5, "y": frame.py(at), "text": text} for at, text in view.y.ticks]
    yield words(canvas, upward, size=10, fill="ink2", align="right")


def _cut(text: str, width: float) -> str:
    """Cut a name that would run into the next plot; the table carries it whole."""
    if text_width(text, 11) <= width:
        return text
    return next(f"{text[:n]}…" for n in range(len(text), -1, -1) if text_width(f"{text[:n]}…", 11) <= width)


def _twin(table_id: str, gated: Gated) -> Table:
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title="gate"),
            Column(title="limit"),
            Column(title="in"),
            Column(title="events", align="right"),
            Column(title="of", align="right"),
            Column(title="share", unit="%", align="right", decimals=2),
        ),
        groups=(Group(rows=tuple(_row(gate) for gate in gated.gates)),),
    )


def _row(gate: GateCount) -> Row:
    sign = {">=": "≥", "<=": "≤"}.get(gate.op, "")
    limit = f"{gate.channel} {sign} {plain(gate.limit)}" if gate.limit is not None else "as drawn"
    share: Cell = Missing(reason="no event above")
    if gate.of:
        share = Number(value=Decimal(100 * gate.count) / gate.of)
    return Row(
        cells=(
            Text(text=gate.name),
            Text(text=limit),
            Text(text=gate.parent),
            Number(value=gate.count),
            Number(value=gate.of),
            share,
        )
    )
