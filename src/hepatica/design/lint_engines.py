"""What the engines themselves refuse of a design in which nothing plainer is wrong: their own sentences, with a place."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design.document import Design
from hepatica.design.dose.planned import decides, dose_design
from hepatica.design.engines import asked, power
from hepatica.study.lines import Finding

ROUNDED = 0.005
"""A power is stated to two decimals: what falls short by less is the rounding's."""


def lint(design: Design) -> Iterator[Finding]:
    """Yield the refusal of each stopping rule and of the decision on the dose."""
    for n, rule in enumerate(design.stopping):
        try:
            asked(rule, design.exposed)
        except ValueError as refusal:
            yield Finding(("stopping", n, "family"), str(refusal), ("arms",))
    try:
        _ = dose_design(design) if decides(design) else None
    except ValueError as refusal:
        yield Finding(("decision", "family"), str(refusal), ("grid", "arms"))
    yield from _powered(design)


def _powered(design: Design) -> Iterator[Finding]:
    """Require of a 2 × 2 that it has the power it says, adjusted for the baseline where the analysis adjusts."""
    size = design.sample_size
    question = next((e.question for e in design.endpoints if e.id == size.endpoint), "description")
    try:
        found = power(design, question, adjusted="baseline" in design.analysis.adjusts_for)
    except ValueError as refusal:
        yield Finding(("sample_size", "per_arm"), str(refusal), ("endpoints",))
        return
    if found is not None and size.power is not None and found < float(size.power) - ROUNDED:
        said = f"{size.per_arm} for each arm give a power of {found:.2f} for this question, not the {size.power} it says"
        yield Finding(("sample_size", "per_arm"), said, ("endpoints",))
