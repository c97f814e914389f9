"""How a design proceeds: cohorts, stagger, accrual, decisions on the dose, and the rules that pause or stop it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from hepatica.study.form import Identifier
from hepatica.study.text import Sourced, Text

Decisions = Literal[
    "none", "3+3", "boin", "tite_boin", "keyboard", "mtpi2", "crm", "tite_crm", "boin_comb", "blrm", "obd",
]  # fmt: skip
Stops = Literal[
    "pause_review", "beta_binomial", "pocock", "obrien_fleming", "wang_tsiatis", "chen_chaloner", "sprt", "maxsprt",
    "exposure", "thall_sung",
]  # fmt: skip
NEEDS: dict[str, tuple[str, ...]] = {
    "none": (),
    "3+3": (),
    "boin": ("target",),
    "tite_boin": ("target", "window_days"),
    "keyboard": ("target", "low", "high"),
    "mtpi2": ("target", "low", "high"),
    "crm": ("target", "skeleton", "prior_sd"),
    "tite_crm": ("target", "skeleton", "prior_sd", "window_days"),
    "boin_comb": ("target",),
    "blrm": ("reference_dose", "low", "high", "prior_means", "prior_sds"),
    "obd": ("target", "least_efficacy", "plateau"),
    "pause_review": ("needs",),
    "beta_binomial": ("p0", "alpha", "prior_a", "prior_b"),
    "pocock": ("p0", "alpha"),
    "obrien_fleming": ("p0", "alpha"),
    "wang_tsiatis": ("p0", "alpha", "shape"),
    "chen_chaloner": ("p0", "p1", "alpha", "prior_a", "prior_b", "shape"),
    "sprt": ("p0", "p1", "alpha"),
    "maxsprt": ("p0", "alpha"),
    "exposure": ("p0", "alpha", "window_days"),
    "thall_sung": ("outcomes",),
}
"""Family of a decision or a stopping rule → the parameters it cannot do without."""
MAY: dict[str, tuple[str, ...]] = {
    "boin": ("low", "high", "overdose", "least_treated"),
    "tite_boin": ("low", "high", "overdose", "least_treated"),
    "keyboard": ("overdose", "least_treated"),
    "mtpi2": ("overdose", "least_treated"),
    "crm": ("overdose",),
    "tite_crm": ("overdose",),
    "boin_comb": ("low", "high", "overdose", "least_treated"),
    "blrm": ("overdose", "correlation", "window_days"),
    "obd": ("overdose", "window_days"),
    "beta_binomial": ("above", "window_days"),
    "exposure": ("prior_a", "prior_b"),
}
"""Family → the parameters it also reads; any other says nothing to it. A stopping rule may always have a window."""


class Cohorts(Sourced):
    """How many are treated before the next decision, and how many cohorts there may be."""

    size: int
    count: int
    first_level: Identifier | None = None
    """The level of the grid at which the first cohort is treated."""


class Stagger(Sourced):
    """How long one participant waits for another."""

    days: int
    """Between participants of a cohort."""
    sentinel_days: int
    """After the first participant, before the second."""
    participants: int
    """To how many participants, from the first on, it applies."""


class Accrual(Sourced):
    """How fast participants come."""

    per_month: Decimal
    sites: int = 1


class Times(Sourced):
    """How long each participant is watched, in days from the first infusion (or the day it would be)."""

    follow_up_days: int
    window_days: int
    """Days in which an event bears on a decision or a stopping rule: the observation window."""


class Decision(Sourced):
    """The rule by which doses are chosen. Toxicity of cells is flat in their number: no greatest tolerated dose need exist."""

    family: Decisions
    target: Decimal | None = None
    """The rate of dose-limiting events aimed at."""
    low: Decimal | None = None
    """Rate at or below which a dose is too low."""
    high: Decimal | None = None
    """Rate at or above which a dose is too high."""
    skeleton: tuple[Decimal, ...] = ()
    """Rates guessed beforehand, one for each level."""
    prior_sd: Decimal | None = None
    overdose: Decimal | None = None
    """A dose is left for ever when P(rate > target) passes this; under ``blrm`` it is barred while P(rate > high) reaches it."""
    least_treated: int | None = None
    """How many must have been treated at a dose before it can be left for ever."""
    window_days: int | None = None
    """Days over which a pending participant counts in part; the design's own where it is not said."""
    least_efficacy: Decimal | None = None
    """The response rate below which a dose is of no use."""
    plateau: Decimal | None = None
    """How much less effective than the best dose a lower one may be and still be the optimum."""
    reference_dose: Decimal | None = None
    """``blrm``: the planned number at which the curve is anchored."""
    prior_means: tuple[Decimal, ...] | None = None
    """``blrm``: of the log-odds at the reference dose, and of the log of the slope in the log dose."""
    prior_sds: tuple[Decimal, ...] | None = None
    """``blrm``: of the same two."""
    correlation: tuple[tuple[Decimal, ...], ...] | None = None
    """``blrm``: the correlation matrix of the two, by rows; none where it is not said."""


class StopOutcome(Sourced):
    """One of several outcomes watched together, with a rule of its own (Thall and Sung 1998)."""

    id: Identifier
    title: Text
    p0: Decimal
    prior: Decimal
    """Its weight in the Dirichlet prior, in participants."""
    above: Decimal
    """The trial stops when P(rate > p0) passes this."""


class StopRule(Sourced):
    """A rule that pauses or stops. Pause-and-review is the first layer; a boundary is the second."""

    id: Identifier
    title: Text
    layer: Literal["pause", "stop"]
    counts: Literal["death", "related_serious", "serious", "related_grade_3", "related_grade_4"]
    """Which events count, each participant once. An event of any cause needs a ``p0`` that includes the disease."""
    family: Stops
    needs: int | None = None
    """``pause_review``: how many participants with the event call for a review."""
    p0: Decimal | None = None
    """The rate that is borne. For ``exposure`` it is the probability within the window."""
    p1: Decimal | None = None
    alpha: Decimal | None = None
    """Chance of stopping though the rate is ``p0``."""
    prior_a: Decimal | None = None
    prior_b: Decimal | None = None
    above: Decimal | None = None
    """Stops when P(rate > p0) passes this, instead of the value that gives ``alpha``."""
    shape: Decimal | None = None
    """Wang and Tsiatis: delta, 0 straight to 0.5 constant. Chen and Chaloner: the least probability of a rate above ``p1``."""
    window_days: int | None = None
    outcomes: tuple[StopOutcome, ...] = ()
