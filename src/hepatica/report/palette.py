"""The one palette, for page and paper: who is a hue and a shape, how bad is darkness, what happened is a shape.

Each participant has one shape and one hue for ever, in order of infusion: indigo circle, magenta square, green
triangle, rust diamond, blue hexagon. The hue has two tones, one for light grounds and one for dark; within each
set all five differ in lightness, so greyscale keeps them apart. See docs/adr/0005-one-palette.md.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Theme = Literal["paper", "light", "dark"]

PARTICIPANTS = 5
HEXAGON = "M-0.87,-0.5L0,-1L0.87,-0.5L0.87,0.5L0,1L-0.87,0.5Z"
SHAPES: tuple[str, ...] = ("circle", "square", "triangle-up", "diamond", HEXAGON)
SHAPE_NAMES: tuple[str, ...] = ("circle", "square", "triangle", "diamond", "hexagon")

_PAPER = {
    "ground": "#FFFFFF",
    "ink": "#1A1A1A",
    "ink2": "#595959",
    "rule": "#BFBFBF",
    "band": "#F1EFEA",
    "alert": "#E6E3DB",
    "range": "#E9F3EC",
    "rangeline": "#9FD0B5",
    "drug": "#EEEFFB",
    "drugline": "#B9BCEC",
    "class_a": "#FFFFFF",
    "class_b": "#D9D9D9",
    "class_c": "#5E5E5E",
    "on_a": "#1A1A1A",
    "on_b": "#1A1A1A",
    "on_c": "#FFFFFF",
    "p1": "#15205A",
    "p2": "#7E1F6B",
    "p3": "#005F45",
    "p4": "#9C4508",
    "p5": "#2671AE",
    "grade1": "#E3E3E3",
    "grade2": "#B8B8B8",
    "grade3": "#858585",
    "grade4": "#505050",
    "grade5": "#111111",
    "ongrade1": "#1A1A1A",
    "ongrade2": "#1A1A1A",
    "ongrade3": "#111111",
    "ongrade4": "#FFFFFF",
    "ongrade5": "#FFFFFF",
}
_LIGHT = _PAPER | {
    "ink": "#1A1B22",
    "ink2": "#4C4F5B",
    "rule": "#C9CAC6",
    "grade1": "#F3E3BD",
    "grade2": "#E3B860",
    "grade3": "#9F621F",
    "grade4": "#7A3E17",
    "grade5": "#3A1B0B",
    "ongrade1": "#4A3608",
    "ongrade2": "#3A2600",
    "ongrade3": "#FFFFFF",
}
_DARK = {
    "ground": "#1C1E25",
    "ink": "#ECECF0",
    "ink2": "#B3B7C3",
    "rule": "#3E424E",
    "band": "#262932",
    "alert": "#2E313B",
    "range": "#1B3026",
    "rangeline": "#2F6B4B",
    "drug": "#272A4D",
    "drugline": "#4B50A0",
    "class_a": "#1C1E25",
    "class_b": "#3E424E",
    "class_c": "#B3B7C3",
    "on_a": "#ECECF0",
    "on_b": "#ECECF0",
    "on_c": "#14152E",
    "p1": "#D3D8FF",
    "p2": "#EC98D4",
    "p3": "#7FDDB2",
    "p4": "#E0994A",
    "p5": "#5F9FD8",
    "grade1": "#4B3C1D",
    "grade2": "#7C5C22",
    "grade3": "#BB8736",
    "grade4": "#EBB963",
    "grade5": "#FFE6B8",
    "ongrade1": "#F3DFAE",
    "ongrade2": "#FFF1D2",
    "ongrade3": "#1D1404",
    "ongrade4": "#1D1404",
    "ongrade5": "#1D1404",
}
COLOURS: Mapping[Theme, Mapping[str, str]] = MappingProxyType(
    {"paper": MappingProxyType(_PAPER), "light": MappingProxyType(_LIGHT), "dark": MappingProxyType(_DARK)}
)
FONTS: Mapping[Theme, str] = MappingProxyType(
    {
        "paper": "Libertinus Serif",
        "light": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Telugu", sans-serif',
        "dark": 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Telugu", sans-serif',
    }
)


def hue(digit: int) -> str:
    """Name the colour role of participant `digit`; after the fifth, the digit alone tells people apart, in ink."""
    if digit < 1:
        raise ValueError(f"{digit} is not a participant's place in the order of infusion (1, 2, 3 …)")
    return f"p{digit}" if digit <= PARTICIPANTS else "ink"


def shape(digit: int) -> str:
    """Give the Vega symbol of participant `digit` (a replaced participant beyond the fifth gets a circle)."""
    return SHAPES[digit - 1] if 1 <= digit <= PARTICIPANTS else SHAPES[0]


def grade_fill(grade: int) -> str:
    """Name the colour role of a CTCAE grade, 1 to 5."""
    if not 1 <= grade <= 5:
        raise ValueError(f"{grade} is not a CTCAE grade (1 to 5)")
    return f"grade{grade}"
