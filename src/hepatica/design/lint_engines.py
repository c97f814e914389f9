"""What the engines themselves refuse of a design in which nothing plainer is wrong: their own sentences, with a place."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design.document import Design
from hepatica.design.engines import asked, dose_design
from hepatica.study.lines import Finding


def lint(design: Design) -> Iterator[Finding]:
    """Yield the refusal of each stopping rule and of the decision on the dose."""
    for n, rule in enumerate(design.stopping):
        try:
            asked(rule, design.exposed)
        except ValueError as refusal:
            yield Finding(("stopping", n, "family"), str(refusal), ("arms",))
    try:
        dose_design(design)
    except ValueError as refusal:
        yield Finding(("decision", "family"), str(refusal), ("grid", "arms"))
