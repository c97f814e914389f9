"""The strip of Child-Pugh boxes below the MELD lines: one box per scored visit, class and points, aligned in x."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import Frame, Layer, bars, words
from hepatica.report.figures.course import WORDS, Terminal
from hepatica.report.figures.labels import lanes

HALF, TALL, STEP = 11.5, 16.0, 18.0


@dataclass(frozen=True, kw_only=True)
class BoxAt:
    """One box: its middle, its words (`B9`; none for a missed visit)."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, kw_only=True)
class StripRow:
    """One participant's row."""

    digit: int
    y: float
    boxes: tuple[BoxAt, ...]
    end: str
    terminal: Terminal | None
    terminal_x: float


@dataclass(frozen=True, kw_only=True)
class Strip:
    """All rows and where they end."""

    rows: tuple[StripRow, ...]
    bottom: float
    right: float


def layout(
    people: Sequence[tuple[int, Sequence[tuple[int, str]], Terminal | None]], frame: Frame, *, top: float
) -> Strip:
    """Place the boxes of each person (digit, (day, class and points), ending); close visits take a second lane.

    A missed visit (no text) is an empty dashed box.
    """
    rows = []
    y = top
    for digit, visits, terminal in people:
        places = lanes((frame.px(day) - HALF, frame.px(day) + HALF) for day, _ in visits)
        boxes = tuple(
            BoxAt(x=frame.px(day), y=y + TALL / 2 + lane * STEP, text=text)
            for (day, text), lane in zip(visits, places, strict=True)
        )
        rows.append(
            StripRow(
                digit=digit,
                y=y + TALL / 2,
                boxes=boxes,
                end=_end([text for _, text in visits if text], terminal),
                terminal=terminal,
                terminal_x=frame.px(terminal.day) if terminal else 0,
            )
        )
        y += STEP * (max(places, default=0) + 1) + 3
    return Strip(rows=tuple(rows), bottom=y + 2, right=frame.right)


def layers(canvas: Frame, strip: Strip) -> Iterable[Layer]:
    """Draw the strip: white for A, grey for B, dark for C, the letter always inside."""
    boxes = [box for row in strip.rows for box in row.boxes]
    gaps = [_corners(box) for box in boxes if not box.text]
    yield bars(canvas, gaps, fill="ground", stroke="ink2", dash=(2, 1.6))
    for letter in "ABC":
        mine = [box for box in boxes if box.text.startswith(letter)]
        yield bars(canvas, [_corners(box) for box in mine], fill=f"class_{letter.lower()}", stroke="ink")
        texts = [{"x": b.x, "y": b.y, "text": b.text} for b in mine]
        yield words(canvas, texts, fill=f"on_{letter.lower()}", size=10, align="center")
    for row in strip.rows:
        hue = palette.hue(row.digit)
        yield words(
            canvas,
            [{"x": 14, "y": row.y, "text": str(row.digit)}],
            fill=hue,
            size=11.5,
            weight=600,
            align="center",
        )
        yield words(canvas, [{"x": strip.right + 14, "y": row.y, "text": row.end}], fill=hue)
        if row.terminal:
            yield from glyphs.ending(canvas, row.terminal.kind, row.terminal_x, row.y, row.terminal.words)


def _corners(box: BoxAt) -> dict[str, object]:
    said = f"Child-Pugh {box.text}" if box.text else "Child-Pugh not scored"
    sides = {"x": box.x - HALF, "x2": box.x + HALF, "y": box.y - TALL / 2, "y2": box.y + TALL / 2}
    return {**sides, "said": said}


def _end(texts: Sequence[str], terminal: Terminal | None) -> str:
    if terminal:
        return f"\N{EM DASH} {WORDS[terminal.kind]}"
    if not texts:
        return "not scored"
    return texts[0] if len(texts) == 1 else f"{texts[0]} {write.ARROW} {texts[-1]}"
