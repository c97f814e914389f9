"""Where marks sit in a bar, as SVG attribute text. Drawing only: nothing clinical is decided with these floats."""

from collections.abc import Iterable
from math import cos, pi, sin


def percent(share: float) -> str:
    """Write a share of the width as an SVG length, held inside the bar: 0.5 is '50.0%'."""
    return f"{max(0.0, min(1.0, share)) * 100:.1f}%"


class Scale:
    """Maps values to shares of a width, with a margin left free at both ends."""

    def __init__(self, values: Iterable[float], *, margin: float) -> None:
        found = list(values)
        self.low, high = min(found), max(found)
        self.span = (high - self.low) or 1.0
        self.margin = margin

    def share(self, value: float) -> float:
        """Find the value's place between 0 and 1."""
        return self.margin + (1 - 2 * self.margin) * (value - self.low) / self.span

    def x(self, value: float) -> str:
        """Write the value's place as an SVG length."""
        return percent(self.share(value))

    def width(self, low: float, high: float) -> str:
        """Write the distance between two values as an SVG length."""
        return percent(self.share(high) - self.share(low))


def wedge(share: float, *, radius: float = 9.0, centre: float = 12.0) -> str:
    """Draw the path of the wedge that shows a share of time, clockwise from twelve; a whole turn is a circle."""
    if share >= 0.999:
        return (
            f"M{centre} {centre - radius}a{radius} {radius} 0 1 1 0 {2 * radius}"
            f"a{radius} {radius} 0 1 1 0 {-2 * radius}z"
        )
    turn = 2 * pi * max(0.0, share)
    x, y = centre + radius * sin(turn), centre - radius * cos(turn)
    large = 1 if share > 0.5 else 0
    return f"M{centre} {centre}V{centre - radius}A{radius} {radius} 0 {large} 1 {x:.2f} {y:.2f}z"


def polyline(points: list[tuple[float, float]], *, width: float, height: float, pad: float = 6) -> list[str]:
    """Place the points of a small line as 'x,y' pairs inside a box of the given size; y grows upwards."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x_span, y_span = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    return [
        f"{pad + (width - 2 * pad) * (x - min(xs)) / x_span:.1f},"
        f"{height - pad - (height - 2 * pad) * (y - min(ys)) / y_span:.1f}"
        for x, y in points
    ]
