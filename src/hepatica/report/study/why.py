"""Why is it this number? One function from a reference to inputs and events, for every screen, page and program."""

from __future__ import annotations

from collections.abc import Callable

from hepatica.datasets.adam import DATASETS
from hepatica.datasets.why.explanation import Explanation
from hepatica.datasets.why.item import explain_item
from hepatica.datasets.why.parameter import explain_parameter
from hepatica.datasets.why.reference import (
    COUNT,
    ESTIMAND,
    EVIDENCE,
    ITEM,
    METHOD,
    PARAMETER,
    SCORE,
    Reference,
    Unanswerable,
    parse,
)
from hepatica.datasets.why.score import explain_score
from hepatica.report.study.cut import Cut
from hepatica.report.study.why_computed import (
    explain_count,
    explain_estimand,
    explain_evidence,
    explain_method,
)
from hepatica.report.study.why_rows import explain_cell

Explainer = Callable[[Cut, Reference], Explanation]

EXPLAINERS: dict[str, Explainer] = {
    ITEM: lambda cut, ref: explain_item(cut.study, cut.state, ref),
    SCORE: lambda cut, ref: explain_score(cut.study, cut.state, ref),
    PARAMETER: lambda cut, ref: explain_parameter(cut.study, cut.state, ref),
    COUNT: explain_count,
    ESTIMAND: explain_estimand,
    EVIDENCE: explain_evidence,
    METHOD: explain_method,
    **dict.fromkeys(DATASETS, explain_cell),
}
"""Who answers for each kind of reference."""


def why(cut: Cut, ref: str) -> Explanation:
    """Return where a value of a cut comes from, down to the events of the ledger; Unanswerable with a sentence."""
    asked = parse(ref)
    explainer = EXPLAINERS.get(asked.kind)
    if explainer is None:
        raise Unanswerable(f"“{ref}”: nothing is called {asked.kind}; there are {', '.join(EXPLAINERS)}.")
    return explainer(cut, asked)
