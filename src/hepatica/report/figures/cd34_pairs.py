"""Liver CD34 before and after, as counted cells over counted cells, with the sinusoids always beside them.

Bar before, dot after, dashes join the pair; every count is printed as numerator over denominator and carries its
own exact interval, given by the caller. The area panel cannot be left out.
"""

from collections.abc import Iterable
from decimal import Decimal
from math import ceil

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import Frame, Layer, chart, pixels, points, rings, segments, words
from hepatica.report.figures.cd34_reading import CELLS, Biopsy, Pair, judge_pair, read_pair
from hepatica.report.figures.labels import text_width, wrapped
from hepatica.report.stamp import Stamp
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text
from hepatica.tissue.reading_rule import ReadingRule, Verdict

WIDTH, HEAD, ROW = 640, 46, 58
CELLS_AT, AREA_AT, READING_AT = (40, 212), (288, 364), 424
NOTE = (
    "This is tissue CD34 content, never engraftment: infused and resident cells cannot be told apart, because the "
    "cells are autologous and unlabelled. Intervals cover counting error within one core only; core-to-core "
    "variation comes on top and is not known here."
)

READERS = "Thin line of the area: lowest to highest reader of that section; one section gives no interval of its own."


def cd34_pairs(
    *,
    pairs: tuple[Pair, ...],
    rule: ReadingRule,
    stamp: Stamp,
    synthetic: str = "",
    number: str = "",
    title: str = "",
    deck: str = "",
    remark: str = "",
    figure_id: str = "cd34-pairs",
) -> Figure:
    """Draw each participant's biopsies in order of infusion, with a reading by the study's fixed rule.

    `remark` is a further sentence of the note.
    Raises ValueError when there is no biopsy to draw.
    """
    ordered = tuple(sorted(pairs, key=lambda pair: pair.digit))
    if not any(pair.before or pair.after for pair in ordered):
        raise ValueError("no liver biopsy has been counted, so there is nothing to draw")
    said = title or finding(ordered, rule)
    complete = len(_compared(ordered))
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=deck
        or "Paired liver biopsies. Bar = before, dot = after, dashes join the pair; counts as cells/nuclei.",
        spec=_spec(ordered, rule),
        note=" ".join(
            filter(None, (NOTE, remark, _ranges(ordered), _rule_words(rule), f"Pairs: {complete}; no test."))
        ),
        twin=_twin(f"{figure_id}-table", ordered, rule),
        alt=f"{said}. {complete} of {len(ordered)} participants have a pair.",
        stamp=stamp,
        synthetic=synthetic,
    )


def _ranges(pairs: tuple[Pair, ...]) -> str:
    """Say what the thin line of the area is, where there is one."""
    read = any(b.readers for pair in pairs for b in (pair.before, pair.after) if b)
    return READERS if read else ""


def _rule_words(rule: ReadingRule) -> str:
    return (
        f"Rule: cells rose at ≥ {rule.cells_ratio} × before, sinusoids at ≥ {rule.sinusoid_ratio} × before."
    )


def finding(pairs: tuple[Pair, ...], rule: ReadingRule) -> str:
    """Say in one line in how many pairs the cells rose, and in how many of those the sinusoids too."""
    complete = _compared(pairs)
    verdicts = [judge_pair(pair, rule) for pair in complete]
    both = verdicts.count(Verdict.RISE_WITH_SINUSOIDS)
    rose = both + verdicts.count(Verdict.RISE_ALONE) + verdicts.count(Verdict.RISE_UNREAD)
    if not complete:
        return "Liver CD34: no complete pair of biopsies yet"
    if len(complete) == 1:
        said = "rose" if rose else "did not rise"
        return f"Tissue CD34 {said} in the one complete pair{'; so did the sinusoids' if both else ''}"
    line = f"Tissue CD34 rose in {write.small(rose)} of {write.small(len(complete))} pairs"
    return f"{line}; in {write.small(both)} of them so did the sinusoids" if both else line


