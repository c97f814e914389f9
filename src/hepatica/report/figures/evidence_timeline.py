"""Every study of the published table by year: cells, route, masking, people and what it reported, in its own direction."""

from collections.abc import Iterable
from dataclasses import dataclass

from hepatica.evidence.row import Evidence, Study
from hepatica.evidence.vocabulary import DIRECTION_WORDS, Direction
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import Datum, Frame, Layer, chart, pixels, points, segments, words
from hepatica.report.figures.evidence_values import design_of
from hepatica.report.stamp import Stamp
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text

WIDTH, LEFT, RIGHT = 1000.0, 160.0, 380.0
ROW, TOP, SIZE = 17.5, 44.0, 10.5
COLUMNS = (
    (398, "cells"),
    (526, "route"),
    (666, "masking, allocation"),
    (846, "people"),
    (862, "as its source reports"),
)
MARKS: dict[Direction, tuple[str, str]] = {
    "better": ("circle", "ink"),
    "improved": ("circle", "ground"),
    "none": ("square", "ground"),
    "mixed": ("diamond", "ground"),
    "worse": ("cross", "ink"),
    "not compared": ("stroke", "ink2"),
}
"""Shape and fill by direction; the word stands at the end of the line, so neither is needed to read it."""
UNKNOWN = 2


@dataclass(frozen=True, kw_only=True)
class Told:
    """A study as a line of the picture."""

    study: Study
    year: int | None
    way: str
    people: int | None


def told(evidence: Evidence) -> tuple[Told, ...]:
    """Return the studies by year, those without a year last, animals at the end."""
    lines = []
    for study in evidence.studies:
        rows = evidence.of(study.id)
        treated = next((row for row in rows if row.cells not in {"care", "gcsf"}), next(iter(rows), None))
        way = study.way or (treated.way if treated else "")
        lines.append(Told(study=study, year=evidence.when(study), way=way, people=evidence.people(study)))
    return tuple(
        sorted(lines, key=lambda one: (one.study.species != "human", one.year or 9999, one.study.label))
    )


def evidence_timeline(
    *, evidence: Evidence, stamp: Stamp, number: str = "", figure_id: str = "evidence-timeline"
) -> Figure:
    """Draw every study on a line of its own. Raises ValueError for an empty table."""
    lines = told(evidence)
    if not lines:
        raise ValueError("the published table is empty, so there is no timeline")
    said = finding(lines)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck="Studies by year of their report. Filled disc: better than a control; open disc: better than before, no control; square: no difference.",
        spec=_spec(lines),
        note="A result is its source’s own. Better within one arm is not better than care: controls improved too. Cross: worse, or stopped; diamond: mixed; dash: nothing compared. Unmasked trials leave scores of judgement (ascites, encephalopathy) open to hope.",
        twin=_twin(f"{figure_id}-table", lines),
        alt=f"{said}. {len(lines)} studies, each with its result in words.",
        stamp=stamp,
        wide=True,
    )


def finding(lines: tuple[Told, ...]) -> str:
    """Say in one line how many people studies were masked, and how many of all found a difference from a control."""
    human = [one for one in lines if one.study.species == "human"]
    masked = sum(one.study.masked for one in human)
    better = sum(one.study.direction == "better" for one in human)
    return f"{write.small(masked).capitalize()} of {len(human)} studies in people had a placebo or masking; {write.small(better)} beat a control"


def _spec(lines: tuple[Told, ...]) -> dict[str, object]:
    height = TOP + ROW * len(lines) + 6
    canvas = pixels(WIDTH, height)
    years = [one.year for one in lines if one.year]
    first, last = min(years), max(years)
    frame = Frame(
        x_low=first - 0.5,
        x_high=last + UNKNOWN + 1,
        left=LEFT,
        right=RIGHT,
        y_low=height,
        y_high=0,
        top=0,
        bottom=height,
    )
    return chart(
        WIDTH, height, [[*_ground(canvas, frame, first, last, height)], [*_lines(canvas, frame, lines, last)]]
    )


def _ground(canvas: Frame, frame: Frame, first: int, last: int, height: float) -> Iterable[Layer]:
    ticks = [year for year in range(first, last + 1) if year % 5 == 0]
    grid = [{"x": frame.px(year), "x2": frame.px(year), "y": 26, "y2": height - 6} for year in ticks]
    yield segments(canvas, grid, stroke="rule", width=0.6)
    named = [{"x": frame.px(year), "y": 14, "text": str(year)} for year in ticks]
    named.append({"x": frame.px(last + UNKNOWN), "y": 14, "text": "?"})
    yield words(canvas, named, size=SIZE, align="center")
    yield words(
        canvas,
        [{"x": x, "y": 14, "text": text} for x, text in COLUMNS if text != "people"],
        size=SIZE,
        fill="ink2",
    )
    yield words(canvas, [{"x": 846, "y": 14, "text": "people"}], size=SIZE, fill="ink2", align="right")
    yield segments(canvas, [{"x": 0, "x2": WIDTH, "y": 25, "y2": 25}], stroke="ink2", width=0.6)


def _lines(canvas: Frame, frame: Frame, lines: tuple[Told, ...], last: int) -> Iterable[Layer]:
    plain: list[Datum] = []
    strong: list[Datum] = []
    sizes: list[Datum] = []
    for place, one in enumerate(lines):
        y = TOP + ROW * place
        design = design_of(one.study)
        strong.append({"x": 0, "y": y, "text": one.study.label})
        (strong if one.study.masked else plain).append({"x": 666, "y": y, "text": design})
        plain += [{"x": 398, "y": y, "text": one.study.cells}, {"x": 526, "y": y, "text": one.way}]
        plain.append({"x": 862, "y": y, "text": DIRECTION_WORDS[one.study.direction]})
        sizes.append({"x": 846, "y": y, "text": write.number(one.people) if one.people else "–"})
    yield words(canvas, plain, size=SIZE)
    yield words(canvas, strong, size=SIZE, weight=600)
    yield words(canvas, sizes, size=SIZE, align="right")
    for direction, (shape, fill) in MARKS.items():
        data = [
            {
                "x": frame.px(one.year or last + UNKNOWN),
                "y": TOP + ROW * place,
                "said": f"{one.study.label}: {one.study.said}",
            }
            for place, one in enumerate(lines)
            if one.study.direction == direction
        ]
        yield points(
            canvas, data, fill=fill, shape=shape, size=70, stroke="ink2" if fill == "ink2" else "ink"
        )


def _twin(table_id: str, lines: tuple[Told, ...]) -> Table:
    return Table(
        id=table_id,
        title="",
        columns=(
            Column(title="study", width=3),
            Column(title="year", align="right"),
            Column(title="people", align="right"),
            Column(title="cells and route", width=4),
            Column(title="masking, allocation", width=3),
            Column(title="result", width=6),
        ),
        groups=(Group(rows=tuple(_row(one) for one in lines)),),
        listing=True,
    )


def _row(one: Told) -> Row:
    people: Cell = Number(value=one.people) if one.people else Missing(reason="–")
    return Row(
        cells=(
            Text(text=one.study.label),
            Text(text=str(one.year)) if one.year else Missing(reason="–"),
            people,
            Text(text=f"{one.study.cells}, {one.way}"),
            Text(text=design_of(one.study)),
            Text(text=f"{DIRECTION_WORDS[one.study.direction]}: {one.study.said}"),
        )
    )
