"""What the engines themselves refuse of a design in which nothing plainer is wrong: their own sentences, with a place."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design import lint_sizes
from hepatica.design.document import Design
from hepatica.design.dose.planned import decides, dose_design
from hepatica.design.engines import asked
from hepatica.study.lines import Finding


def lint(design: Design) -> Iterator[Finding]:
    """Yield the refusal of each stopping rule, of the decision on the dose and of the number of participants."""
    for n, rule in enumerate(design.stopping):
        try:
            asked(rule, design.exposed)
        except (ValueError, ArithmeticError) as refusal:
            yield Finding(("stopping", n, "family"), _said(refusal), ("arms",))
    try:
        _ = dose_design(design) if decides(design) else None
    except (ValueError, ArithmeticError) as refusal:
        yield Finding(("decision", "family"), _said(refusal), ("grid", "arms"))
    try:
        yield from lint_sizes.lint(design)
    except ArithmeticError as refusal:
        yield Finding(lint_sizes.PLACE, _said(refusal), ("endpoints",))


def _said(refusal: Exception) -> str:
    """Return an engine's sentence; arithmetic that gives up has none of its own."""
    if isinstance(refusal, ValueError):
        return str(refusal)
    return "nobody can compute with these numbers: one of them is far from all others"
