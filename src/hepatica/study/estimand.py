"""What each endpoint asks, of whom, and what is done about the events that come in between (ICH E9(R1)).

An endpoint is added by writing one estimand into ``analysis.yaml``: dataset, table, methods and limits follow from it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from hepatica.study.form import Identifier
from hepatica.study.text import Frozen, Sourced, Text

Population = Literal["started", "infused", "baseline", "paired"]
"""Who counts: began a study procedure; received cells; has a baseline; has both biopsies."""
Strategy = Literal[
    "treatment_policy", "composite", "hypothetical", "while_alive", "while_untreated", "principal_stratum"
]
Measure = Literal["change", "ranked", "responder", "days_alive", "events"]
"""Change from baseline; pairs ranked by outcome; share who changed enough; days alive and untransplanted; counts."""
Method = Literal[
    "each", "median", "hodges_lehmann", "signed_rank", "sign_test", "sign_flip", "paired_t", "bayes_paired",
    "reliable_change", "shrunken", "exact_proportion", "ranked_against_no_change", "mixed_model", "cumulative_incidence",
]  # fmt: skip

OTHER_VARIABLES = ("CD34", "CD34_SINUSOIDS", "ADVERSE_EVENTS", "SURVIVAL")
"""Variables that are no score: the two readings of a liver biopsy in per cent, events, days until death or transplantation."""
MEANS: tuple[Method, ...] = ("sign_flip", "paired_t", "bayes_paired", "shrunken", "mixed_model")
"""Methods that lean on a mean: an outcome that takes the place of a value has none."""


class IntercurrentEvent(Sourced):
    """Something after treatment began that changes what a value means, or that there is one at all."""

    id: Identifier
    title: Text
    kind: Literal["death", "transplant", "withdrawal", "drug", "procedure", "no_infusion", "missed_dose"]
    drug_classes: tuple[str, ...] = ()
    """``drug``: classes of the drug log."""
    procedures: tuple[str, ...] = ()
    """``procedure``: codes of the procedure log."""
    what: Literal["given", "changed"] = "given"
    """``changed``: begun, stopped or another dose since baseline."""
    days: int | None = None
    """Counts when it falls within so many days before the measured draw; without it, at any time since the anchor."""


class Handling(Frozen):
    """What one estimand does about one intercurrent event."""

    event: Identifier
    strategy: Strategy
    reason: Text


class BaselineRule(Sourced):
    """Another choice of baseline than the analysis' own: a sensitivity analysis."""

    id: Identifier
    title: Text
    anchor: Identifier
    """The anchor the baseline precedes: ``infusion`` where the analysis' own precedes the first G-CSF dose."""
    first: int
    """The earliest day, counted from that anchor."""


class Responder(Sourced):
    """Who counts as having changed enough."""

    id: Identifier
    title: Text
    score: str
    by: Decimal
    """−3: a fall of three points or more; +3: a rise."""


class Prior(Sourced):
    """A prior for the mean change of a score; two are printed side by side, so that its weight is seen."""

    id: Identifier
    title: Text
    mean: Decimal
    sd: Decimal
    noise_sd: Decimal
    """Scale of the half-normal prior on the spread between participants."""


class Borrowing(Sourced):
    """How published standard-care arms may inform a prior: shown with and without, never for safety."""

    outcome: str
    """The outcome of the evidence table whose standard-care arms are read."""
    months: Decimal
    tau_scale: Decimal
    """Scale of the half-normal prior on the spread between studies."""
    robust_weight: Decimal
    """Weight of the vague part: at least 0.2."""
    vague_sd: Decimal


class Repeatability(Sourced):
    """How much an analyte varies within one stable person from draw to draw."""

    analyte: Identifier
    cv_percent: Decimal
    """Within-person coefficient of variation, biological and analytical together."""


class Estimand(Sourced):
    """One precise question about one outcome."""

    id: Identifier
    title: Text
    kind: Literal["primary", "secondary", "supplementary", "sensitivity"]
    outcome: Identifier | None = None
    """The registered outcome it belongs to."""
    population: Population
    variable: str
    """A score's name as ``hepatica score --list`` gives it, or one of ``OTHER_VARIABLES``."""
    measure: Measure
    window: Identifier | None = None
    """The analysis window of the change; the last one where none is named."""
    baseline: Identifier | None = None
    """A rule of ``baselines``; the analysis' own where none is named."""
    responder: Identifier | None = None
    ranks: tuple[Literal["death", "transplant", "decompensation", "change"], ...] = ()
    """``ranked``, and wherever an event takes the place of a value: worst first. ``decompensation`` is a drug or procedure."""
    scheduled_only: bool = False
    """Leaves unscheduled draws out: a sensitivity, since draws made because of a complication are kept otherwise."""
    handling: tuple[Handling, ...] = ()
    methods: tuple[Method, ...] = ("each",)
    cannot_show: Text
    """What this number cannot show: printed beside it."""
