"""Where words go on a chart: a rule that never lets two of them overlap.

Labels are placed in the order given. Each tries its sides, then small shifts; among the free places it takes the
cheapest: near its mark, off the lines. Widths are estimated generously, so the rule holds in any type face.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

Side = Literal["right", "left", "above", "below"]
STEP = 3.0
CROSSING = 22.0
SIDE = 7.0
_NARROW = set("iljtfr.,:;|'·!()[]/ -")
_WIDE = set("mwMWQO@%→—")


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle in pixels, y counted downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Tell whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        """Tell whether this lies wholly inside the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A drawn line that labels avoid if they can."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words that belong to the point (x, y); `slide` lets them move sideways that far, `rise` up or down.

    Without `rise` they may stand at any height.
    """

    text: str
    x: float
    y: float
    size: float = 10.5
    sides: tuple[Side, ...] = ("right", "left", "above", "below")
    gap: float = 7
    fill: str = "ink"
    weight: int = 400
    slide: float = 0
    rise: float | None = None


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A label, the box it may fill and the side of its point it stands on."""

    label: Label
    box: Box
    side: Side

    @property
    def align(self) -> str:
        """Give the alignment that keeps the words next to their point."""
        return {"right": "left", "left": "right", "above": "center", "below": "center"}[self.side]

    @property
    def x(self) -> float:
        """Give where the words are anchored, by their alignment."""
        middle = (self.box.left + self.box.right) / 2
        return {"right": self.box.left, "left": self.box.right, "above": middle, "below": middle}[self.side]

    @property
    def middle(self) -> float:
        """Give the vertical middle of the words."""
        return (self.box.top + self.box.bottom) / 2


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Estimate the width of words in pixels, on the generous side for serif and system faces."""
    ems = sum(_ems(character) for character in text)
    return size * ems * (1.06 if weight > 500 else 1.0)


def wrapped(sentence: str, width: float, *, size: float, weight: int = 400) -> list[str]:
    """Break a sentence between words so that no line is wider than `width` (one long word may be)."""
    lines = [""]
    for word in sentence.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def place(
    labels: Iterable[Label], *, bounds: Box, marks: Sequence[Box] = (), lines: Sequence[Segment] = ()
) -> tuple[Placed, ...]:
    """Place every label inside `bounds` so that none overlaps another label or a mark.

    Raises ValueError when a label has no free place at all.
    """
    placed: list[Placed] = []
    for label in labels:
        taken = [*marks, *(other.box for other in placed)]
        best: tuple[float, Side, Box] | None = None
        width, height = text_width(label.text, label.size, label.weight), label.size * 1.2
        for cost, side, left, top in _candidates(label, bounds, width, height):
            if best and cost >= best[0]:
                continue
            box = Box(left=left, top=top, right=left + width, bottom=top + height)
            if not any(box.overlaps(other) for other in taken):
                total = cost + CROSSING * sum(crosses(line, box) for line in lines)
                best = (total, side, box) if best is None or total < best[0] else best
        if best is None:
            raise ValueError(f"the label {label.text!r} has no free place on the picture")
        placed.append(Placed(label=label, side=best[1], box=best[2]))
    return tuple(placed)


def place_what_fits(
    needed: Iterable[Label],
    wished: Iterable[Label],
    *,
    bounds: Box,
    marks: Sequence[Box] = (),
    lines: Sequence[Segment] = (),
) -> tuple[Placed, ...]:
    """Place every needed label, then of the wished ones those that find room; the twin table holds the rest.

    Raises ValueError when a needed label has no free place at all.
    """
    placed = list(place(needed, bounds=bounds, marks=marks, lines=lines))
    for label in wished:
        with suppress(ValueError):
            placed += place([label], bounds=bounds, marks=[*marks, *(p.box for p in placed)], lines=lines)
    return tuple(placed)


def crosses(line: Segment, box: Box) -> bool:
    """Tell whether a line passes through a box (Liang and Barsky's clipping)."""
    start, end = 0.0, 1.0
    dx, dy = line.x2 - line.x1, line.y2 - line.y1
    for step, distance in (
        (-dx, line.x1 - box.left),
        (dx, box.right - line.x1),
        (-dy, line.y1 - box.top),
        (dy, box.bottom - line.y1),
    ):
        if step == 0:
            if distance < 0:
                return False
        elif step < 0:
            start = max(start, distance / step)
        else:
            end = min(end, distance / step)
    return start <= end


def lanes(spans: Iterable[tuple[float, float]]) -> tuple[int, ...]:
    """Give each span (start, end) the first lane in which it touches no earlier one, in the order given."""
    ends: list[list[tuple[float, float]]] = []
    result = []
    for start, end in spans:
        lane = next(
            (n for n, busy in enumerate(ends) if all(end <= a or start >= b for a, b in busy)), len(ends)
        )
        if lane == len(ends):
            ends.append([])
        ends[lane].append((start, end))
        result.append(lane)
    return tuple(result)


def _candidates(
    label: Label, bounds: Box, width: float, height: float
) -> Iterator[tuple[float, Side, float, float]]:
    """Yield cost, side and corner of each place inside the bounds, near ones before far ones."""
    reach = max(bounds.bottom - bounds.top, 1) if label.rise is None else label.rise
    across, down = tuple(_shifts(label.slide)), tuple(_shifts(reach))
    for rank, side in enumerate(label.sides):
        left, top = _corner(label, side, width, height)
        rows = tuple(dy for dy in down if bounds.top <= top + dy and top + dy + height <= bounds.bottom)
        for dx in across:
            if bounds.left <= left + dx and left + dx + width <= bounds.right:
                aside = SIDE * rank + abs(dx) / 4
                for dy in rows:
                    yield aside + abs(dy), side, left + dx, top + dy


def _corner(label: Label, side: Side, width: float, height: float) -> tuple[float, float]:
    match side:
        case "right":
            return label.x + label.gap, label.y - height / 2
        case "left":
            return label.x - label.gap - width, label.y - height / 2
        case "above":
            return label.x - width / 2, label.y - label.gap - height
        case "below":
            return label.x - width / 2, label.y + label.gap


def _shifts(reach: float) -> Iterator[float]:
    yield 0.0
    for n in range(1, int(reach / STEP) + 1):
        yield n * STEP
        yield -n * STEP


def _ems(character: str) -> float:
    if character in _NARROW:
        return 0.34
    if character in _WIDE:
        return 0.95
    return 0.68 if character.isupper() or ord(character) > 0x2FF else 0.58
