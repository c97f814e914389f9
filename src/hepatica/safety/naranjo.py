"""The Naranjo scale: an aid beside the WHO-UMC judgement, which says how far it can reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hepatica import rules

FILE = "naranjo.yaml"


@dataclass(frozen=True, kw_only=True)
class Naranjo:
    """A sum of points with its band, and the highest that could be reached."""

    points: int
    band: str
    """definite, probable, possible or doubtful."""
    ceiling: int
    reach: str
    """The band of the ceiling: what this scale can say at most here."""
    unanswered: tuple[int, ...]
    set_aside: tuple[int, ...]
    """Questions that were answered although they have no answer for a single infusion: they count nothing."""


def compute_naranjo(answers: Mapping[int, str], *, single_infusion: bool) -> Naranjo:
    """Add the points of the ten answers (yes, no, unknown); a question without an answer counts nothing.

    Of a single infusion, which can be neither withdrawn nor given again nor compared with a placebo, a level or another
    dose, five questions count nothing: the sum is at most 7, so the scale never says definite. Raises ValueError for a
    question or an answer the scale does not have. Source: ``rules/naranjo.yaml``.
    """
    table = rules.load(FILE)
    points: Mapping[int, Mapping[str, int]] = table["points"]
    for question, answer in answers.items():
        if question not in points or answer not in points[question]:
            raise ValueError(f"question {question} of the Naranjo scale has no answer '{answer}'")
    closed = tuple(table["single_infusion"]) if single_infusion else ()
    counted = {q: a for q, a in answers.items() if q not in closed}
    total = sum(points[question][answer] for question, answer in counted.items())
    ceiling = sum(max(each.values()) for question, each in points.items() if question not in closed)
    return Naranjo(
        points=total,
        band=_band(total),
        ceiling=ceiling,
        reach=_band(ceiling),
        unanswered=tuple(q for q in points if q not in answers and q not in closed),
        set_aside=tuple(q for q in closed if answers.get(q, "unknown") != "unknown"),
    )


def _band(points: int) -> str:
    bands = rules.load(FILE)["bands"]
    return str(next(one["band"] for one in bands if points >= one["least"]))
