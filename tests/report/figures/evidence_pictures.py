"""The evidence pictures of the invented five, and their baseline images: ``python -m tests.report.figures.evidence_pictures``.

Look at what changed before committing it: these images are how the figures are meant to look.
"""

from functools import cache
from pathlib import Path

from tests.report import samples
from tests.report.figures import printing

from hepatica.evidence.load import load
from hepatica.evidence.synthesis import synthesise
from hepatica.report.figures.evidence_forest import evidence_forest
from hepatica.report.figures.evidence_lines import evidence_lines
from hepatica.report.figures.evidence_timeline import evidence_timeline
from hepatica.report.figures.evidence_values import arm_panels, undrawn

FOLDER = Path(__file__).parent / "baseline"
LIMIT, TOLERANCE, WIDTH = 40_000, 0.004, 700


@cache
def lines(courses=None):
    people = samples.meld_courses() if courses is None else courses
    return evidence_lines(
        panels=arm_panels(load()),
        undrawn=undrawn(load()),
        courses=people,
        stamp=samples.STAMP,
        synthetic=samples.TAG,
    )


@cache
def forest(**more):
    return evidence_forest(synthesis=synthesise(load(), "MELD", **more), stamp=samples.STAMP)


@cache
def timeline():
    return evidence_timeline(evidence=load(), stamp=samples.STAMP)


MADE = {
    "evidence": lines,
    "evidence-forest": lambda: forest(by="masking", approximate=True),
    "evidence-timeline": timeline,
}


def image(name):
    return printing.small(printing.png(printing.drawn(MADE[name]()), width=WIDTH))


def printed_points(figure):
    """Give the smallest text in points when the picture lies across a landscape page, 261 by at most 148 mm."""
    from tests.report.figures.reading import smallest_text

    scale = min(261 / figure.spec["width"], 148 / figure.spec["height"]) / 25.4 * 72
    return smallest_text(figure.spec) * scale


if __name__ == "__main__":
    for name in MADE:
        made = image(name)
        (FOLDER / f"{name}.png").write_bytes(made)
        print(f"{name}: {len(made)} bytes")
