"""The assumptions a design leans on, each with the two values to which it is moved.

A range is the design's own where an assumption of that id stands in it, as ``meld_sd`` for the SD of the endpoint ``meld``,
``accrual`` or ``dropout``; else it is the tool's convention, and the source says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hepatica.design.answers.learned import assumed
from hepatica.design.answers.questions import primary
from hepatica.design.answers.sought import Sought
from hepatica.design.document import Design
from hepatica.design.inference import Assumption, Endpoint

CONVENTION = "no range in the design: by convention of the tool, "
SURE = 0.95
"""A correlation is not moved beyond this."""
MOST_LOST = 0.9
"""Nor a dropout, unless the design's own is larger."""
ALSO = {"per_month": ("accrual",)}
"""Other ids under which a design may list a number."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One assumption with its value and the two to which it is moved."""

    key: str
    title: str
    value: float
    low: float
    high: float
    source: str
    unit: str = ""


def moved(design: Design, known: Sought | None) -> Iterator[Moved]:
    """Yield every assumption: the numbers of the sized endpoint, pace, dropout, and those the design lists."""
    endpoint, read = primary(design), set[str]()
    numbers = [*_effect(endpoint, known), *_course(design)] if endpoint and known else [*_course(design)]
    for one in numbers:
        names = (f"{endpoint.id}_{one.key}" if endpoint else "", one.key, *ALSO.get(one.key, ()))
        own = next((found for name in names if (found := assumed(design, name))), None)
        read |= set() if own is None else {own.id}
        yield one if own is None else replace(_listed(own, one.key), value=one.value)
    yield from (_listed(one, one.id) for one in design.assumptions if one.id not in read)


def _effect(endpoint: Endpoint, known: Sought) -> Iterator[Moved]:
    """Yield the numbers of the question: only those it has."""
    titles = {
        "delta": "Margin" if known.asks == "non_inferiority" else "Difference worth finding",
        "sd": "SD of the outcome",
        "rate": "Rate under standard care",
    }
    for key, title in titles.items():
        if value := getattr(known, key):
            yield _moved(key, title, value, (0.75 * value, 1.25 * value), "a quarter either way")
    if value := float(endpoint.correlation or 0):
        ends = (max(0.0, value - 0.2), max(value, min(SURE, value + 0.2)))
        yield _moved(
            "correlation", "Correlation of the baseline with the outcome", value, ends, "0.2 either way"
        )


def _course(design: Design) -> Iterator[Moved]:
    """Yield how participants come and go."""
    pace, dropout = float(design.accrual.per_month), float(design.sample_size.dropout)
    yield _moved("per_month", "Participants a month", pace, (pace / 2, pace * 1.5), "half either way")
    most = max(dropout, min(MOST_LOST, max(0.1, 2 * dropout)))
    yield _moved("dropout", "Dropout", dropout, (0.0, most), "from none to twice, or 10 %")


def _moved(key: str, title: str, value: float, ends: tuple[float, float], how: str) -> Moved:
    low, high = (round(end, 6) for end in ends)
    return Moved(key=key, title=title, value=value, low=low, high=high, source=CONVENTION + how)


def _listed(own: Assumption, key: str) -> Moved:
    return Moved(
        key=key, title=str(own.title), value=float(own.value), low=float(own.low), high=float(own.high),
        source=own.reference or str(own.source), unit=own.unit or "",
    )  # fmt: skip