def _compared(pairs: tuple[Pair, ...]) -> list[Pair]:
    """Return the pairs with both biopsies, counted by one method and taken in their order."""
    return [pair for pair in pairs if pair.compared]


def _spec(pairs: tuple[Pair, ...], rule: ReadingRule) -> dict[str, object]:
    bottom = HEAD + ROW * len(pairs)
    canvas = pixels(WIDTH, bottom + 22)
    biopsies = [b for pair in pairs for b in (pair.before, pair.after) if b]
    cells = _frame(CELLS_AT, max(float(b.upper) for b in biopsies), len(pairs))
    area = _frame(AREA_AT, max([_most(b) for b in biopsies] + [1.0]), len(pairs))
    ground = [
        *_heads(canvas, _called(pairs)),
        *_grid(canvas, cells, bottom),
        *_grid(canvas, area, bottom),
        *_rows(canvas, len(pairs)),
    ]
    cell_layers = [layer for row, pair in enumerate(pairs) for layer in _cells(cells, pair, row)]
    area_layers = [layer for row, pair in enumerate(pairs) for layer in _area(area, pair, row)]
    texts = [
        layer for row, pair in enumerate(pairs) for layer in _texts(canvas, cells, area, pair, row, rule)
    ]
    return chart(WIDTH, bottom + 22, [ground, cell_layers, area_layers, texts])


def _most(biopsy: Biopsy) -> float:
    """Give the highest area of a biopsy, its readers' included; 0 where none was measured."""
    return float(max([biopsy.area or Decimal(0), *(biopsy.readers or ())]))


def _frame(span: tuple[int, int], highest: float, rows: int) -> Frame:
    step = _step(highest)
    return Frame(
        x_low=0,
        x_high=ceil(highest / step) * step,
        left=span[0],
        right=span[1],
        y_low=rows,
        y_high=0,
        top=HEAD,
        bottom=HEAD + ROW * rows,
    )


def _step(highest: float) -> float:
    """Give the distance of ticks so that there are at most four."""
    for step in (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0):
        if highest / step <= 3:
            return step
    return 500.0


def _called(pairs: tuple[Pair, ...]) -> str:
    """Say what the counted cells of the panel may be called, together."""
    labels = {pair.label for pair in pairs if pair.before or pair.after}
    if labels == {CELLS}:
        return f"{CELLS} cells"
    return labels.pop() if len(labels) == 1 else f"{CELLS} cells, by several methods"


def _heads(canvas: Frame, called: str) -> Iterable[Layer]:
    at = (AREA_AT[0], READING_AT)
    bold = ("Sinusoidal area", "Reading")
    room = AREA_AT[0] - CELLS_AT[0] - 6
    size = min(11.0, 11.0 * room / text_width(called, 11, 600))
    yield words(canvas, [{"x": CELLS_AT[0], "y": 12, "text": called}], weight=600, size=round(size, 1))
    thin = (
        f"per {write.number(1000)} nuclei, exact 95 % interval",
        "CD34⁺, % of parenchyma",
        "by a rule fixed before unmasking",
    )
    yield words(
        canvas, [{"x": x, "y": 12, "text": t} for x, t in zip(at, bold, strict=True)], weight=600, size=11
    )
    yield words(
        canvas,
        [{"x": x, "y": 28, "text": t} for x, t in zip((CELLS_AT[0], *at), thin, strict=True)],
        fill="ink2",
        size=10,
    )


def _grid(canvas: Frame, frame: Frame, bottom: float) -> Iterable[Layer]:
    step = _step(frame.x_high * 0.999)
    ticks = [n * step for n in range(int(frame.x_high / step + 0.01) + 1)]
    lines = [{"x": frame.px(t), "x2": frame.px(t), "y": HEAD, "y2": bottom} for t in ticks]
    decimals = 0 if step >= 1 else 2 if step == 0.25 else 1
    texts = [{"x": frame.px(t), "y": bottom + 12, "text": write.number(t, decimals)} for t in ticks]
    yield segments(canvas, lines, stroke="alert", width=0.7)
    yield words(canvas, texts, size=10, align="center")


