"""The key of the swimlane: what each mark means, and how many of each ending there were, zero included."""

from collections.abc import Iterable, Sequence

from hepatica.report import palette
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import Frame, Layer, bars, points, rings, words
from hepatica.report.figures.course import ENDINGS, WORDS, Terminal
from hepatica.report.figures.labels import text_width

HEIGHT = 50.0
SIZE = 10.0
LEFT_HALF = "M0,-1A1,1,0,0,0,0,1Z"
RIGHT_HALF = "M0,-1A1,1,0,0,1,0,1Z"


def key(canvas: Frame, terminals: Sequence[Terminal], letters: Sequence[tuple[str, str]]) -> Iterable[Layer]:
    """Draw two rows: cells, visits and procedures; grades, serious events, endings and the letter R."""
    top, low = 14.0, 36.0
    yield words(canvas, [{"x": 0, "y": top, "text": "Infusion, 10⁶/kg"}], size=SIZE, fill="ink2")
    yield words(canvas, [{"x": 122, "y": top, "text": "CD34⁺"}], size=SIZE, align="right")
    yield points(canvas, [{"x": 135, "y": top}], fill="ink2", shape=LEFT_HALF, size=320, stroke="ground")
    yield points(canvas, [{"x": 136, "y": top}], fill="ink2", shape=RIGHT_HALF, size=160, stroke="ground")
    yield words(canvas, [{"x": 146, "y": top, "text": "MSC"}], size=SIZE)
    yield points(canvas, [{"x": 194, "y": top}], fill="ink", size=46)
    yield rings(canvas, [{"x": 266, "y": top}], size=52)
    yield bars(canvas, [{"x": 330, "x2": 346, "y": top - 6, "y2": top + 6}], fill="band")
    said = [(202, "visit done"), (275, "missed"), (350, "window")]
    at = 402.0
    for letter, name in letters:
        text = f"{letter} {name}"
        said.append((int(at), text))
        at += text_width(text, SIZE) + 10
    yield words(canvas, [{"x": x, "y": top, "text": text} for x, text in said], size=SIZE)
    yield from _grades(canvas, low)
    yield points(canvas, [{"x": 194, "y": low}], fill="ink", shape=glyphs.PENNANT, size=60, stroke="ink")
    yield words(canvas, [{"x": 202, "y": low, "text": "serious"}], size=SIZE)
    for kind, x in zip(ENDINGS, (266, 342, 448), strict=True):
        yield from glyphs.ending(canvas, kind, x, low, f"{WORDS[kind]}: the key")
        count = sum(one.kind == kind for one in terminals)
        yield words(canvas, [{"x": x + 11, "y": low, "text": f"{WORDS[kind]} {count}"}], size=SIZE)
    yield words(canvas, [{"x": 530, "y": low, "text": "R judged related"}], size=SIZE)


def _grades(canvas: Frame, y: float) -> Iterable[Layer]:
    yield words(canvas, [{"x": 0, "y": y, "text": "CTCAE grade"}], size=SIZE, fill="ink2")
    for grade in range(1, 6):
        x = 74 + 22 * (grade - 1)
        box = {"x": x, "x2": x + 18, "y": y - 7, "y2": y + 7}
        yield bars(canvas, [box], fill=palette.grade_fill(grade), stroke="ink")
        text = {"x": x + 9, "y": y, "text": str(grade)}
        yield words(
            canvas, [text], fill=f"on{palette.grade_fill(grade)}", size=SIZE, weight=600, align="center"
        )
