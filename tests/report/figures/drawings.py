"""The figures of the invented records, each made once for all tests."""

from functools import cache

from tests.report.figures import printing
from tests.report.samples_endings import story

from hepatica.report.figure import Figure
from hepatica.report.study.catalogue import FIGURES, SEVERAL

NAMES = (
    "flow",
    "swimlane",
    "ae-dots",
    "ae-terms",
    "mdish",
    "meld",
    "waterfall",
    "laboratory",
    "liver-cd34",
)
"""The figures of the study's own data."""


@cache
def figure(name: str, told: str = "five") -> Figure | None:
    """Make a figure of the catalogue from one of the named records."""
    return FIGURES[name](story(told))


@cache
def profiles(told: str = "five") -> tuple[Figure, ...]:
    """Make the profiles of one of the named records."""
    return SEVERAL["profile"](story(told))


def pictured(name: str) -> Figure:
    """Give the figure behind a baseline image: of the five, or the profile of the one who was transplanted."""
    if name == "profile":
        return profiles()[2]
    made = figure(name)
    assert made is not None
    return made


@cache
def svg(name: str) -> str:
    """Draw the figure behind a baseline image, once."""
    return printing.drawn(pictured(name))