def _rows(canvas: Frame, rows: int) -> Iterable[Layer]:
    ends = (
        ("x", CELLS_AT[0], "x2", AREA_AT[0] - 24),
        ("x", AREA_AT[0], "x2", AREA_AT[1] + 34),
        ("x", READING_AT, "x2", WIDTH),
    )
    lines = [
        {a: b, c: d, "y": HEAD + ROW * n, "y2": HEAD + ROW * n}
        for n in range(rows + 1)
        for a, b, c, d in ends
    ]
    yield segments(canvas, lines, stroke="rule", width=0.6)


def _cells(frame: Frame, pair: Pair, row: int) -> Iterable[Layer]:
    """Draw the interval and the rate of each biopsy; the data are the counts themselves."""
    hue = palette.hue(pair.digit)
    both = [
        (b, row + at, when) for b, at, when in ((pair.before, 0.3, "before"), (pair.after, 0.7, "after")) if b
    ]
    spans = [{"x": float(b.lower), "x2": float(b.upper), "y": y, "y2": y} for b, y, _ in both]
    yield segments(frame, spans, stroke=hue, width=2.6)
    for b, y, when in both:
        datum = {
            "x": float(b.rate),
            "y": y,
            "said": _said(pair, b, when),
            "href": b.href,
            "cells": b.cells,
            "nuclei": b.nuclei,
        }
        yield _mark(frame, datum, hue, before=when == "before")
    if pair.before and pair.after and pair.compared:
        link = {"x": float(pair.before.rate), "x2": float(pair.after.rate), "y": row + 0.3, "y2": row + 0.7}
        yield segments(frame, [link], stroke=hue, width=1.2, dash=(3, 2.5))


def _area(frame: Frame, pair: Pair, row: int) -> Iterable[Layer]:
    hue = palette.hue(pair.digit)
    measured = [
        (float(b.area), row + at, when, b)
        for b, at, when in ((pair.before, 0.3, "before"), (pair.after, 0.7, "after"))
        if b and b.area is not None
    ]
    ranges = [
        {"x": float(b.readers[0]), "x2": float(b.readers[1]), "y": y, "y2": y, "said": "range of the readers"}
        for _, y, _, b in measured
        if b.readers and b.readers[0] < b.readers[1]
    ]
    yield segments(frame, ranges, stroke=hue, width=1.4)
    for x, y, when, b in measured:
        said = f"{pair.digit} · {pair.code}, {when}, {b.date}, sinusoidal area {write.number(x, 1)} %"
        yield _mark(frame, {"x": x, "y": y, "said": said, "href": b.href}, hue, before=when == "before")
    if len(measured) == 2 and pair.compared:
        (x, y, *_), (x2, y2, *_) = measured
        yield segments(frame, [{"x": x, "y": y, "x2": x2, "y2": y2}], stroke=hue, width=1.2, dash=(3, 2.5))


def _mark(frame: Frame, datum: dict[str, object], hue: str, *, before: bool) -> Layer:
    shape = "M-0.14,-1L0.14,-1L0.14,1L-0.14,1Z" if before else "circle"
    return points(
        frame, [datum], fill=hue, shape=shape, size=260 if before else 90, stroke=hue if before else "ground"
    )


