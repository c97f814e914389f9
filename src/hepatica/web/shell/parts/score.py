"""A score that explains itself: number, change, terms as bars that add up, rounding, limits, source."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.text import slugify

from hepatica.web.shell.geometry import percent, polyline


@dataclass(frozen=True, kw_only=True)
class Term:
    """One summand: '11.20 × ln 1.58' is 5.12."""

    name: str
    value: Decimal
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Spark:
    """Earlier values as a small line; days from infusion along x."""

    days: tuple[int, ...]
    values: tuple[Decimal, ...]
    mark: str = "circle"
    tone: int = 0
    words: str = ""
    """The same values in words, for those who cannot see the line."""

    @property
    def _points(self) -> list[tuple[float, float]]:
        return [(float(x), float(y)) for x, y in zip(self.days, self.values, strict=True)]

    @property
    def line(self) -> str:
        """Points of the polyline in a box of 116 by 40."""
        return " ".join(polyline(self._points, width=116, height=40, pad=8))

    @property
    def dots(self) -> list[tuple[str, str]]:
        """Top-left corners of the 10-unit marks."""
        pairs = (point.split(",") for point in polyline(self._points, width=116, height=40, pad=8))
        return [(f"{float(x) - 5:.1f}", f"{float(y) - 5:.1f}") for x, y in pairs]


@dataclass(frozen=True, kw_only=True)
class Score:
    """A computed score; where an input is missing there is a dash and its name, never a number."""

    name: str
    value: str = ""
    missing: str = ""
    """The sentence that stands for a number, such as 'INR missing'."""
    change: str = ""
    way: Literal["up", "down", "same"] = "same"
    since: str = ""
    moving: bool = False
    spark: Spark | None = None
    terms: tuple[Term, ...] = ()
    exact: str = ""
    """The sum before rounding."""
    note: str = ""
    """Formula, version and limits."""
    source: str = ""
    """Address of the source."""
    record: str = ""
    """Address of the answers and events behind it."""
    opened: bool = False

    @property
    def anchor(self) -> str:
        """Where the dock's link leads."""
        return f"score-{slugify(self.name)}"

    @property
    def bars(self) -> list[dict[str, object]]:
        """Terms with their bar; a bar's length is its share of the largest term."""
        most = max((abs(term.value) for term in self.terms), default=Decimal(0)) or Decimal(1)
        return [
            {
                "name": term.name,
                "words": term.words,
                "value": f"{term.value:.2f}".replace("-", "−"),
                "width": percent(float(abs(term.value) / most)),
                "negative": term.value < 0,
            }
            for term in self.terms
        ]


@dataclass(frozen=True, kw_only=True)
class PointRow:
    """One component scored in points, with the value that earned them; None where it is missing."""

    name: str
    value: str
    points: int | None
    most: int = 3

    @property
    def boxes(self) -> list[bool]:
        """One box per possible point, filled when earned."""
        return [n < (self.points or 0) for n in range(self.most)]


@dataclass(frozen=True, kw_only=True)
class Points:
    """A score that is a sum of points, such as Child-Pugh."""

    name: str
    value: str = ""
    missing: str = ""
    lead: str = ""
    """The class, such as 'Class B'."""
    lead_rest: str = ""
    change: str = ""
    way: Literal["up", "down", "same"] = "same"
    rows: tuple[PointRow, ...] = ()
    why: str = ""
    """Address of the explanation."""

    @property
    def anchor(self) -> str:
        """Where the dock's link leads."""
        return f"score-{slugify(self.name)}"
