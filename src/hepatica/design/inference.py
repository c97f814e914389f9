"""What a design asks and how it answers: endpoints with their estimand's strategies, numbers, looks, priors, borrowing."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from hepatica.study.estimand import Strategy
from hepatica.study.form import Identifier
from hepatica.study.text import Sourced, Text

Question = Literal[
    "description", "difference", "non_inferiority", "main_effects", "beats_each", "interaction"
]
"""What an endpoint asks: to describe; one arm against another; the margins of a 2 × 2; both against each alone; synergy."""
COMPARES = frozenset({"difference", "non_inferiority", "main_effects", "beats_each", "interaction"})
"""Questions that nobody can answer without a concurrent control."""
FOUR_CELLS = frozenset({"main_effects", "beats_each", "interaction"})
"""Questions that need all of standard care, CD34, MSC and both."""


class Endpoint(Sourced):
    """An outcome, its question, the size that matters, and what is done about death and transplantation (ICH E9(R1))."""

    id: Identifier
    title: Text
    role: Literal["primary", "secondary"]
    type: Literal["continuous", "binary", "ordinal", "win_ratio", "door", "days_alive", "competing"]
    question: Question
    variable: str
    """A score's name as ``hepatica score --list`` gives it, or ADVERSE_EVENTS, SURVIVAL, CD34, CD34_SINUSOIDS."""
    day: int
    better: Literal["lower", "higher"]
    delta: Decimal | None = None
    """The difference worth finding, in the endpoint's unit: of rates for a binary or competing one, of the win probability
    from a half for a ranked one."""
    margin: Decimal | None = None
    """Non-inferiority: the difference that would still be borne."""
    sd: Decimal | None = None
    rate: Decimal | None = None
    """The rate assumed under standard care; for a competing event the share who have it by the day."""
    correlation: Decimal | None = None
    """Of the baseline with the outcome: adjusting for it leaves a variance of 1 − correlation²."""
    ranks: tuple[Text, ...] = ()
    """A ranked outcome: worst first. Hepatologists order them, not the program."""
    death: Strategy
    transplant: Strategy
    reason: Text
    """Why death and transplantation are handled so."""


class SampleSize(Sourced):
    """How many, for which endpoint, at which errors."""

    endpoint: Identifier
    per_arm: int
    """Participants in an arm of share 1, before dropout."""
    power: Decimal | None = None
    """None: the number was not chosen by power."""
    alpha: Decimal | None = None
    sides: int = 2
    dropout: Decimal = Decimal(0)
    """Share without the endpoint for another reason than death or transplantation, which the estimand holds."""


class Looks(Sourced):
    """When the data are looked at, and how the error is spent."""

    spending: Literal["obrien_fleming", "pocock", "hwang_shih_decani", "none"]
    gamma: Decimal | None = None
    """Parameter of Hwang, Shih and DeCani."""
    fractions: tuple[Decimal, ...]
    """Information at each look, the last is 1."""
    futility: Literal["none", "non_binding"] = "none"


class Prior(Sourced):
    """What is believed of a number before the trial: for assurance and Bayesian answers."""

    id: Identifier
    title: Text
    of: Literal["effect", "interaction", "event_rate", "control_mean", "sd"]
    family: Literal["normal", "beta", "half_normal"]
    mean: Decimal | None = None
    sd: Decimal | None = None
    a: Decimal | None = None
    b: Decimal | None = None
    observed: Decimal | None = None
    """A published value of the same number: the prior must have mass there."""


class Borrowing(Sourced):
    """How published standard-care arms enter. Controls alone are borrowed, never safety; part of the prior stays vague."""

    what: Literal["controls", "safety"]
    outcome: str
    """The outcome of the evidence table whose standard-care arms are read."""
    months: Decimal
    studies: tuple[str, ...] = ()
    """Studies of the evidence table; all that report the outcome where none is named."""
    robust_weight: Decimal
    """Weight of the vague part: at least 0.2."""
    tau_scale: Decimal
    vague_sd: Decimal
    ess_cap: Decimal
    """The most patients the borrowed prior may stand for: no more than the concurrent control has."""


class Analysis(Sourced):
    """How the primary question is answered."""

    method: Literal[
        "listing", "exact_proportion", "difference", "ancova", "mixed_model", "win_odds", "proportional_odds", "isotonic",
        "aalen_johansen",
    ]  # fmt: skip
    population: Text
    adjusts_for: tuple[Identifier, ...] = ()
    """``baseline``, and ids of strata."""
    missing: Text


class Assumption(Sourced):
    """A number the design leans on, with the range over which its answer is shown."""

    id: Identifier
    title: Text
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str | None = None


class Simulation(Sourced):
    """How often the design is played, and from which seed."""

    replicates: int
    seed: int