def _texts(
    canvas: Frame, cells: Frame, area: Frame, pair: Pair, row: int, rule: ReadingRule
) -> Iterable[Layer]:
    hue, top = palette.hue(pair.digit), HEAD + ROW * row
    yield words(
        canvas,
        [{"x": 16, "y": top + ROW / 2, "text": str(pair.digit)}],
        fill=hue,
        size=14,
        weight=600,
        align="center",
    )
    for biopsy, y in ((pair.before, top + 0.3 * ROW), (pair.after, top + 0.7 * ROW)):
        if biopsy is None:
            yield rings(canvas, [{"x": CELLS_AT[0] + 12, "y": y, "said": pair.missing}])
            yield words(
                canvas, [{"x": CELLS_AT[0] + 24, "y": y, "text": _short(pair.missing)}], fill="ink2", size=10
            )
            continue
        yield words(
            canvas,
            [{"x": cells.px(float(biopsy.upper)) + 6, "y": y, "text": biopsy.count}],
            fill=hue,
            size=10,
        )
        if biopsy.area is None:
            yield rings(canvas, [{"x": AREA_AT[0] + 12, "y": y, "said": "sinusoidal area not measured"}])
        else:
            at = {"x": area.px(_most(biopsy)) + 9, "y": y, "text": write.number(biopsy.area, 1)}
            yield words(canvas, [at], fill=hue, size=10)
    bold, thin = read_pair(pair, rule)
    lines = wrapped(thin, WIDTH - READING_AT, size=10)
    start = top + ROW / 2 - 6.5 * len(lines)
    yield words(canvas, [{"x": READING_AT, "y": start, "text": bold}], size=10.5, weight=600)
    below = [{"x": READING_AT, "y": start + 13 * (n + 1), "text": line} for n, line in enumerate(lines)]
    yield words(canvas, below, fill="ink2", size=10)


def _short(reason: str, width: float = 212) -> str:
    """Cut a reason that would run into the next panel; the table carries it whole."""
    return next(
        reason[:n] + ("…" if n < len(reason) else "")
        for n in range(len(reason), -1, -1)
        if text_width(reason[:n] + "…", 10) <= width
    )


def _said(pair: Pair, biopsy: Biopsy, when: str) -> str:
    bounds = f"{write.number(biopsy.lower, 2)} to {write.number(biopsy.upper, 2)}"
    rate = write.number(Decimal(biopsy.cells) * 1000 / biopsy.nuclei, 2)
    return f"{pair.digit} · {pair.code}, {when}, {biopsy.date}, {biopsy.count}, {rate} per {write.number(1000)} ({bounds})"


def _twin(table_id: str, pairs: tuple[Pair, ...], rule: ReadingRule) -> Table:
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title=""),
            Column(title="biopsy"),
            Column(title="date"),
            Column(title="cells/nuclei", align="right"),
            Column(title="per 1 000", unit="nuclei", align="right", decimals=2),
            Column(title="95 % interval", interval=True, decimals=2),
            Column(title="area", unit="%", align="right", decimals=1),
            Column(title="readers", unit="%", interval=True, decimals=1),
            Column(title="reading; what this cannot show", width=1),
        ),
        groups=tuple(Group(rows=tuple(_table_rows(pair, rule))) for pair in pairs),
        listing=True,
    )


def _table_rows(pair: Pair, rule: ReadingRule) -> Iterable[Row]:
    reading = " ".join(read_pair(pair, rule))
    for n, (biopsy, when) in enumerate(((pair.before, "before"), (pair.after, "after"))):
        who = Text(text="" if n else str(pair.digit), strong=True, participant=pair.digit)
        if biopsy is None:
            yield Row(cells=(who, Text(text=when)), sentence=pair.missing, muted=True)
            continue
        area: Cell = Missing(reason="not measured") if biopsy.area is None else Number(value=biopsy.area)
        yield Row(
            cells=(
                who,
                Text(text=when),
                Text(text=biopsy.date),
                Text(text=biopsy.count, href=biopsy.href),
                Number(value=Decimal(biopsy.cells) * 1000 / biopsy.nuclei),
                Interval(lower=biopsy.lower, upper=biopsy.upper),
                area,
                Missing(reason="one")
                if biopsy.readers is None
                else Interval(lower=biopsy.readers[0], upper=biopsy.readers[1]),
                Text(text="" if n and pair.before else reading),
            )
        )
